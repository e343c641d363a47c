"""Word error rate and speed of the recognisers, on the demo and on the Dutch consultation beside the repository.

    .venv/bin/python tests/bench/recognition.py --engine faster-whisper --engine openai-whisper --format json

Prints counts as well as rates. The real-time factor is given with loading (imports and weights) and without.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
RATE = 16_000
FILES = {
    "nl_de_brief": (ROOT.parent / "shared/data/speech/nl_de_brief.flac", ROOT.parent / "shared/data/speech/nl_de_brief.json"),
    "gesprek": (ROOT / "annotations/demo/gesprek.mp4", ROOT / "annotations/demo/gesprek.json"),
}


class ArraySound:
    """A short sound in memory."""

    def __init__(self, samples: np.ndarray) -> None:
        self._samples = samples

    @property
    def samples(self) -> int:
        return len(self._samples)

    def read(self, start: int, stop: int) -> np.ndarray:
        out = np.zeros(stop - start, dtype=np.float32)
        low, high = max(start, 0), min(stop, len(self._samples))
        out[low - start : max(high, low) - start] = self._samples[low : max(high, low)]
        return out


def decode(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([f.to_ndarray().reshape(-1) for f in frames])


def plain(text: str) -> str:
    """Lower case, no punctuation: what is compared."""
    return " ".join(re.sub(r"[^\w' ]", " ", text.lower().replace("-", " ")).split())


def turns(path: Path) -> list[dict[str, Any]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return sorted(content["turns"], key=lambda t: t["start_ms"])


def measure(engine: str, model: str | None, name: str, seconds: float, cache: Path) -> dict[str, Any]:
    import jiwer

    from reflect.asr import create

    sound_file, text_file = FILES[name]
    samples = decode(sound_file)
    said = turns(text_file)
    if seconds:
        samples = samples[: int(seconds * RATE)]
        said = [t for t in said if t["end_ms"] <= seconds * 1000]
    sound, length = ArraySound(samples), len(samples) / RATE
    recognizer = create(engine, model, cache=cache)
    start = time.perf_counter()
    recognizer.recognize(sound, lambda _: None)
    first = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    found = recognizer.recognize(sound, lambda _: None)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    errors = jiwer.process_words(plain(" ".join(t["text"] for t in said)), plain(" ".join(w.text for w in found.words)))
    maker = recognizer.maker()
    inside = sum(any(t["start_ms"] - 200 <= w.span.start_ms and w.span.end_ms <= t["end_ms"] + 200 for t in said) for w in found.words)
    return {
        "file": name,
        "engine": maker.name,
        "model": maker.model,
        "seconds": round(length, 1),
        "words": errors.hits + errors.substitutions + errors.deletions,
        "substitutions": errors.substitutions,
        "deletions": errors.deletions,
        "insertions": errors.insertions,
        "wer": round(errors.wer, 4),
        "words_in_a_turn": inside,
        "words_heard": len(found.words),
        "rtf_with_loading": round(first / length, 4),
        "rtf": round(wall / length, 4),
        "cpu_seconds_per_second": round(cpu / length, 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", action="append", choices=("faster-whisper", "openai-whisper"))
    parser.add_argument("--model")
    parser.add_argument("--file", action="append", choices=sorted(FILES))
    parser.add_argument("--seconds", type=float, default=0.0, help="only the first so many seconds")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "reflect-bench")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    asked = parser.parse_args()
    names = [n for n in asked.file or FILES if all(p.exists() for p in FILES[n])]
    if not names:
        print("Neither recording is there.", file=sys.stderr)
        return 1
    rows = [measure(e, asked.model, n, asked.seconds, asked.cache) for e in asked.engine or ["faster-whisper"] for n in names]
    if asked.format == "json":
        print(json.dumps(rows, indent=1))
        return 0
    for row in rows:
        print("  ".join(f"{k} {v}" for k, v in row.items()))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
