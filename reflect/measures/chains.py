"""Ping-pong: runs of short turns that follow fast on each other."""

from __future__ import annotations

from reflect.measures.measure import Measure, counted, longest_of, mean_of, median_of
from reflect.measures.stretches import Spoken, length_ms
from reflect.measures.talk import Part, Talk
from reflect.model.span import Span

GROUP = "chains"

SHORT_MS = 5_000
"""A turn in a chain keeps the floor no longer than this."""
SOON_MS = 1_000
"""And the next one begins within this: after a longer silence the chain is broken (Jefferson 1989)."""
LEAST = 4
"""Turns in a chain: two exchanges, of an initiative and a response each."""


def chains(part: Part) -> tuple[Measure, ...]:
    """Chains of exchanges: how many, how many turns they have (mean, median, most), and how much of the talk they take.

    A chain is `LEAST` turns or more of changing speakers, each of which holds the floor for at most `SHORT_MS` and is followed within
    `SOON_MS`; turns are those that hold the floor (`stretches.holds`), so a "hm" inside a turn does not count. An exchange of an
    initiative and a response is the smallest unit of a dialogue, and who always only responds is led (Linell, Gustavsson & Juvonen
    1988, Interactional dominance in dyadic communication, Linguistics 26, 415-442). The bounds are this project's own.

    >>> from reflect.measures.example import said, talk_of
    >>> from reflect.measures.talk import whole
    >>> quick = talk_of(said("S1", 0, 900, "Naam?"), said("S2", 1_000, 1_500, "Jansen."), said("S1", 1_600, 2_000, "En verder?"),
    ...                 said("S2", 2_200, 3_000, "Piet."), said("S1", 3_200, 20_000, "Dan leg ik het uit."))
    >>> [(m.name, m.value) for m in chains(whole(quick))][:3]
    [('chain_count', 1), ('chain_turns_mean', 4.0), ('chain_turns_median', 4)]
    >>> [(m.name, m.value) for m in chains(whole(quick))][3:]
    [('chain_turns_most', 4), ('chain_longest', 3000), ('chain_time_share', 0.15), ('chain_turns_share', 0.8)]
    """
    own = [c for c in part.talk.once(found_in) if part.has(c[0].span)]
    spans = [_span(c) for c in own]
    found = [(len(c), span) for c, span in zip(own, spans, strict=True)]
    most = max(found, default=None)
    holds = [h for h in part.talk.holds if part.has(h.span)]
    inside = [h.span for c in part.talk.once(found_in) for h in c if part.has(h.span)]
    time = part.cut(_span(c) for c in part.talk.once(found_in))
    return (
        counted(GROUP, "chain_count", spans),
        mean_of(GROUP, "chain_turns_mean", found, "turns"),
        median_of(GROUP, "chain_turns_median", found, "turns"),
        Measure(GROUP, "chain_turns_most", most[0] if most else None, None, "turns", len(own), (most[1],) if most else ()),
        longest_of(GROUP, "chain_longest", spans),
        Measure(GROUP, "chain_time_share", length_ms(time), part.length_ms, "share", len(time), time),
        counted(GROUP, "chain_turns_share", inside, "share", len(holds)),
    )


def found_in(talk: Talk) -> tuple[tuple[Spoken, ...], ...]:
    """The turns of each chain."""
    out: list[tuple[Spoken, ...]] = []
    run: list[Spoken] = []
    for hold in talk.holds:
        if run and (hold.span.duration_ms > SHORT_MS or hold.span.start_ms - run[-1].span.end_ms > SOON_MS):
            out.append(tuple(run))
            run = []
        if hold.span.duration_ms <= SHORT_MS:
            run.append(hold)
    out.append(tuple(run))
    return tuple(chain for chain in out if len(chain) >= LEAST)


def _span(chain: tuple[Spoken, ...]) -> Span:
    return Span(chain[0].span.start_ms, max(h.span.end_ms for h in chain))
