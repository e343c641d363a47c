"""Sound on disk: 16-bit mono WAV at 16 kHz, written whole or not at all and read in blocks."""

from __future__ import annotations

import os
import threading
import wave
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from reflect.errors import MediaError, NotFoundError, StoreError
from reflect.media.source import shown
from reflect.model.sound import RATE
from reflect.temporary import temp_name

if TYPE_CHECKING:
    import numpy as np

_SAMPLE_BYTES = 2
_FULL_SCALE = 32768.0


class WaveSound:
    """A WAV that `decode_audio` or `write_wave` made, as a `Sound`.

    `start_ms` is where the file's first sample lies on the film's clock (`AudioReport.start_ms`); before
    it the sound reads as zeros. Blocks come from disk by seek and read, not by memory mapping, so that a
    process that walks through a long film stays small. Safe to use from several threads.
    """

    def __init__(self, path: str | os.PathLike[str], start_ms: int = 0) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._file, self._data_at, self._length = _open_wave(self.path)
        self._start = start_ms * RATE // 1000

    @property
    def samples(self) -> int:
        """Length in samples, from the film's zero to the end of the file."""
        return self._start + self._length

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop) as float32 in -1 to 1, shape (stop - start,); zeros outside the sound.

        Raises MediaError when the file is closed or became shorter.
        """
        import numpy as np  # the room's front door stays light

        out = np.zeros(max(0, stop - start), dtype=np.float32)
        first = min(max(start - self._start, 0), self._length)
        last = min(max(stop - self._start, first), self._length)
        if last > first:
            data = self._bytes(first, last)
            at = first + self._start - start
            out[at : at + last - first] = np.frombuffer(data, dtype="<i2")
            out /= _FULL_SCALE
        return out

    def _bytes(self, first: int, last: int) -> bytes:
        with self._lock:
            if self._file.closed:
                raise MediaError(f"{shown(self.path)}: the sound is closed already. Open it again to read from it.")
            self._file.seek(self._data_at + first * _SAMPLE_BYTES)
            data = self._file.read((last - first) * _SAMPLE_BYTES)
        if len(data) != (last - first) * _SAMPLE_BYTES:
            raise MediaError(f"{shown(self.path)}: the sound became shorter while it was read. Process the recording again.")
        return data

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __enter__(self) -> WaveSound:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _open_wave(path: Path) -> tuple[BinaryIO, int, int]:
    """The open file, where its samples begin (bytes) and how many there are."""
    try:
        file = path.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise NotFoundError(f"{shown(path)}: the decoded sound is not there. Process the recording again.") from error
    except OSError as error:
        raise MediaError(f"{shown(path)}: the decoded sound cannot be opened ({error.strerror}). Check its permissions.") from error
    try:
        with wave.open(file, "rb") as header:
            shape = (header.getnchannels(), header.getsampwidth(), header.getframerate())
            data_at = file.tell()
    except (wave.Error, EOFError) as error:
        file.close()
        raise MediaError(f"{shown(path)}: is not a WAV file. Process the recording again.") from error
    if shape != (1, _SAMPLE_BYTES, RATE):
        file.close()
        raise MediaError(f"{shown(path)}: is not 16-bit mono WAV at {RATE} Hz. Decode it with decode_audio first.")
    length = min(header.getnframes(), (path.stat().st_size - data_at) // _SAMPLE_BYTES)
    return file, data_at, length


class WaveWriter:
    """Appends float blocks to a WAV; keeps the level. `finish` makes it durable; the caller renames."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.samples = 0
        self.peak = 0.0
        self._file = self.path.open("wb")
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - closed in finish
        self._wave.setparams((1, _SAMPLE_BYTES, RATE, 0, "NONE", ""))

    def append(self, block: np.ndarray) -> None:
        """Float samples in -1 to 1, shape (n,); what is louder is cut to full scale, what is no number is silence."""
        import numpy as np

        if not block.size:
            return
        block = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
        self.peak = max(self.peak, float(np.abs(block).max()))
        whole = np.clip(np.rint(block * _FULL_SCALE), -32768, 32767).astype("<i2")
        self._wave.writeframesraw(whole.tobytes())
        self.samples += block.size

    def silence(self, samples: int) -> None:
        """Appends zeros, in blocks."""
        while samples > 0:
            count = min(samples, 60 * RATE)
            self._wave.writeframesraw(bytes(count * _SAMPLE_BYTES))
            self.samples += count
            samples -= count

    def finish(self) -> None:
        """Writes the lengths into the header and waits until the disk has everything."""
        self._wave.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Closes without caring for the content, and removes the file."""
        try:
            self._file.close()
        except OSError:
            # The disk is full: what could not be flushed goes with the file.
            self._file.raw.close()
        self.path.unlink(missing_ok=True)


def write_wave(path: str | os.PathLike[str], blocks: Iterable[np.ndarray]) -> int:
    """Writes float blocks (-1 to 1, 16 kHz) as a 16-bit WAV: all of it or nothing. Returns the samples.

    Raises StoreError when the disk does not take it.
    """
    target = Path(path)
    temp = part_path(target)
    try:
        writer = WaveWriter(temp)
    except OSError as error:
        raise write_error(target, error) from error
    try:
        for block in blocks:
            writer.append(block)
        writer.finish()
        replace(temp, target)
    except OSError as error:
        writer.abandon()
        raise write_error(target, error) from error
    except BaseException:
        writer.abandon()
        raise
    return writer.samples


def part_path(target: Path) -> Path:
    """A name beside `target` for what is not finished yet. In the data folder, what is left of it when this process is killed
    is cleared away at the next start."""
    return target.with_name(temp_name())


def replace(temp: Path, target: Path) -> None:
    """Puts the finished file in its place in one step and makes the new name durable. Raises OSError."""
    os.replace(temp, target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_error(target: Path, error: OSError) -> StoreError:
    """What a person is told when `target` could not be written."""
    advice = "Free space on this disk and try again" if error.errno in _FULL else "Check the folder and its permissions"
    return StoreError(f"{shown(target)}: cannot be written ({error.strerror or error}). {advice}; nothing was changed.")


def _full_errnos() -> frozenset[int]:
    import errno

    return frozenset(getattr(errno, name) for name in ("ENOSPC", "EFBIG", "EDQUOT") if hasattr(errno, name))


_FULL = _full_errnos()
