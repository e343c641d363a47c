"""Whether a clip came out as it was planned, read back from its file. Cheap: only the pictures at the seams are drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reflect.media.container import OpenMedia


def difference(path: str, expected: list[int], ticks: int, seams: list[int], alive: Callable[[], None]) -> str:
    """How a clip differs from what it should be, "" when it does not: number and times of its pictures, and pictures at the seams."""
    with OpenMedia(path) as media:
        stream = media.video
        if stream is None:
            return "the clip has no picture"
        slack = max(1, ticks // 2000)
        times: list[int] = []
        for packet in media.container.demux(stream):
            alive()
            if not packet.size:
                continue
            at = round(packet.pts * packet.time_base * ticks)
            if any(abs(at - seam) <= slack for seam in (seams if times else [at])) and not _drawn(stream, packet):
                return "the clip cannot be drawn from its seams on"
            times.append(at)
    if len(times) != len(expected):
        return f"the clip has {len(times)} pictures and should have {len(expected)}"
    if any(abs(a - b) > slack for a, b in zip(sorted(times), expected, strict=True)):
        return "pictures of the clip stand at other times than in the film"
    return ""


def _drawn(stream: Any, packet: Any) -> bool:
    """Whether this picture can be drawn from nothing but itself."""
    import av

    decoder = stream.codec_context
    decoder.flush_buffers()
    try:
        frames = [*decoder.decode(packet), *decoder.decode(None)]
    except av.error.FFmpegError:
        return False
    finally:
        decoder.flush_buffers()
    return packet.is_keyframe and len(frames) == 1 and not frames[0].is_corrupt
