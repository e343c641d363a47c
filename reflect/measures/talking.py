"""Who talks, how much and how fast."""

from __future__ import annotations

from reflect.measures.measure import Measure, longest_of
from reflect.measures.stretches import length_ms
from reflect.measures.talk import Part

GROUP = "talking"
MINUTE_MS = 60_000


def speaking_time(part: Part) -> tuple[Measure, ...]:
    """How long each voice speaks, in ms: the length of its stretches of speech (see `stretches.speech`). Speech of two voices at once
    counts for both. It is the time behind the talk ratio (Roter & Larson 2002, see `talking_share`).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.value, m.count) for m in speaking_time(WHOLE)]
    [('S1', 7300, 4), ('S2', 9700, 2)]
    """
    found = {label: part.cut(spans) for label, spans in part.talk.speech.items()}
    return tuple(Measure(GROUP, "speaking_time", length_ms(own), None, "ms", len(own), own, label) for label, own in found.items())


def talking_share(part: Part) -> tuple[Measure, ...]:
    """Each voice's part of all speech: its speaking time over the sum of everybody's.

    Talk ratios of professional and client are a standard measure of who leads a consultation (Roter & Larson 2002, The Roter
    interaction analysis system, Patient Education and Counseling 46, 243-251; they count utterances, this counts time).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, round(m.value, 3)) for m in talking_share(WHOLE)]
    [('S1', 0.429), ('S2', 0.571)]
    """
    found = {label: part.cut(spans) for label, spans in part.talk.speech.items()}
    total = sum(length_ms(own) for own in found.values())
    return tuple(Measure(GROUP, "talking_share", length_ms(own), total, "share", len(own), own, label) for label, own in found.items())


def speech_rate(part: Part) -> tuple[Measure, ...]:
    """Words a minute of each voice: its words over its own speaking time, short pauses in it included.

    What others say does not slow anybody down, and neither do the silences between turns. Dutch of teachers in an interview runs at
    about four to five syllables a second (Verhoeven, De Pauw & Kloots 2004, Speech rate in a pluricentric language, Language and
    Speech 47, 297-308); words are counted here, because those are what was recognised.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.numerator, round(m.value)) for m in speech_rate(WHOLE)]
    [('S1', 12, 99), ('S2', 16, 99)]
    """
    out = []
    for label, spans in part.talk.speech.items():
        own = tuple(t for t in part.turns if t.speaker == label)
        words, minutes = sum(len(t.words) for t in own), length_ms(part.cut(spans)) / MINUTE_MS
        out.append(Measure(GROUP, "speech_rate", words, minutes, "words/min", words, tuple(t.span for t in own), label))
    return tuple(out)


def longest_monologue(part: Part) -> tuple[Measure, ...]:
    """The longest stretch in which a voice keeps the floor, in ms (see `stretches.holds`); short signs of listening do not end it.

    Who may speak on for long has a "big package" to deliver, and the others make room for it (Sacks, Schegloff & Jefferson 1974).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.value, m.spans[0].start_ms) for m in longest_monologue(WHOLE)]
    [('S1', 4000, 0), ('S2', 5700, 4300)]
    """
    held = {label: [h.span for h in part.talk.holds if h.speaker == label and part.has(h.span)] for label in part.talk.labels}
    return tuple(longest_of(GROUP, "longest_monologue", spans, label) for label, spans in held.items())
