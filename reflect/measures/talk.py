"""A talk as the measures look at it: what several of them need is found once, and a third of it is looked at like the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

from reflect.measures.onsets import Onset, onsets
from reflect.measures.sentences import Sentence, sentences_of
from reflect.measures.stretches import Spans, Spoken, both, holds, speech, without
from reflect.model.span import Span, hull, union
from reflect.model.speech import Transcript, Word

THIRDS_FROM_MS = 180_000
"""A shorter talk is not cut: a third of less than a minute says nothing about its course."""

T = TypeVar("T")

_END = 10**12
_ALWAYS = Span(0, _END)


@dataclass(frozen=True, slots=True)
class Said:
    """A turn with words. `number` is its place among them, from 0."""

    number: int
    speaker: str
    span: Span
    words: tuple[Word, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A change of who holds the floor. `span` lies between the two: the gap, or the overlap."""

    offset_ms: int
    span: Span
    before: Spoken
    after: Spoken


@dataclass(frozen=True)
class Talk:
    """A transcript with what is derived from it; each derivation is made when it is first asked for."""

    transcript: Transcript
    _kept: dict[Callable[[Talk], Any], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, find: Callable[[Talk], T]) -> T:
        """What `find` finds in this talk, found once."""
        if find not in self._kept:
            self._kept[find] = find(self)
        kept: T = self._kept[find]
        return kept

    @cached_property
    def turns(self) -> tuple[Said, ...]:
        """Those with words, in order of their start; of two that begin at once the longer first, so that the other lies within it."""
        said = [(t.span, t) for t in self.transcript.turns if t.words]
        said.sort(key=lambda found: (found[0].start_ms, -found[0].end_ms))
        return tuple(Said(n, t.speaker, span, t.words, sentences_of(t)) for n, (span, t) in enumerate(said))

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        return tuple(Spoken(t.speaker, t.span) for t in self.turns)

    @cached_property
    def speech(self) -> dict[str, Spans]:
        """Label → when that voice speaks, for every voice that does; see `stretches.speech`."""
        return {label: spans for label, spans in speech(self.transcript).items() if spans}

    @property
    def labels(self) -> tuple[str, ...]:
        """The voices that are heard."""
        return tuple(self.speech)

    @cached_property
    def heard(self) -> Spans:
        """When anybody speaks."""
        return union([*(s for spans in self.speech.values() for s in spans), *(w.span for t in self.turns for w in t.words)])

    @cached_property
    def span(self) -> Span:
        """From the first to the last that is said."""
        return hull(self.heard) if self.heard else Span(0, 0)

    @cached_property
    def holds(self) -> tuple[Spoken, ...]:
        return holds(self.spoken)

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        return tuple(Transfer(b.span.start_ms - a.span.end_ms, _between(a, b), a, b) for a, b in pairwise(self.holds))

    @cached_property
    def onsets(self) -> tuple[Onset, ...]:
        """One for each turn, in the same order."""
        return onsets(self.spoken)

    @cached_property
    def quiet(self) -> Spans:
        """Where nobody speaks, between the first and the last that is said."""
        return without([self.span], self.heard)


@dataclass(frozen=True)
class Part:
    """A talk, or a third of it. What begins in the third belongs to it; time is cut at its edges.

    So counts and times of the three thirds add up to those of the whole.
    """

    talk: Talk
    span: Span = _ALWAYS
    number: int | None = None

    def has(self, span: Span) -> bool:
        """It begins in here."""
        return self.span.start_ms <= span.start_ms < self.span.end_ms

    def cut(self, spans: Iterable[Span]) -> Spans:
        """What of sorted spans lies in here."""
        return tuple(spans) if self.number is None else both([self.span], tuple(spans))

    @property
    def length_ms(self) -> int:
        """Of the talk in here, from the first to the last that is said."""
        return self.span.overlap_ms(self.talk.span)

    @cached_property
    def turns(self) -> tuple[Said, ...]:
        return tuple(t for t in self.talk.turns if self.has(t.span))

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """By when the next one takes the floor."""
        return tuple(t for t in self.talk.transfers if self.has(t.after.span))


def whole(transcript: Transcript) -> Part:
    return Part(Talk(transcript))


def thirds(talk: Talk) -> tuple[Part, ...]:
    """Three parts of equal length of the time from the first to the last that is said; none of a talk that is too short.

    >>> from reflect.measures.example import TALK
    >>> thirds(Talk(TALK))
    ()
    """
    length = talk.span.duration_ms
    if length < THIRDS_FROM_MS:
        return ()
    edges = (0, talk.span.start_ms + length // 3, talk.span.start_ms + 2 * length // 3, _END)
    return tuple(Part(talk, Span(a, b), n) for n, (a, b) in enumerate(pairwise(edges), start=1))


def _between(a: Spoken, b: Spoken) -> Span:
    edges = sorted((a.span.end_ms, b.span.start_ms))
    return Span(edges[0], edges[1])
