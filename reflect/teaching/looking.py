"""Whole documents of teaching sets, put together from what is stored: the list, a set for its trainer, what trainees pressed.

What a trainee may have is in `trainee`; nothing else is for a trainee's screen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reflect.errors import NotFoundError
from reflect.masking.persons import Rendition
from reflect.model.finding import find_one
from reflect.model.fragment import Fragment
from reflect.model.teaching import Making, Press, Spotting, TeachingClip, TeachingSet
from reflect.teaching.deciding import Deciding, Decision, stale
from reflect.teaching.scoring import Score, Target, score
from reflect.teaching.values import DEFAULT

if TYPE_CHECKING:
    from reflect.store.database import Store


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of the list of sets. `refused` counts clips that may not be used, apart from names that are still to be hidden in them."""

    set: TeachingSet
    clips: int
    refused: int
    spottings: int
    stale: bool


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A clip of a set; `number` counts from 1. A clip that may not be used is a gap, and says why."""

    number: int
    clip: TeachingClip
    decision: Decision


@dataclass(frozen=True, slots=True)
class SetFile:
    """A set for its trainer. `makings` are oldest first."""

    set: TeachingSet
    stale: bool
    clips: tuple[ShownClip, ...]
    makings: tuple[Making, ...]
    spottings: int


@dataclass(frozen=True, slots=True)
class Watched:
    """One watching of a set by a trainee, and how it went over all clips."""

    spotting: Spotting
    score: Score


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press, and whether the theme was seen there by a researcher."""

    press: Press
    inside: bool


@dataclass(frozen=True, slots=True)
class ClipPresses:
    """A clip with what researchers tagged in it and what trainees pressed. `targets` are the ids of the tags that count: those of the
    clip's theme, or all where the clip has none."""

    shown: ShownClip
    tags: tuple[Fragment, ...]
    targets: tuple[Target, ...]
    presses: tuple[Pressed, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class PressFile:
    """What all trainees pressed. `watched` are in the order in which they began."""

    set: TeachingSet
    watched: tuple[Watched, ...]
    clips: tuple[ClipPresses, ...]


def sets(store: Store, viewer: str, today: date, closed: Collection[str] = ()) -> tuple[SetLine, ...]:
    """Every set that is not deleted, the newest first."""
    from reflect.store import teaching as rows

    watched, deciding = rows.counts(store, Spotting), Deciding(store, viewer, closed)
    out = []
    for one in rows.listing(store):
        clips = rows.of(store, TeachingClip, one.id)
        refused = sum(not deciding.of(clip, names=False).allowed for clip in clips)
        out.append(SetLine(one, len(clips), refused, watched.get(one.id, 0), stale(one, today)))
    return tuple(reversed(out))


def find_set(store: Store, wanted: str) -> TeachingSet:
    """The set with this id, the only one whose id begins so, or the only one with this title. NotFoundError says which there are."""
    from reflect.store import teaching as rows

    none = "There are no teaching sets yet. Make one: reflect teach new TITLE"
    return find_one(wanted, rows.listing(store), lambda one: (one.id, one.title), "teaching set", none)


def set_file(store: Store, set_id: str, viewer: str, today: date, closed: Collection[str] = (), made: Rendition = DEFAULT) -> SetFile:
    """The set with its clips in order, each decided for this rendition. NotFoundError when there is none such, or when it was deleted."""
    from reflect.store import makings
    from reflect.store import teaching as rows

    found = rows.get(store, set_id)
    if found.deleted:
        raise NotFoundError("This teaching set was deleted. Bring it back in the app, or make another: reflect teach new TITLE")
    deciding = Deciding(store, viewer, closed, made)
    clips = tuple(ShownClip(number, clip, deciding.of(clip)) for number, clip in enumerate(rows.of(store, TeachingClip, set_id), start=1))
    spottings = len(rows.of(store, Spotting, set_id))
    return SetFile(found, stale(found, today), clips, makings.listing(store, set_id=set_id), spottings)


def press_file(store: Store, file: SetFile, only: str | None = None) -> PressFile:
    """What trainees pressed in the set, beside what researchers tagged (of one coder `only`, for who codes blind)."""
    from reflect.store import teaching as rows

    spottings = rows.of(store, Spotting, file.set.id)
    there = {s.id for s in spottings}
    presses = [p for p in rows.of(store, Press, file.set.id) if p.spotting_id in there]
    clips = tuple(_clip_presses(store, shown, spottings, [p for p in presses if p.clip_id == shown.clip.id], only) for shown in file.clips)
    watched = tuple(Watched(s, _whole(s, clips)) for s in spottings)
    return PressFile(file.set, watched, clips)


# ---- inside -----------------------------------------------------------------------------------


def _clip_presses(store: Store, shown: ShownClip, spottings: Iterable[Spotting], presses: Iterable[Press], only: str | None) -> ClipPresses:
    tags = _tags(store, shown, only)
    targets = _targets(shown.clip, tags)
    mine: dict[str, list[Press]] = {}
    for press in sorted(presses, key=lambda p: (p.at_ms, p.id)):
        mine.setdefault(press.spotting_id, []).append(press)
    whole, pressed = Score(), list[Pressed]()
    for spotting in spottings:
        found, inside = score(targets, [(p.at_ms, p.theme) for p in mine.get(spotting.id, ())])
        whole += found
        pressed += [Pressed(p, hit) for p, hit in zip(mine.get(spotting.id, ()), inside, strict=True)]
    return ClipPresses(shown, tags, targets, tuple(pressed), whole)


def _tags(store: Store, shown: ShownClip, only: str | None) -> tuple[Fragment, ...]:
    """What researchers put on the film where the clip shows it, observations without a theme left out."""
    from reflect import tagging

    recording, span = shown.decision.recording, shown.decision.shown
    if recording is None or span is None:
        return ()
    return tuple(f for f in tagging.fragments(store, recording.id, only) if f.code and f.span.overlap_ms(span))


def _targets(clip: TeachingClip, tags: Iterable[Fragment]) -> tuple[Target, ...]:
    """The tags of the clip's theme; where the clip is of a theme that nobody tagged there, its own stretch."""
    theme = clip.theme.partition(".")[0]
    found = tuple(Target(f.span, _theme(f.code)) for f in tags if not theme or _theme(f.code) == theme)
    return found or ((Target(clip.span, theme),) if clip.span.duration_ms else ())


def _theme(code: str) -> str:
    return code.partition(".")[0]


def _whole(spotting: Spotting, clips: Iterable[ClipPresses]) -> Score:
    whole = Score()
    for one in clips:
        mine = [(p.press.at_ms, p.press.theme) for p in one.presses if p.press.spotting_id == spotting.id]
        whole += score(one.targets, mine)[0]
    return whole
