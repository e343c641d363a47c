"""What goes into a rendering and what comes out: values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from reflect.codebook import Codebook
from reflect.model.clip import Clip
from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.model.speech import Transcript

CARD_MS = 4_000
"""A question is read in this time; whoever needs longer pauses."""


class Subtitles(StrEnum):
    """Drawn into the picture, in files beside it, or none."""

    BURNED = "burned"
    BESIDE = "beside"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """A film or sound file of a recording. `offset_ms` and `drift_ppm` put it on the film's clock, as in `store.values.NewMedia`.

    `identity` tells one content from another (its SHA-256); "" when it is not known: then its size and date do.
    """

    path: Path
    name: str = "film"
    offset_ms: float = 0.0
    drift_ppm: float = 0.0
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What there is of a recording. `cameras` begin with the film, whose clock all times are on. `sound` is a recorder that is heard
    instead of the film. `duration_ms` None: taken from the film. `erased_on`: its film was erased on that day."""

    recording_id: str
    cameras: tuple[Source, ...]
    sound: Source | None = None
    duration_ms: int | None = None
    transcript: Transcript | None = None
    book: Codebook | None = None
    erased_on: date | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How a clip list is rendered.

    `clips` makes a file for every clip, `reel` one film of all; `cards` puts the title before the reel and a question before each of
    its clips. `camera` counts from 1 (the film). `fade_ms` from and to black. `even_loudness` brings clips to one loudness.
    `language` ("nl" or "en") is that of themes and cards. `skip_missing` leaves out clips that cannot be made and says so.
    `only` makes no more than the clips of these numbers, which keep their numbers; None makes all. `stamp` stands in every picture and on
    every card, such as for whom the films are and until when; `stamps` has another one for clips by their number. `stamped`: the films
    that are given have it in their pictures already, and only cards get it. `after` are texts by the number of a clip, on a card after
    it in the reel. `note` stands in subtitle files where no player shows it, such as for whom they are; without it the stamp does.
    """

    clips: bool = True
    reel: bool = True
    cards: bool = True
    subtitles: Subtitles = Subtitles.BESIDE
    camera: int = 1
    side_by_side: bool = False
    fade_ms: int = 0
    even_loudness: bool = True
    language: str = "nl"
    purpose: Purpose = Purpose.REFLECTION
    skip_missing: bool = False
    only: frozenset[int] | None = None
    force: bool = False
    workers: int | None = None
    stamp: str = ""
    note: str = ""
    stamps: Mapping[int, str] = field(default_factory=dict)
    stamped: bool = False
    after: Mapping[int, str] = field(default_factory=dict)

    def stamp_of(self, number: int) -> str:
        """What stands on the clip of this number."""
        return self.stamps.get(number, self.stamp)

    def drawn_on(self, number: int) -> str:
        """What is still to be drawn into the pictures of the clip of this number."""
        return "" if self.stamped else self.stamp_of(number)


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A clip's files. `number` counts from 1 as in the list; `span` is what is shown, handles included, on the film's clock.

    `copied` is the share of pictures taken over as they are (0 to 1), None when the file was there already. `subtitles` is WebVTT,
    `srt` the same as SubRip; `still` a JPEG of the middle of the fragment. None where there is none.
    """

    number: int
    clip: Clip
    span: Span
    path: Path
    subtitles: Path | None = None
    srt: Path | None = None
    still: Path | None = None
    copied: float | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """Everything that lies in `folder` now. `warnings` are sentences for a person, without words of the talk.

    `kept` counts the files that were made by an earlier run and had not changed.
    """

    folder: Path
    clips: tuple[RenderedClip, ...]
    reel: Path | None = None
    reel_ms: int = 0
    reel_subtitles: Path | None = None
    reel_srt: Path | None = None
    warnings: tuple[str, ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rendering is: `part` of all work (0 to 1); `done` of `total` files."""

    part: float
    done: int
    total: int


Tell = Callable[[Progress], None]
"""Called a few times a second; may raise `Stopped`."""
