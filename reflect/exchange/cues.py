"""A transcript cut into subtitle cues, for every subtitle format alike.

The sizes are those that broadcasters have in common: two lines of 42 characters, at most seven
seconds, at least one second where there is room. A cue holds words of one turn; cues of turns that
overlap overlap too, so nothing that was said together is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reflect.exchange.plain_text import one_line, shorten
from reflect.model.span import Span
from reflect.model.speech import Transcript, Turn, Word

LINE_CHARACTERS = 42
LINES = 2
LONGEST_MS = 7_000
SHORTEST_MS = 1_000
PAUSE_MS = 1_500
"""A silence this long inside a turn starts a new cue."""
NAME_CHARACTERS = 24

_ENDS = ((".", "?", "!", "…"), (",", ";", ":"))
_CLOSERS = "\"'”’)]»"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one turn shown together. `span` is never empty; `words` hold no white space at their ends.

    `name` is the speaker on screen, at most `NAME_CHARACTERS` long.
    """

    span: Span
    speaker: str
    name: str
    words: tuple[str, ...]


def cues(transcript: Transcript, names: Mapping[str, str]) -> tuple[Cue, ...]:
    """Cues in order of their start; every word that can be printed is in exactly one of them.

    Room for the name ("Naam: ") is kept on the first line, so that all formats cut alike.
    """
    made = [cue for turn in transcript.turns for cue in _turn_cues(turn, shorten(names[turn.speaker], NAME_CHARACTERS))]
    made.sort(key=lambda c: c.span)
    return tuple(_lengthened(made, transcript.duration_ms))


def lines_of(words: Sequence[str], prefix: str = "") -> tuple[str, ...]:
    """The words on at most two lines of about the same length, broken at punctuation where that is near.

    A word longer than a line stays whole: a player may wrap it, we never cut it.
    """
    tokens = [prefix, *words] if prefix else list(words)
    whole = " ".join(tokens)
    if len(whole) <= LINE_CHARACTERS or len(tokens) == 1:
        return (whole,)
    halves = [(" ".join(tokens[:i]), " ".join(tokens[i:])) for i in range(1, len(tokens))]
    return min(halves, key=lambda pair: _badness(*pair))


def _badness(first: str, second: str) -> tuple[int, int]:
    """How bad a break is: characters over the line, then the longer line, punctuation worth ten characters."""
    longest = max(len(first), len(second))
    return max(0, longest - LINE_CHARACTERS), longest - (10 if _closing(first) < len(_ENDS) else 0)


def _turn_cues(turn: Turn, name: str) -> list[Cue]:
    words = [(w, text) for w in turn.words if (text := one_line(w.text))]
    out: list[Cue] = []
    start = 0
    while start < len(words):
        stop = _stop(words, start, f"{name}:")
        part = words[start:stop]
        begin_ms = part[0][0].span.start_ms
        end_ms = min(max(w.span.end_ms for w, _ in part), begin_ms + LONGEST_MS)
        out.append(Cue(Span(begin_ms, max(begin_ms + 1, end_ms)), turn.speaker, name, tuple(text for _, text in part)))
        start = stop
    return out


def _stop(words: Sequence[tuple[Word, str]], start: int, prefix: str) -> int:
    """The index after the last word of the cue that begins at `start`: all that fits, cut at punctuation."""
    stop = start + 1
    while stop < len(words) and _fits(words[start : stop + 1], prefix):
        stop += 1
    if stop == len(words) or _pause(words, stop):
        return stop
    # Not before a third of the cue: a cut after "Ja," would leave a cue of one word.
    earliest = start + max(1, (stop - start) // 3)
    for level in range(len(_ENDS)):
        for i in range(stop, earliest - 1, -1):
            if _closing(words[i - 1][1]) <= level:
                return i
    return _balanced(words, start, stop, prefix)


def _balanced(words: Sequence[tuple[Word, str]], start: int, stop: int, prefix: str) -> int:
    """A cut in the middle where the rest of the clause fits in the next cue: no cue of its last two words."""
    end = stop + 1
    while end < len(words) and not _pause(words, end) and _closing(words[end - 1][1]) == len(_ENDS):
        end += 1
    best, smallest = stop, None
    for i in range(stop, start, -1):
        if not _fits(words[i:end], prefix):
            break
        difference = abs(sum(len(text) + 1 for _, text in words[start:i]) - sum(len(text) + 1 for _, text in words[i:end]))
        if smallest is None or difference < smallest:
            best, smallest = i, difference
    return best


def _pause(words: Sequence[tuple[Word, str]], i: int) -> bool:
    """Whether word `i` comes after a silence."""
    return words[i][0].span.start_ms - words[i - 1][0].span.end_ms >= PAUSE_MS


def _fits(part: Sequence[tuple[Word, str]], prefix: str) -> bool:
    """Whether these words can be one cue. Of the pauses only the last is looked at: words are added one by one."""
    first, last = part[0][0].span, part[-1][0].span
    if max(last.end_ms, first.end_ms) - first.start_ms > LONGEST_MS or (len(part) > 1 and _pause(part, len(part) - 1)):
        return False
    lines, room = 1, LINE_CHARACTERS - len(prefix)
    for _, text in part:
        if len(text) + 1 > room:
            lines, room = lines + 1, LINE_CHARACTERS + 1
        room -= len(text) + 1
        if lines > LINES or room < 0:
            return False
    return True


def _closing(text: str) -> int:
    """0 where `text` ends a sentence, 1 where it ends a clause, 2 elsewhere."""
    bare = text.rstrip(_CLOSERS)
    return next((i for i, ends in enumerate(_ENDS) if bare.endswith(ends)), len(_ENDS))


def _lengthened(made: Sequence[Cue], duration_ms: int) -> list[Cue]:
    """Short cues stay up to `SHORTEST_MS`, as long as no next cue starts and the recording lasts."""
    out: list[Cue] = []
    for i, cue in enumerate(made):
        limits = [cue.span.start_ms + SHORTEST_MS, duration_ms]
        if i + 1 < len(made):
            limits.append(made[i + 1].span.start_ms)
        end_ms = max(cue.span.end_ms, min(limits))
        out.append(Cue(Span(cue.span.start_ms, end_ms), cue.speaker, cue.name, cue.words))
    return out
