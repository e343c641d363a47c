"""How many turns, and how long."""

from __future__ import annotations

from reflect.measures.measure import Measure, mean_of, median_of
from reflect.model.span import Span
from reflect.model.speech import Transcript

GROUP = "turns"


def turn_counts(transcript: Transcript) -> tuple[Measure, ...]:
    """The number of turns of each voice, of all turns. A turn is what `reflect.alignment` or a person made one (Sacks, Schegloff &
    Jefferson 1974, A simplest systematics for the organization of turn-taking, Language 50, 696-735); "hm" is a turn too.

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.numerator, m.denominator) for m in turn_counts(TALK)]
    [('S1', 4, 6), ('S2', 2, 6)]
    """
    spans = _spans(transcript)
    total = sum(len(own) for own in spans.values())
    return tuple(Measure(GROUP, "turn_count", len(own), total, "turns", len(own), tuple(own), label) for label, own in spans.items())


def turn_lengths(transcript: Transcript) -> tuple[Measure, ...]:
    """Mean and median length of each voice's turns, in ms from first word to end of last. The mean is pulled up by one long story,
    the median is not.

    >>> from reflect.measures.example import TALK
    >>> [(m.name, m.speaker, m.value) for m in turn_lengths(TALK)][:2]
    [('turn_length_mean', 'S1', 1825.0), ('turn_length_median', 'S1', 1500.0)]
    """
    out = []
    for label, spans in _spans(transcript).items():
        lengths = [s.duration_ms for s in spans]
        out.append(mean_of(GROUP, "turn_length_mean", lengths, "ms", spans, label))
        out.extend(median_of(GROUP, "turn_length_median", lengths, "ms", spans, label))
    return tuple(out)


def turn_words(transcript: Transcript) -> tuple[Measure, ...]:
    """Words per turn of each voice: its words over its turns.

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.numerator, m.denominator) for m in turn_words(TALK)]
    [('S1', 12, 4), ('S2', 16, 2)]
    """
    out = []
    for label, spans in _spans(transcript).items():
        words = [len(t.words) for t in transcript.turns if t.speaker == label and t.words]
        out.append(mean_of(GROUP, "turn_words_mean", words, "words", spans, label))
    return tuple(out)


def _spans(transcript: Transcript) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {s.label: [] for s in transcript.speakers}
    for turn in transcript.turns:
        if turn.words:
            spans.setdefault(turn.speaker, []).append(turn.span)
    return {label: own for label, own in spans.items() if own}
