"""Who talks, and how much."""

from __future__ import annotations

from reflect.measures.measure import Measure
from reflect.measures.stretches import holds, length_ms, speech
from reflect.model.speech import Transcript

GROUP = "talking"


def speaking_time(transcript: Transcript) -> tuple[Measure, ...]:
    """How long each voice speaks, in ms: the length of its stretches of speech. Speech of two voices at once counts for both.

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.value, m.count) for m in speaking_time(TALK)]
    [('S1', 7300, 4), ('S2', 9700, 2)]
    """
    return tuple(
        Measure(GROUP, "speaking_time", length_ms(spans), None, "ms", len(spans), spans, label)
        for label, spans in speech(transcript).items()
    )


def talking_share(transcript: Transcript) -> tuple[Measure, ...]:
    """Each voice's part of all speech: its speaking time over the sum of everybody's.

    Talk ratios of professional and client are a standard measure of who leads a consultation (Roter & Larson 2002, The Roter
    interaction analysis system, Patient Education and Counseling 46, 243-251; they count utterances, this counts time).

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, round(m.value, 3)) for m in talking_share(TALK)]
    [('S1', 0.429), ('S2', 0.571)]
    """
    spoken = speech(transcript)
    total = sum(length_ms(spans) for spans in spoken.values())
    return tuple(
        Measure(GROUP, "talking_share", length_ms(spans), total, "share", len(spans), spans, label) for label, spans in spoken.items()
    )


def longest_monologue(transcript: Transcript) -> tuple[Measure, ...]:
    """The longest stretch in which a voice keeps the floor, in ms (see `stretches.holds`); short signs of listening do not end it.

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.value, m.spans[0].start_ms) for m in longest_monologue(TALK)]
    [('S1', 4000, 0), ('S2', 5700, 4300)]
    """
    out = []
    for speaker in transcript.speakers:
        spans = [h.span for h in holds(transcript.turns) if h.speaker == speaker.label]
        if spans:
            longest = max(spans, key=lambda s: s.duration_ms)
            out.append(Measure(GROUP, "longest_monologue", longest.duration_ms, None, "ms", len(spans), (longest,), speaker.label))
    return tuple(out)
