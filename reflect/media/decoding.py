"""One audio track of a film to a WAV on the film's clock. Runs in the child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log10
from pathlib import Path
from typing import Any

import numpy as np

from reflect.errors import MediaError, UsageError
from reflect.media.container import OpenMedia, is_cover
from reflect.media.facts import AudioReport, MediaInfo
from reflect.media.inspection import inspect
from reflect.media.placement import Placement
from reflect.media.wave_sound import WaveWriter
from reflect.model.sound import RATE
from reflect.model.span import clock_text

SILENT_DBFS = -60.0
_TRUNCATED_MS, _TRUNCATED_SHARE = 400, 0.0005
"""A file counts as cut off when it ends this much before its declared end: writers round their headers."""
_SEEK_KINDS = {"mov", "matroska", "wav"}
"""Kinds whose timestamps are right after a seek; the others are decoded from their start."""
_SEEK_MARGIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What to decode: the file, the track (None = choose) and the stretch of the film's clock."""

    path: str
    track: int | None = None
    start_ms: int = 0
    end_ms: int | None = None


def decode(wish: Wish, out: Path, tell: Callable[[float], None]) -> AudioReport:
    """Writes the wanted track to `out`. A silent track chosen by default gives way to the loudest other."""
    with OpenMedia(wish.path) as media:
        info = inspect(media)
    tracks = info.audio
    if not tracks:
        raise MediaError(f"{media.name}: has no sound. Choose the recording with sound, or add a sound file to it.")
    if wish.track is not None and not 0 <= wish.track < len(tracks):
        raise UsageError(f"{media.name}: has no audio track {wish.track}; it has {len(tracks)}, counted from 0.")
    chosen = wish.track if wish.track is not None else next((t.index for t in tracks if t.default), 0)
    report = _decode_track(wish, info, chosen, out, tell)
    if report.silent and wish.track is None and len(tracks) > 1:
        report = _loudest_other(wish, info, report, out, tell)
    return report


def _loudest_other(wish: Wish, info: MediaInfo, silent: AudioReport, out: Path, tell: Callable[[float], None]) -> AudioReport:
    best, other = silent, out.with_name(out.name + "2")
    try:
        for track in info.audio:
            if track.index == silent.track:
                continue
            report = _decode_track(wish, info, track.index, other, tell)
            if report.peak_dbfs > best.peak_dbfs:
                best = report
                other.replace(out)
    finally:
        other.unlink(missing_ok=True)
    if best is silent or best.silent:
        return best
    text = f"Audio track {silent.track}, which the file prefers, is silent; track {best.track} was taken, the loudest other."
    return replace(best, warnings=(text, *best.warnings))


def _decode_track(wish: Wish, info: MediaInfo, track: int, out: Path, tell: Callable[[float], None]) -> AudioReport:
    writer = WaveWriter(out)
    try:
        with OpenMedia(wish.path) as media:
            walk = _Walk(media, info, wish, track, writer)
            walk.run(tell)
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return walk.report()


class _Walk:
    """One pass through the file. Picture packets are counted, not decoded: they tell where the file ends."""

    def __init__(self, media: OpenMedia, info: MediaInfo, wish: Wish, track: int, writer: WaveWriter) -> None:
        self.media, self.info, self.wish, self.writer = media, info, wish, writer
        self.stream = media.audio[track]
        self.track = track
        self.place = Placement(writer, wish.start_ms / 1000, None if wish.end_ms is None else wish.end_ms / 1000)
        self.damaged = 0
        self.channels = 0
        self.end_s = 0.0

    def run(self, tell: Callable[[float], None]) -> None:
        import av

        if self.wish.start_ms and self.media.kind in _SEEK_KINDS:
            moment = self.info.zero_s + max(0.0, self.wish.start_ms / 1000 - _SEEK_MARGIN_S)
            self.media.container.seek(int(moment * 1_000_000))
        streams = [self.stream, *(s for s in self.media.container.streams.video if not is_cover(s))]
        packets = self.media.container.demux(streams)
        while True:
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, UnicodeDecodeError):
                # The file breaks off here; the comparison with the declared length tells the person.
                break
            if packet is None or self.place.full:
                break
            self._take(packet)
            tell(self._part())
        self.place.finish()

    def _part(self) -> float:
        start, end = self.wish.start_ms / 1000, self.wish.end_ms or self.info.duration_ms
        if end and end / 1000 > start:
            return min(1.0, max(0.0, (self.place.now_s - start) / (end / 1000 - start)))
        return self.media.file.tell() / self.media.size

    def _take(self, packet: Any) -> None:
        if packet.stream_index != self.stream.index:
            if packet.pts is not None and not packet.is_discard:
                end = float((packet.pts + (packet.duration or 0)) * packet.time_base) - self.info.zero_s
                self.end_s = max(self.end_s, end)
            return
        for frame in self._decode(packet):
            if frame.samples:
                samples = _planes(frame)
                self.channels = max(self.channels, samples.shape[0])
                self.place.take(samples, frame.sample_rate, None if frame.time is None else frame.time - self.info.zero_s)

    def _decode(self, packet: Any) -> list[Any]:
        import av

        try:
            return list(packet.decode())
        except (av.error.FFmpegError, ValueError):
            self.damaged += 1
            return []

    def report(self) -> AudioReport:
        written = self.writer.samples
        if not written and self.wish.start_ms == 0:
            raise MediaError(
                f"{self.media.name}: its sound is damaged; nothing of it can be read. Copy it again from the camera or recorder."
            )
        whole = self.wish.end_ms is None
        decoded = round(max(self.end_s, self.place.now_s) * 1000)
        declared = self.info.duration_ms if whole else None
        truncated = declared is not None and declared - decoded > _TRUNCATED_MS + declared * _TRUNCATED_SHARE
        peak = 20 * log10(self.writer.peak) if self.writer.peak > 0 else float("-inf")
        return AudioReport(
            track=self.track,
            samples=written,
            duration_ms=round(written * 1000 / RATE),
            start_ms=self.wish.start_ms,
            peak_dbfs=round(peak, 2),
            silent=peak < SILENT_DBFS,
            channels=self.channels,
            decoded_ms=decoded,
            declared_ms=declared,
            truncated=truncated,
            padded_ms=round(self.place.padded * 1000 / RATE),
            dropped_ms=round(self.place.dropped * 1000 / RATE),
            warnings=(*self.info.warnings, *self._warnings(declared, decoded, truncated)),
        )

    def _warnings(self, declared: int | None, decoded: int, truncated: bool) -> list[str]:
        name, out = self.media.name, []
        if truncated and declared is not None:
            out.append(
                f"{name}: is cut off: it says it lasts {clock_text(declared)} but ends at {clock_text(decoded)}. "
                "Copy it again from the camera if the rest matters."
            )
        if self.damaged:
            out.append(f"{name}: {self.damaged} pieces of the sound are damaged; silence stands in their place.")
        if self.place.breaks:
            out.append(f"{name}: the file's clock jumps {self.place.breaks} times; times after a jump may not agree with the picture.")
        return out


def _planes(frame: Any) -> np.ndarray:
    """A frame of any format as float32 in -1 to 1, shape (channels, n), without the low-frequency channel."""
    raw = frame.to_ndarray()
    count = len(frame.layout.channels)
    planes = raw if frame.format.is_planar else raw.reshape(-1, count).T
    if planes.dtype == np.uint8:
        planes = (planes.astype(np.float32) - 128.0) / 128.0
    elif np.issubdtype(planes.dtype, np.integer):
        planes = planes.astype(np.float32) / float(-np.iinfo(planes.dtype).min)
    else:
        planes = planes.astype(np.float32)
    if count > 2:
        kept = [n for n, channel in enumerate(frame.layout.channels) if channel.name != "LFE"]
        planes = planes[kept]
    return np.asarray(planes)
