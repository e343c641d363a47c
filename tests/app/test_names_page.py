"""Namen: the component is told which recording to show, and a film without names is made with one person's voice moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reflect import consenting
from reflect.consenting.retention import Artefact
from reflect.masking import words
from reflect.masking.words.hiding import has_voice_filter
from reflect.media import write_wave
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import disclosures, incoming, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import NewMedia, Recording, TranscriptKind

RATE = 16_000
MADE = "Neem de film mee"


@pytest.fixture
def talk(store: Store, tmp_path: Path) -> Recording:
    """Two seconds of a tone each for two voices; the second says a name."""
    path = tmp_path / "talk.wav"
    time = np.arange(4 * RATE) / RATE
    write_wave(path, (0.3 * np.sin(2 * np.pi * 300 * time)).astype(np.float32))
    recording = recordings.add(store, [NewMedia(incoming.import_media(store, path))], title="Intake", duration_ms=4_000)
    spoken = (Turn("S1", (Word("Dag", Span(200, 1_800), 0.9),)), Turn("S2", (Word("Fatma.", Span(2_400, 3_000), 0.9),)))
    speakers = (Speaker("S1", Role.KLANTMANAGER, confirmed=True), Speaker("S2", Role.CLIENT, confirmed=True))
    transcripts.add(store, recording.id, Transcript("nl", 4_000, speakers, spoken), TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, recording.id, speakers)
    for name, role in (("K1", "klantmanager"), ("C1", "client")):
        person = consenting.appear(store, recording.id, name, role, "Noor").person_id
        consenting.answer(store, recording.id, person, [Purpose.RESEARCH, Purpose.REFLECTION], Answer.YES, "Noor")
    return recording


def add_name(store: Store, recording: Recording) -> None:
    id = "00000000-0000-4000-8000-000000000001"
    op = {"op": id, "do": "add", "id": id, "span": [2_400, 3_000], "speaker": "S2", "kind": "person"}
    assert words.apply(store, recording.id, [op], "Noor")[0].why == ""


def opened(pages: Any, recording: Recording) -> Any:
    return pages.open("namen", opname=recording.id)


def test_the_component_gets_the_recording_and_nothing_is_made_without_a_transcript(pages: Any, add: Any) -> None:
    recording = add(spoken=False)
    app = opened(pages, recording)
    data = pages.component("reflect_names")
    assert (data["rid"], data["lang"]) == (recording.id, "nl")
    assert all(key.startswith("names.") for key in data["texts"])
    assert not app.expander


@pytest.mark.skipif(not has_voice_filter(), reason="this ffmpeg has no rubberband")
def test_a_film_without_names_with_the_voice_of_one_person_moved(pages: Any, talk: Recording, store: Store) -> None:
    pytest.importorskip("deduce", reason="names are found with the extra mask")
    add_name(store, talk)
    app = opened(pages, talk)
    assert app.selectbox(key="mute-whose").options == ["van iedereen", "C1", "K1"]
    assert app.selectbox(key="mute-whose").disabled, "while voices stay as they are"
    app.selectbox(key="mute-voice").select("lower").run()
    client = next(p for p in consenting.sheet(store, talk.id, "").people if p.pseudonym == "C1").person_id
    app.selectbox(key="mute-whose").select(client).run()
    app.button(key="mute-do").click().run()
    assert "Schrijf op voor wie de film is" in app.error[0].value
    app.text_input(key="mute-recipient").set_value("Team <b>")
    app.button(key="mute-do").click().run()
    assert not app.exception, [e.value for e in app.exception]
    assert [e.value for e in app.error] == []
    assert "Plekken zonder naam: 1" in app.success[0].value
    [handed] = disclosures.listing(store)
    assert (handed.what, handed.recipient, handed.purpose, handed.recording_ids) == (
        "masked mp4",
        "Team <b>",
        Purpose.REFLECTION,
        (talk.id,),
    )
    made = app.session_state["muted"]
    assert (handed.sha256, made.masked) == (hash_of(made.data), frozenset())
    before, after = sound(talk.film.path.read_bytes()), sound(made.data)  # type: ignore[union-attr]
    assert strongest(after[int(0.4 * RATE) : int(1.6 * RATE)]) == pytest.approx(strongest(before), rel=0.02), "K1 is as before"
    consenting.withdraw(store, client, "Noor", recording_id=talk.id, purposes=[Purpose.REFLECTION])
    app.run()
    assert not app.success
    assert "muted" not in app.session_state


def hash_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def sound(data: bytes) -> np.ndarray:
    import io

    import av

    with av.open(io.BytesIO(data)) as media:
        machine = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [f for frame in media.decode(audio=0) for f in machine.resample(frame)] + machine.resample(None)
    return np.concatenate([f.to_ndarray().reshape(-1) for f in frames])


def strongest(part: np.ndarray) -> float:
    """The loudest frequency, in Hz."""
    return float(np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part)))))) * RATE / len(part)


def test_nothing_is_made_while_a_name_is_undecided_or_somebody_says_no(pages: Any, talk: Recording, store: Store) -> None:
    pytest.importorskip("deduce", reason="names are found with the extra mask")
    words.propose(store, talk.id)
    app = opened(pages, talk)
    assert "Beslis eerst over alle namen" in app.info[0].value
    assert not [b for b in app.button if b.key == "mute-do"]


@pytest.mark.parametrize("address", ["bekijken", "maten", "gezichten", "namen"])
def test_every_page_says_that_the_film_was_erased_and_goes_on(pages: Any, store: Store, talk: Recording, address: str) -> None:
    consenting.erase_due(store, talk.id, Purpose.RESEARCH, Artefact.FILM, "Noor")
    app = pages.open(address, opname=talk.id)
    assert not app.exception
    [said] = [one.value for one in app.info if "film is gewist" in one.value]
    assert said.endswith("Het transcript, de tags en de notities zijn er nog.")
    assert not [b for b in app.button if b.key == "again"], "nothing can be processed again"
