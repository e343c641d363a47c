"""A file from outside: opened without trust, and recognised by its first bytes, never by its name.

The kind found here is forced on the demuxer, so that a playlist called `film.mp4` cannot make it open
other files.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

import reflect
from reflect.errors import MediaError, NotFoundError

HEAD_BYTES = 64 * 1024
KINDS = "MP4, MOV, MKV, WebM, AVI, MTS, WAV, MP3, M4A, FLAC or OGG"
_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"}
_PLAYLIST_STARTS = ("#extm3u", "ffconcat", "[playlist]", "<asx", "<smil", "v=0", "#ext-x-", "file '", "rtsp://", "http://", "https://")
_PLAYLIST_MARKS = ("<mpd", "<playlist", "<smil", "<asx", "<smoothstreamingmedia", "#ext-x-", "xspf.org")
_PLAYLIST_SUFFIXES = {".m3u", ".m3u8", ".ffconcat", ".xspf", ".mpd", ".sdp", ".pls", ".asx", ".smil", ".cue"}


def shown(path: str | bytes | os.PathLike[str]) -> str:
    """The file's name as a message may print it: no folder, one line, nothing a terminal obeys."""
    return one_line(os.path.basename(os.path.normpath(os.fsdecode(path))))


def one_line(text: str) -> str:
    """Foreign text as a message may print it: what is not UTF-8 as an escape, control characters as "?"."""
    readable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in readable)


def child_environment() -> dict[str, str]:
    """For our child processes: they find this very package, and start no threads of algebra that they do not need."""
    package_root = str(Path(reflect.__file__).resolve().parent.parent)
    search = os.pathsep.join(p for p in (package_root, os.environ.get("PYTHONPATH", "")) if p)
    return {**os.environ, "PYTHONPATH": search, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def open_media(path: str | os.PathLike[str]) -> tuple[BinaryIO, str]:
    """An open regular file and the demuxer that its content asks for.

    Raises NotFoundError when there is no such file and MediaError when it is not a file, cannot be read,
    is empty, a playlist, text, or of a kind that is not on the list. Pipes and devices are never read.
    """
    name = shown(path)
    file = _open_regular(path, name)
    try:
        head = file.read(HEAD_BYTES)
        kind = sniff(head, Path(os.fsdecode(path)).suffix.lower(), name)
        if head.startswith(b"ID3"):
            kind = _kind_after_id3(file, head)
        file.seek(0)
    except OSError as error:
        file.close()
        raise MediaError(f"{name}: cannot be read ({error.strerror}). Copy it again from the camera or recorder.") from error
    except BaseException:
        file.close()
        raise
    return file, kind


def _open_regular(path: str | os.PathLike[str], name: str) -> BinaryIO:
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise NotFoundError(f"{name}: there is no such file. Check the name and the folder.") from error
    except ValueError as error:
        raise NotFoundError(f"{name}: this cannot be the name of a file. Check the name and the folder.") from error
    except PermissionError as error:
        raise MediaError(f"{name}: you may not read this file. Ask for read permission or copy it to a folder of your own.") from error
    except OSError as error:
        raise MediaError(f"{name}: cannot be opened ({error.strerror}). Give a film or sound file ({KINDS}).") from error
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and status.st_size:
        return os.fdopen(handle, "rb")
    os.close(handle)
    if stat.S_ISDIR(status.st_mode):
        raise MediaError(f"{name}: is a folder. Give a film or sound file ({KINDS}).")
    if not stat.S_ISREG(status.st_mode):
        raise MediaError(f"{name}: is a device or a pipe, not a file. Give a film or sound file ({KINDS}).")
    raise MediaError(f"{name}: is empty (0 bytes). Copy it again from the camera or recorder.")


def sniff(head: bytes, suffix: str, name: str) -> str:
    """The demuxer for a file that starts with `head`; MediaError when it is not one of ours."""
    kind = _kind_by_magic(head)
    if kind:
        return kind
    if _looks_like_playlist(head, suffix):
        raise MediaError(f"{name}: is a playlist that points to other files, not a recording. Give the recording itself.")
    if _looks_like_text(head):
        raise MediaError(f"{name}: holds text, not film or sound. Give the recording itself ({KINDS}).")
    raise MediaError(f"{name}: is not a film or sound file of a kind that can be read. Give {KINDS}, or convert it to MP4 or WAV first.")


def _kind_by_magic(head: bytes) -> str:
    start = head[:4]
    if head[4:8] in _BOXES:
        return "mov"
    if start in (b"RIFF", b"RF64", b"RIFX"):
        return {b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12], "")
    magic = {b"\x1aE\xdf\xa3": "matroska", b"fLaC": "flac", b"OggS": "ogg"}
    if start in magic:
        return magic[start]
    if head.startswith(b"ID3"):
        return "mp3"
    return "mpegts" if _is_transport_stream(head) else _kind_by_frame_sync(head)


def _kind_by_frame_sync(head: bytes) -> str:
    """MPEG audio (layers 2 and 3) without a tag; some writers put zeros before the first frame.

    Layer 1 is left out: nobody records in it, and UTF-16 text begins like it.
    """
    frame = head.lstrip(b"\0")[:4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return ""
    if frame[1] & 0xF6 == 0xF0:
        return "aac"
    layer, bitrate, rate = frame[1] >> 1 & 3, frame[2] >> 4, frame[2] >> 2 & 3
    return "mp3" if layer in (1, 2) and bitrate != 15 and rate != 3 and frame[1] >> 3 & 3 != 1 else ""


def _is_transport_stream(head: bytes) -> bool:
    """Five sync bytes in step (fewer in a very short file), for packets of 188, 192 (MTS) or 204 bytes."""
    for step in (188, 192, 204):
        wanted = min(5, len(head) // step)
        for offset in range(min(step, len(head))):
            marks = head[offset : offset + wanted * step : step]
            if wanted >= 2 and len(marks) == wanted and set(marks) == {0x47}:
                return True
    return False


def _kind_after_id3(file: BinaryIO, head: bytes) -> str:
    """A tag may stand before MP3, FLAC or AAC; its length is written in four bytes of seven bits."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    file.seek(10 + size)
    kind = _kind_by_magic(file.read(64))
    return kind if kind in ("flac", "aac") else "mp3"


def _looks_like_playlist(head: bytes, suffix: str) -> bool:
    text = _as_text(head[:4096]).lstrip("\ufeff \t\r\n").lower()
    if not text:
        return False
    return text.startswith(_PLAYLIST_STARTS) or any(mark in text for mark in _PLAYLIST_MARKS) or suffix in _PLAYLIST_SUFFIXES


def _looks_like_text(head: bytes) -> bool:
    return bool(_as_text(head[:4096]))


def _as_text(data: bytes) -> str:
    """The bytes as text when they are plausibly text, else an empty string."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = data.decode(encoding, "replace")
    odd = sum(not (c.isprintable() or c.isspace()) or c == "\ufffd" for c in text)
    return text if odd <= len(text) * 0.05 else ""
