"""Where nobody speaks."""

from __future__ import annotations

from reflect.measures.measure import Measure
from reflect.measures.stretches import length_ms, speech, without
from reflect.model.span import Span, hull, union
from reflect.model.speech import Transcript

GROUP = "silences"

SILENCE_MS = 2_000
"""A silence is longer than this. Two seconds is where studies of consultations begin to look (Durieux et al. 2018, Identifying
connectional silence in palliative care consultations, Journal of Palliative Medicine 21, 1755-1760)."""


def silences(transcript: Transcript) -> tuple[Measure, ...]:
    """Stretches of more than `SILENCE_MS` without speech, between the first and the last speech: how many, how long together (of
    the time between first and last speech), and the longest.

    >>> from reflect.measures.example import TALK
    >>> [(m.name, m.numerator, m.denominator) for m in silences(TALK)]
    [('silence_count', 1, None), ('silence_share', 3000, 20000), ('silence_longest', 3000, None)]
    >>> silences(TALK)[0].spans
    (Span(start_ms=12000, end_ms=15000),)
    """
    heard = union(
        [*(span for spans in speech(transcript).values() for span in spans), *(w.span for t in transcript.turns for w in t.words)]
    )
    whole = hull(heard) if heard else Span(0, 0)
    found = tuple(s for s in without([whole], heard) if s.duration_ms > SILENCE_MS)
    out = [
        Measure(GROUP, "silence_count", len(found), None, "times", len(found), found),
        Measure(GROUP, "silence_share", length_ms(found), whole.duration_ms, "share", len(found), found),
    ]
    if found:
        longest = max(found, key=lambda s: s.duration_ms)
        out.append(Measure(GROUP, "silence_longest", longest.duration_ms, None, "ms", len(found), (longest,)))
    return tuple(out)
