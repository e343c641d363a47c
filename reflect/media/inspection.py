"""What a file holds, read without decoding more than its first sounds and one picture. Runs in the child."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from reflect.errors import MediaError
from reflect.media.container import MAX_PIXELS, OpenMedia, why_not
from reflect.media.facts import AudioTrack, MediaInfo, VideoFacts
from reflect.media.headers import declared_seconds

_LOOK_PACKETS = 6_000
_LOOK_BYTES = 96 << 20
_PICTURES = 250
"""How much of the beginning is looked at: enough for ten seconds of any film."""
_NAMES = {"matroska": "MKV or WebM", "mpegts": "MTS", "mov": "MP4 or MOV"}


class FirstMoments:
    """The first thing heard of every audio track and seen of the picture, in the file's own seconds."""

    def __init__(self, media: OpenMedia) -> None:
        self.media = media
        self.sound: dict[int, float] = {}
        self.pictures: list[Fraction] = []
        self.rotation = 0
        self.corrupt = 0
        self._picture_decoded = False
        self._look()

    def _look(self) -> None:
        import av

        video, audio = self.media.video, self.media.audio
        streams = [*audio, *([video] if video else [])]
        if not streams:
            return
        seen = size = 0
        try:
            for packet in self.media.container.demux(streams):
                self._take(packet, video)
                seen, size = seen + 1, size + packet.size
                if self._complete(video, audio) or seen > _LOOK_PACKETS or size > _LOOK_BYTES:
                    return
        except (av.error.FFmpegError, UnicodeDecodeError):
            self.corrupt += 1

    def _complete(self, video: Any | None, audio: list[Any]) -> bool:
        return len(self.sound) == len(audio) and (video is None or len(self.pictures) >= _PICTURES)

    def _take(self, packet: Any, video: Any | None) -> None:
        if video is not None and packet.stream_index == video.index:
            moment = packet.pts if packet.pts is not None else packet.dts
            if moment is not None and not packet.is_discard:
                self.pictures.append(moment * packet.time_base)
            if not self._picture_decoded and _sane(video):
                self._decode_picture(packet)
        elif packet.stream_index not in self.sound:
            for frame in self._decode(packet):
                if frame.samples and frame.time is not None:
                    self.sound.setdefault(packet.stream_index, frame.time)
                elif frame.samples:
                    self.sound.setdefault(packet.stream_index, 0.0)

    def _decode_picture(self, packet: Any) -> None:
        for frame in self._decode(packet):
            self.rotation = round(-frame.rotation / 90) * 90 % 360
            self._picture_decoded = True
            return

    def _decode(self, packet: Any) -> list[Any]:
        import av

        try:
            return list(packet.decode())
        except (av.error.FFmpegError, ValueError):
            self.corrupt += 1
            return []

    @property
    def first_picture(self) -> float | None:
        return float(min(self.pictures)) if self.pictures else None

    @property
    def zero(self) -> float:
        """The file's timestamp where a player shows 0:00."""
        moments = [*self.sound.values(), *([self.first_picture] if self.first_picture is not None else [])]
        return min(moments, default=0.0)

    def rate(self, declared: Fraction | None) -> float | None:
        """Pictures per second: the declared average, unless the pictures seen say something else (AVI)."""
        moments = set(self.pictures)
        if len(moments) < 3:
            return round(float(declared), 3) if declared else None
        seen = float((len(moments) - 1) / (max(moments) - min(moments)))
        return round(float(declared) if declared and 0.5 < seen / declared < 2 else seen, 3)

    @property
    def variable_rate(self) -> bool:
        """More than two pictures in a hundred stand clearly longer or shorter than most."""
        moments = sorted(set(self.pictures))
        steps = sorted(float(b - a) for a, b in pairwise(moments))
        if len(steps) < 3:
            return False
        usual = steps[len(steps) // 2]
        tolerance = max(0.002, usual / 20)
        odd = sum(abs(step - usual) > tolerance for step in steps)
        return odd > max(2.0, len(steps) / 50)


def _sane(video: Any) -> bool:
    return bool(0 < video.codec_context.width * video.codec_context.height <= MAX_PIXELS)


def inspect(media: OpenMedia) -> MediaInfo:
    """The facts of an open file. Raises MediaError when it has neither picture nor sound."""
    first = FirstMoments(media)
    video, audio = media.video, media.audio
    if not len(media.container.streams):
        raise MediaError(why_not(media.file, media.kind, media.name))
    if video is None and not audio:
        raise MediaError(f"{media.name}: holds neither picture nor sound. Give the recording itself.")
    if not first.sound and not first.pictures:
        raise MediaError(
            f"{media.name}: is damaged: nothing of its picture or sound can be read. Copy it again from the camera or recorder."
        )
    zero = first.zero
    tracks = tuple(_track(n, stream, first, zero) for n, stream in enumerate(audio))
    return MediaInfo(
        container=_NAMES.get(media.kind, media.kind.upper()),
        duration_ms=declared_ms(media, zero),
        video=None if video is None else _video(video, first, zero, media.kind),
        audio=tracks,
        zero_s=zero,
        warnings=_warnings(media, first),
    )


def _warnings(media: OpenMedia, first: FirstMoments) -> tuple[str, ...]:
    out = []
    if media.video is not None and not _sane(media.video):
        width, height = media.video.codec_context.width, media.video.codec_context.height
        out.append(f"{media.name}: the picture claims {width}x{height} pixels, which no camera makes; it was not looked at.")
    if first.corrupt:
        out.append(f"{media.name}: the beginning of the file is damaged in {first.corrupt} places.")
    return tuple(out)


def _track(number: int, stream: Any, first: FirstMoments, zero: float) -> AudioTrack:
    import av

    heard = first.sound.get(stream.index)
    if heard is None and stream.start_time is not None and stream.time_base:
        heard = float(stream.start_time * stream.time_base)
    codec = stream.codec_context
    return AudioTrack(
        index=number,
        codec=codec.name.removesuffix("float"),
        channels=codec.channels,
        rate=codec.sample_rate,
        language="" if stream.language in (None, "und") else stream.language,
        default=bool(stream.disposition & av.stream.Disposition.default),
        start_ms=None if heard is None else max(0, round((heard - zero) * 1000)),
        duration_ms=_ms(_stream_duration(stream)),
    )


def _video(stream: Any, first: FirstMoments, zero: float, kind: str) -> VideoFacts:
    codec = stream.codec_context
    width, height = codec.width, codec.height
    if first.rotation in (90, 270):
        width, height = height, width
    at = first.first_picture
    return VideoFacts(
        codec=codec.name,
        width=width,
        height=height,
        rotation=first.rotation,
        fps=first.rate(stream.average_rate),
        variable_frame_rate=first.variable_rate,
        start_ms=0 if at is None else max(0, round((at - zero) * 1000)),
        frames=stream.frames if kind == "mov" and stream.frames else None,
        pixels=codec.pix_fmt or "",
    )


def _stream_duration(stream: Any) -> float | None:
    """Declared length in seconds: the header's, or the statistics tag of Matroska writers."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    hours, minutes, seconds = (*stream.metadata.get("DURATION", "").split(":"), "", "", "")[:3]
    try:
        return (int(hours) * 60 + int(minutes)) * 60 + float(seconds)
    except ValueError:
        return None


def declared_ms(media: OpenMedia, zero: float) -> int | None:
    """Where the file says that its last picture or sound ends, on the film's clock."""
    container = media.container
    header = declared_seconds(media.file, media.kind)
    if header is not None:
        return _ms(header)
    if not container.duration or container.duration < 0:
        return None
    if media.kind == "matroska":
        # Matroska declares the end on its own timeline, which begins at 0 whatever comes first.
        return max(0, _ms(container.duration / 1e6 - max(0.0, zero)) or 0)
    start = (container.start_time or 0) / 1e6
    return max(0, _ms(start + container.duration / 1e6 - zero) or 0)


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
