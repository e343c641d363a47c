"""How fast an exact clip is cut, against copying the stream (not exact) and against encoding all of it.

    python tests/bench/clips.py [SECONDS [RUNS]]      the length of the clip, 60 unless told, and how often each is done, 3 unless told

Makes 1080p films with a key picture every 250 and every 50 pictures, cuts the same clip in every way, and reads the numbers burned
into every picture of the exact clips: the run fails when one is wrong. Times are the median of the runs, programs' start included.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "media"))

from counted import Counted, make, numbers

from reflect.media.clips import Look, cut_clip
from reflect.media.ffmpeg import ffmpeg_path, version
from reflect.model.span import Span

START_MS = 21_340
"""Inside a group of pictures, whatever its size."""


def main(seconds: int, runs: int) -> int:
    print(f"{machine()}; ffmpeg {version()}; a clip of {seconds} s of 1920x1080, 25 pictures a second; median of {runs}")
    with tempfile.TemporaryDirectory() as folder:
        for group in (250, 50):
            film = Counted(
                f"group{group}.mp4", Fraction(1, 12800), (512,), seconds + 45, group, (1920, 1080), x264="bframes=3", preset="superfast"
            )
            measure(make(film, Path(folder)), Path(folder) / "clip.mp4", group, Span(START_MS, START_MS + seconds * 1000), runs)
    return 0


def measure(film: Path, clip: Path, group: int, span: Span, runs: int) -> None:
    timed = partial(median_of, runs)
    copy_s = timed(lambda: ffmpeg(film, span, clip, "-c", "copy"))
    smart_s = timed(lambda: cut_clip(film, clip, span))
    report = cut_clip(film, clip, span)
    exact(clip, span)
    whole_s = timed(lambda: cut_clip(film, clip, span, Look(whole=True)))
    exact(clip, span)
    theirs_s = timed(lambda: ffmpeg(film, span, clip, *"-c:v libx264 -preset veryfast -crf 20 -c:a aac -b:a 160k".split()))
    edges_s = timed(lambda: ffmpeg(film, Span(0, 2 * group * 40), clip, *"-c:v libx264 -preset veryfast -crf 17 -an".split()))
    print(f"\na key picture every {group}: a film of {film.stat().st_size / 1e6:.0f} MB")
    print(f"  {report.copied} of {report.pictures} pictures copied; all exact")
    rows = (("stream copy (not exact)", copy_s), ("smart cut", smart_s), ("whole, encoded here", whole_s), ("whole, by ffmpeg", theirs_s))
    for name, taken_s in (*rows, ("two groups encoded by ffmpeg", edges_s)):
        print(f"  {name:30} {taken_s:7.2f} s")
    print(f"  stream copy : smart cut        1 : {smart_s / copy_s:.1f}   (above the copy: {smart_s - copy_s:.2f} s)")
    print(f"  whole encode : smart cut       {min(whole_s, theirs_s) / smart_s:.1f} : 1")


def median_of(runs: int, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def ffmpeg(film: Path, span: Span, out: Path, *how: str) -> None:
    where = ["-ss", str(span.start_ms / 1000), "-i", str(film), "-t", str(span.duration_ms / 1000)]
    subprocess.run([ffmpeg_path(), "-nostdin", "-v", "error", "-y", *where, *how, str(out)], check=True)


def exact(clip: Path, span: Span) -> None:
    """Every picture of the clip carries the number that the film shows there; SystemExit when one does not."""
    found = [number for _, number in numbers(clip)]
    wanted = list(range(span.start_ms // 40, -(-span.end_ms // 40)))
    if found != wanted:
        sys.exit(f"not exact: {len(found)} pictures from {found[0]} to {found[-1]}, wanted {wanted[0]} to {wanted[-1]}")


def machine() -> str:
    known = Path("/proc/cpuinfo")
    name = platform.processor() or platform.machine()
    if known.exists():
        name = next((line.split(":")[1].strip() for line in known.read_text().splitlines() if line.startswith("model name")), name)
    return f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    raise SystemExit(main(*(given + [60, 3][len(given) :])))
