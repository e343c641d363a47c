"""What every recogniser keeps, whichever engine is behind it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reflect.asr import ENGINES, create
from reflect.asr.fake import FakeRecognizer
from reflect.errors import Stopped, UsageError
from reflect.model.sound import RATE
from reflect.model.span import Span
from reflect.model.speech import Word

FAKE_WORDS = [Word("Goedemiddag,", Span(100, 500), 0.9), Word("kom", Span(600, 800), 0.8), Word("binnen.", Span(800, 1200), 0.7)]


@pytest.fixture(scope="module", params=["fake", *(pytest.param(e, marks=pytest.mark.model) for e in ENGINES)])
def recognizer(request, model_cache):
    if request.param == "fake":
        return FakeRecognizer(FAKE_WORDS)
    return create(request.param, "base", cache=model_cache)


@pytest.fixture(scope="module")
def heard(recognizer, dutch, as_sound):
    samples, turns = dutch
    part = samples[: turns[0]["end_ms"] * RATE // 1000 + RATE // 4]
    steps: list[float] = []
    return recognizer.recognize(as_sound(part), steps.append), steps, len(part)


def test_words_are_in_order_and_inside_the_sound(heard) -> None:
    recognition, _, samples = heard
    starts = [w.span.start_ms for w in recognition.words]
    assert len(starts) >= 3
    assert starts == sorted(starts)
    for word in recognition.words:
        assert 0 <= word.span.start_ms < word.span.end_ms <= samples * 1000 // RATE
        assert 0 <= word.probability <= 1
        assert word.text == word.text.strip()
        assert any(c.isalnum() for c in word.text)
        assert (word.language, word.speaker) == ("nl", None)


def test_speech_is_sorted_and_holds_the_words(heard) -> None:
    recognition, _, _ = heard
    assert list(recognition.speech) == sorted(recognition.speech)
    for word in recognition.words:
        assert min(word.span.distance_ms(s) for s in recognition.speech) <= 100


def test_progress_goes_from_nothing_to_all_and_never_back(heard) -> None:
    _, steps, _ = heard
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0.0, 1.0)
    assert len(steps) >= 3


def test_the_result_names_its_maker(recognizer, heard) -> None:
    assert heard[0].maker == recognizer.maker()
    assert recognizer.maker().revision


@pytest.mark.parametrize("samples", [0, 1, 160, RATE // 20])
def test_nothing_to_hear_gives_no_words(recognizer, as_sound, samples: int) -> None:
    steps: list[float] = []
    found = recognizer.recognize(as_sound(np.zeros(samples)), steps.append)
    assert found.words == ()
    assert steps[-1] == 1.0


def test_what_progress_raises_goes_through(recognizer, as_sound, dutch) -> None:
    def stop(part: float) -> None:
        if part > 0:
            raise Stopped("Stopped by hand.")

    with pytest.raises(Stopped, match="by hand"):
        recognizer.recognize(as_sound(dutch[0][: 2 * RATE]), stop)


def test_unknown_choices_say_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="faster-whisper, openai-whisper"):
        create("whisperx", cache=tmp_path)
    with pytest.raises(UsageError, match="auto or a two-letter code such as nl, de"):
        create(language="dutch", cache=tmp_path)
    with pytest.raises(UsageError, match="auto, cpu, cuda"):
        create(device="tpu", cache=tmp_path)
    for engine in ENGINES:
        with pytest.raises(UsageError, match=r"large-v3-turbo, .*base, tiny"):
            create(engine, "enormous", cache=tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_maker_is_a_key_for_everything_that_changes_the_outcome(engine: str, tmp_path: Path) -> None:
    makers = [
        create(engine, "base", cache=tmp_path).maker(),
        create(engine, "base", "de", cache=tmp_path).maker(),
        create(engine, "base", glossary=("Jansen",), cache=tmp_path).maker(),
        create(engine, "base", glossary=("Pietersen",), cache=tmp_path).maker(),
    ]
    assert len(set(makers)) == 4
    assert makers[0] == create(engine, "base", cache=tmp_path / "elsewhere").maker()
    assert "Jansen" not in repr(makers)


def test_making_one_loads_nothing_heavy(repository: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from reflect.asr import create, ENGINES\n"
        "for e in ENGINES: create(e, 'base', cache=Path(sys.argv[1])).maker()\n"
        "print([m for m in ('torch', 'whisper', 'faster_whisper', 'ctranslate2', 'av', 'huggingface_hub', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=repository, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
