"""What one coder did, made ready to be compared: codes in today's words, spans within the recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reflect.agreement.result import Note
from reflect.codebook import Codebook
from reflect.errors import InputError
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span, clock_text


@dataclass(frozen=True, slots=True)
class Coding:
    """A coder's fragments in order of time, and how many were left out or changed on the way here."""

    fragments: tuple[Fragment, ...]
    observations: int
    renamed: int
    cut: int
    gone: Counter[str]

    def spans(self, code: str) -> list[Span]:
        """Of the fragments with exactly this code."""
        return [f.span for f in self.fragments if f.code == code]

    def spans_of_theme(self, theme: str) -> list[Span]:
        """Of the fragments with this theme or a code under it."""
        return [f.span for f in self.fragments if f.code.partition(".")[0] == theme]


def coding(name: str, given: Iterable[Fragment], duration_ms: int, book: Codebook, perspective: Perspective | None) -> Coding:
    """Make ready what the coder called `name` did. InputError for a fragment without time or outside the recording."""
    kept: list[Fragment] = []
    observations = renamed = cut = 0
    gone: Counter[str] = Counter()
    for fragment in given:
        if fragment.deleted or (perspective is not None and fragment.perspective is not perspective):
            continue
        if fragment.is_observation:
            observations += 1
            continue
        code = book.current(fragment.code)
        if code is None:
            gone[fragment.code] += 1
            continue
        span = _inside(fragment.span, duration_ms, name)
        renamed += code != fragment.code
        cut += span != fragment.span
        kept.append(replace(fragment, code=code, span=span))
    kept.sort(key=lambda f: (f.span, f.code, f.id))
    return Coding(tuple(kept), observations, renamed, cut, gone)


def _inside(span: Span, duration_ms: int, name: str) -> Span:
    if not span.duration_ms:
        raise InputError(f"A fragment of {name} at {clock_text(span.start_ms)} lasts no time. Give it an end, or delete it.")
    if span.start_ms >= duration_ms:
        where, end = clock_text(span.start_ms), clock_text(duration_ms)
        raise InputError(
            f"A fragment of {name} at {where} lies outside the recording, which lasts {end}. Compare codings of one recording."
        )
    return Span(span.start_ms, min(span.end_ms, duration_ms))


def notes(codings: Sequence[Coding], book: Codebook) -> tuple[Note, ...]:
    """What a reader of the comparison must know about the data."""
    gone = sum((c.gone for c in codings), Counter[str]())
    counts = {
        "observations": sum(c.observations for c in codings),
        "renamed": sum(c.renamed for c in codings),
        "cut": sum(c.cut for c in codings),
        "gone": gone.total(),
    }
    values = {"book": book.name, "codes": ", ".join(sorted(gone))}
    return tuple(Note(key, {"count": count, **(values if key == "gone" else {})}) for key, count in counts.items() if count)
