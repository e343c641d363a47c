"""Where two coders do not agree: what to look at together, in order of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reflect.agreement.matching import pairs
from reflect.model.fragment import Fragment
from reflect.model.span import Span, hull


class Kind(StrEnum):
    """How they differ."""

    ONLY_A = "only_a"
    ONLY_B = "only_b"
    OTHER_CODE = "other_code"
    OTHER_SUBCODE = "other_subcode"  # of the same theme
    EDGES = "edges"  # the same code, but another begin or end
    SPLIT = "split"  # one fragment against several of the other coder


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`a` and `b` are the fragments of the first and the second coder; one of them is None where only the other saw something."""

    kind: Kind
    a: Fragment | None
    b: Fragment | None

    @property
    def span(self) -> Span:
        """From the first edge to the last."""
        return hull(f.span for f in (self.a, self.b) if f is not None)


def disagreements(of_a: Sequence[Fragment], of_b: Sequence[Fragment], tolerance_ms: int) -> tuple[Disagreement, ...]:
    """Everything in which the coders differ, in order of time.

    Fragments with the same code that share time are paired first; pairs whose edges lie further apart than the tolerance differ
    in these. A fragment that is left and shares time with a fragment of its code is one of several against that one, which
    says the edges too. What is left then is paired with another code of the same theme, next with any other code; the rest was
    seen by one coder only.
    """
    left_a, left_b = dict(enumerate(of_a)), dict(enumerate(of_b))
    paired = _paired(left_a, left_b, _code)
    found: list[Disagreement] = []
    for at, a in list(left_a.items()):
        if (b := _alike(a, of_b)) is not None:
            found.append(Disagreement(Kind.SPLIT, left_a.pop(at), b))
    for at, b in list(left_b.items()):
        if (other := _alike(b, of_a)) is not None:
            found.append(Disagreement(Kind.SPLIT, other, left_b.pop(at)))
    several = {id(f) for d in found for f in (d.a, d.b)}
    for a, b in paired:
        if not _same_edges(a.span, b.span, tolerance_ms) and several.isdisjoint((id(a), id(b))):
            found.append(Disagreement(Kind.EDGES, a, b))
    found += [Disagreement(Kind.OTHER_SUBCODE, a, b) for a, b in _paired(left_a, left_b, lambda f: f.code.partition(".")[0])]
    found += [Disagreement(Kind.OTHER_CODE, a, b) for a, b in _paired(left_a, left_b, lambda _: "")]
    found += [Disagreement(Kind.ONLY_A, a, None) for a in left_a.values()]
    found += [Disagreement(Kind.ONLY_B, None, b) for b in left_b.values()]
    return tuple(sorted(found, key=lambda d: (d.span, d.kind, [f.id for f in (d.a, d.b) if f is not None])))


Left = dict[int, Fragment]
"""A coder's fragments that have no place in the list yet."""


def _code(fragment: Fragment) -> str:
    return fragment.code


def _same_edges(a: Span, b: Span, tolerance_ms: int) -> bool:
    return abs(a.start_ms - b.start_ms) <= tolerance_ms and abs(a.end_ms - b.end_ms) <= tolerance_ms


def _paired(left_a: Left, left_b: Left, group: Callable[[Fragment], str]) -> list[tuple[Fragment, Fragment]]:
    """The pairs within each group that share time; they are taken out of what is left."""
    out = []
    for name in sorted({group(f) for f in left_a.values()}):
        ours, theirs = ([at for at, f in left.items() if group(f) == name] for left in (left_a, left_b))
        for i, j in pairs([left_a[at].span for at in ours], [left_b[at].span for at in theirs]):
            out.append((left_a.pop(ours[i]), left_b.pop(theirs[j])))
    return out


def _alike(fragment: Fragment, others: Sequence[Fragment]) -> Fragment | None:
    """The other coder's fragment with the same code that shares most time with this one."""
    alike = [f for f in others if f.code == fragment.code and f.span.overlap_ms(fragment.span)]
    return max(alike, key=lambda f: f.span.overlap_ms(fragment.span), default=None)
