"""pyannote.audio's own pipeline with speaker-diarization-community-1, when that model is on this machine."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any, ClassVar

from reflect.diarization import weights
from reflect.diarization.base import MAX_FOUND, checked_count
from reflect.diarization.labels import diarization_of
from reflect.errors import MissingPackageError, ToolError
from reflect.model.sound import RATE, Progress, Sound
from reflect.model.speech import Diarization, Maker


class PyannoteDiarizer:
    """Settings: `folder` of the model (None: the local Hugging Face cache), `threads`, `device`.

    The pipeline wants the whole sound in memory (230 MB an hour).
    """

    name = "pyannote"

    def __init__(self, folder: Path | str | None = None, threads: int = 2, device: str | None = None) -> None:
        self._folder, self._threads, self._device = folder, threads, device

    def maker(self) -> Maker:
        folder = weights.community_folder(self._folder)
        # A snapshot in the Hugging Face cache is named by its revision; another folder by its own name.
        return Maker("pyannote", weights.COMMUNITY, folder.name)

    def diarize(self, sound: Sound, speakers: int | None, progress: Progress) -> Diarization:
        asked = checked_count(speakers)
        folder = weights.community_folder(self._folder)
        progress(0.0)
        if sound.samples == 0:
            progress(1.0)
            return Diarization((), self.maker(), ("No speech was found on this recording.",))
        pipeline, torch = self._load(folder)
        count = {"min_speakers": 1, "max_speakers": MAX_FOUND} if asked is None else {"num_speakers": asked}
        waveform = torch.from_numpy(sound.read(0, sound.samples))[None]
        try:
            output = pipeline({"waveform": waveform, "sample_rate": RATE}, hook=_Hook(progress), **count)
        except (RuntimeError, ValueError) as error:
            raise ToolError(f"pyannote.audio could not diarize this recording ({type(error).__name__}).", tail=str(error)) from error
        annotation = getattr(output, "speaker_diarization", output)
        found = [(turn.start, turn.end, label) for turn, _, label in annotation.itertracks(yield_label=True)]
        progress(1.0)
        return diarization_of(found, sound, asked, self.maker())

    def _load(self, folder: Path) -> tuple[Any, Any]:
        # Read by pyannote when it is imported: its telemetry is on by default.
        os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
        os.environ["HF_HUB_OFFLINE"] = "1"
        # Pages about a decoder of files that is not there: it is given samples. And about stretches too short for a deviation.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"pyannote\.audio")
        try:
            import torch
            from pyannote.audio import Pipeline
        except ImportError as error:
            raise MissingPackageError("pyannote.audio", "speech", "The diarizer pyannote") from error
        torch.set_num_threads(self._threads)
        pipeline = Pipeline.from_pretrained(str(folder))
        if pipeline is None:
            raise ToolError(f"pyannote.audio could not load the pipeline in {folder}.")
        return pipeline.to(torch.device(self._device or ("cuda" if torch.cuda.is_available() else "cpu"))), torch


class _Hook:
    """pyannote reports each step by name with its own count; the steps share the bar."""

    _STEPS: ClassVar = {"segmentation": (0.0, 0.4), "embeddings": (0.4, 0.95)}

    def __init__(self, progress: Progress) -> None:
        self._progress, self._reached = progress, 0.0

    def __call__(self, step: str, *_: Any, total: int | None = None, completed: int | None = None, **__: Any) -> None:
        first, last = self._STEPS.get(step, (self._reached, self._reached))
        part = first + (last - first) * (completed / total if total and completed is not None else 0.0)
        self._reached = max(self._reached, min(part, 0.99))
        self._progress(self._reached)
