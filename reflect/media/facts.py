"""What is known of a media file and of the sound taken out of it: values only, and their JSON form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isinf
from typing import Any


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The picture. `width` and `height` are as shown, after `rotation` (degrees clockwise: 0, 90, 180, 270).

    `start_ms` is the moment of the first picture on the film's clock; `fps` is the average rate, None
    when the file does not tell; `frames` is None when the container does not count them. `pixels` is the
    format of a picture's points ("yuv420p"), "" where it is not known.
    """

    codec: str
    width: int
    height: int
    rotation: int
    fps: float | None
    variable_frame_rate: bool
    start_ms: int
    frames: int | None
    pixels: str = ""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One track of sound. `index` counts audio tracks from 0 and is what `decode_audio` takes.

    `start_ms` is the first sample heard, on the film's clock; None when the track starts too late to be
    seen by looking at the beginning of the file. `duration_ms` is None when the file does not tell.
    """

    index: int
    codec: str
    channels: int
    rate: int
    language: str
    default: bool
    start_ms: int | None
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file says of itself. Times are on the film's clock: zero is where a player shows 0:00.

    `zero_s` is the file's own timestamp of that zero, in seconds. `duration_ms` is the declared length,
    None when nothing declares one. `warnings` are sentences for a person.
    """

    container: str
    duration_ms: int | None
    video: VideoFacts | None
    audio: tuple[AudioTrack, ...]
    zero_s: float = 0.0
    warnings: tuple[str, ...] = ()

    @property
    def first_picture_ms(self) -> int | None:
        """When the picture starts on the film's clock; None without picture."""
        return None if self.video is None else self.video.start_ms

    @property
    def start_ms(self) -> int:
        """Zero by definition of the clock; there for symmetry with tracks."""
        return 0

    @property
    def declared_duration_ms(self) -> int | None:
        return self.duration_ms


@dataclass(frozen=True, slots=True)
class AudioReport:
    """What `decode_audio` wrote: `samples` at 16 kHz, the first of them at `start_ms` of the film's clock.

    `peak_dbfs` is the loudest sample relative to full scale (-inf for digital silence); `silent` is True
    below -60 dBFS. `decoded_ms` is where the file's last sound or picture ended on the film's clock and
    `declared_ms` where the file said it would (None: it did not say); `truncated` compares the two.
    `padded_ms` is silence put in for missing sound, `dropped_ms` sound left out because it overlapped.
    """

    track: int
    samples: int
    duration_ms: int
    start_ms: int
    peak_dbfs: float
    silent: bool
    channels: int
    decoded_ms: int
    declared_ms: int | None
    truncated: bool
    padded_ms: int = 0
    dropped_ms: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CutReport:
    """What a cut made: `pictures` in the clip, of which `copied` were taken over as they are, and `samples` of sound at 48 kHz.

    `encoded_whole` says why nothing was copied, "" when something was (or the film has no picture).
    """

    duration_ms: int
    pictures: int
    copied: int
    samples: int
    encoded_whole: str = ""
    warnings: tuple[str, ...] = ()


def info_from_json(data: dict[str, Any]) -> MediaInfo:
    """The inverse of `dataclasses.asdict` on a `MediaInfo`."""
    video = data["video"]
    return MediaInfo(
        **{
            **data,
            "video": None if video is None else VideoFacts(**video),
            "audio": tuple(AudioTrack(**track) for track in data["audio"]),
            "warnings": tuple(data["warnings"]),
        }
    )


def report_from_json(data: dict[str, Any]) -> AudioReport:
    """The inverse of `dataclasses.asdict` on an `AudioReport` (-inf travels as None)."""
    peak = data["peak_dbfs"]
    return AudioReport(**{**data, "peak_dbfs": float("-inf") if peak is None else peak, "warnings": tuple(data["warnings"])})


def report_to_json(report: AudioReport) -> dict[str, Any]:
    """JSON data; digital silence has no level, and JSON no infinity."""
    return {**asdict(report), "peak_dbfs": None if isinf(report.peak_dbfs) else report.peak_dbfs, "warnings": list(report.warnings)}
