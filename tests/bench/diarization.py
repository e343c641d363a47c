"""Diarization error on the shared speech data and the telephone sample, with the speaker count given and found.

    python tests/bench/diarization.py [--format json] [--diarizer embedded]

DER by pyannote.metrics, overlap counted; collar 0.25 s in all (0.125 s on each side of a reference
boundary), none for the telephone sample. What is absent is skipped. The real-time factor leaves out loading.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "diarization"), str(Path(__file__).resolve().parents[2])]

from conftest import SHARED, ArraySound, read_rttm, shared  # noqa: E402

from reflect.diarization import create  # noqa: E402

PARTS = ("missed detection", "false alarm", "confusion")


def recordings() -> list[tuple[str, float, ArraySound, Any]]:
    names = sorted(p.stem for p in SHARED.glob("*.flac")) if SHARED.is_dir() else []
    found = [(name, 0.25, *shared(name)) for name in names]
    spec = importlib.util.find_spec("pyannote.audio")
    if spec and spec.origin:
        import soundfile

        folder = Path(spec.origin).parent / "sample"
        found.append(
            ("telephone", 0.0, ArraySound(soundfile.read(folder / "sample.wav", dtype="float32")[0]), read_rttm(folder / "sample.rttm"))
        )
    return found


def measure(diarizer: Any, sound: ArraySound, reference: Any, count: int | None, collar: float) -> dict[str, Any]:
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    start = time.perf_counter()
    found = diarizer.diarize(sound, count, lambda _: None)
    seconds = time.perf_counter() - start
    truth, guess = Annotation(), Annotation()
    for index, (begin, end, who) in enumerate(reference):
        truth[Segment(begin, end), index] = who
    for index, activity in enumerate(found.activities):
        guess[Segment(activity.span.start_ms / 1000, activity.span.end_ms / 1000), index] = activity.speaker
    whole = Timeline([Segment(0, sound.samples / 16_000)])
    parts = DiarizationErrorRate(collar=collar)(truth, guess, uem=whole, detailed=True)
    return {**{name: parts[name] for name in (*PARTS, "total")}, "speakers": len(found.speakers), "seconds": seconds}


def rate(row: dict[str, Any]) -> list[float]:
    return [100 * x / max(row["total"], 0.01) for x in (sum(row[p] for p in PARTS), *(row[p] for p in PARTS))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--diarizer", default="embedded")
    asked = parser.parse_args()
    os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
    diarizer, rows = create(asked.diarizer), []
    for name, collar, sound, reference in recordings():
        true = len({who for *_, who in reference})
        for way, count in (("given", true), ("found", None)):
            row = measure(diarizer, sound, reference, count, collar)
            rows.append({"file": name, "way": way, "true": true, "length": sound.samples / 16_000, **row})
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    factor = sum(r["seconds"] for r in rows) / max(0.01, sum(r["length"] for r in rows))
    if asked.format == "json":
        print(json.dumps({"machine": machine, "rows": rows, "real_time_factor": factor, "peak_mib": peak}, indent=1))
        return
    print(f"{'file':16}{'count':7}{'true':>5}{'found':>6}{'DER %':>8}{'miss':>7}{'false':>7}{'confus':>7}{'RTF':>7}")
    for row in rows:
        figures = "".join(f"{x:7.1f}" for x in rate(row))
        print(f"{row['file']:16}{row['way']:7}{row['true']:5}{row['speakers']:6} {figures}{row['seconds'] / row['length']:7.3f}")
    for group, way in sorted({(r["file"].split("_")[0], r["way"]) for r in rows}):
        own = [r for r in rows if r["file"].split("_")[0] == group and r["way"] == way]
        summed = {key: sum(r[key] for r in own) for key in (*PARTS, "total")}
        print(f"{'= ' + group:16}{way:18} " + "".join(f"{x:7.1f}" for x in rate(summed)))
    print(f"real-time factor {factor:.3f}, peak memory {peak:.0f} MiB, on {machine}")


if __name__ == "__main__":
    main()
