"""A recogniser that repeats itself is recognised, tried again, and marked when that does not help."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.asr.chunks import Chunk
from reflect.asr.heard import Heard, HeardWord, echoes, loops, repeats, silent, skips
from reflect.asr.transcribing import _batches, transcribe
from reflect.model.sound import RATE


def heard(text: str, seconds: float, mean_logprob: float = -0.3, no_speech: float = 0.0) -> Heard:
    words = text.split()
    step = seconds / max(len(words), 1)
    return Heard(tuple(HeardWord(" " + w, i * step, (i + 1) * step, 0.9) for i, w in enumerate(words)), mean_logprob, no_speech)


class Scripted:
    """A decoder that says what `say` gives for a length in seconds, a temperature and whether the glossary is used."""

    batch = 2
    workers = 2

    def __init__(self, say: Callable[[float, float, bool], Heard]) -> None:
        self.say, self.calls = say, []

    def detect(self, sounds):
        return [{"nl": 1.0} for _ in sounds]

    def decode(self, sounds, language, temperature, glossary):
        self.calls.append((len(sounds), temperature, glossary))
        return [self.say(len(s) / RATE, temperature, glossary) for s in sounds]


def run(sound, decoder: Scripted, glossary: tuple[str, ...] = ()):
    def loud(block: np.ndarray) -> np.ndarray:
        return np.abs(block.reshape(-1, 512)).max(axis=1)

    return transcribe(sound, loud, lambda: decoder, language="nl", glossary=glossary, progress=lambda _: None)


@pytest.mark.parametrize(
    "text",
    ["ja " * 8, "dank u " * 5, "ik weet niet " * 4, "dat is een goed plan " * 3, "Nee, " + "tot ziens. " * 6],
)
def test_a_loop_is_recognised(text: str) -> None:
    assert repeats(text.split())
    assert loops(heard(text, 20), 20)


@pytest.mark.parametrize(
    "text",
    ["Ja ja ja ja.", "Nee, nee, nee, dat niet.", "ja dat is zo en dat is goed en dat is fijn", "Dank u wel. Dank u wel. Tot ziens."],
)
def test_people_who_repeat_themselves_are_no_loop(text: str) -> None:
    assert not loops(heard(text, 6), 6)


def test_more_words_than_fit_in_the_time_are_a_loop() -> None:
    assert loops(heard(" ".join(f"woord{i}" for i in range(30)), 2), 2)


def test_a_loop_is_tried_again_in_shorter_chunks(as_sound) -> None:
    decoder = Scripted(lambda seconds, t, g: heard("nee " * 20, seconds) if seconds > 8 else heard("dat klopt", seconds))
    found = run(as_sound(np.full(10 * RATE, 0.9)), decoder)
    assert [w.text for w in found.words] == ["dat", "klopt", "dat", "klopt"]
    assert not any(w.doubtful for w in found.words)
    assert found.warnings == ()


def test_a_loop_is_tried_again_at_another_temperature(as_sound) -> None:
    decoder = Scripted(lambda seconds, t, g: heard("dat klopt", seconds) if t >= 0.8 else heard("nee " * 20, seconds))
    found = run(as_sound(np.full(3 * RATE, 0.9)), decoder)
    assert [w.text for w in found.words] == ["dat", "klopt"]
    assert [t for _, t, _ in decoder.calls] == [0.0, 0.0, 0.4, 0.8]


def test_a_loop_that_stays_is_marked_and_named_by_time_without_its_words(as_sound) -> None:
    samples = np.zeros(70 * RATE)
    samples[65 * RATE : 68 * RATE] = 0.9
    found = run(as_sound(samples), Scripted(lambda seconds, t, g: heard("nee " * 20, seconds)))
    assert found.words
    assert all(w.doubtful for w in found.words)
    (warning,) = found.warnings
    assert "1:04" in warning
    assert "doubtful" in warning
    assert "nee" not in warning.lower()


def test_silence_by_the_engines_own_judgement_gives_no_words(as_sound) -> None:
    nobody = heard("Bedankt voor het kijken", 3, mean_logprob=-1.4, no_speech=0.9)
    assert silent(nobody)
    assert run(as_sound(np.full(3 * RATE, 0.9)), Scripted(lambda *_: nobody)).words == ()


def test_a_glossary_said_back_is_heard_again_without_it(as_sound) -> None:
    terms = ("Kijkwijzer", "Wierda", "Heuvelrug")
    decoder = Scripted(lambda seconds, t, g: heard("Kijkwijzer, Wierda, Heuvelrug", seconds) if g else heard("goed zo", seconds))
    assert echoes(heard("Kijkwijzer, Wierda, Heuvelrug", 3), terms)
    assert not echoes(heard("mevrouw Wierda komt morgen", 3), terms)
    assert [w.text for w in run(as_sound(np.full(3 * RATE, 0.9)), decoder, terms).words] == ["goed", "zo"]


def test_speech_that_was_passed_over_is_heard_again_in_halves(as_sound) -> None:
    decoder = Scripted(lambda seconds, t, g: heard("dat klopt", seconds) if seconds > 9 else heard("een twee drie vier vijf", seconds))
    found = run(as_sound(np.full(12 * RATE, 0.9)), decoder)
    assert skips(heard("dat klopt", 12), 12)
    assert len(found.words) == 10
    assert not any(w.doubtful for w in found.words)


def test_slow_speech_stays_as_it_was_heard_when_the_halves_say_no_more(as_sound) -> None:
    found = run(as_sound(np.full(12 * RATE, 0.9)), Scripted(lambda seconds, t, g: heard("ja" if seconds < 9 else "nou ja", seconds)))
    assert [w.text for w in found.words] == ["nou", "ja"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["nl", "en", "tr"])), max_size=40), st.integers(1, 8), st.integers(1, 4))
def test_every_chunk_is_in_one_batch_of_its_own_language(lengths: list[tuple[int, str]], size: int, workers: int) -> None:
    chunks = [Chunk(((0, seconds * RATE),), language) for seconds, language in lengths]
    batches = _batches(chunks, size, workers)
    assert sorted(i for batch in batches for i in batch) == list(range(len(chunks)))
    assert all(batch == sorted(batch) and len({chunks[i].language for i in batch}) == 1 for batch in batches)
    assert all(len(batch) <= size for batch in batches)


def test_batches_become_smaller_towards_the_end_where_workers_would_wait_for_each_other() -> None:
    chunks = [Chunk(((0, RATE),), "nl")] * 40
    sizes = [len(batch) for batch in _batches(chunks, 4, 2)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (4, 2)
    assert [len(batch) for batch in _batches(chunks, 16, 1)] == [16, 16, 8]  # nobody waits: all at once


def test_a_failing_batch_stops_the_others_and_its_error_is_told(as_sound) -> None:
    def broken(seconds: float, temperature: float, glossary: bool) -> Heard:
        raise RuntimeError("the engine broke")

    with pytest.raises(RuntimeError, match="the engine broke"):
        run(as_sound(np.full(90 * RATE, 0.9)), Scripted(broken))
