"""One voice is moved and the others stay as they are; who is masked is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from name_talks import talk_of
from typer.testing import CliRunner

from reflect.cli import app
from reflect.errors import NotFoundError, UsageError
from reflect.masking import words
from reflect.masking.words.bleeping import FADE_MS
from reflect.masking.words.blending import blended
from reflect.masking.words.edges import AFTER_MS, BEFORE_MS
from reflect.masking.words.hiding import has_voice_filter
from reflect.media import write_wave
from reflect.model.span import Span
from reflect.model.speech import Maker, Speaker
from reflect.store import people, transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind

RATE = 48_000
FADE = RATE * FADE_MS // 1000


def blocks(sound: np.ndarray, size: int) -> list[np.ndarray]:
    return [sound[:, at : at + size] for at in range(0, sound.shape[1], size)]


@given(
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 3_000)), max_size=4),
    st.sampled_from([331, 1_024, 10_000]),
    st.sampled_from([470, 10_000]),
)
def test_nothing_of_the_first_sound_is_left_in_a_stretch(spans: list[tuple[int, int]], size: int, other: int) -> None:
    """Ones stand for the first sound, twos for the second."""
    one, two = np.ones((2, 10_000), np.float32), np.full((2, 10_000), 2, np.float32)
    stretches = sorted((start, start + length) for start, length in spans)
    out = np.concatenate(list(blended(iter(blocks(one, size)), iter(blocks(two, other)), stretches, RATE)), axis=1)
    assert out.shape == one.shape
    near = np.zeros(10_000, bool)
    for start, stop in stretches:
        assert (out[:, start:stop] == 2).all()
        near[max(0, start - FADE) : stop + FADE] = True
    assert (out[:, ~near] == 1).all()
    if len(stretches) == 1:
        assert np.abs(np.diff(out)).max() <= 1 / FADE + 1e-4, "no click"


def test_a_second_sound_that_ends_is_silent() -> None:
    one = np.ones((2, 1_000), np.float32)
    out = np.concatenate(list(blended(iter(blocks(one, 100)), iter(blocks(one[:, :350] * 2, 90)), [(0, 1_000)], RATE)), axis=1)
    assert (out[:, :350] == 2).all()
    assert not out[:, 350:].any()


def strongest(sound: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))) * RATE / len(sound)


def heard(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as media:
        machine = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [f for frame in media.decode(audio=0) for f in machine.resample(frame)] + machine.resample(None)
    return np.concatenate([f.to_ndarray().reshape(-1) for f in frames])


@pytest.mark.skipif(not has_voice_filter(), reason="this ffmpeg has no rubberband")
def test_one_voice_is_moved_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    path, plain, out = tmp_path / "talk.wav", tmp_path / "plain.flac", tmp_path / "out.flac"
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(6 * 16_000) / 16_000)
    write_wave(path, [tone.astype(np.float32)])
    words.mask_sound(path, plain, [])
    done = words.mask_sound(path, out, [], voice=0.8, voices=[Span(2_000, 3_500)])
    [moved] = done.changed
    assert moved.start_ms <= 2_000 - BEFORE_MS
    assert moved.end_ms >= 3_500 + AFTER_MS
    before, after = heard(plain), heard(out)
    assert len(after) == len(before) == done.samples
    start, stop = moved.start_ms * 48, moved.end_ms * 48
    assert np.array_equal(after[: start - FADE], before[: start - FADE])
    assert np.array_equal(after[stop + FADE :], before[stop + FADE :])
    assert abs(strongest(after[start:stop]) - 352) < 4
    none = words.mask_sound(path, out, [], voice=0.8, voices=[])
    assert none.changed == ()
    assert np.array_equal(heard(out), before), "nobody's voice is to be moved"


@pytest.fixture
def spoken(store: Store, talk: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """K1 and C1 agree to all; S1 speaks, then S2."""
    monkeypatch.setenv("REFLECT_HOME", str(store.home.path))
    said = talk_of(["Dag hoe gaat het", "Het gaat wel"])
    voices = (Speaker("S1"), Speaker("S2"))
    turns = (said.turns[0], replace(said.turns[1], speaker="S2"))
    transcripts.add(store, talk, replace(said, turns=turns, speakers=voices), TranscriptKind.CORRECTED, Maker("test"))
    people.set_speakers(store, talk, voices)
    return talk


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["mask", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_who_is_masked_is_printed_and_whose_voice_it_is_is_said(spoken: str) -> None:
    told = run("who", spoken, "--no-picture")
    assert "nobody said whose voice it is: 0:00.000-1:00.000" in told
    assert "Voice S1 (unknown): ?" in told
    assert f"Say who a voice is: reflect mask who {spoken} S1=K1" in told
    told = run("who", spoken, "S1=K1", "S2=C1", "--no-picture", "--voice-of", "C1")
    assert "Voice S2 (unknown): C1" in told
    found = json.loads(run("who", spoken, "--no-picture", "--voice-of", "C1", "--format", "json"))
    assert [(p["person"], p["masked"], [o["why"] for o in p["left"]]) for p in found["people"]] == [
        ("C1", True, []),
        ("K1", False, ["voice_heard"]),
    ]
    assert found["voices"][0] == {"voice": "S1", "role": "unknown", "person": "K1", "said": True}
    everybody = json.loads(run("who", spoken, "--no-picture", "--voices", "--format", "json"))
    assert [p["masked"] for p in everybody["people"]] == [True, True]
    part = json.loads(run("who", spoken, "--no-picture", "--from", "0:30", "--to", "0:40", "--format", "json"))
    assert [p["masked"] for p in part["people"]] == [True, True], "nobody speaks there"
    told = run("who", spoken, "S2=")
    assert "Voice S2 (unknown): ?" in told
    assert "nobody looked for faces: 0:00.000-1:00.000" in told


def test_what_cannot_be_said_of_a_voice_is_told_in_one_line(spoken: str, tmp_path: Path) -> None:
    for arguments, error, text in (
        (("who", spoken, "S1"), UsageError, "'S1' says of no voice who it is. Write VOICE=PERSON"),
        (("who", spoken, "S1=X9"), NotFoundError, "There is no person 'X9'"),
        (("who", spoken, "S9=K1"), NotFoundError, "has no speaker 'S9'"),
        (("who", spoken, "--camera", "2"), UsageError, "has 1 films; --camera 2 is none of them"),
        (("who", spoken, "--style", "hat"), UsageError, "--style"),
        (("sound", spoken, "-o", str(tmp_path / "x.mp4"), "--voice-of", "C1"), UsageError, "The voice of C1 would stay as it is"),
    ):
        with pytest.raises(error, match=text):
            CliRunner().invoke(app, ["mask", *arguments], catch_exceptions=False)
