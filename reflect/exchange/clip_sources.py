"""What clip lists are made of when they leave: recordings, the files that saw or heard them, and the clips as they are shown.

Plain frozen values, so that a list of one recording, of a session over several, and of a test are written by the same code.
Nothing here looks at a disk: whoever makes a `Take` says whether its file is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from reflect.codebook import Codebook
from reflect.errors import NotFoundError, UsageError
from reflect.exchange.clip_losses import Loss, numbers
from reflect.exchange.plain_text import one_line
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span


class TakeKind(StrEnum):
    FILM = "film"
    CAMERA = "camera"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Take:
    """One file that saw or heard a recording.

    `name` is what it is called in an export ("Camera 1"); the name that the file once had is no part of an export, because it often
    names a person. The clock is as in the store: film time = file time · (1 + drift_ppm / 1e6) + offset_ms. `fps` is the average
    rate of its pictures, None for sound. `here` is False when the file is not in its place on the disk.
    """

    path: Path
    name: str = "Film"
    kind: TakeKind = TakeKind.FILM
    offset_ms: float = 0.0
    drift_ppm: float = 0.0
    duration_ms: int | None = None
    fps: float | None = None
    variable_rate: bool = False
    width: int = 0
    height: int = 0
    channels: int = 0
    here: bool = True

    @property
    def uri(self) -> str:
        """The place of the file as a file URI (RFC 8089): letters of ASCII only, one line, whatever the path holds."""
        return self.path.absolute().as_uri()

    def own_ms(self, film_ms: float) -> float:
        """A moment of the film on the clock of this file, in ms."""
        return (film_ms - self.offset_ms) / (1 + self.drift_ppm * 1e-6)

    def film_ms(self, own_ms: float) -> float:
        """A moment of this file on the clock of the film, in ms."""
        return own_ms * (1 + self.drift_ppm * 1e-6) + self.offset_ms

    def seen(self, span: Span) -> Span | None:
        """The part of a stretch of film that this file holds, on the film's clock; None when it holds nothing of it."""
        start = max(span.start_ms, round(self.film_ms(0)))
        end = span.end_ms if self.duration_ms is None else min(span.end_ms, round(self.film_ms(self.duration_ms)))
        return Span(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Source:
    """A recording: `takes` begins with the film (or the only sound); the others are cameras and recorders beside it.

    `erased_on` is the day on which its film was erased, while what was said in it stayed.
    """

    recording_id: str
    duration_ms: int | None = None
    takes: tuple[Take, ...] = ()
    erased_on: date | None = None

    @property
    def film(self) -> Take | None:
        return next((take for take in self.takes if take.kind is TakeKind.FILM), None)

    @property
    def others(self) -> tuple[Take, ...]:
        return tuple(take for take in self.takes if take.kind is not TakeKind.FILM)


Sources = Mapping[str, Source]
"""The recordings of a list by their id."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A clip as a film format holds it: `number` from 1 in the list, `span` what is shown of the film, never empty."""

    number: int
    clip: Clip
    source: Source
    film: Take
    span: Span

    def name(self, book: Codebook) -> str:
        """Number and code, on one line.

        >>> from reflect import codebook
        >>> Shot(2, Clip("r1", Span(0, 1), code="contact"), Source("r1"), Take(Path("/f.mp4")), Span(0, 1)).name(codebook.load())
        '2. Contact'
        """
        label = one_line(book.title(self.clip.code))
        return f"{self.number}. {label}" if label else f"{self.number}."

    def beside(self) -> Iterator[tuple[Take, Span]]:
        """The other cameras and recorders that hold something of it, with what they hold, on the film's clock."""
        for take in self.source.others:
            part = take.seen(self.span)
            if part is not None:
                yield take, part


def shots(clips: ClipList, sources: Sources, *, plays: bool = False) -> tuple[list[Shot], list[Loss]]:
    """The clips with their films, without those that lie beyond the end, and what is worth saying about them.

    UsageError for a clip of a recording without a film. NotFoundError when `plays` and a film is not on the disk.
    """
    found: list[Shot] = []
    beyond: list[int] = []
    gone: list[int] = []
    for number, clip in enumerate(clips.clips, start=1):
        source = sources.get(clip.recording_id) or Source(clip.recording_id)
        film = _film(number, clip, source)
        shown = clip.shown(source.duration_ms)
        end_ms = shown.end_ms if source.duration_ms is None else min(shown.end_ms, source.duration_ms)
        if shown.start_ms >= end_ms:
            beyond.append(number)
            continue
        if not film.here and plays:
            raise NotFoundError(
                f"Clip {number} cannot be played: the film of recording {clip.recording_id} is not on this disk. "
                "Put the file back from a backup, or take the clip out of the list."
            )
        if not film.here:
            gone.append(number)
        found.append(Shot(number, clip, source, film, Span(shown.start_ms, end_ms)))
    return found, [*_said("beyond", beyond), *_said("gone", gone), *_cameras(found)]


def _film(number: int, clip: Clip, source: Source) -> Take:
    if source.erased_on is not None:
        raise UsageError(
            f"Clip {number} cannot be played: the film of recording {clip.recording_id} was erased on {source.erased_on}. "
            "Take the clip out of the list, or choose csv or json."
        )
    if source.film is None:
        raise UsageError(f"Clip {number} cannot be played: recording {clip.recording_id} has no film. Take the clip out of the list.")
    return source.film


def _said(key: str, found: Sequence[int]) -> list[Loss]:
    return [Loss(key, {"n": len(found), "clips": numbers(found)})] if found else []


def _cameras(found: Sequence[Shot]) -> list[Loss]:
    """Clips of which a camera beside the film holds nothing, or not everything."""
    partly = [shot.number for shot in found if any(take.seen(shot.span) != shot.span for take in shot.source.others)]
    return _said("partly", partly)
