"""Whether a browser can play a file, from what `probe` found in it.

A table, not a trial: Chromium, Firefox and Safari agree on these. What is not in it gets a viewing copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MP4, WEBM = "MP4 or MOV", "MKV or WebM"
PICTURES = {MP4: {"h264", "av1", "vp9"}, WEBM: {"vp8", "vp9", "av1"}}
SOUNDS = {MP4: {"aac", "mp3", "opus", "flac"}, WEBM: {"opus", "vorbis"}}
ALONE = {
    "MP3": {"mp3"},
    "AAC": {"aac"},
    "FLAC": {"flac"},
    "OGG": {"opus", "vorbis", "flac"},
    "WAV": {"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"},
}
"""Kinds that hold sound only."""
PIXELS = {"", "yuv420p", "yuvj420p"}
"""Eight bits, colour at half the size: no browser on every machine shows more. Unknown is taken for good."""

_MIME = {"MP3": "audio/mpeg", "AAC": "audio/aac", "FLAC": "audio/flac", "OGG": "audio/ogg", "WAV": "audio/wav", "MTS": "video/mp2t"}


def playable(container: str, facts: Mapping[str, Any]) -> bool:
    """`container` and `facts` as `probe` gives them (a `MediaInfo` as JSON data)."""
    video, codecs = facts.get("video"), _codecs(facts)
    if container in ALONE:
        return video is None and codecs[:1] != [] and codecs[0] in ALONE[container]
    if container not in PICTURES:
        return False
    if video is not None and (video.get("codec") not in PICTURES[container] or video.get("pixels", "") not in PIXELS):
        return False
    # A browser plays the first track of sound; the others do not matter to it.
    return (video is not None or bool(codecs)) and all(codec in SOUNDS[container] for codec in codecs[:1])


def _codecs(facts: Mapping[str, Any]) -> list[str]:
    """The tracks of sound in the order in which a player takes them: the default one first."""
    tracks = sorted(facts.get("audio") or (), key=lambda track: not track.get("default"))
    return [str(track.get("codec")) for track in tracks]


def mime_type(container: str, facts: Mapping[str, Any]) -> str:
    """The media type to send a file with. A MOV is sent as MP4: it is the same container, and browsers refuse the other name."""
    kind = "video" if facts.get("video") else "audio"
    if container == MP4:
        return f"{kind}/mp4"
    if container == WEBM:
        return f"{kind}/webm"
    return _MIME.get(container, "application/octet-stream")
