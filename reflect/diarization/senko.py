"""senko's own pipeline as it comes: light, without overlapping speech, and it counts the voices itself.

It runs in a process of its own: its compiled part stops the process with an illegal instruction on
processors without AVX-512, and its import changes how warnings are shown.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

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
        command = [sys.executable, "-m", "reflect.diarization.senko", str(self._threads)]
        wave = np.clip(np.nan_to_num(sound.read(0, sound.samples)), -1, 1).astype(np.float32)
        done = subprocess.run(command, input=wave.tobytes(), capture_output=True, check=False)
        if done.returncode == -signal.SIGILL:
            raise ToolError("senko was built for a newer processor than this machine has. Choose: --diarizer embedded", "senko")
        if done.returncode:
            tail = done.stderr.decode("utf-8", "replace")[-2000:]
            raise ToolError(f"senko could not diarize this recording (exit status {done.returncode}).", "senko", tail)
        return list(json.loads(done.stdout.splitlines()[-1]))


def _try_processor() -> None:
    """Takes features of silence with senko's compiled part alone: on a processor that it was not built for, this process ends here,
    and not half a minute later, when everything has been loaded."""
    import ctypes
    from importlib.util import find_spec

    floats, sizes, number = ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_size_t), ctypes.c_size_t

    class Features(ctypes.Structure):
        _fields_ = (("data", floats), ("frames", sizes), ("offsets", sizes), ("count", number), ("total", number), ("width", number))

    spec = find_spec("senko")
    if find_spec("kaldifeat"):  # with that, senko leaves its compiled part alone
        return
    try:
        library = ctypes.CDLL(str(Path((spec and spec.origin) or "").with_name("libfbank_extractor.so")))
        create, extract = library.create_fbank_extractor, library.extract_fbank_features_from_memory
    except (OSError, AttributeError):  # another version, or another system: senko itself will tell
        return
    create.restype, extract.restype = ctypes.c_void_p, Features
    extract.argtypes = (ctypes.c_void_p, floats, number, floats, number)
    extract(create(), (ctypes.c_float * (2 * RATE))(), 2 * RATE, (ctypes.c_float * 2)(0.0, 1.5), 1)


def _child() -> None:
    """Sound as float32 on standard input, senko's turns as one line of JSON on standard output."""
    _try_processor()

    import senko
    import torch

    diarizer = senko.Diarizer(device="auto", warmup=False, quiet=True)
    torch.set_num_threads(int(sys.argv[1]))
    result = diarizer.diarize_samples(np.frombuffer(sys.stdin.buffer.read(), dtype=np.float32).copy(), RATE)
    turns = [] if result is None else result["merged_segments"]
    print(json.dumps([{"start": float(t["start"]), "end": float(t["end"]), "speaker": str(t["speaker"])} for t in turns]))


if __name__ == "__main__":
    _child()
