"""Lengths as AVI and WAV headers declare them. ffmpeg corrects both to what is left of a cut-off file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

_LISTS = (b"RIFF", b"LIST")
_UNKNOWN = 0x7FFFFFFF
_MOST_CHUNKS = 1_000


def declared_seconds(file: BinaryIO, kind: str) -> float | None:
    """The declared length of an open AVI or WAV, None when it declares none (or is another kind).

    Sources: Microsoft's RIFF, `AVISTREAMHEADER` and `WAVEFORMATEX` structures.
    """
    if kind not in ("avi", "wav"):
        return None
    at = file.tell()
    try:
        file.seek(0)
        return _avi(file) if kind == "avi" else _wav(file)
    except struct.error:
        return None
    finally:
        file.seek(at)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(name, size, where its content begins), into lists but not into the list of the samples."""
    at = 0
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(12)
        if len(head) < 8:
            return
        name, size = struct.unpack("<4sI", head[:8])
        yield name, size, at + 8
        if name == b"LIST" and head[8:12] == b"movi":
            return
        at += 12 if name in _LISTS else 8 + size + size % 2


def _avi(file: BinaryIO) -> float | None:
    longest = 0.0
    for name, _, at in _chunks(file):
        if name == b"strh":
            file.seek(at + 20)
            scale, rate, _, length = struct.unpack("<IIII", file.read(16))
            if scale and rate and length < _UNKNOWN:
                longest = max(longest, length * scale / rate)
    return longest or None


def _wav(file: BinaryIO) -> float | None:
    bytes_a_second = 0
    for name, size, at in _chunks(file):
        if name == b"fmt ":
            file.seek(at + 8)
            (bytes_a_second,) = struct.unpack("<I", file.read(4))
        if name == b"data":
            return size / bytes_a_second if bytes_a_second and 0 < size < _UNKNOWN else None
    return None
