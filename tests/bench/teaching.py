# ruff: noqa: E402
"""What making a clip of a teaching set costs: 20 s of 720p in which a face is covered and a name silenced, with its stamp.

    python tests/bench/teaching.py [SECONDS]

Processor time of all processes, by part. Listening to the result, which depends on the model, is not among them.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

for place in ("", "teaching", "tagging", "media"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / place))

from odd_media import ffmpeg
from tag_ops import new_id
from teaching_film import FACE, decide, filmed
from teaching_world import World

from reflect import rendering, teaching
from reflect.masking import faces
from reflect.model.teaching import Made
from reflect.store import Home, open_store
from reflect.teaching import preparing


def film(path: Path, seconds: int) -> Path:
    """Moving pictures and a tone."""
    picture = f"testsrc2=size=1280x720:rate=25:duration={seconds}"
    sound = f"sine=frequency=300:duration={seconds}"
    coded = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac")
    ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *coded, path)
    return path


def spent(work: Callable[..., Any], into: dict[str, float], name: str) -> Callable[..., Any]:
    def timed(*given: Any, **more: Any) -> Any:
        before = sum(os.times()[:4])
        try:
            return work(*given, **more)
        finally:
            into[name] = into.get(name, 0.0) + sum(os.times()[:4]) - before

    return timed


def main(seconds: int) -> None:
    parts: dict[str, float] = {}
    preparing.make = spent(preparing.make, parts, "cut, cover, silence, stamp")
    rendering.render = spent(rendering.render, parts, "clip of it")
    with tempfile.TemporaryDirectory() as folder, open_store(Home(Path(folder) / "home")) as store:
        rid = filmed(store, film(Path(folder) / "film.mp4", seconds), decided=False)
        decide(store, rid)
        box = {"op": new_id(), "do": "add", "id": new_id(), "span": [0, seconds * 1000], "boxes": [[0, *FACE]]}
        faces.apply(store, rid, [box], "Noor")
        world = World(store, rid, rid)
        made = world.set()
        world.clip(made.id, span=[200, seconds * 1000 - 200])
        wish, begun = teaching.Wish(Made.CLIPS, "de Academie", date.today() + timedelta(days=30)), time.monotonic()
        teaching.make(store, made.id, wish, viewer="An")
        wall = time.monotonic() - begun
    for name, cost in parts.items():
        print(f"{name:<28} {cost:6.1f} s of processor time")
    print(f"{'together':<28} {sum(parts.values()):6.1f} s of processor time for {seconds} s of 720p; {wall:.1f} s with listening")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
