"""Films for the tests in a browser: made once, small, and kept in a folder of the machine's temporary files by their recipe."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "24k", "-ac", "1", "-ar", "16000")
WHOLE = ("-movflags", "+faststart")


def cache() -> Path:
    folder = Path(tempfile.gettempdir()) / f"reflect-test-films-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def alone(path: Path) -> Iterator[Path]:
    """Only one process at a time makes this file: whoever comes second waits, and then finds it. Gives the place to write it at."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path.with_name(f"part-{os.getpid()}-{path.name}")


def picture(seconds: float, fps: int = 25, size: str = "320x180", source: str = "testsrc2") -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"{source}=s={size}:r={fps}:d={seconds}")


def tone(seconds: float, hertz: int = 330) -> tuple[str, ...]:
    """Bursts with pauses, so that a waveform has a shape."""
    return ("-f", "lavfi", "-i", f"aevalsrc='0.4*sin({hertz}*2*PI*t)*gt(sin(2*PI*t/1.7),-0.3)':s=16000:d={seconds}")


def made(name: str, *recipe: str, repeat: int = 1) -> Path:
    """The film of this recipe (arguments of ffmpeg without the output), `repeat` times after itself."""
    key = hashlib.sha256("\0".join([name, *recipe, str(repeat)]).encode()).hexdigest()[:16]
    path = cache() / f"{key}-{name}"
    if path.exists():
        return path
    with alone(path) as part:
        if not path.exists():
            _make(part, name, recipe, repeat)
            os.replace(part, path)
    return path


def _make(part: Path, name: str, recipe: Sequence[str], repeat: int) -> None:
    if repeat == 1:
        _ffmpeg([*recipe, str(part)])
        return
    once = made(name, *recipe)
    script = part.with_suffix(".txt")
    script.write_text(f"file '{once}'\n" * repeat)
    _ffmpeg(["-f", "concat", "-safe", "0", "-i", str(script), "-c", "copy", *WHOLE, str(part)])
    script.unlink()


def _ffmpeg(arguments: Sequence[str]) -> None:
    from reflect.media.ffmpeg import ffmpeg_path

    subprocess.run([ffmpeg_path(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments], check=True)


def talk_film(minutes: int, fps: int = 5) -> Path:
    """A long film of a few MB: a minute after itself."""
    return made(f"{minutes}-{fps}.mp4", *picture(60, fps), *tone(60), *H264, "-crf", "48", "-g", "10", *AAC, *WHOLE, repeat=minutes)


def big_film(minutes: int = 45) -> Path:
    """A real film of about 1 GB (3 Mbit/s of noise)."""
    rate = "-b:v 3M -minrate 3M -maxrate 3M -bufsize 3M -x264-params nal-hrd=cbr".split()
    noise = ("-vf", "noise=alls=60:allf=t", *rate)
    return made(f"big{minutes}.mp4", *picture(60, 5, "640x360"), *tone(60), *H264, *noise, "-g", "10", *AAC, *WHOLE, repeat=minutes)


def second_camera() -> Path:
    return made("camera.mp4", *picture(240, 5, source="smptebars"), *tone(240, 220), *H264, "-crf", "45", *AAC, *WHOLE)


def silent_film() -> Path:
    return made("silent.mp4", *picture(20, 10), *H264, "-crf", "45", *WHOLE)


def camcorder_film(seconds: int = 12) -> Path:
    """MPEG-2 as a camcorder writes it: no browser plays it."""
    return made("camcorder.mts", *picture(seconds, 25), *tone(seconds), "-c:v", "mpeg2video", "-c:a", "mp2", "-f", "mpegts")


def hevc_film() -> Path:
    codec = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-pix_fmt", "yuv420p")
    return made("hevc.mp4", *picture(12, 25), *tone(12), *codec, *AAC, *WHOLE)


def short_film(seconds: float = 12, hertz: int = 330) -> Path:
    return made(f"short{hertz}.mp4", *picture(seconds, 25), *tone(seconds, hertz), *H264, "-crf", "40", *AAC, *WHOLE)
