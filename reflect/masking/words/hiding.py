"""A film whose sound tells no name, from the caller's side: decoding and writing happen in a child process that can be stopped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reflect.errors import UsageError
from reflect.masking.words.bleeping import in_samples
from reflect.masking.words.edges import joined, stretches
from reflect.masking.words.voice import change, check
from reflect.media.ffmpeg import ffmpeg_path
from reflect.media.levels import RATE
from reflect.media.source import shown
from reflect.media.wave_sound import WaveSound, part_path, replace, write_error
from reflect.media.worker import converse, decode_audio, probe, refuse_early
from reflect.model.sound import Progress
from reflect.model.span import Span

_CHILD = "reflect.masking.words.child"
LOSSLESS = ".flac"


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was hidden, on the film's clock, and how long the new sound is (samples at 48 kHz: as long as the film).

    `changed` is when voices were moved, of some voices only.
    """

    spans: tuple[Span, ...]
    samples: int
    changed: tuple[Span, ...] = ()


def mask_sound(
    path: str | os.PathLike[str],
    target: str | os.PathLike[str],
    spans: Sequence[Span],
    *,
    bleep: bool = True,
    voice: float = 1.0,
    voices: Sequence[Span] | None = None,
    picture: str | os.PathLike[str] | None = None,
    exact: bool = False,
    progress: Progress | None = None,
) -> Hidden:
    """Writes the film (or sound file) `path` with words at `spans` hidden in its sound, of the same length to the sample.

    `spans` are times of words; each is hidden with a margin, up to a quiet moment (`edges`), or just so when `exact`. `picture` is a film
    whose picture is taken instead, such as one with covered faces, on the same clock. `voice` moves pitch and formants: of all sound, or
    at the times `voices` when somebody speaks, with the same margins, whoever else is heard there. A target that ends in .flac is sound
    without loss; any other an MP4 (AAC). It holds one track of sound and no metadata, and appears whole or not at all. `progress` may
    raise `Stopped`. Raises NotFoundError, MediaError (no sound), UsageError, StoreError, ToolError.
    """
    target, given = Path(target), Path(os.fsdecode(path))
    for source in (given, Path(os.fsdecode(picture)) if picture else given):
        if target.absolute() == source.absolute():
            raise UsageError(f"{shown(target)}: the new film cannot take the place of the film itself. Give another name.")
    check(voice)
    refuse_early(given)
    tell = progress or (lambda part: None)
    parts = _Parts(target)
    try:
        wanted = (spans, voices or ())
        hide, moved = [joined(which, 0) for which in wanted] if exact else _edged(given, wanted, parts, tell)
        samples = _mute(given, parts.muted, hide, bleep, lambda part: tell(0.3 + 0.4 * part))
        sound = parts.muted
        if voice != 1.0 and (voices is None or moved):
            change(parts.muted, parts.voiced, voice, samples)
            sound = parts.voiced if voices is None else _blend(parts, moved, samples)
        _deliver(given if picture is None else Path(os.fsdecode(picture)), sound, target, parts, lambda part: tell(0.7 + 0.3 * part))
    finally:
        parts.remove()
    tell(1.0)
    return Hidden(hide, samples, moved)


class _Parts:
    """Files beside the target that are not finished; none of them stays."""

    def __init__(self, target: Path) -> None:
        part = part_path(target.absolute())
        ends = (".wav", ".1.flac", ".2.flac", ".3.flac")
        self.wave, self.muted, self.voiced, self.blended = (part.with_name(part.name + end) for end in ends)
        self.out = part.with_name(part.name + ".out")

    def remove(self) -> None:
        for one in (self.wave, self.muted, self.voiced, self.blended, self.out):
            one.unlink(missing_ok=True)


def _edged(path: Path, which: Sequence[Sequence[Span]], parts: _Parts, tell: Progress) -> list[tuple[Span, ...]]:
    """For each row of times the stretches around them."""
    if not any(which):
        return [() for _ in which]
    decode_audio(path, parts.wave, progress=lambda part: tell(0.3 * part))
    try:
        with WaveSound(parts.wave) as sound:
            return [stretches(spans, sound) for spans in which]
    finally:
        parts.wave.unlink(missing_ok=True)


def _mute(path: Path, out: Path, spans: Sequence[Span], bleep: bool, tell: Progress) -> int:
    request = {"job": "mute", "path": str(path), "out": str(out), "target": str(out), "bleep": bleep, "track": None}
    return int(converse({**request, "stretches": in_samples(spans, RATE)}, tell, _CHILD)["samples"])


def _blend(parts: _Parts, moved: Sequence[Span], samples: int) -> Path:
    """The sound with the moved voice in these stretches only."""
    request = {"job": "blend", "path": str(parts.muted), "second": str(parts.voiced), "out": str(parts.blended), "samples": samples}
    converse({**request, "target": str(parts.blended), "stretches": in_samples(moved, RATE)}, None, _CHILD)
    return parts.blended


def _deliver(picture: Path, sound: Path, target: Path, parts: _Parts, tell: Progress) -> None:
    try:
        if target.suffix.lower() == LOSSLESS:
            replace(sound, target)
            return
        _mux(picture, sound, parts, target, tell)
        with parts.out.open("rb") as file:
            os.fsync(file.fileno())
        replace(parts.out, target)
    except OSError as error:
        raise write_error(target, error) from error


def _mux(picture: Path, sound: Path, parts: _Parts, target: Path, tell: Progress) -> None:
    request = {"path": str(picture), "out": str(parts.out), "target": str(target)}
    pictured = probe(picture).video is not None
    if pictured and not converse({**request, "job": "can_copy", "out": None}, None, _CHILD)["can"]:
        from reflect.masking.faces import cover  # encodes the picture anew

        cover(picture, (), parts.out, sound=sound, progress=tell)
        return
    converse({**request, "job": "mux", "picture": str(picture) if pictured else None, "sound": str(sound)}, tell, _CHILD)


def has_voice_filter() -> bool:
    """Whether the ffmpeg of this machine can move a voice."""
    import subprocess

    told = subprocess.run([ffmpeg_path(), "-hide_banner", "-filters"], capture_output=True, text=True, timeout=30, check=False)
    return " rubberband " in told.stdout
