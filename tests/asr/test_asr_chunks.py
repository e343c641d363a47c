"""Laws of cutting a sound into chunks, of placing words, and of listening in blocks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.asr.chunks import Chunk, groups, halves, padded, split_long
from reflect.asr.heard import HeardWord
from reflect.asr.listening import BLOCK, FRAME, speech_probability, speech_regions
from reflect.asr.words import attached, placed
from reflect.model.sound import RATE

LENGTH = 60 * RATE


@st.composite
def regions(draw, length: int = LENGTH):
    edges = sorted(draw(st.sets(st.integers(0, length // FRAME), min_size=2, max_size=40)))
    edges = edges[: len(edges) // 2 * 2]
    return [(a * FRAME, b * FRAME) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@settings(deadline=None)
@given(regions(), st.integers(0, RATE))
def test_padding_covers_every_region_without_overlap(found, pad: int) -> None:
    out = padded(found, LENGTH, pad)
    for (a, b), (start, end) in zip(out, found, strict=True):
        assert 0 <= a <= start < end <= b <= LENGTH
    assert all(b <= a for (_, b), (a, _) in pairwise(out))


@settings(deadline=None)
@given(regions(), st.integers(2 * FRAME, 30 * RATE), st.integers(0, 2**32 - 1))
def test_cutting_and_packing_lose_nothing_and_keep_the_limit(found, longest: int, seed: int) -> None:
    probability = np.random.default_rng(seed).random(LENGTH // FRAME).astype(np.float32)
    pieces = split_long(found, probability, longest)
    chunks = groups(pieces, pieces, longest)
    assert [i for a, b in chunks for i in range(a, b)] == list(range(len(pieces)))
    assert all(0 < sum(b - a for a, b in pieces[i:j]) <= longest for i, j in chunks)
    assert sum(b - a for a, b in pieces) == sum(b - a for a, b in found)


@settings(deadline=None)
@given(regions())
def test_halves_share_the_chunk(found) -> None:
    chunk = Chunk(tuple(found), "nl")
    first, second = halves(chunk)
    assert first.samples + second.samples == chunk.samples
    assert min(first.samples, second.samples) > 0


words = st.builds(
    HeardWord,
    st.sampled_from([" ja", " nee,", " -", "...", " één", "'s", " "]),
    st.floats(-1, 70),
    st.floats(-1, 70),
    st.floats(0, 1),
)


@settings(deadline=None)
@given(st.lists(words, max_size=30), regions())
def test_placed_words_are_in_order_inside_and_none_is_lost(heard, found) -> None:
    chunk = Chunk(tuple(padded(found, LENGTH, RATE // 4)), "nl")
    out = placed(heard, chunk, found, LENGTH)
    assert [w.text for w in out] == [w.text for w in attached(heard)]
    starts = [w.span.start_ms for w in out]
    assert starts == sorted(starts)
    assert all(0 <= w.span.start_ms < w.span.end_ms <= LENGTH * 1000 // RATE for w in out)


def test_a_full_group_is_cut_at_the_longest_pause() -> None:
    speech = [(0, 4 * RATE), (5 * RATE, 8 * RATE), (8 * RATE + 4800, 9 * RATE), (9 * RATE + 1600, 12 * RATE)]
    assert groups(speech, padded(speech, LENGTH, RATE // 2), 10 * RATE, earliest=0.3) == [(0, 1), (1, 4)]


def test_a_word_keeps_its_time_and_punctuation_joins_it() -> None:
    chunk = Chunk(((RATE, 2 * RATE), (5 * RATE, 6 * RATE)), "nl")
    heard = [HeardWord(" ja", 0.2, 0.5, 0.9), HeardWord(" !", 0.5, 0.6, 0.4), HeardWord(" nee", 1.25, 1.5, 0.8)]
    out = placed(heard, chunk, chunk.pieces, 10 * RATE)
    assert [(w.text, w.span.start_ms, w.span.end_ms) for w in out] == [("ja!", 1200, 1500), ("nee", 5250, 5500)]


def test_a_word_stretched_over_a_pause_keeps_the_spoken_side() -> None:
    chunk = Chunk(((0, 5 * RATE),), "nl")
    speech = [(0, RATE), (4 * RATE, 5 * RATE)]
    (word,) = placed([HeardWord(" goed", 0.9, 4.6, 0.9)], chunk, speech, 5 * RATE)
    assert (word.span.start_ms, word.span.end_ms) == (3900, 4600)


def test_listening_in_blocks_gives_one_value_a_frame_and_reads_no_more_than_a_block(as_sound) -> None:
    samples = np.zeros(2 * BLOCK + 1000, dtype=np.float32)
    samples[BLOCK - 5 * FRAME : BLOCK + 5 * FRAME] = 0.5
    sound, steps = as_sound(samples), []

    def loud(block: np.ndarray) -> np.ndarray:
        return np.abs(block.reshape(-1, FRAME)).max(axis=1)

    probability = speech_probability(sound, loud, steps.append)
    assert len(probability) == -(-len(samples) // FRAME)
    assert speech_regions(probability, len(samples)) == [(BLOCK - 5 * FRAME, BLOCK + 5 * FRAME)]
    assert sound.longest_read < 1.05 * BLOCK
    assert steps[-1] == 1.0
