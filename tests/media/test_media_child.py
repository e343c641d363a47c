"""The child process: started cheaply, ended when stopped, stalled, broken or orphaned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from odd_media import ffmpeg

from reflect.errors import MediaError, Stopped, ToolError
from reflect.media import decode_audio, probe, worker


@pytest.fixture(scope="module")
def long_sound(films: Path) -> Path:
    """An hour of noise: a few seconds of work."""
    path = films / "hour.flac"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=60:r=16000:a=0.1", "-c:a", "flac", films / "minute.flac")
    ffmpeg("-stream_loop", "59", "-i", films / "minute.flac", "-c", "copy", path)
    return path


def act(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(worker, "_command", lambda child: [sys.executable, "-c", code])


def test_stopping_ends_the_child_and_leaves_nothing(long_sound: Path, tmp_path: Path) -> None:
    children: set[int] = set()
    others = set(children_of(os.getpid()))  # such as a server that other tests left running

    def stop(part: float) -> None:
        children.update(set(children_of(os.getpid())) - others)
        raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        decode_audio(long_sound, tmp_path / "a.wav", progress=stop)
    assert children
    assert list(tmp_path.iterdir()) == []
    assert not any(alive(child) for child in children)


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        pytest.skip("this machine has no /proc")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_progress_rises_to_one(long_sound: Path, tmp_path: Path) -> None:
    parts: list[float] = []
    decode_audio(long_sound, tmp_path / "a.wav", end_ms=1_200_000, progress=parts.append)
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


def test_a_crash_is_a_media_error(films: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    act(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(MediaError, match=r"^base\.mp4: the decoder broke down on it \(SIGSEGV\), so it is damaged\."):
        decode_audio(films / "base.mp4", tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


def test_a_python_failure_carries_its_words(films: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(monkeypatch, "raise RuntimeError('the reason')")
    with pytest.raises(ToolError, match=r"^base\.mp4: the decoder's process ended before it was done\.") as caught:
        probe(films / "base.mp4")
    assert "the reason" in caught.value.tail


def test_a_stall_is_ended(films: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(worker, "STALL_S", 1.0)
    began = time.monotonic()
    with pytest.raises(MediaError, match=r"^base\.mp4: reading it came to a stop for 1 seconds"):
        probe(films / "base.mp4")
    assert time.monotonic() - began < 10


def test_a_stalled_child_can_be_stopped(films: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    act(monkeypatch, "import time; time.sleep(60)")

    def stop(part: float) -> None:
        raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        decode_audio(films / "base.mp4", tmp_path / "a.wav", progress=stop)


def test_killing_the_parent_ends_the_child_and_removes_its_file(long_sound: Path, tmp_path: Path, repository: Path) -> None:
    code = (
        "import sys; from reflect.media import decode_audio\n"
        "decode_audio(sys.argv[1], sys.argv[2], progress=lambda part: print(part, flush=True))"
    )
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(long_sound), str(tmp_path / "a.wav")], stdout=subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    children = children_of(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert children
    until = time.monotonic() + 10
    while any(alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(alive(child) for child in children)
    assert list(tmp_path.iterdir()) == []


def test_importing_the_room_loads_nothing_heavy(repository: Path) -> None:
    code = (
        "import sys, reflect.media, reflect.media.clock, reflect.media.ffmpeg; print({'av', 'numpy', 'scipy', 'ffmpeg'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(repository)}
    )
    assert done.stdout.strip() == "set()"
