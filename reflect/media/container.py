"""PyAV's containers, opened so that nothing but the given file is ever touched. Runs in the child only."""

from __future__ import annotations

import os
from typing import Any, BinaryIO

from reflect.errors import MediaError
from reflect.media.source import open_media, shown

MAX_PIXELS = 100_000_000
"""Pictures that claim more are not decoded: a tiny file can ask for gigabytes of memory."""
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,wav,mp3,flac,ogg,aac"


class OpenMedia:
    """A container with its file and the demuxer that was forced on it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = shown(path)
        self.file, self.kind = open_media(path)
        self.size = os.fstat(self.file.fileno()).st_size
        try:
            self.container = _open(self.file, self.kind, self.name)
        except BaseException:
            self.file.close()
            raise

    def __enter__(self) -> OpenMedia:
        return self

    def __exit__(self, *_: object) -> None:
        self.container.close()
        self.file.close()

    @property
    def video(self) -> Any | None:
        """The stream of the moving picture; a cover image is none."""
        for stream in self.container.streams.video:
            if not is_cover(stream):
                return stream
        return None

    @property
    def audio(self) -> list[Any]:
        return list(self.container.streams.audio)


def is_cover(stream: Any) -> bool:
    import av

    return bool(stream.disposition & (av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails))


def _open(file: BinaryIO, kind: str, name: str) -> Any:
    import av

    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file", "max_pixels": str(MAX_PIXELS)}
    try:
        # The file object, not its name: a name such as `http:film.mp4` must not become a protocol.
        return av.open(_Nameless(file), format=kind, options=options, metadata_errors="replace", io_open=_refuse_io, buffer_size=1 << 18)
    except (av.error.FFmpegError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise MediaError(why_not(file, kind, name)) from error
    except MemoryError as error:
        raise MediaError(f"{name}: asks for more memory than any real recording. The file is damaged; copy it again.") from error


class _Nameless:
    """A file without a name for PyAV, which would otherwise guess from it."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _refuse_io(url: str, flags: int, options: dict[str, str]) -> Any:
    raise MediaError("the file asks for another file, which is never opened")


def why_not(file: BinaryIO, kind: str, name: str) -> str:
    """What a person is told of a file in which no stream was found."""
    if kind == "mov" and not _has_index(file):
        return f"{name}: is cut off before its index (moov), so nothing of it can be read. Copy it again from the camera."
    return f"{name}: is damaged or cut off at the start, so nothing of it can be read. Copy it again from the camera or recorder."


def _has_index(file: BinaryIO) -> bool:
    """Whether an MP4 or MOV has a complete `moov` box among its outer boxes."""
    size = os.fstat(file.fileno()).st_size
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if head[4:8] == b"moov":
            return at + length <= size
        if length < 8:
            return False
        at += length
    return False
