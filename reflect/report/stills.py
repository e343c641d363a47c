"""A picture out of a film, as JPEG."""

from __future__ import annotations

import tempfile
from pathlib import Path

from reflect.errors import MediaError

WIDTH = 960


def take(film: Path, at_ms: int) -> bytes:
    """The picture that is shown at this moment, in its own proportions. MediaError when there is none."""
    import ffmpeg

    from reflect.media.ffmpeg import as_input, run

    with tempfile.TemporaryDirectory(prefix="reflect-") as folder:
        target = Path(folder) / "still.jpg"
        picture = (
            ffmpeg.input(as_input(film), ss=f"{at_ms / 1000:.3f}", an=None).filter("scale", f"min(iw*sar,{WIDTH})", -2).filter("setsar", 1)
        )
        graph = picture.output(str(target), vframes=1, map_metadata=-1, fflags="+bitexact", **{"q:v": 3})
        run(graph, target, timeout_s=60)
        if not target.is_file():
            raise MediaError("There is no picture at this moment.")
        return target.read_bytes()
