"""Measures against figures worked out by hand or published, and the laws they obey."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.errors import FormatError, UsageError
from reflect.evaluation import Evaluation, NotComputable, Reference, ReferenceTurn, Share, TimeErrors, WordErrors, evaluate
from reflect.evaluation.diarization_errors import diarization_errors
from reflect.evaluation.normalise import normalise
from reflect.evaluation.speaker_word_errors import speaker_word_errors
from reflect.evaluation.speaking_time import length_ms, pairing, shared_ms, times_of
from reflect.evaluation.word_errors import word_errors
from reflect.model.span import Span
from reflect.model.speech import Activity, Transcript, Turn, Word

Make = Callable[..., Transcript]


def reference_of(*said: tuple[str, int, int, str | None]) -> Reference:
    """Turns with times in seconds."""
    return Reference(tuple(ReferenceTurn(s, Span(a * 1000, b * 1000), text) for s, a, b, text in said), "ref.json")


def times(*parts: tuple[str, float, float]) -> dict[str, tuple[Span, ...]]:
    return times_of(((s, Span.from_seconds(a, b)) for s, a, b in parts), Span(0, 1_000_000))


def test_word_errors_by_hand() -> None:
    found = word_errors("de kat zit op de mat thuis".split(), "de kat zat op mat thuis nu".split())
    assert found == WordErrors(hits=5, substitutions=1, deletions=1, insertions=1)
    assert (found.errors, found.reference_words, found.rate) == (3, 7, 3 / 7)


def test_nothing_recognised_is_all_deleted_and_no_reference_is_no_figure() -> None:
    assert word_errors(["a", "b"], []) == WordErrors(0, 0, 2, 0)
    assert word_errors([], ["a"]) == speaker_word_errors({"A": []}, {"S1": ["a"]}) == NotComputable("the reference has no words here")
    assert speaker_word_errors({"A": ["a", "b"]}, {}) == WordErrors(0, 0, 2, 0)


@pytest.mark.parametrize(
    ("reference", "recognised", "expected"),
    [
        # The first four are examples of MeetEval's documentation.
        (["a b c", "d e f"], ["a b c", "d e f"], WordErrors(6, 0, 0, 0)),
        (["a b", "c d"], ["a b", "c d", "e f"], WordErrors(4, 0, 0, 2)),
        (["a", "b", "c d"], ["a", "b"], WordErrors(2, 0, 2, 0)),
        (["a b"], ["z", "a e f"], WordErrors(1, 1, 0, 2)),
        # Labels do not count: swapped speakers are no error.
        (["goed dank u", "ja"], ["ja", "goed dank u"], WordErrors(4, 0, 0, 0)),
        # "ja" given to the wrong one costs a deletion there and an insertion here.
        (["goed dank u", "ja zeker wel"], ["goed dank u ja", "zeker wel"], WordErrors(5, 0, 1, 1)),
    ],
)
def test_speaker_word_errors(reference: list[str], recognised: list[str], expected: WordErrors) -> None:
    people, voices = ({f"{n}{i}": text.split() for i, text in enumerate(texts)} for n, texts in (("R", reference), ("S", recognised)))
    assert speaker_word_errors(people, voices) == expected


def test_diarization_errors_of_the_published_example() -> None:
    """The example in the documentation of pyannote.metrics: 51.6 %."""
    reference = times(("A", 0, 10), ("B", 12, 20), ("A", 24, 27), ("C", 30, 40))
    found = times(("a", 2, 13), ("d", 13, 14), ("b", 14, 20), ("c", 22, 38), ("d", 38, 40))
    errors = diarization_errors(reference, found, Span(0, 40_000))
    assert errors == TimeErrors(total_ms=31_000, missed_ms=2_000, false_alarm_ms=7_000, confusion_ms=7_000)
    assert errors.rate == pytest.approx(0.516, abs=0.001)


def test_collar_is_the_total_width() -> None:
    reference, found = times(("A", 0, 10), ("B", 10, 20)), times(("x", 0, 12), ("y", 12, 18))
    whole = Span(0, 20_000)
    assert diarization_errors(reference, found, whole) == TimeErrors(20_000, 2_000, 0, 2_000)
    # 250 ms go on each side of 0, 10 and 20 s.
    assert diarization_errors(reference, found, whole, collar_ms=500) == TimeErrors(19_000, 1_750, 0, 1_750)


def test_overlap_counts_for_each_speaker_and_time_outside_the_reference_too() -> None:
    reference, found = times(("A", 0, 10), ("B", 5, 10)), times(("x", 0, 12))
    assert diarization_errors(reference, found, Span(0, 20_000)) == TimeErrors(15_000, 5_000, 2_000, 0)
    assert diarization_errors(reference, found, Span(0, 10_000)) == TimeErrors(15_000, 5_000, 0, 0)


def test_without_speech_there_is_no_error_rate() -> None:
    nothing = diarization_errors({}, times(("x", 0, 1)), Span(0, 1_000))
    assert nothing == NotComputable("the reference has no speech here")
    short = diarization_errors(times(("A", 1, 1.1)), {}, Span(0, 5_000), collar_ms=500)
    assert short == NotComputable("the collar leaves no speech of the reference to score")


def test_a_perfect_transcript_with_other_labels(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 4, "Goedemorgen, gaat u zitten."), ("S2", 4, 6, "Dank u!"), seconds=10)
    reference = reference_of(("client", 4, 6, "dank u"), ("klantmanager", 0, 4, "goedemorgen gaat u zitten"))
    reference = Reference(tuple(sorted(reference.turns, key=lambda t: t.span)), reference.source)
    found = evaluate(transcript, reference)
    assert found.wer == found.cpwer == WordErrors(6, 0, 0, 0)
    assert found.der == TimeErrors(6_000, 0, 0, 0)
    assert found.speech_share == found.word_share == Share(6_000, 6_000)
    assert [(s.speaker, s.matched, s.time_ms, s.correct_ms) for s in found.speakers] == [
        ("klantmanager", "S1", 4_000, 4_000),
        ("client", "S2", 2_000, 2_000),
    ]


def test_a_turn_given_to_the_wrong_speaker(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 6, "a b c"), ("S1", 6, 8, "d"), ("S2", 8, 10, "e"), seconds=10)
    reference = reference_of(("A", 0, 6, "a b c"), ("B", 6, 8, "d"), ("B", 8, 10, "e"))
    found = evaluate(transcript, reference)
    assert found.wer == WordErrors(5, 0, 0, 0)
    assert found.cpwer == WordErrors(4, 0, 1, 1)
    assert found.der == TimeErrors(10_000, 0, 0, 2_000)
    assert found.speech_share == Share(8_000, 10_000)
    assert found.word_share == Share(8_000, 10_000)
    assert found.speakers[1].correct_ms == 2_000


def test_activities_are_measured_where_there_are_any(transcript_of: Make) -> None:
    words = transcript_of(("S1", 0, 2, "a b"), seconds=10)
    both = Transcript("nl", 10_000, (), words.turns, (Activity(Span(0, 2_000), "S1"), Activity(Span(2_000, 4_000), "S2")))
    reference = reference_of(("A", 0, 4, "a b"))
    assert evaluate(words, reference).der == TimeErrors(4_000, 2_000, 0, 0)
    found = evaluate(both, reference)
    assert found.der == TimeErrors(4_000, 0, 0, 2_000)
    assert (found.reference_speakers, found.found_speakers) == (1, 2)


def test_one_word_too_much_is_one_insertion(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 2, "ja hoor"), seconds=3)
    assert evaluate(transcript, reference_of(("A", 0, 2, "Ja."))).wer == WordErrors(1, 0, 0, 1)


def test_a_window_takes_words_by_their_middle(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 10, "a b c d e f g h i j"), ("S2", 10, 20, "k"), seconds=20)
    reference = reference_of(("A", 0, 10, "a b c d e f g h i j"), ("B", 10, 20, "l"))
    found = evaluate(transcript, reference, window=Span(2_000, 6_000))
    assert found.wer == WordErrors(4, 0, 0, 0)
    assert found.der == TimeErrors(4_000, 0, 0, 0)
    assert (found.reference_speakers, found.found_speakers) == (1, 1)
    assert evaluate(transcript, reference, window=Span(10_000, 90_000)).wer == WordErrors(0, 1, 0, 0)


def test_a_window_without_speech_says_why_it_has_no_figures(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 1, "a"), seconds=20)
    found = evaluate(transcript, reference_of(("A", 0, 1, "a")), window=Span(5_000, 9_000))
    assert found.wer == found.cpwer == NotComputable("the reference has no words here")
    assert found.der == found.speech_share == NotComputable("the reference has no speech here")
    assert found.word_share == NotComputable("no recognised word lies inside speech of the reference")
    assert found.rows()[0] == ("WER", "–", "not computable, because the reference has no words here")
    json.dumps(found.to_plain(), allow_nan=False)


def test_a_reference_without_text_gives_times_only(transcript_of: Make) -> None:
    found = evaluate(transcript_of(("S1", 0, 1, "a"), seconds=2), reference_of(("A", 0, 1, None)))
    assert found.wer == found.cpwer == NotComputable("the reference has no text")
    assert found.der == TimeErrors(1_000, 0, 0, 0)


def test_a_transcript_without_words(transcript_of: Make) -> None:
    found = evaluate(transcript_of(seconds=5), reference_of(("A", 0, 4, "een twee")))
    assert found.wer == found.cpwer == WordErrors(0, 0, 2, 0)
    assert found.der == TimeErrors(4_000, 4_000, 0, 0)
    assert (found.speech_share, found.found_speakers) == (Share(0, 4_000), 0)
    assert found.speakers[0].matched == ""


@pytest.mark.parametrize(
    ("absent", "package", "measure"),
    [
        (("jiwer",), "jiwer", "wer"),
        (("meeteval", "meeteval.wer"), "meeteval", "cpwer"),
        (("pyannote.metrics.identification",), "pyannote.metrics", "der"),
    ],
)
def test_an_absent_package_costs_one_measure(
    absent: tuple[str, ...], package: str, measure: str, transcript_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in absent:
        monkeypatch.setitem(sys.modules, name, None)
    found = evaluate(transcript_of(("S1", 0, 1, "a"), seconds=2), reference_of(("A", 0, 1, "a")))
    missing = {m for m in ("wer", "cpwer", "der", "speech_share", "word_share") if isinstance(getattr(found, m), NotComputable)}
    assert missing == {measure}
    assert f"needs the package {package}, which is not installed. Type: pip install 'reflect[evaluate]'" in getattr(found, measure).reason


def test_a_reference_longer_than_the_recording_is_refused(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 1, "a"), seconds=60)
    with pytest.raises(FormatError) as error:
        evaluate(transcript, reference_of(("A", 0, 1, "a"), ("A", 60, 62, "b")))
    assert str(error.value) == (
        "ref.json: it runs to 1:02, but the recording lasts 1:00. "
        "Check that it belongs to this recording and that its times are in the right unit."
    )
    assert isinstance(evaluate(transcript, reference_of(("A", 59, 61, "a"))), Evaluation)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"collar_ms": -1}, "A collar is a whole number of milliseconds from 0 to 10000, not -1."),
        ({"collar_ms": 0.25}, "A collar is a whole number of milliseconds from 0 to 10000, not 0.25."),
        ({"window": Span(70_000, 80_000)}, "The part to measure has no length or lies outside the recording of 1:00."),
    ],
)
def test_settings_that_cannot_be(settings: dict[str, object], message: str, transcript_of: Make) -> None:
    with pytest.raises(UsageError) as error:
        evaluate(transcript_of(("S1", 0, 1, "a"), seconds=60), reference_of(("A", 0, 1, "a")), **settings)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_table_and_json_say_the_same(transcript_of: Make) -> None:
    transcript = transcript_of(("S1", 0, 6, "a b c"), ("S2", 8, 10, "e"), seconds=10)
    found = evaluate(transcript, reference_of(("A", 0, 6, "a x c"), ("B", 6, 10, "d e")), collar_ms=250)
    assert found.rows() == (
        ("WER", "40.0%", "1 substituted, 1 deleted, 0 inserted of 5 words"),
        ("cpWER", "40.0%", "1 substituted, 1 deleted, 0 inserted of 5 words"),
        ("DER, collar 250 ms", "19.7%", "missed 1.9 s, false alarm 0.0 s, confusion 0.0 s of 9.5 s"),
        ("speech given to the right person", "80.0%", "8.0 s of 10.0 s"),
        ("words given to the right person", "100.0%", "8.0 s of 8.0 s"),
        ("speakers found", "2", "right number"),
        ("  A", "100.0%", "6.0 s of 6.0 s, as S1"),
        ("  B", "50.0%", "2.0 s of 4.0 s, as S2"),
    )
    plain = json.loads(json.dumps(found.to_plain(), allow_nan=False))
    assert plain["wer"] == {
        "rate": 0.4,
        "hits": 3,
        "substitutions": 1,
        "deletions": 1,
        "insertions": 0,
        "errors": 2,
        "reference_words": 5,
    }
    assert plain["der"]["total_ms"] == 9_500
    assert (plain["der"]["collar_total_width_ms"], plain["der"]["collar_each_side_ms"]) == (250, 125)
    assert plain["per_speaker"][1] == {"speaker": "B", "matched": "S2", "time_ms": 4_000, "correct_ms": 2_000}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Goedemorgen, fijn!", "goedemorgen fijn"),
        ("’s Morgens zo’n foto’s 'goed' gans'", "'s morgens zo'n foto's goed gans"),
        ("'t Is 'k weet 'n huis", "'t is 'k weet 'n huis"),
        ("één eén e\u0301e\u0301n EEN", "één eén één een"),
        ("zwart-wit, e-mail – wi- wil", "zwart wit e mail wi wil"),
        ("€ 1.250,50 om 10:30; 3,5% of 1.250.000.", "1250,50 om 10:30 3,5 of 1250000"),
        ("twee 2 2e tweeën", "twee 2 2e tweeën"),
        ("… ? ! \x00 😀 _ --", ""),
        ("שָׁלוֹם مرحبا!", "שָׁלוֹם مرحبا"),
    ],
)
def test_normalisation(text: str, words: str) -> None:
    assert " ".join(normalise(text)) == " ".join(normalise(words)) == words_composed(words)


def words_composed(words: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", words)


@given(st.text(alphabet="aBé’'-., 0123:!\u0301\u0130ß", max_size=30) | st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(" ".join(once)) == once
    assert not any(c.isspace() for word in once for c in word)


words = st.lists(st.sampled_from("abcd"), max_size=8)


def edits(first: list[str], second: list[str]) -> int:
    """Levenshtein distance, the plain way."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(second, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


@settings(deadline=None, max_examples=50)
@given(words.filter(bool), words)
def test_word_errors_are_the_edit_distance(reference: list[str], recognised: list[str]) -> None:
    found = word_errors(reference, recognised)
    assert isinstance(found, WordErrors)
    assert found.errors == edits(reference, recognised)
    assert found.reference_words == len(reference)
    assert found.hits + found.substitutions + found.insertions == len(recognised)


spans = st.builds(lambda a, b: Span(a, a + b), st.integers(0, 50), st.integers(1, 20))
talks = st.lists(st.tuples(st.sampled_from("ABC"), spans), max_size=8).map(lambda parts: times_of(parts, Span(0, 60)))


@settings(deadline=None, max_examples=40)
@given(talks, talks)
def test_pairing_is_the_best_of_all(reference: dict[str, tuple[Span, ...]], found: dict[str, tuple[Span, ...]]) -> None:
    def moments(spans: tuple[Span, ...]) -> set[int]:
        return {t for span in spans for t in range(span.start_ms, span.end_ms)}

    common = {(p, v): len(moments(a) & moments(b)) for p, a in reference.items() for v, b in found.items()}
    assert common == {(p, v): shared_ms(reference[p], found[v]) for p, v in common}
    voices = [*found, *[""] * len(reference)]
    best = max(sum(common.get(pair, 0) for pair in zip(reference, order, strict=False)) for order in permutations(voices, len(reference)))
    assert sum(pairing(reference, found).shared_ms.values()) == best


@settings(deadline=None, max_examples=25)
@given(talks, talks)
def test_shares_and_error_rate_agree(reference: dict[str, tuple[Span, ...]], found: dict[str, tuple[Span, ...]]) -> None:
    """What is neither missed nor confused went to the right person."""
    errors = diarization_errors(reference, found, Span(0, 60))
    if not reference:
        assert isinstance(errors, NotComputable)
        return
    assert isinstance(errors, TimeErrors)
    total = sum(map(length_ms, reference.values()))
    assert errors.total_ms == total
    assert total - errors.missed_ms - errors.confusion_ms == sum(pairing(reference, found).shared_ms.values())


long_spans = st.builds(lambda a, b: Span(a * 500, (a + b) * 500), st.integers(0, 300), st.integers(1, 200))
long_talks = st.lists(st.tuples(st.sampled_from("ABC"), long_spans), min_size=1, max_size=8).map(
    lambda parts: times_of(parts, Span(0, 200_000))
)


@settings(deadline=None, max_examples=20)
@given(long_talks, long_talks, st.sampled_from([0, 250, 2_000]))
def test_minutes_add_up_to_the_figure_of_pyannote(
    reference: dict[str, tuple[Span, ...]], found: dict[str, tuple[Span, ...]], collar_ms: int
) -> None:
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    def annotation(times: dict[str, tuple[Span, ...]]) -> Annotation:
        made = Annotation()
        for speaker, spans in times.items():
            for i, span in enumerate(spans):
                made[Segment(span.start_ms / 1000, span.end_ms / 1000), f"{speaker}{i}"] = speaker
        return made

    metric = DiarizationErrorRate(collar=collar_ms / 1000)
    whole = metric.compute_components(annotation(reference), annotation(found), uem=Timeline([Segment(0, 200)]))
    errors = diarization_errors(reference, found, Span(0, 200_000), collar_ms)
    if isinstance(errors, NotComputable):
        assert round(whole["total"] * 1000) == 0
        return
    counts = (errors.total_ms, errors.missed_ms, errors.false_alarm_ms, errors.confusion_ms)
    assert counts == tuple(round(whole[part] * 1000) for part in ("total", "missed detection", "false alarm", "confusion"))


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["S1", "S2", "S3"]), st.integers(0, 30), words.filter(bool)), min_size=1, max_size=6))
def test_a_transcript_is_perfect_against_itself(said: list[tuple[str, int, list[str]]]) -> None:
    turns = sorted(
        (Turn(s, tuple(Word(w, Span(t * 1000 + i * 250, t * 1000 + i * 250 + 250), 1.0) for i, w in enumerate(ws))) for s, t, ws in said),
        key=lambda turn: turn.span,
    )
    transcript = Transcript("nl", 40_000, (), tuple(turns))
    other = {"S1": "Karel", "S2": "S1", "S3": "S2"}
    reference = Reference(tuple(ReferenceTurn(other[t.speaker], t.span, t.text) for t in turns), "self")
    found = evaluate(transcript, reference)
    assert isinstance(found.cpwer, WordErrors)
    assert isinstance(found.wer, WordErrors)
    assert isinstance(found.der, TimeErrors)
    assert isinstance(found.speech_share, Share)
    assert (found.wer.errors, found.cpwer.errors, found.der.errors_ms, found.speech_share.rate) == (0, 0, 0, 1.0)
