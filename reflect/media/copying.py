"""A viewing copy: a film that no browser plays, as H.264 and AAC in an MP4 that begins to play at once.

Zero of the copy is zero of the film, so that every time in transcript and tags holds for both. The film itself is only read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reflect.media import ffmpeg as program
from reflect.media.container import FORMATS, MAX_PIXELS
from reflect.media.playable import MP4, PIXELS, WEBM
from reflect.media.source import open_media
from reflect.model.sound import Progress

WIDEST = 1920
QUALITY = 23
"""libx264's constant rate factor: what differs from the film is hard to see."""
KEY_EVERY_S = 1
"""A key picture each second: the player shows a moment as soon as it is asked for."""
PICTURE = {"vcodec": "libx264", "preset": "veryfast", "crf": QUALITY, "pix_fmt": "yuv420p", "profile:v": "high"}


def make_copy(
    path: str | os.PathLike[str],
    target: Path,
    container: str,
    facts: Mapping[str, Any],
    progress: Progress | None = None,
) -> None:
    """Writes the copy of the film at `path`, of which `probe` said `container` and `facts`; it appears whole or not at all.

    `progress` may raise `Stopped`. When this process dies, ffmpeg ends and leaves nothing. Raises MediaError, ToolError,
    StoreError (no room).
    """
    import ffmpeg

    file, kind = open_media(path)
    file.close()
    # As for probing: the kind is forced, and nothing but this file is opened.
    source = ffmpeg.input(
        program.as_input(path), format=kind, format_whitelist=FORMATS, protocol_whitelist="file", max_pixels=MAX_PIXELS, fflags="+genpts"
    )
    streams, options = [], {"movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "dn": None, "sn": None}
    if facts.get("video"):
        streams.append(source["V:0"])  # a cover image is none
        options |= _picture(container, facts["video"])
    if facts.get("audio"):
        streams.append(source[f"a:{_track(facts)}"])
        # Silence stands where the sound begins later than the picture, or has gaps.
        options |= {"acodec": "aac", "b:a": "160k", "ac": 2, "ar": 48_000, "af": "aresample=async=1000:first_pts=0"}
    graph = ffmpeg.output(*streams, os.fspath(target), format="mp4", **options)
    program.run(graph, target, progress=progress, duration_ms=facts.get("duration_ms"))


def _picture(container: str, video: Mapping[str, Any]) -> dict[str, Any]:
    if container in (MP4, WEBM) and video.get("codec") == "h264" and video.get("pixels") in PIXELS - {""}:
        return {"vcodec": "copy"}
    # Halves of an interlaced picture become one; nothing happens to pictures that are whole.
    size = f"scale=w='trunc(min({WIDEST},iw)/2)*2':h='trunc(ow/a/2)*2'"
    return {**PICTURE, "force_key_frames": f"expr:gte(t,n_forced*{KEY_EVERY_S})", "vf": f"yadif=deint=interlaced,{size}"}


def _track(facts: Mapping[str, Any]) -> int:
    """The track of sound that a player would take."""
    return next((int(track["index"]) for track in facts["audio"] if track.get("default")), 0)
