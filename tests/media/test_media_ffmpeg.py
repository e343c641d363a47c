"""The ffmpeg program: which one, and what a failure says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from reflect.errors import SetupError, Stopped, StoreError, ToolError
from reflect.media import ffmpeg as tool


def tone(seconds: float, target: Path):  # type: ignore[no-untyped-def]
    import ffmpeg

    return ffmpeg.input(f"sine=frequency=500:duration={seconds}", f="lavfi").output(str(target))


def test_the_packaged_program_runs() -> None:
    assert os.access(tool.ffmpeg_path(), os.X_OK)
    assert tool._number(tool.version()) >= (4, 0, 0)


def fake(path: Path, version: str) -> Path:
    path.write_text(f"#!/bin/sh\necho 'ffmpeg version {version} Copyright'\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "taken"), [("99.1", True), ("n99.0.2-17-g2a", True), ("3.4.11-0ubuntu0.1", False), ("N-118-gabc", False)]
)
def test_a_newer_system_program_is_preferred(version: str, taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = fake(tmp_path / "ffmpeg", version)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert (tool.ffmpeg_path() == str(system)) is taken


def test_the_environment_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = fake(tmp_path / "own", "1.0")
    monkeypatch.setenv("REFLECT_FFMPEG", str(own))
    assert tool.ffmpeg_path() == str(own)
    monkeypatch.setenv("REFLECT_FFMPEG", str(tmp_path / "nothing"))
    with pytest.raises(SetupError, match=r"REFLECT_FFMPEG points to .*nothing, which is not a program"):
        tool.ffmpeg_path()


def test_output_appears_whole_and_progress_rises(tmp_path: Path) -> None:
    target = tmp_path / "tone.wav"
    parts: list[float] = []
    tool.run(tone(2, target), target, progress=parts.append, duration_ms=2_000)
    assert target.stat().st_size > 170_000
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_carries_command_and_words(tmp_path: Path) -> None:
    import ffmpeg

    target = tmp_path / "out.mp4"
    target.write_bytes(b"old")
    with pytest.raises(ToolError, match=r"^ffmpeg failed \(status \d+\): .* Run again with --verbose") as caught:
        tool.run(ffmpeg.input(tool.as_input(tmp_path / "no\nwhere.mp4")).output(str(target)), target)
    assert "No such file" in caught.value.tail
    assert "-i file:" in caught.value.command
    assert "\n" not in str(caught.value)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_that_is_not_in_the_graph(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"^b\.wav: must stand exactly once as output"):
        tool.run(tone(1, tmp_path / "a.wav"), tmp_path / "b.wav")


def test_stopping_and_patience(tmp_path: Path) -> None:
    target = tmp_path / "long.wav"

    def stop(part: float) -> None:
        raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        tool.run(tone(36_000, target), target, progress=stop, duration_ms=36_000_000)
    with pytest.raises(ToolError, match=r"was ended after 0 s"):
        tool.run(tone(360_000, target), target, timeout_s=0.4)
    assert list(tmp_path.iterdir()) == []


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'out.wav: No space left on device' >&2\nexit 228\n")
    program.chmod(0o755)
    monkeypatch.setenv("REFLECT_FFMPEG", str(program))
    with pytest.raises(StoreError, match=r"^The disk is full while ffmpeg writes\. Free space"):
        tool.run(tone(1, tmp_path / "out.wav"), tmp_path / "out.wav")
    shutil.rmtree(tmp_path)
