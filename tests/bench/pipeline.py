"""The whole job against the tools that people would put together without reflect, in one run on the same file and weights.

    .venv/bin/python tests/bench/pipeline.py                       both talks of the demo (and speech beside the repository)
    .venv/bin/python tests/bench/pipeline.py FILE --reference REF  your own material
    .venv/bin/python tests/bench/pipeline.py --long 90 --long 180  the demo's sound repeated to that many minutes: memory and speed

Prints seconds, real-time factor, peak memory, WER, cpWER and DER of both, and the ratio. Times are whole processes, imports
included; weights that are put together once after installation are made before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "speech"
FILES = (
    (ROOT / "annotations/demo/gesprek.mp4", ROOT / "annotations/demo/gesprek.json"),
    (ROOT / "annotations/demo/vervolg.mp4", ROOT / "annotations/demo/vervolg.json"),
    (SHARED / "nl_de_brief.flac", SHARED / "nl_de_brief.json"),
)


@dataclass(frozen=True)
class Run:
    seconds: float
    peak_mb: float
    out: str


def run(arguments: list[str], home: Path) -> Run:
    """A child process: its time and the largest memory of any one of its processes."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(arguments, stdout=out, stderr=subprocess.DEVNULL, env={**os.environ, "REFLECT_HOME": str(home)}, cwd=ROOT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        out.seek(0)
        printed = out.read()
    if status:
        sys.exit(f"{' '.join(arguments[:4])} … failed with status {os.waitstatus_to_exitcode(status)}")
    return Run(seconds, usage.ru_maxrss / 1024, printed)


def reflect(*arguments: object, home: Path) -> Run:
    return run([sys.executable, "-m", "reflect.cli", *map(str, arguments)], home)


def prepare(home: Path) -> Path:
    """The weights, put together once; also in the form that openai-whisper reads."""
    from reflect.asr import convert, weights

    checkpoint = convert.convert(weights.ready(weights.find(), home / "models"), home / "models" / "base.pt")
    os.sync()  # 290 MB that wait to be written would hold up the first run that writes something itself
    return checkpoint


def ours(film: Path, speakers: int | None, home: Path) -> tuple[Run, Any]:
    from reflect.store.database import open_store
    from reflect.store.home import Home
    from reflect.store.transcripts import latest

    count = ["--speakers", speakers] if speakers else []
    done = reflect("process", film, "--quiet", *count, home=home)
    store = open_store(Home(home))
    transcript = latest(store, done.out.split()[-1]).transcript
    store.close()
    return done, transcript


def theirs(film: Path, speakers: int | None, checkpoint: Path, home: Path) -> tuple[Run, Any]:
    from reflect.media import decode_audio
    from reflect.model.span import Span
    from reflect.model.speech import Activity, Transcript, Turn, Word

    sound = home / f"{film.stem}.wav"
    report = decode_audio(film, sound)
    count = ["--speakers", str(speakers)] if speakers else []
    done = run([sys.executable, str(Path(__file__).with_name("plain.py")), str(sound), str(checkpoint), *count], home)
    found = json.loads(done.out.splitlines()[-1])
    spans = [(w, Span.from_seconds(w["start"], w["end"])) for w in found["words"]]
    turns = tuple(Turn(w["speaker"], (Word(w["text"], span, 1.0, w["speaker"]),)) for w, span in spans)
    activities = tuple(Activity(Span.from_seconds(t["start"], t["end"]), t["speaker"]) for t in found["turns"])
    return done, Transcript("nl", report.duration_ms, (), turns, tuple(sorted(activities)))


def measured(run_: Run, transcript: Any, reference: Path) -> dict[str, Any]:
    from reflect.evaluation import evaluate, load_reference

    result = evaluate(transcript, load_reference(reference), collar_ms=250)
    rate = lambda value: getattr(value, "rate", None)  # noqa: E731
    return {
        "seconds": round(run_.seconds, 1),
        "real_time_factor": round(run_.seconds / (transcript.duration_ms / 1000), 3),
        "peak_mb": round(run_.peak_mb),
        "word_errors": getattr(result.wer, "errors", None),
        "words": getattr(result.wer, "reference_words", None),
        "wer": rate(result.wer),
        "cpwer": rate(result.cpwer),
        "der": rate(result.der),
        "right_person": rate(result.word_share),
    }


def compare(film: Path, reference: Path, speakers: int | None, home: Path) -> dict[str, Any]:
    checkpoint = prepare(home)
    reflect_ = measured(*ours(film, speakers, home), reference)
    plain = measured(*theirs(film, speakers, checkpoint, home), reference)
    return {"file": film.name, "reflect": reflect_, "plain": plain, "times_faster": round(plain["seconds"] / reflect_["seconds"], 1)}


def long(minutes: int, home: Path) -> dict[str, Any]:
    """The demo's sound repeated to `minutes`."""
    from reflect.media import decode_audio

    prepare(home)
    short = home / "short.wav"
    decode_audio(FILES[0][0], short)
    path = home / f"{minutes}-minutes.wav"
    with wave.open(str(short)) as one, wave.open(str(path), "w") as many:
        many.setparams(one.getparams())
        data = one.readframes(one.getnframes())
        left = minutes * 60 * one.getframerate() * 2
        while left > 0:
            many.writeframes(data[:left])
            left -= len(data)
    done = reflect("process", path, "--quiet", home=home)
    return {
        "minutes": minutes,
        "seconds": round(done.seconds),
        "real_time_factor": round(done.seconds / minutes / 60, 3),
        "peak_mb": round(done.peak_mb),
    }


def table(result: dict[str, Any]) -> str:
    def cell(value: Any, name: str) -> str:
        if value is None:
            return "–"
        return f"{value:.1%}" if name in ("wer", "cpwer", "der", "right_person") else str(value)

    names = list(result["reflect"])
    lines = [f"{result['file']}: {result['times_faster']} times faster", f"  {'':<18}{'reflect':>10}{'plain':>10}"]
    lines += [f"  {n:<18}{cell(result['reflect'][n], n):>10}{cell(result['plain'][n], n):>10}" for n in names]
    return "\n".join(lines)


def together(results: list[dict[str, Any]]) -> str:
    """The word errors of all files, where each has words to compare with."""
    sums = {who: [sum(r[who][n] or 0 for r in results) for n in ("word_errors", "words")] for who in ("reflect", "plain")}
    (ours_, words), (plain, _) = sums["reflect"], sums["plain"]
    return f"all together: {ours_} word errors, plain {plain}, of {words} words" if words else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--speakers", type=int, help="given to both systems; left out: both find it")
    parser.add_argument("--long", type=int, action="append", default=[], metavar="MINUTES")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder:
        home = Path(folder)
        if args.long:
            results = [long(minutes, home) for minutes in args.long]
            text = "\n".join(
                f"{r['minutes']} min: {r['seconds']} s, real-time factor {r['real_time_factor']}, peak {r['peak_mb']} MB" for r in results
            )
        else:
            files = [(args.file, args.reference)] if args.file else [pair for pair in FILES if pair[0].exists()]
            results = [compare(film, reference, args.speakers, home) for film, reference in files]
            text = "\n".join([*map(table, results), together(results)])
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    print(json.dumps({"machine": machine, "results": results}, indent=1) if args.format == "json" else f"{text}\n({machine})")


if __name__ == "__main__":
    main()
