"""A clip list as FCPXML, for Final Cut Pro and DaVinci Resolve.

Source: FCPXML 1.8 (Apple), the last version in which an asset names its file in `src`, so that older programs read it too. Times are
fractions of a second in whole frames. The film stands in the spine; other cameras and recorders are connected to it as clips that are
switched off (`enabled="0"`), each at its own time, so that one can be switched on in place of the film. A multicam clip would hold one
offset for a whole film and no drift. The adapter of OpenTimelineIO writes 29.97 frames as 29 and no notes; it reads these files in the
tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from xml.etree import ElementTree as ET

from reflect.codebook import Codebook
from reflect.exchange import clip_frames
from reflect.exchange.clip_frames import Event
from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Sources, Take, shots
from reflect.exchange.frame_rates import Rate, nearest
from reflect.exchange.plain_text import one_line
from reflect.exchange.xml_text import cleaned, document, unheld
from reflect.model.clip import ClipList
from reflect.model.span import Span

LOSSES = (
    "moments between two frames: every time is a whole frame",
    "control characters in texts",
    "questions, tips and codes as data: they are notes and markers",
    "the fragment apart from its handles",
    "the ids of fragments, who made the list, when, and its revision",
    "a time code that a camera wrote into its film: times count from the beginning of the file",
)

VERSION = "1.8"
SEQUENCE_FORMAT = "r1"
USUAL_SIZE = (1920, 1080)


def dumps(clips: ClipList, book: Codebook, sources: Sources) -> tuple[str, list[Loss]]:
    """The project and what it lost. UsageError for a clip of a recording without a film."""
    found, losses = shots(clips, sources)
    rate = clip_frames.rate_of(found)
    events = clip_frames.events(found, rate)
    top = ET.Element("fcpxml", {"version": VERSION})
    assets = _resources(ET.SubElement(top, "resources"), events, rate)
    title = cleaned(one_line(clips.title)) or "reflect"
    project = ET.SubElement(ET.SubElement(top, "event", {"name": title}), "project", {"name": title})
    length = events[-1].record.end if events else 0
    timing = {"duration": _time(length, rate), "tcStart": "0s", "tcFormat": _counting(rate)}
    layout = {"audioLayout": "stereo", "audioRate": "48k"}
    spine = ET.SubElement(ET.SubElement(project, "sequence", {"format": SEQUENCE_FORMAT, **timing, **layout}), "spine")
    for event in events:
        _clip(spine, event, assets, book, rate)
    return document(top, "fcpxml"), losses + clip_frames.losses(events, rate) + unheld(clips)


def _resources(node: ET.Element, events: Sequence[Event], rate: Rate) -> dict[Take, str]:
    """The formats and assets; gives the id of each asset."""
    first = next((event.shot.film for event in events if event.shot.film.fps), None)
    _format(node, SEQUENCE_FORMAT, rate, first)
    takes = dict.fromkeys(take for event in events for take in (event.shot.film, *(take for take, _ in event.shot.beside())))
    ids: dict[Take, str] = {}
    for take in takes:
        kind: dict[str, str] = {}
        if take.fps:
            kind |= {"hasVideo": "1", "format": f"r{2 * len(ids) + 2}"}
            _format(node, kind["format"], nearest(take.fps), take)
        if take.channels or not take.fps:
            kind |= {"hasAudio": "1", "audioSources": "1", "audioChannels": str(take.channels or 1)}
        ids[take] = f"r{2 * len(ids) + 3}"
        about = {"id": ids[take], "name": cleaned(one_line(take.name)), "src": take.uri, "start": "0s"}
        ET.SubElement(node, "asset", {**about, "duration": _time(_length(take, events, rate), _own(take, rate)), **kind})
    return ids


def _format(node: ET.Element, name: str, rate: Rate, take: Take | None) -> None:
    width, height = (take.width, take.height) if take is not None and take.width and take.height else USUAL_SIZE
    size = {"width": str(width), "height": str(height)}
    ET.SubElement(node, "format", {"id": name, "frameDuration": _time(1, rate), **size})


def _clip(spine: ET.Element, event: Event, assets: dict[Take, str], book: Codebook, rate: Rate) -> None:
    shot, clip = event.shot, event.shot.clip
    own = _own(shot.film, rate)
    start = _time(own.frame(shot.film.own_ms(shot.span.start_ms)), own)
    place = {"offset": _time(event.record.start, rate), "duration": _time(event.record.length, rate)}
    name = cleaned(shot.name(book))
    node = ET.SubElement(spine, "asset-clip", {"ref": assets[shot.film], "name": name, "start": start, **place})
    node.set("tcFormat", _counting(own))
    said = cleaned("\n".join(text for text in (clip.question, clip.tip) if text))
    if said:
        ET.SubElement(node, "note").text = said
    for lane, (take, part) in enumerate(shot.beside(), start=1):
        _beside(node, (take, part), event, assets[take], {"lane": str(lane if take.fps else -lane), "enabled": "0"}, rate)
    marker = {"start": start, "duration": _time(1, own), "value": name}
    ET.SubElement(node, "marker", marker | ({"note": said} if said else {}))


def _beside(node: ET.Element, seen: tuple[Take, Span], event: Event, asset: str, how: dict[str, str], rate: Rate) -> None:
    """A camera or recorder, connected to the film where it begins to hold something of the clip."""
    take, part = seen
    film, own = _own(event.shot.film, rate), _own(take, rate)
    late = rate.frame(part.start_ms) - rate.frame(event.shot.span.start_ms)
    at = Fraction(film.frame(event.shot.film.own_ms(event.shot.span.start_ms))) / film.fps + late / rate.fps
    length = min(event.record.length - late, max(1, rate.frame(part.end_ms) - rate.frame(part.start_ms)))
    start = _time(max(0, own.frame(take.own_ms(part.start_ms))), own)
    times = {"offset": _seconds(at), "start": start, "duration": _time(max(1, length), rate)}
    ET.SubElement(node, "asset-clip", {"ref": asset, "name": cleaned(one_line(take.name)), **times, **how})


def _own(take: Take, rate: Rate) -> Rate:
    """The rate in which times of this file stand: its own for pictures, the list's for sound."""
    return nearest(take.fps) if take.fps else rate


def _length(take: Take, events: Sequence[Event], rate: Rate) -> int:
    """Frames in the file; when its length is not known as many as the clips need."""
    own = _own(take, rate)
    needed = [own.frame(take.own_ms(e.shot.span.end_ms)) for e in events if take in (e.shot.film, *e.shot.source.others)]
    known = take.duration_ms
    return max([1, *needed]) if known is None else max(1, own.frame(known))


def _time(frames: int, rate: Rate) -> str:
    """Frames as a fraction of a second, over the clock of the rate, as programs write it: 3003/30000s."""
    ticks = rate.fps.denominator
    return "0s" if frames == 0 else f"{frames * ticks}/{rate.fps.numerator}s"


def _seconds(value: Fraction) -> str:
    return "0s" if value == 0 else f"{value.numerator}/{value.denominator}s"


def _counting(rate: Rate) -> str:
    return "DF" if rate.drop else "NDF"
