"""The files of one clip. Each function makes one file, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reflect.errors import ToolError
from reflect.media import ffmpeg as program
from reflect.media.clips import Look, Place, cut_clip, make_card, make_still
from reflect.media.facts import CutReport
from reflect.media.strips import Strip
from reflect.model.sound import Progress
from reflect.rendering.drawing import CardText, draw_card, draw_stamp, draw_subtitle
from reflect.rendering.planning import Shot
from reflect.rendering.values import Options, Source, Subtitles
from reflect.rendering.wording import cues_of, lines_of_cue, said_in

_LATER_MS = 1_000
"""A stamp stands longer than the clip: the last picture too has it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a clip is made: a folder for what is not finished, and how many threads the encoder may have."""

    folder: Path
    threads: int


def identity(source: Source) -> list[Any]:
    """What tells this content from another."""
    if source.identity:
        return [source.identity, source.offset_ms, source.drift_ppm]
    status = source.path.stat()
    return [str(source.path), status.st_size, status.st_mtime_ns, source.offset_ms, source.drift_ppm]


def recipe(shot: Shot, options: Options) -> list[Any]:
    """Everything that the clip's file depends on."""
    burned = [(cue.span.start_ms, cue.span.end_ms, lines_of_cue(cue)) for cue in _cues(shot, options)]
    stamp = options.drawn_on(shot.number)
    look = [options.fade_ms, options.even_loudness, burned, *([stamp] if stamp else [])]
    return ["clip", [identity(camera) for camera in shot.cameras], identity(shot.sound), shot.span.start_ms, shot.span.end_ms, look]


def _cues(shot: Shot, options: Options) -> Sequence[Any]:
    if options.subtitles is not Subtitles.BURNED or shot.material.transcript is None:
        return ()
    return cues_of(said_in(shot.material.transcript, shot.span))


def make_clip(shot: Shot, options: Options, target: Path, bench: Bench, progress: Progress) -> CutReport:
    """Cuts the clip, with everything that the options ask for."""
    place, size = _picture(shot, bench, progress)
    sound = None if shot.sound is shot.cameras[0] and len(shot.cameras) == 1 else _place(shot.sound)
    fade_ms = min(options.fade_ms, shot.span.duration_ms // 2)
    look = Look(fade_ms=fade_ms, even=options.even_loudness, strips=_strips(shot, options, size, bench))
    try:
        return cut_clip(place, target, shot.span, look, sound=sound, threads=bench.threads, progress=progress)
    finally:
        if place.path.parent == bench.folder:
            place.path.unlink(missing_ok=True)


def _picture(shot: Shot, bench: Bench, progress: Progress) -> tuple[Place, tuple[int, int]]:
    """The film to cut from and the size of its picture; cameras that are shown together are put side by side first."""
    if len(shot.cameras) > 1:
        path, size = beside(shot, bench, progress)
        # A file of its own, whose zero is the clip's start on the film's clock.
        return Place(path, offset_ms=shot.span.start_ms), size
    video = shot.info.video
    return _place(shot.cameras[0]), ((0, 0) if video is None else (-(-video.width // 2) * 2, -(-video.height // 2) * 2))


def _place(source: Source) -> Place:
    return Place(source.path, source.offset_ms, source.drift_ppm)


def _strips(shot: Shot, options: Options, size: tuple[int, int], bench: Bench) -> tuple[Strip, ...]:
    out = []
    if not shot.pictured:
        return ()
    if stamp := options.drawn_on(shot.number):
        png = bench.folder / f"{shot.number:03d}-stamp.png"
        left, top = draw_stamp(stamp, size, png)
        out.append(Strip(str(png), 0, shot.span.duration_ms + _LATER_MS, left, top))
    for number, cue in enumerate(_cues(shot, options)):
        png = bench.folder / f"{shot.number:03d}-{number:04d}.png"
        left, top = draw_subtitle(lines_of_cue(cue), size, png)
        out.append(Strip(str(png), cue.span.start_ms, cue.span.end_ms, left, top))
    return tuple(out)


def beside(shot: Shot, bench: Bench, progress: Progress) -> tuple[Path, tuple[int, int]]:
    """All cameras of the clip next to each other, as high as the lowest of them. Pictures come at the rate of the film."""
    import ffmpeg

    parts = []
    target = bench.folder / f"{shot.number:03d}-beside.mp4"
    try:
        for number, camera in enumerate(shot.cameras):
            part = bench.folder / f"{shot.number:03d}-camera{number}.mp4"
            cut_clip(_place(camera), part, shot.span, Look(), threads=bench.threads, progress=lambda p: progress(p * 0.3))
            parts.append(part)
        height = 720 if shot.info.video is None else min(1080, shot.info.video.height // 2 * 2)
        rate = round((shot.info.video.fps if shot.info.video else None) or 25.0, 3)
        pictures = [
            ffmpeg.input(program.as_input(part))["v:0"].filter("scale", "trunc(oh*a/2)*2", height).filter("setsar", 1).filter("fps", rate)
            for part in parts
        ]
        row = ffmpeg.filter(pictures, "hstack", inputs=len(pictures))
        settings = {"vcodec": "libx264", "preset": "veryfast", "crf": 16, "pix_fmt": "yuv420p", "g": round(rate * 2), "map_metadata": -1}
        graph = ffmpeg.output(row, str(target), format="mp4", **settings)
        program.run(graph, target, progress=lambda p: progress(0.3 + p * 0.3), duration_ms=shot.span.duration_ms)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return target, _size(target)


def _size(path: Path) -> tuple[int, int]:
    from reflect.media import probe

    video = probe(path).video
    if video is None:
        raise ToolError("The cameras could not be put side by side. Choose one with --camera.")
    return video.width, video.height


def make_clip_still(shot: Shot, target: Path, stamped: Path | None = None) -> None:
    """A JPEG of the middle of the fragment, without its handles: of the film, or of the clip that was made of it (`stamped`)."""
    at_ms = min(shot.clip.span.middle_ms, shot.span.end_ms - 1)
    place = _place(shot.cameras[0]) if stamped is None else Place(stamped, offset_ms=shot.span.start_ms)
    make_still(place, target, at_ms)


def make_text_card(
    card: CardText, size: tuple[int, int], length_ms: int, rate: Fraction, target: Path, *, heard: Path | None = None
) -> None:
    """A card as a film."""
    png = target.with_suffix(".png")
    draw_card(card, size, png)
    try:
        make_card(png, target, length_ms, rate=rate, heard=heard)
    finally:
        png.unlink(missing_ok=True)


def discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
