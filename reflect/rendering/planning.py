"""Which stretch of which file every clip shows. What cannot be made is found here, before any work begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reflect.errors import MediaError, NotAllowedError, NotFoundError, UsageError
from reflect.media import MediaInfo, probe
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span, clock_text
from reflect.privacy import Allowed, Denied, Purpose
from reflect.rendering.values import Material, Options, Source

SHORTEST_MS = 40


@dataclass(frozen=True, slots=True)
class Shot:
    """A clip that can be made. `cameras` are the pictures to show, one or side by side; `sound` is what is heard."""

    number: int
    clip: Clip
    span: Span
    material: Material
    cameras: tuple[Source, ...]
    sound: Source
    info: MediaInfo

    @property
    def pictured(self) -> bool:
        return self.info.video is not None


Ask = Callable[[Clip, Purpose, str], Allowed | Denied]
"""May this clip be used for this purpose by this viewer?"""


def plan(clips: ClipList, inputs: Mapping[str, Material], options: Options, viewer: str, ask: Ask) -> tuple[list[Shot], list[str]]:
    """The shots and what to tell a person.

    Raises NotAllowedError for a clip that may not be used, UsageError for an empty list, no such camera or (unless `skip_missing`)
    one outside its film, and NotFoundError for a recording or film that is gone.
    """
    if not clips.clips:
        raise UsageError("This list has no clips. Add a fragment to it first.")
    wanted = [(n, clip) for n, clip in enumerate(clips.clips, start=1) if options.only is None or n in options.only]
    refused = [(n, ask(clip, options.purpose, viewer)) for n, clip in wanted]
    for number, answer in refused:
        if isinstance(answer, Denied):
            why = ", ".join(reason.replace("_", " ") for reason in answer.whys)
            raise NotAllowedError(f"Clip {number} may not be used for this purpose ({why}). Take it out of the list, or ask for consent.")
    films = _Films()
    shots: list[Shot] = []
    warnings: list[str] = []
    for number, clip in wanted:
        try:
            shot, said = _shot(number, clip, inputs.get(clip.recording_id), options, films)
        except (NotFoundError, MediaError, _Outside) as error:
            what = str(error) if str(error).startswith("Clip ") else f"Clip {number}: {error}"
            if not options.skip_missing:
                kind = NotFoundError if isinstance(error, NotFoundError) else UsageError
                raise kind(f"{what} Take it out of the list, or add --skip-missing.") from error
            warnings.append(f"{what} It was left out.")
            continue
        shots.append(shot)
        warnings += said
    if not shots:
        raise UsageError("None of the clips can be made: " + " ".join(warnings))
    return shots, warnings


class _Outside(UsageError):
    """A clip of which nothing lies inside its film."""


class _Films:
    """Facts of files, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[Source, MediaInfo] = {}

    def of(self, source: Source) -> MediaInfo:
        if source not in self._known:
            self._known[source] = probe(source.path)
        return self._known[source]


def _shot(number: int, clip: Clip, material: Material | None, options: Options, films: _Films) -> tuple[Shot, list[str]]:
    if material is not None and material.erased_on is not None:
        raise NotFoundError(f"Clip {number}: the film of its recording was erased on {material.erased_on}.")
    if material is None or not material.cameras:
        raise NotFoundError(f"Clip {number}: its recording is not there any more.")
    film = material.cameras[0]
    if not film.path.exists():
        raise NotFoundError(f"Clip {number}: the film of its recording is not there any more.")
    info = films.of(film)
    duration_ms = material.duration_ms or info.duration_ms
    span, said = _inside(number, clip, duration_ms)
    cameras = _cameras(number, material, options, span, films, said)
    shown = films.of(cameras[0])
    sound = material.sound if material.sound is not None and material.sound.path.exists() else film
    return Shot(number, clip, span, material, cameras, sound, shown), said


def _inside(number: int, clip: Clip, duration_ms: int | None) -> tuple[Span, list[str]]:
    """The clip with its handles, cut to the film."""
    if duration_ms is None:
        return clip.shown(), []
    film = Span(0, duration_ms)
    span = clip.shown().within(film)
    if clip.span.start_ms >= duration_ms or span.duration_ms < SHORTEST_MS:
        at, end = clock_text(clip.span.start_ms), clock_text(duration_ms)
        raise _Outside(f"Clip {number} begins at {at}, but its film ends at {end}: nothing of it is left.")
    if clip.span.end_ms > duration_ms:
        return span, [f"Clip {number} goes on after the end of its film and was cut to {clock_text(duration_ms)}."]
    return span, []


def _cameras(number: int, material: Material, options: Options, span: Span, films: _Films, said: list[str]) -> tuple[Source, ...]:
    """The cameras to show that have something of this stretch; the film where they have not."""
    film = material.cameras[0]
    if options.side_by_side:
        wanted = material.cameras
    elif options.camera <= len(material.cameras):
        wanted = (material.cameras[options.camera - 1],)
    else:
        raise UsageError(f"--camera {options.camera}: the recording of clip {number} has {len(material.cameras)}, counted from 1.")
    there = tuple(source for source in wanted if source is film or _covers(source, span, films))
    instead = "It was left out." if options.side_by_side else "The film was taken."
    said += [f"Clip {number}: {source.name} did not film this stretch. {instead}" for source in wanted if source not in there]
    return there or (film,)


def _covers(source: Source, span: Span, films: _Films) -> bool:
    if not source.path.exists():
        return False
    info = films.of(source)
    if info.video is None:
        return False
    end_ms = float("inf") if info.duration_ms is None else source.offset_ms + info.duration_ms
    return source.offset_ms <= span.middle_ms < end_ms
