"""Laws of the helpers that need no model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.diarization import clustering
from reflect.diarization.assignment import path
from reflect.diarization.embedded import activities
from reflect.diarization.embedding import pooled
from reflect.diarization.labels import labelled, warnings_of
from reflect.diarization.segmentation import FRAME
from reflect.model.span import Span
from reflect.model.speech import Activity

spans = st.tuples(st.integers(0, 5000), st.integers(0, 800), st.sampled_from("abc")).map(lambda t: (Span(t[0], t[0] + t[1]), t[2]))


@settings(deadline=None)
@given(st.lists(spans, max_size=25))
def test_labelled_keeps_every_moment_and_orders_by_first_speech(found):
    out = labelled(found)
    assert list(out) == sorted(out)
    firsts = list(dict.fromkeys(a.speaker for a in out))
    assert sorted(firsts) == [f"S{i + 1}" for i in range(len(firsts))]
    starts = [min(a.span.start_ms for a in out if a.speaker == f"S{i + 1}") for i in range(len(firsts))]
    assert starts == sorted(starts)
    by_person = {w: {ms for s, who in found if who == w for ms in range(s.start_ms, s.end_ms)} for w in "abc"}
    by_label = {w: {ms for a in out if a.speaker == w for ms in range(a.span.start_ms, a.span.end_ms)} for w in firsts}
    assert sorted(map(sorted, by_label.values())) == sorted(sorted(v) for v in by_person.values() if v)


@settings(deadline=None)
@given(st.lists(spans, max_size=25))
def test_one_speaker_never_overlaps_itself(found):
    out = labelled(found)
    for one in out:
        assert all(one.span.overlap_ms(other.span) == 0 for other in out if other is not one and other.speaker == one.speaker)


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(1, 3), st.integers(0, 2**31))
def test_activities_lie_inside_the_sound(frames, people, seed):
    on = np.random.default_rng(seed).random((frames, people)) < 0.7
    samples = frames * FRAME - 100
    end_ms = round(samples / 16)
    for a in activities(on, samples):
        assert 0 <= a.span.start_ms < a.span.end_ms <= end_ms


def test_path_follows_strong_evidence_and_ignores_a_flicker():
    evidence = np.zeros((300, 2), dtype=np.float32)
    evidence[:150, 0], evidence[150:, 1] = 2.0, 2.0
    evidence[70] = [0.0, 2.0]
    found = path(evidence, np.ones(300))
    assert (found[:145] == 0).all()
    assert (found[155:] == 1).all()


def test_path_of_one_voice_is_that_voice():
    assert (path(np.zeros((5, 1), dtype=np.float32), np.ones(5)) == 0).all()


def test_pooled_with_equal_weights_is_mean_and_unbiased_deviation():
    features = np.random.default_rng(0).normal(size=(60, 512)).astype(np.float32)
    out = pooled(features, np.ones((60, 1), dtype=np.float32))
    np.testing.assert_allclose(out[0, :512], features.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(out[0, 512:], features.std(axis=0, ddof=1), atol=0.02)


def test_pooled_without_any_weight_is_finite():
    assert np.isfinite(pooled(np.ones((10, 512), dtype=np.float32), np.zeros((10, 2), dtype=np.float32))).all()


def people(count: int, each: int, seed: int = 1, noise: float = 0.05) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = clustering.unit(rng.normal(size=(count, 192)))
    return clustering.unit(np.repeat(centres, each, axis=0) + noise * rng.normal(size=(count * each, 192)))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_clear_voices_are_counted(count):
    prints = people(count, 30)
    assert len(clustering.voices(prints, np.arange(len(prints)), None, 6)) == count


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_the_asked_count_is_given(asked):
    prints = people(3, 30)
    assert len(clustering.voices(prints, np.arange(len(prints)), asked, 6)) == asked


def test_more_voices_than_prints_gives_what_there_is():
    prints = people(2, 1)
    assert len(clustering.voices(prints, np.arange(2), 8, 6)) <= 2


def test_many_prints_are_clustered_on_a_sample_with_one_identity():
    prints = people(2, 9000)
    means = clustering.voices(prints, np.arange(len(prints)), None, 6)
    who = (prints @ means.T).argmax(axis=1)
    assert len(means) == 2
    assert len(set(who[:9000])) == len(set(who[9000:])) == 1


def test_warnings_name_what_was_asked_and_found():
    one = (Activity(Span(0, 10), "S1"),)
    assert warnings_of((), None) == ("No speech was found on this recording.",)
    assert warnings_of(one, None) == ("Only one voice was found on this recording.",)
    assert warnings_of(one, 1) == ()
    assert warnings_of(one, 3) == ("3 voices were asked for, but only 1 could be told apart.",)


def test_the_fast_filter_is_the_convolution():
    from reflect.diarization.segmentation import _filtered, _high_pass

    chance = np.random.default_rng(5)
    wave, pulse = chance.normal(0, 0.3, 9_000).astype(np.float32), _high_pass()
    assert np.allclose(_filtered(wave, pulse), np.convolve(wave, pulse, mode="valid"), atol=1e-5)
