"""A clip list as an XSPF playlist, which VLC plays in order, each clip from its start to its end.

Sources: XSPF version 1 (xspf.org), XML 1.0; start and stop times as VLC writes and reads them (modules/demux/playlist/xspf.c):
`vlc:option` elements in an extension of the track. XSPF allows several locations for one track, but they would have to be the same
seconds of the same film, and VLC takes the last one; another camera has a clock of its own, so cameras stand in an extension with
their own times.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from reflect.codebook import Codebook
from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Shot, Sources, shots
from reflect.exchange.xml_text import cleaned, document, unheld
from reflect.model.clip import ClipList

LOSSES = (
    "the fragment apart from its handles: one start and one end for each clip",
    "who made the list, when, and its revision",
    "players other than VLC, which play each film from its beginning",
    "other cameras in a player: they stand in the file with their own times, for programs that look for them",
    "another machine: the films stand with their place on this one",
)

XSPF = "http://xspf.org/ns/0/"
VLC = "http://www.videolan.org/vlc/playlist/ns/0/"
VLC_APPLICATION = "http://www.videolan.org/vlc/playlist/0"
OURS = "urn:reflect:clips"


def dumps(clips: ClipList, book: Codebook, sources: Sources) -> tuple[str, list[Loss]]:
    """The playlist and what it lost. The errors are those of `shots`: every film must be there."""
    found, losses = shots(clips, sources, plays=True)
    # VLC looks for the name vlc:option letter by letter, so the prefixes are written by hand.
    top = ET.Element("playlist", {"version": "1", "xmlns": XSPF, "xmlns:vlc": VLC})
    ET.SubElement(top, "title").text = cleaned(clips.title)
    tracks = ET.SubElement(top, "trackList")
    for shot in found:
        _track(tracks, shot, book)
    return document(top), losses + unheld(clips)


def _track(tracks: ET.Element, shot: Shot, book: Codebook) -> None:
    clip = shot.clip
    track = ET.SubElement(tracks, "track")
    ET.SubElement(track, "location").text = shot.film.uri
    ET.SubElement(track, "title").text = cleaned(shot.name(book))
    if clip.question or clip.tip:
        ET.SubElement(track, "annotation").text = cleaned("\n".join(text for text in (clip.question, clip.tip) if text))
    ET.SubElement(track, "trackNum").text = str(shot.number)
    ET.SubElement(track, "duration").text = str(shot.span.duration_ms)
    extension = ET.SubElement(track, "extension", {"application": VLC_APPLICATION})
    for name, ms in (("start-time", shot.span.start_ms), ("stop-time", shot.span.end_ms)):
        ET.SubElement(extension, "vlc:option").text = f"{name}={ms / 1000:.3f}"
    for take, part in shot.beside():
        other = ET.SubElement(track, "extension", {"application": OURS})
        own = {"start_ms": str(round(take.own_ms(part.start_ms))), "end_ms": str(round(take.own_ms(part.end_ms)))}
        ET.SubElement(other, "take", {"xmlns": OURS, "kind": str(take.kind), "name": cleaned(take.name), **own}).text = take.uri
