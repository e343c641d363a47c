"""A clip list as OpenTimelineIO (.otio), written by the library itself.

Source: opentimelineio 0.18, schemas Timeline.1, Track.1, Clip.2. Two tracks, picture and sound. A clip names the film and every other
camera and recorder that holds it as `media_references`; the film is the active one. All of them share the clip's source range, so the
available range of a camera is moved by its offset: where the clip begins, both show the same moment, and drift is nothing within a clip.
What the clip is stands whole under `metadata["reflect"]`, as in `clip_json`.
"""

from __future__ import annotations

from typing import Any

from reflect.codebook import Codebook
from reflect.errors import SetupError
from reflect.exchange import clip_frames, clip_json
from reflect.exchange.clip_frames import Event
from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Sources, Take, shots
from reflect.exchange.frame_rates import Frames, Rate
from reflect.exchange.plain_text import one_line
from reflect.model.clip import Clip, ClipList

LOSSES = (
    "moments between two frames, for programs: every time is a whole frame (the exact ones stand under metadata)",
    "more than one frame rate in a list",
    "clips beyond the end of their film",
    "who made the list and when, for programs (it stands under metadata)",
)

FILM = "film"


def dumps(clips: ClipList, book: Codebook, sources: Sources) -> tuple[str, list[Loss]]:
    """The timeline and what it lost. UsageError for a clip of a recording without a film, SetupError without the library."""
    try:
        from opentimelineio import schema
    except ImportError as error:
        raise SetupError("OTIO needs the package opentimelineio. Type: pip install opentimelineio, or choose fcpxml or edl.") from error

    found, losses = shots(clips, sources)
    rate = clip_frames.rate_of(found)
    events = clip_frames.events(found, rate)
    timeline = schema.Timeline(name=_text(one_line(clips.title)), metadata={"reflect": _whole(clips)})
    picture = schema.Track(name="Film", kind=schema.TrackKind.Video)
    sound = schema.Track(name="Sound", kind=schema.TrackKind.Audio)
    for event in events:
        seen, heard = bool(event.shot.film.fps), bool(event.shot.film.channels)
        picture.append(_clip(event, book, rate) if seen else _gap(event, rate))
        sound.append(_clip(event, book, rate, plain=seen) if heard or not seen else _gap(event, rate))
    timeline.tracks.extend([picture, sound])
    losses += clip_frames.losses(events, rate)
    changed = sum(_text(text) != text for text in (clips.title, *(text for clip in clips.clips for text in (clip.question, clip.tip))))
    losses += [Loss("letters", {"n": changed})] if changed else []
    return str(timeline.to_json_string(indent=1)) + "\n", losses


def _clip(event: Event, book: Codebook, rate: Rate, *, plain: bool = False) -> Any:
    """The clip; `plain` leaves out what its twin on the other track says already."""
    from opentimelineio import schema

    shot, clip = event.shot, event.shot.clip
    references = {FILM: _reference(shot.film, Frames(0, _length(shot.film, event, rate)), rate)}
    for take, _ in shot.beside():
        key = one_line(take.name).lower().replace(" ", "_")
        references[key] = _reference(take, _available(take, event, rate), rate)
    made = schema.Clip(name=_text(shot.name(book)), source_range=_range(event.film, rate))
    made.set_media_references(references, FILM)
    if not plain:
        made.metadata["reflect"] = {"schema": f"{clip_json.SCHEMA}/clip", "version": clip_json.VERSION, **_plain(clip)}
        said = "\n".join(text for text in (clip.question, clip.tip) if text)
        if said:
            at = _range(Frames(event.film.start, event.film.start), rate)
            made.markers.append(schema.Marker(name=_text(one_line(book.title(clip.code))), marked_range=at, comment=_text(said)))
    return made


def _gap(event: Event, rate: Rate) -> Any:
    from opentimelineio import schema

    return schema.Gap(source_range=_range(Frames(0, event.film.length), rate))


def _reference(take: Take, available: Frames, rate: Rate) -> Any:
    from opentimelineio import schema

    return schema.ExternalReference(target_url=take.uri, available_range=_range(available, rate))


def _length(take: Take, event: Event, rate: Rate) -> int:
    """Frames in the film; when its length is not known as many as the clip needs."""
    known = take.duration_ms if take.duration_ms is not None else event.shot.source.duration_ms
    return max(event.film.end, 0 if known is None else rate.frame(known))


def _available(take: Take, event: Event, rate: Rate) -> Frames:
    """A camera's file on the film's clock, right where this clip begins."""
    start_ms = event.shot.span.start_ms
    first = event.film.start - rate.frame(take.own_ms(start_ms))
    length = rate.frame(take.duration_ms) if take.duration_ms is not None else event.film.end - first
    return Frames(first, first + length)


def _range(frames: Frames, rate: Rate) -> Any:
    from opentimelineio.opentime import RationalTime, TimeRange

    fps = float(rate.fps)
    return TimeRange(RationalTime(frames.start, fps), RationalTime(frames.length, fps))


def _plain(clip: Clip) -> dict[str, Any]:
    return {key: _text(value) if isinstance(value, str) else value for key, value in clip_json.plain(clip).items()}


def _whole(clips: ClipList) -> dict[str, Any]:
    return {key: _text(value) if isinstance(value, str) else value for key, value in clip_json.head(clips).items()}


def _text(text: str) -> str:
    """The library stores UTF-8, which has no half surrogate pairs, and ends a text at a NUL."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
