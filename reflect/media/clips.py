"""Cutting a clip out of a film, from the caller's side. `cut_plan.py` says what exact means, `cutting.py` does it in a child."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from reflect.errors import UsageError
from reflect.media.facts import CutReport
from reflect.media.source import shown
from reflect.media.wave_sound import part_path, replace, write_error
from reflect.media.worker import converse, refuse_early
from reflect.model.sound import Progress
from reflect.model.span import Span


def cut_clip(
    path: str | os.PathLike[str],
    target: str | os.PathLike[str],
    span: Span,
    *,
    track: int | None = None,
    fade_ms: int = 0,
    whole: bool = False,
    threads: int = 0,
    progress: Progress | None = None,
) -> CutReport:
    """Writes what the film shows and lets hear during `span` as an MP4 (H.264, AAC; M4A when there is no picture).

    Exact to the picture and the sample, and nothing from outside the span is in the file; nor is any metadata. Coded pictures are
    copied where that is exact and the rest is encoded; `whole` encodes all. `track` counts audio tracks from 0, None takes the
    default one. `fade_ms` lets picture and sound come up from black and silence and go down again. `threads` limits the encoder.
    The file appears whole or not at all; `progress` may raise `Stopped`. The span must lie inside the film.

    Raises NotFoundError, MediaError, UsageError (an empty span, fades longer than it) and StoreError (the disk is full).
    """
    if span.duration_ms < 1:
        raise UsageError(f"{shown(path)}: a clip needs a length; {span.start_ms} to {span.end_ms} ms has none.")
    if fade_ms < 0 or 2 * fade_ms > span.duration_ms:
        raise UsageError(f"{shown(path)}: two fades of {fade_ms} ms do not fit in a clip of {span.duration_ms} ms. Give a shorter fade.")
    refuse_early(path)
    out = Path(target)
    temp = part_path(out.absolute())
    task = {"start_ms": span.start_ms, "end_ms": span.end_ms, "track": track, "fade_ms": fade_ms, "whole": whole, "threads": threads}
    request: dict[str, Any] = {"job": "cut", "path": os.fsdecode(path), "out": str(temp), "target": str(out), "task": task}
    try:
        data = converse(request, progress)
        try:
            _sync(temp)
            replace(temp, out)
        except OSError as error:
            raise write_error(out, error) from error
    finally:
        temp.unlink(missing_ok=True)
    if progress is not None:
        progress(1.0)
    return CutReport(**{**data, "warnings": tuple(data["warnings"])})


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
