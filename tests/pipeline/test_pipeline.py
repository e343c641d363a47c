"""What a run keeps, repeats and refuses, with fakes for the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reflect.errors import MediaError, ModelError, Stopped, ToolError, UsageError
from reflect.media import write_wave
from reflect.model.sound import RATE
from reflect.model.span import Span
from reflect.model.speech import Role
from reflect.pipeline import Settings, process
from reflect.store import jobs, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import MediaKind, State

QUIET = Settings()


def files_in(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and not p.name.startswith("reflect.db"))


def test_a_recording_becomes_a_transcript_with_speakers(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    outcome = process(store, talk, Settings(case="A12"), listener)
    turns = [(t.speaker, t.text) for t in outcome.transcript.turns]
    assert turns == [
        ("S1", "Goedemorgen fijn dat u er bent."),
        ("S2", "Dank u wel."),
        ("S1", "Vertel eens hoe gaat het?"),
        ("S2", "Het gaat beter dan eerst."),
    ]
    assert [s.role for s in outcome.transcript.speakers] == [Role.KLANTMANAGER, Role.CLIENT]
    assert outcome.transcript.duration_ms == 12_000
    assert outcome.real_time_factor == pytest.approx(outcome.seconds / 12)
    assert listener.steps[:2] == ["Copying", "Taking out the sound"]
    assert sorted(listener.steps[2:]) == ["Finding who speaks", "Recognising words"]
    (line,) = recordings.listing(store)
    assert (line.recording.case, line.versions, line.job.state) == ("A12", 1, State.DONE)
    assert transcripts.latest(store, outcome.recording_id).transcript == outcome.transcript


def test_the_same_film_twice_is_the_same_recording_and_nothing_is_done_again(
    store: Store, talk: Path, tmp_path: Path, recognizer: Any, diarizer: Any, listener: Any
) -> None:
    first = process(store, talk, QUIET, listener)
    renamed = tmp_path / "andere naam.wav"
    renamed.write_bytes(talk.read_bytes())
    again = process(store, renamed, QUIET, listener)
    assert again.recording_id == first.recording_id
    # Words and speakers are looked for at the same time, so they may come in any order.
    assert {r.split()[0] for r in again.reused} == {"sound", "words", "speakers"}
    assert len(recognizer.heard) == len(diarizer.heard) == 1
    assert recordings.listing(store)[0].versions == 1
    assert f"this film is already here as {first.recording_id}" in listener.notes[-1]


def test_another_diarizer_does_not_transcribe_again(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    process(store, talk, QUIET, listener)
    diarizer.revision = "2"
    process(store, talk, QUIET, listener)
    assert (len(recognizer.heard), len(diarizer.heard)) == (1, 2)


def test_a_model_is_loaded_while_sound_is_taken_out_and_only_then(
    store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any
) -> None:
    process(store, talk, Settings(), listener)
    assert recognizer.prepared == 1
    diarizer.revision = "2"
    process(store, talk, Settings(), listener)
    assert recognizer.prepared == 1  # the sound was kept, and so were the words


def test_other_words_do_not_diarize_again(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    process(store, talk, QUIET, listener)
    recognizer.revision = "2"
    process(store, talk, QUIET, listener)
    assert (len(recognizer.heard), len(diarizer.heard)) == (2, 1)


@pytest.mark.parametrize(
    "mishap", [KeyboardInterrupt(), Stopped("Stop."), ToolError("The model failed.")], ids=["ctrl-c", "stopped", "failed"]
)
def test_a_broken_off_run_goes_on_where_it_was(
    store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any, mishap: BaseException
) -> None:
    diarizer.mishap = mishap
    with pytest.raises((Stopped, ToolError)) as raised:
        process(store, talk, QUIET, listener)
    (line,) = recordings.listing(store)
    if isinstance(mishap, ToolError):
        assert line.job.state is State.FAILED
    else:
        assert line.job.state is State.STOPPED
        expected = f"Stopped. Finished steps are kept: the same command goes on with recording {line.recording.id}."
        assert str(raised.value) == expected
    diarizer.mishap = None
    outcome = process(store, talk, QUIET, listener)
    assert len(recognizer.heard) == 1
    assert [r.split()[0] for r in outcome.reused] == ["sound", "words"]


def test_derived_sound_may_be_cleared_away(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    outcome = process(store, talk, QUIET, listener)
    for wave in store.home.work(outcome.recording_id).glob("*.wav"):
        wave.unlink()
    recognizer.revision = "2"
    process(store, talk, QUIET, listener)
    assert recognizer.heard == [12 * RATE, 12 * RATE]


def test_a_part_is_heard_alone_and_lies_where_it_is_in_the_film(
    store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any
) -> None:
    outcome = process(store, talk, Settings(part=Span(2_000, 8_000)), listener)
    assert recognizer.heard == [6 * RATE]
    assert outcome.transcript.words[0].span == Span(3_000, 3_350)
    assert outcome.transcript.duration_ms == 12_000
    assert outcome.heard == Span(2_000, 8_000)
    assert outcome.real_time_factor == pytest.approx(outcome.seconds / 6)


def test_a_part_outside_the_film_is_refused(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    with pytest.raises(UsageError, match=r"from 0:11 to 0:40 holds too little of its 0:12\. Give --from and --to inside"):
        process(store, talk, Settings(part=Span(11_000, 40_000)), listener)
    assert recordings.listing(store) == ()
    assert files_in(store.home.path) == []


def test_a_confirmed_role_stays_with_its_voice(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    first = process(store, talk, QUIET, listener)
    people.confirm_role(store, first.recording_id, "S2", Role.COLLEAGUE, "Linde")
    diarizer.revision = "2"
    swapped = {"S1": "S2", "S2": "S1"}
    diarizer._activities = tuple(type(a)(a.span, swapped[a.speaker]) for a in diarizer._activities)
    again = process(store, talk, QUIET, listener)
    kept = again.transcript.speaker("S1")
    assert (kept.role, kept.confirmed, kept.name) == (Role.COLLEAGUE, True, "Linde")


@pytest.mark.parametrize("speakers", [0, 9, -1])
def test_a_number_of_speakers_that_cannot_be_is_refused_before_anything_is_kept(
    store: Store, talk: Path, listener: Any, speakers: int
) -> None:
    with pytest.raises(UsageError, match="must be 1 to 8"):
        process(store, talk, Settings(speakers=speakers), listener)
    assert recordings.listing(store) == ()
    assert files_in(store.home.path) == []


def test_a_model_that_is_missing_is_told_before_anything_is_kept(store: Store, talk: Path, listener: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(store.home.path / "no-hub"))
    with pytest.raises(ModelError, match="is not on this machine"):
        process(store, talk, Settings(diarizer="pyannote"), listener)
    assert recordings.listing(store) == ()
    assert files_in(store.home.path) == []


def silence(folder: Path) -> Path:
    write_wave(folder / "stil.wav", [np.zeros(5 * RATE, np.float32)])
    return folder / "stil.wav"


def second(folder: Path) -> Path:
    write_wave(folder / "kort.wav", [np.full(RATE, 0.1, np.float32)])
    return folder / "kort.wav"


@pytest.mark.parametrize(
    ("make", "says"), [(silence, "stil.wav is silent. Check the microphone"), (second, "kort.wav lasts 1.0 s, too short for a talk")]
)
def test_a_film_that_cannot_be_used_leaves_the_store_as_it_was(
    store: Store, tmp_path: Path, recognizer: Any, diarizer: Any, listener: Any, make: Any, says: str
) -> None:
    with pytest.raises(MediaError, match=says):
        process(store, make(tmp_path), QUIET, listener)
    assert recordings.listing(store) == ()
    assert files_in(store.home.path) == []
    assert recognizer.heard == []


# ---- a separate recorder and a second camera --------------------------------------------------


def test_a_recorder_is_put_on_the_films_clock_and_listened_to(
    store: Store, pair: Any, recognizer: Any, diarizer: Any, listener: Any
) -> None:
    outcome = process(store, pair.film, Settings(audio=pair.recorder), listener)
    (film, recorder) = recordings.get(store, outcome.recording_id).media
    assert (film.kind, recorder.kind) == (MediaKind.FILM, MediaKind.AUDIO)
    assert recorder.offset_ms == pytest.approx(7_000, abs=20)
    assert abs(recorder.drift_ppm) < 10
    assert recorder.clock_confidence > 0.5
    assert recognizer.heard == [60 * RATE]
    again = process(store, pair.film, Settings(audio=pair.recorder), listener)
    assert len(again.reused) == 5
    assert len(recordings.get(store, outcome.recording_id).media) == 2


def test_a_second_camera_gets_a_place_but_is_not_listened_to(
    store: Store, pair: Any, recognizer: Any, diarizer: Any, listener: Any
) -> None:
    outcome = process(store, pair.film, Settings(cameras=(pair.recorder,)), listener)
    (_, camera) = recordings.get(store, outcome.recording_id).media
    assert camera.kind is MediaKind.CAMERA
    assert camera.offset_ms == pytest.approx(7_000, abs=20)
    words_of_the_film = process(store, pair.film, QUIET, listener)
    assert "words" in words_of_the_film.reused


def test_a_recorder_of_another_talk_is_refused_and_not_kept(store: Store, pair: Any, recognizer: Any, diarizer: Any, listener: Any) -> None:
    with pytest.raises(MediaError, match=r"other\.wav: does not sound like the same conversation"):
        process(store, pair.film, Settings(audio=pair.other_talk), listener)
    assert recordings.listing(store) == ()
    assert files_in(store.home.path) == []


def test_the_record_of_a_job_holds_no_path_and_no_name(store: Store, talk: Path, recognizer: Any, diarizer: Any, listener: Any) -> None:
    recognizer.mishap = ToolError(f"{talk} could not be heard.")
    with pytest.raises(ToolError):
        process(store, talk, Settings(glossary=("Achternaam",)), listener)
    (line,) = recordings.listing(store)
    job = jobs.of_recording(store, line.recording.id)[0]
    assert job.error == "the file could not be heard."
    assert "Achternaam" not in str(job.settings)
    assert job.settings["glossary_terms"] == 1
