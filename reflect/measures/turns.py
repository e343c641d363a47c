"""How many turns, and how long."""

from __future__ import annotations

from reflect.measures.measure import Measure, counted, longest_of, mean_of, median_of
from reflect.measures.talk import Part, Said

GROUP = "turns"


def turn_counts(part: Part) -> tuple[Measure, ...]:
    """The number of turns of each voice, and its share of all turns. A turn is what `reflect.alignment` or a person made one (Sacks,
    Schegloff & Jefferson 1974, A simplest systematics for the organization of turn-taking, Language 50, 696-735); "hm" is one too.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.numerator, m.denominator) for m in turn_counts(WHOLE)][:2]
    [('turn_count', 'S1', 4, None), ('turn_share', 'S1', 4, 6)]
    """
    found = of_each(part)
    total = sum(len(own) for own in found.values())
    out = []
    for label, own in found.items():
        spans = [t.span for t in own]
        out += [counted(GROUP, "turn_count", spans, "turns", speaker=label), counted(GROUP, "turn_share", spans, "share", total, label)]
    return tuple(out)


def turn_lengths(part: Part) -> tuple[Measure, ...]:
    """Mean, median and longest of each voice's turns, in ms from first word to end of last. The mean is pulled up by one long
    story, the median is not. A turn is measured with the pauses in it, and may hold several units of talk (Sacks et al. 1974).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.value) for m in turn_lengths(WHOLE)][:3]
    [('turn_length_mean', 'S1', 1825.0), ('turn_length_median', 'S1', 1500.0), ('turn_length_longest', 'S1', 4000)]
    """
    out = []
    for label, own in of_each(part).items():
        found = [(t.span.duration_ms, t.span) for t in own]
        out.append(mean_of(GROUP, "turn_length_mean", found, "ms", label))
        out.append(median_of(GROUP, "turn_length_median", found, "ms", label))
        out.append(longest_of(GROUP, "turn_length_longest", [span for _, span in found], label))
    return tuple(out)


def turn_words(part: Part) -> tuple[Measure, ...]:
    """Words per turn of each voice: its words over its turns. How large a turn becomes is not fixed beforehand, and so tells how much
    room its speaker takes and gets (Sacks, Schegloff & Jefferson 1974, see `turn_counts`).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.numerator, m.denominator) for m in turn_words(WHOLE)]
    [('S1', 12, 4), ('S2', 16, 2)]
    """
    found = {label: [(len(t.words), t.span) for t in own] for label, own in of_each(part).items()}
    return tuple(mean_of(GROUP, "turn_words_mean", own, "words", label) for label, own in found.items())


def of_each(part: Part) -> dict[str, list[Said]]:
    """Label → its turns in here, for every voice of the talk."""
    found: dict[str, list[Said]] = {label: [] for label in part.talk.labels}
    for turn in part.turns:
        found[turn.speaker].append(turn)
    return found
