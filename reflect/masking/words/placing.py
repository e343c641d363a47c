"""Where masks lie in a transcript as it is now.

A mask is tied to its times, so it follows its words when a correction moves them in the text. The hash of the words tells whether what a
person decided about is still what stands there: when it is not, the mask counts as undecided.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reflect.masking.words.hits import Hit
from reflect.masking.words.tokens import core
from reflect.model.mask import Decision, Mask, MaskKind, Name
from reflect.model.span import Span, hull
from reflect.model.speech import Transcript, Word


class State(StrEnum):
    HOLDS = "holds"  # the words are those that were decided about
    CHANGED = "changed"  # other words stand at its times
    GONE = "gone"  # no words stand there any more; it is still heard


@dataclass(frozen=True, slots=True)
class Placed:
    """A mask with its words: `first` to `last` of the turn, both included; -1 where there are none."""

    mask: Mask
    name: Name
    state: State
    turn: int = -1
    first: int = -1
    last: int = -1

    @property
    def decision(self) -> Decision:
        """What was decided, or proposed where it no longer holds."""
        return self.mask.decision if self.state is State.HOLDS else Decision.PROPOSED

    def meets(self, hit: Hit) -> bool:
        return self.turn == hit.turn and self.first <= hit.last and hit.first <= self.last


def seen(recording_id: str, words: Iterable[Word]) -> str:
    """A hash of the words as they are said: it tells that they are the same, and nothing else without the transcript beside it.

    Punctuation, capitals and a genitive are no change.
    """
    said = " ".join(core(word.text) for word in words)
    return hashlib.blake2b(said.encode(), key=recording_id.encode()[:64], digest_size=12).hexdigest()


def placed(masks: Iterable[Mask], transcript: Transcript) -> tuple[Placed, ...]:
    """Every mask of words or sound with where it lies now, in order of time."""
    spans = [turn.span for turn in transcript.turns]
    out = []
    for mask in sorted(masks, key=lambda m: (m.span, m.id)):
        if isinstance(mask.data, Name):
            out.append(_placed(mask, mask.data, transcript, spans))
    return tuple(out)


def _placed(mask: Mask, name: Name, transcript: Transcript, spans: Sequence[Span]) -> Placed:
    if mask.kind is MaskKind.SOUND:
        return Placed(mask, name, State.HOLDS)
    best: Placed | None = None
    for at, span in enumerate(spans):
        if not span.overlap_ms(mask.span):
            continue
        words = transcript.turns[at].words
        inside = [n for n, word in enumerate(words) if 2 * word.span.overlap_ms(mask.span) >= word.span.duration_ms]
        if not inside:
            continue
        here = words[inside[0] : inside[-1] + 1]
        state = State.HOLDS if seen(mask.recording_id, here) == name.seen else State.CHANGED
        # Where two people speak at once, the turn with the words that were decided about.
        if best is None or state is State.HOLDS:
            best = Placed(mask, name, state, at, inside[0], inside[-1])
        if state is State.HOLDS:
            break
    return best or Placed(mask, name, State.GONE)


def words_of(transcript: Transcript, turn: int, first: int, last: int) -> tuple[Word, ...]:
    return transcript.turns[turn].words[first : last + 1]


def span_of(transcript: Transcript, turn: int, first: int, last: int) -> Span:
    return hull(word.span for word in words_of(transcript, turn, first, last))


def numbers_of(transcript: Transcript, turn: int, first: int, last: int) -> tuple[int, ...]:
    """The places of the words, counted through the whole talk."""
    before = sum(len(t.words) for t in transcript.turns[:turn])
    return tuple(range(before + first, before + last + 1))


def find_words(transcript: Transcript, start_ms: int, end_ms: int, speaker: str = "") -> tuple[int, int, int] | None:
    """The (turn, first, last) whose words begin and end at these moments, of this speaker when one is given."""
    for at, turn in enumerate(transcript.turns):
        if speaker and turn.speaker != speaker:
            continue
        starts = [word.span.start_ms for word in turn.words]
        first = bisect_left(starts, start_ms)
        if first < len(starts) and starts[first] == start_ms:
            last = next((n for n in range(first, len(starts)) if turn.words[n].span.end_ms == end_ms), None)
            if last is not None:
                return at, first, last
    return None


def marked(mask: Mask, name: Name) -> Mask:
    return replace(mask, data=name)
