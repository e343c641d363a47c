"""The diarizer that comes with the installed packages: segmentation-3.0 and CAM++ together.

Segmentation knows when somebody speaks, where turns change and where two speak at once; CAM++ knows who
it is. Read `EmbeddedDiarizer.diarize` first.
"""

from __future__ import annotations

import ctypes
import sys

import numpy as np

from reflect.diarization import alone, assignment, clustering, evidence, weights
from reflect.diarization.base import MAX_FOUND, checked_count
from reflect.diarization.embedding import PrintNetwork
from reflect.diarization.labels import labelled, warnings_of
from reflect.diarization.segmentation import SegmentationNetwork, Window, frame_seconds, frames_in, runs, windows
from reflect.errors import MissingPackageError
from reflect.model.sound import RATE, Progress, Sound
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Maker

VERSION = "4"
"""Raised when the outcome changes, so that kept results are made again."""

_HOP = 120
"""Frames between windows (2 s); a short recording is looked at twice as closely, its cost being start-up."""
_SHORT_S = 60
_SHORTEST_S = 0.1


class EmbeddedDiarizer:
    """Settings: `threads` of the CPU, and `device` ("cpu", "cuda"; None takes a GPU when there is one).

    One thread by default: words are recognised at the same time, and two threads take a quarter more processor time.
    """

    name = "embedded"

    def __init__(self, threads: int = 1, device: str | None = None) -> None:
        self._threads, self._device = threads, device

    def maker(self) -> Maker:
        return Maker("embedded", f"{weights.SEGMENTATION}+{weights.CAMPPLUS}", VERSION, (("hop_frames", str(_HOP)),))

    def diarize(self, sound: Sound, speakers: int | None, progress: Progress) -> Diarization:
        asked = checked_count(speakers)
        progress(0.0)
        if sound.samples == 0:
            return self._nothing(progress)
        segmentation, prints = self._load()
        heard = _windows(sound, segmentation, lambda part: progress(0.55 * part))
        frames = evidence.frames_of(heard, sound.samples)
        if not (frames.speech > assignment.SPEECH).any():
            return self._nothing(progress)
        voices = evidence.voices_of(sound, heard, frames, prints, lambda part: progress(0.55 + 0.38 * part))
        clear = np.flatnonzero(voices.slide_s >= 0.6 * voices.slide_s.max())
        means = clustering.voices(voices.slides[clear], clear, asked, MAX_FOUND)
        near = assignment.nearness(voices, means, len(frames.speech))
        near = alone.sharpened(near, sound, heard, frames, means, voices.colour, prints, lambda part: progress(0.93 + 0.06 * part))
        on = assignment.activity(heard, frames, voices, means, near)
        progress(1.0)
        found = activities(on, sound.samples)
        return Diarization(found, self.maker(), warnings_of(found, asked))

    def _nothing(self, progress: Progress) -> Diarization:
        progress(1.0)
        return Diarization((), self.maker(), ("No speech was found on this recording.",))

    def _load(self) -> tuple[SegmentationNetwork, PrintNetwork]:
        checkpoint, (module, campplus) = weights.segmentation_checkpoint(), weights.campplus_files()
        try:
            device = self._device or found_device()
            if device != "cpu":
                from reflect.diarization.torch_networks import TorchPrints, TorchSegmentation

                return TorchSegmentation(checkpoint, device), TorchPrints(module, campplus, device)
            from reflect.diarization.onnx_networks import OnnxPrints, OnnxSegmentation

            return OnnxSegmentation(checkpoint, self._threads), OnnxPrints(campplus, self._threads)
        except ImportError as error:
            raise MissingPackageError(error.name or "onnxruntime", "speech", "Telling speakers apart") from error


def found_device() -> str:
    """ "cuda" when there is a GPU that PyTorch can use. PyTorch is not even imported where there is no driver."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _windows(sound: Sound, network: SegmentationNetwork, progress: Progress) -> list[Window]:
    total = frames_in(sound.samples)
    found = []
    hop = _HOP // 2 if sound.samples < _SHORT_S * RATE else _HOP
    for window in windows(sound, network, hop):
        # Half precision is plenty for probabilities and halves what a long film keeps.
        found.append(Window(window.at, window.classes.astype(np.float16)))
        progress(min(1.0, (window.at + len(window.classes)) / total))
    return found


def activities(on: np.ndarray, samples: int) -> tuple[Activity, ...]:
    """Runs of active frames (frames, voices) as labelled activities."""
    end_s = samples / RATE
    found: list[tuple[Span, object]] = []
    for person in range(on.shape[1]):
        for first, last in runs(on[:, person]):
            start_s, stop_s = frame_seconds(int(first)), min(frame_seconds(int(last)), end_s)
            if stop_s - start_s >= _SHORTEST_S:
                found.append((Span.from_seconds(start_s, stop_s), person))
    return labelled(found)
