"""Files that lie, are broken, or are no media at all: one clear line, no other file opened, nothing left."""

from __future__ import annotations

import os
import shutil
import struct
import threading
from pathlib import Path

import pytest
from odd_media import BAD, HLS, ODD_NAMES, Bad, cut_off, ffmpeg

from reflect import errors
from reflect.errors import MediaError, ReflectError, StoreError, UsageError
from reflect.media import decode_audio, probe, worker
from reflect.media.container import OpenMedia
from reflect.media.source import open_media, shown, sniff
from reflect.temporary import TEMP_END


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.name)
def test_bad_file_is_refused_in_one_line(bad: Bad, films: Path, tmp_path: Path) -> None:
    path = bad.make(films / "base.mp4", tmp_path)
    out = tmp_path / "out.wav"
    with pytest.raises(getattr(errors, bad.error)) as caught:
        decode_audio(path, out)
    message = str(caught.value)
    assert bad.says in message
    assert message.startswith(f"{path.name}: ")
    assert "\n" not in message
    assert message.endswith((".", ")"))
    assert not out.exists()
    assert not list(tmp_path.glob(f".*{TEMP_END}*"))


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_a_good_film_may_have_any_name(name: str, films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(films / "base.mp4", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert probe(name).duration_ms == 10_000


@pytest.mark.parametrize("name", [n for n in ODD_NAMES if n.strip()], ids=ascii)
def test_messages_stay_one_printable_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(MediaError) as caught:
        probe(tmp_path / name)
    message = str(caught.value)
    assert message.isprintable()
    assert "is empty (0 bytes)" in message
    message.encode("utf-8")


def test_a_name_cannot_steer_the_terminal() -> None:
    assert shown("/x/a\x1b[2Jb.mp4") == "a?[2Jb.mp4"


def test_a_name_with_a_zero_byte_is_not_found() -> None:
    with pytest.raises(errors.NotFoundError, match="cannot be the name of a file"):
        probe("a\0b.mp4")


@pytest.mark.parametrize("name", ["list.mp4", "list.mkv", "list.m3u8"])
def test_a_playlist_opens_no_other_file(name: str, tmp_path: Path) -> None:
    """The playlist points to a pipe; a writer that gets through means that somebody opened it to read."""
    pipe = tmp_path / "other.mp4"
    os.mkfifo(pipe)
    opened = threading.Event()

    def wait_for_reader() -> None:
        with pipe.open("wb"):
            opened.set()

    watcher = threading.Thread(target=wait_for_reader, daemon=True)
    watcher.start()
    path = tmp_path / name
    path.write_text(HLS.replace("FILM", str(pipe)))
    try:
        with pytest.raises(MediaError, match="playlist"):
            probe(path)
        assert not opened.wait(0.3)
    finally:
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
        watcher.join(5)


def test_the_demuxer_is_forced_even_when_the_sniffer_is_deceived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second lock behind the first: content that PyAV alone would take for a playlist is not opened as one."""
    path = tmp_path / "list.mp4"
    path.write_text(HLS.replace("FILM", "other.mp4"))
    for kind, says in (("mov", "cut off before its index"), ("hls", "damaged")):
        file = path.open("rb")
        monkeypatch.setattr("reflect.media.container.open_media", lambda p, opened=(file, kind): opened)
        with pytest.raises(MediaError, match=says):
            OpenMedia(path)


def test_unreadable_file(films: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is acted."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("reflect.media.source.os.open", refuse)
    with pytest.raises(MediaError, match=r"^base\.mp4: you may not read this file\. Ask for read permission"):
        probe(films / "base.mp4")


def test_reading_error_of_the_disk(films: Path) -> None:
    if not Path("/proc/self/mem").exists():
        pytest.skip("no file on this machine fails while it is read")
    with pytest.raises(ReflectError, match=r"^mem: "):
        open_media("/proc/self/mem")


def test_a_wrong_stretch_is_a_usage_error(films: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not 5000 to 4000 ms"):
        decode_audio(films / "base.mp4", tmp_path / "a.wav", start_ms=5_000, end_ms=4_000)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("name", ["cut.mkv", "cut.avi", "cut.wav", "cut.mp3", "start.mp4", "cut.flac"])
def test_cut_off_at_any_point_warns_or_refuses(name: str, share: float, films: Path, tmp_path: Path) -> None:
    whole = films / f"whole_{name}"
    if not whole.exists():
        audio = ["-vn"] if name.endswith(("wav", "mp3", "flac")) else ["-c:v", "mpeg4" if name.endswith("avi") else "copy"]
        ffmpeg("-i", films / "base.mp4", *audio, *(["-movflags", "+faststart"] if name.endswith("mp4") else []), whole)
    path = cut_off(whole, tmp_path / name, share)
    out = tmp_path / "out.wav"
    index_is_cut = name == "start.mp4" and share < 0.5
    if index_is_cut or (share < 0.1 and not name.endswith(("wav", "mp3"))):
        with pytest.raises(MediaError, match=f"^{name}: .*(damaged|cut off|holds neither)"):
            decode_audio(path, out)
        assert not out.exists()
        return
    report = decode_audio(path, out)
    assert report.declared_ms == pytest.approx(10_000, abs=150)
    if share == 0.9 and name.endswith("avi"):
        # The end of an AVI is its index: nothing to speak of is lost.
        assert report.decoded_ms == pytest.approx(10_000, abs=150)
        return
    assert report.truncated
    assert 0 < report.decoded_ms < 9_700
    assert f"{name}: is cut off: it says it lasts 0:10 but ends at 0:" in " ".join(report.warnings)


def test_an_mp4_without_its_index_is_refused_wherever_it_was_cut(films: Path, tmp_path: Path) -> None:
    for share in (0.01, 0.4, 0.8, 0.97):
        with pytest.raises(MediaError, match="cut off before its index"):
            probe(cut_off(films / "base.mp4", tmp_path / "cut.mp4", share))


def test_corrupt_metadata_is_read_past(films: Path, tmp_path: Path) -> None:
    tagged = films / "tagged.mp4"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-metadata", "title=TITLEMARK", "-metadata:s:a:0", "handler_name=HANDLERMARK", tagged)
    data = tagged.read_bytes()
    assert b"TITLEMARK" in data
    path = tmp_path / "corrupt.mp4"
    path.write_bytes(
        data.replace(b"TITLEMARK", b"\xff\xfe\x80\xc3(\xf0\x9f\xff\xed").replace(b"HANDLERMARK", b"\xed\xa0\x80\xff\xc0\xafMARKS")
    )
    assert probe(path).duration_ms == 10_000
    assert decode_audio(path, tmp_path / "a.wav").duration_ms == pytest.approx(10_000, abs=30)


def test_corrupt_metadata_of_matroska(films: Path, tmp_path: Path) -> None:
    tagged = films / "tagged.mkv"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-metadata", "title=TITLEMARK", "-metadata:s:a:0", "language=dut", tagged)
    path = tmp_path / "corrupt.mkv"
    path.write_bytes(tagged.read_bytes().replace(b"TITLEMARK", b"\xff" * 9).replace(b"dut", b"\xff\xfe\xfd"))
    assert probe(path).audio[0].codec == "aac"


def test_a_huge_declared_duration_is_a_warning_not_a_huge_file(films: Path, tmp_path: Path) -> None:
    data = bytearray((films / "base.mp4").read_bytes())
    for box in (b"mvhd", b"tkhd", b"mdhd"):
        at = data.find(box)
        while at >= 0:
            place = at + {b"mvhd": 20, b"tkhd": 24, b"mdhd": 20}[box]
            data[place : place + 4] = struct.pack(">I", 0x7FFFFFFF)
            at = data.find(box, at + 4)
    path = tmp_path / "huge.mp4"
    path.write_bytes(data)
    out = tmp_path / "a.wav"
    assert decode_audio(path, out).duration_ms == pytest.approx(10_000, abs=30)
    film = films / "huge_base.mkv"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", film)
    data = bytearray(film.read_bytes())
    at = data.find(b"\x44\x89\x88")
    data[at + 3 : at + 11] = struct.pack(">d", 1e11)
    path = tmp_path / "huge.mkv"
    path.write_bytes(data)
    report = decode_audio(path, out)
    assert report.truncated
    assert "huge.mkv: is cut off: it says it lasts 27777:46:40 but ends at 0:10." in report.warnings[0]
    assert out.stat().st_size < 500_000


def test_a_picture_of_absurd_size_is_not_decoded(films: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.avi"
    ffmpeg("-i", films / "base.mp4", "-c:v", "mjpeg", "-c:a", "pcm_s16le", path)
    data = bytearray(path.read_bytes())
    at = data.find(b"strf") + 8
    data[at + 4 : at + 12] = struct.pack("<ii", 60_000, 60_000)
    path.write_bytes(data)
    info = probe(path)
    assert decode_audio(path, tmp_path / "a.wav").duration_ms == pytest.approx(10_000, abs=60)
    assert info.video is None or "pixels" in " ".join(info.warnings) or info.video.width < 60_000


def test_sniffer_knows_tagged_and_untagged_sound() -> None:
    assert sniff(b"\0\0\0" + b"\xff\xfb\x90\x64" + bytes(400), ".mp3", "a") == "mp3"
    assert sniff(b"\xff\xf1\x50\x80" + bytes(400), ".aac", "a") == "aac"
    assert sniff((b"\0\0\0\0G" + bytes(187)) * 6, ".mts", "a") == "mpegts"


def test_full_disk_is_one_line_and_leaves_nothing(films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit on file size stands in for a full disk: the write fails in the same place with EFBIG."""
    import sys

    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from reflect.media.child import main; sys.exit(main())"
    )
    monkeypatch.setattr(worker, "_command", lambda child: [sys.executable, "-c", code])
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match=r"^sound\.wav: cannot be written \(File too large\)\. Free space on this disk") as caught:
        decode_audio(films / "base.mp4", tmp_path / "sound.wav")
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before
