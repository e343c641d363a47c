"""A clip list as a CMX3600 edit decision list, which nearly every editing program reads.

Sources: the CMX 3600 edit list as editing systems have written it since the eighties: a title, FCM (drop-frame or not), and a line for
each event: number, reel of at most 8 letters and digits, channels (V, A, or B for both), C for a cut, source in and out, record in and
out; lines with * are comments, of which FROM CLIP NAME and FROM FILE name the film. Time code as in `frame_rates`. The list holds
letters of ASCII only. The adapter of OpenTimelineIO does not write FCM and cannot say what was lost; it reads these files in the tests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.exchange import clip_frames
from reflect.exchange.clip_frames import Event
from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Sources, Take, TakeKind, shots
from reflect.exchange.frame_rates import Rate
from reflect.exchange.plain_text import one_line, spaced
from reflect.model.clip import ClipList

LOSSES = (
    "moments between two frames: every time is a whole frame",
    "letters beyond ASCII: é becomes e, what has no such letter becomes ?",
    "line breaks in texts",
    "questions, tips and codes as data: they are comments",
    "other cameras: they are comments with their own times",
    "the fragment apart from its handles",
    "the ids of fragments, who made the list, when, and its revision",
    "a time code that a camera wrote into its film: times count from the beginning of the file",
    "more than one frame rate in a list",
)

START_S = 3_600
"""Where the programme begins: hour one, as is the custom."""
DAY_S = 24 * 3_600
TITLE = 70
LINE = 72
MOST_EVENTS = 999
_LETTERS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "€": "EUR", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae"}
)


def dumps(clips: ClipList, book: Codebook, sources: Sources) -> tuple[str, list[Loss]]:
    """The list and what it lost. UsageError for a clip without a film, or beyond the 24 hours that time code counts."""
    found, losses = shots(clips, sources)
    rate = clip_frames.rate_of(found)
    events = clip_frames.events(found, rate)
    _require_a_day(events, rate)
    words = _Words()
    reels = reel_names([event.shot.film for event in events])
    title = words.ascii(clips.title)
    lines = [f"TITLE: {title[:TITLE]}", f"FCM: {'DROP FRAME' if rate.drop else 'NON-DROP FRAME'}", ""]
    for number, event in enumerate(events, start=1):
        lines += [_line(number, event, reels[event.shot.film], rate), *_comments(event, book, words, rate), ""]
    losses += clip_frames.losses(events, rate)
    losses += [Loss("title")] if len(title) > TITLE else []
    losses += [Loss("letters", {"n": words.changed})] if words.changed else []
    losses += [Loss("many", {"n": len(events) - MOST_EVENTS})] if len(events) > MOST_EVENTS else []
    return "\n".join(lines), losses


def _line(number: int, event: Event, reel: str, rate: Rate) -> str:
    film = event.shot.film
    # The frame that is called 01:00:00:00: where numbers are dropped, the clock of time code is that of the wall.
    first = rate.frame(START_S * 1000) if rate.drop else rate.nominal * START_S
    channels = "B" if film.fps and film.channels else "V" if film.fps else "A"
    times = event.film.start, event.film.end, first + event.record.start, first + event.record.end
    return f"{number:03d}  {reel:<8} {channels:<5} C        {' '.join(map(rate.timecode, times))}"


def _comments(event: Event, book: Codebook, words: _Words, rate: Rate) -> Iterator[str]:
    clip, film = event.shot.clip, event.shot.film
    yield f"* FROM CLIP NAME: {words.ascii(film.path.name)}"
    yield f"* FROM FILE: {film.uri}"
    yield from _wrapped("CLIP", words.ascii(event.shot.name(book)))
    yield from _wrapped("QUESTION", words.ascii(clip.question))
    yield from _wrapped("TIP", words.ascii(clip.tip))
    for take, part in event.shot.beside():
        own = rate.frames(take.own_ms(part.start_ms), take.own_ms(part.end_ms))
        where = f"{rate.timecode(own.start)} {rate.timecode(own.end)}"
        yield f"* COMMENT: {words.ascii(take.name).upper()}: {where} {take.uri}"


def _wrapped(name: str, text: str) -> Iterator[str]:
    """A text as comments, cut between words where it can be; nothing for no text."""
    for part in re.findall(rf"\S.{{0,{LINE - 1}}}(?!\S)|\S{{{LINE}}}|\S+", text):
        yield f"* COMMENT: {name}: {part.strip()}"


def reel_names(films: Sequence[Take]) -> dict[Take, str]:
    """A name of at most 8 letters and digits for every film, each its own.

    >>> from pathlib import Path
    >>> list(reel_names([Take(Path("/a/gesprek-één.mp4")), Take(Path("/b/gesprek-1.mp4")), Take(Path("/b/é.mp4"))]).values())
    ['GESPREKE', 'GESPREK1', 'E']
    """
    names: dict[Take, str] = {}
    taken = {"AX", "BL"}  # an unknown source and black
    for film in films:
        if film in names:
            continue
        usual = re.sub(r"[^A-Z0-9]", "", _plain(film.path.stem)[0].upper())[:8] or ("FILM" if film.kind is TakeKind.FILM else "CAM")
        name, n = usual, 1
        while name in taken:
            n += 1
            name = f"{usual[: 8 - len(str(n))]}{n}"
        names[film] = name
        taken.add(name)
    return names


def _require_a_day(events: Sequence[Event], rate: Rate) -> None:
    day = rate.frame((DAY_S - START_S) * 1000)
    for event in events:
        if max(event.film.end, event.record.end) > day:
            raise UsageError(
                f"EDL counts to 24 hours, and clip {event.shot.number} goes beyond. Make the list shorter, or choose json, otio or fcpxml."
            )


class _Words:
    """Texts as ASCII, and how many of them were changed by it."""

    def __init__(self) -> None:
        self.changed = 0

    def ascii(self, text: str) -> str:
        made, whole = _plain(text)
        self.changed += not whole
        return made


def _plain(text: str) -> tuple[str, bool]:
    """`text` on one line in ASCII, and whether nothing had to be changed for it."""
    line = one_line(text)
    letters = unicodedata.normalize("NFKD", line.translate(_LETTERS))
    made = "".join(c if c.isascii() else "?" for c in letters if not unicodedata.combining(c))
    return made, made == spaced(text)
