"""The demo recordings: film, ground truth and text belong together and can be shown to anybody."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

DEMO = Path(__file__).resolve().parents[2] / "annotations" / "demo"

FILMS = ("gesprek", "vervolg")
PLANS = {"gesprek": "dialogue.json", "vervolg": "dialogue_vervolg.json"}
LIMITS = {"gesprek": (6_000_000, 120, 240), "vervolg": (2_000_000, 75, 110)}  # bytes, shortest and longest in s
each_film = pytest.mark.parametrize("name", FILMS)

THEMES = {
    "emotie": 2,
    "weerstand": 2,
    "feedback": 2,
    "resultaten": 2,
    "contact.echtheid": 2,
    "contact.beleving": 2,
    "doelgerichtheid.doel": 2,
    "doelgerichtheid.agenda": 2,
    "regie.metacommunicatie": 2,
    "regie.beurtwisseling": 2,
    "regie.taalgebruik": 2,
    "interventielogica.slim": 2,
}
SUB_CODES = {
    "weerstand.vechten",
    "weerstand.afhaken",
    "weerstand.verstarren",
    "regie.stapelvraag",
    "contact.oordeel",
    "slim.client.wil_maar_kan_niet",
    "slim.professional.facilitator",
    "slim.professional.leraar",
}


@cache
def truth(name: str) -> dict[str, Any]:
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def film_of(name: str) -> Path:
    return DEMO / f"{name}.mp4"


@cache
def sound(name: str) -> tuple[np.ndarray, int]:
    """Mono samples on the film's clock, and their rate."""
    with av.open(str(film_of(name))) as film:
        rate = film.streams.audio[0].rate
        frames = [frame for frame in film.decode(audio=0)]
    start = round(float(frames[0].pts * frames[0].time_base) * rate)
    mono = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in frames])
    return (np.pad(mono, (start, 0)) if start >= 0 else mono[-start:]), rate


def level(name: str, start_ms: float, end_ms: float) -> float:
    samples, rate = sound(name)
    return float(np.sqrt(np.mean(samples[round(start_ms * rate / 1000) : round(end_ms * rate / 1000)] ** 2)))


def pictures(name: str, numbers: list[int]) -> dict[int, np.ndarray]:
    """Luma of the frames with these numbers, found by seeking to their times."""
    out = {}
    with av.open(str(film_of(name))) as film:
        stream = film.streams.video[0]
        for number in numbers:
            film.seek(round(number / 25 / stream.time_base), stream=stream)
            for frame in film.decode(stream):
                if round(float(frame.pts * frame.time_base) * 25) == number:
                    out[number] = frame.to_ndarray(format="gray")
                    break
    return out


def counted(name: str, picture: np.ndarray) -> int:
    """Frame number in the cells of the plate, read as the README says."""
    plan = truth(name)["frame_counter"]
    x = plan["left_px"] + np.arange(plan["cells"]) * plan["pitch_px"] + plan["width_px"] // 2
    y = plan["top_px"] + plan["height_px"] // 2
    cells = [bool(picture[y - 2 : y + 2, c - 2 : c + 2].mean() > 150) for c in x]
    assert cells[0], "the first cell is always light"
    assert sum(cells[1:]) % 2 == 0, "the parity is even"
    return int("".join("1" if cell else "0" for cell in cells[1:15]), 2)


@each_film
def test_film_is_small_and_plays_everywhere(name: str) -> None:
    size, shortest, longest = LIMITS[name]
    assert film_of(name).stat().st_size < size
    with av.open(str(film_of(name))) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.codec_context.pix_fmt, video.width, video.height, video.average_rate) == ("yuv420p", 1280, 720, 25)
        assert audio.rate == 48_000
        assert shortest <= film.duration / 1_000_000 <= longest
        assert film.duration / 1000 == pytest.approx(truth(name)["film"]["duration_ms"], abs=40)
        assert video.frames == truth(name)["film"]["frames"]
    head = film_of(name).read_bytes()
    assert head.index(b"moov") < head.index(b"mdat"), "starts before it is loaded"


@each_film
def test_film_tells_nothing_about_its_maker(name: str) -> None:
    with av.open(str(film_of(name))) as film:
        tags = {**film.metadata, **{f"{s.index}.{k}": v for s in film.streams for k, v in s.metadata.items()}}
    assert {key for key in tags if not key.endswith(("brand", "minor_version", "brands", "language", "vendor_id", "handler_name"))} == set()
    assert all(not value.strip() for key, value in tags.items() if key.endswith("handler_name"))
    data = film_of(name).read_bytes()
    for word in (b"x264 - core", b"Lavf", b"Lavc", b"/home/", b"/tmp/", b"/root/"):
        assert word not in data


@each_film
def test_text_is_the_written_text(name: str) -> None:
    written = json.loads((DEMO / PLANS[name]).read_text(encoding="utf-8"))
    assert (written["title"], written["language"]) == (truth(name)["title"], "nl")
    timed = [{key: value for key, value in turn.items() if key not in {"start_ms", "end_ms"}} for turn in truth(name)["turns"]]
    assert timed == written["turns"]


@each_film
def test_spans_lie_in_the_film_in_order(name: str) -> None:
    starts = [turn["start_ms"] for turn in truth(name)["turns"]]
    assert starts == sorted(starts)
    assert all(0 <= turn["start_ms"] < turn["end_ms"] <= truth(name)["film"]["duration_ms"] for turn in truth(name)["turns"])
    for speaker in ("klantmanager", "client"):
        own = [(turn["start_ms"], turn["end_ms"]) for turn in truth(name)["turns"] if turn["speaker"] == speaker]
        assert all(before[1] <= after[0] for before, after in pairwise(own)), "nobody talks over himself"


@pytest.mark.parametrize(("theme", "least"), THEMES.items())
def test_every_theme_occurs(theme: str, least: int) -> None:
    bearing = [turn for turn in truth("gesprek")["turns"] if any(code == theme or code.startswith(theme + ".") for code in turn["codes"])]
    assert len(bearing) >= least


def test_sub_codes_and_conversation_material() -> None:
    turns = truth("gesprek")["turns"]
    assert {code for turn in turns for code in turn["codes"]} >= SUB_CODES
    gaps = [after["start_ms"] - before["end_ms"] for before, after in pairwise(turns)]
    assert sum(gap < -200 for gap in gaps) >= 3, "overlaps"
    assert sum(gap > 1000 for gap in gaps) >= 5, "silences"
    assert sum(len(turn["text"].split()) <= 2 for turn in turns) >= 5, "backchannels"


def test_the_next_talk_tries_what_came_out_of_the_first() -> None:
    """One open question and then silence, which works; the client's own wish at the start, which is forgotten and mended."""
    turns = truth("vervolg")["turns"]
    assert {code.split(".")[0] for turn in turns for code in turn["codes"]} >= {theme.split(".")[0] for theme in THEMES}
    waits = [(a, b["start_ms"] - a["end_ms"]) for a, b in pairwise(turns) if a["speaker"] == "klantmanager" and a["text"].endswith("?")]
    assert max(waited for _, waited in waits) >= 4_000
    assert sum(waited >= 2_000 for _, waited in waits) >= 4
    assert all(turn["text"].count("?") <= 1 for turn in turns if turn["speaker"] == "klantmanager")
    wish = next(n for n, turn in enumerate(turns) if "ochtenden" in turn["text"])
    forgotten = next(n for n, turn in enumerate(turns) if "weerstand.vechten" in turn["codes"])
    mended = next(n for n, turn in enumerate(turns) if {"contact.echtheid", "regie.metacommunicatie"} <= set(turn["codes"]))
    assert wish < forgotten < mended


@each_film
def test_rttm_says_the_same(name: str) -> None:
    rows = [line.split() for line in (DEMO / f"{name}.rttm").read_text(encoding="utf-8").splitlines()]
    assert all(len(row) == 10 and row[0] == "SPEAKER" and row[1] == name for row in rows)
    spans = [(row[7], round(float(row[3]) * 1000), round(float(row[3]) * 1000) + round(float(row[4]) * 1000)) for row in rows]
    assert spans == [(turn["speaker"], turn["start_ms"], turn["end_ms"]) for turn in truth(name)["turns"]]


@each_film
def test_sound_is_in_the_turns_and_not_between(name: str) -> None:
    turns = truth(name)["turns"]
    spoken = [level(name, turn["start_ms"], turn["end_ms"]) for turn in turns]
    assert min(spoken) > 0.02
    pauses = [(a["end_ms"], b["start_ms"]) for a, b in pairwise(turns) if b["start_ms"] - a["end_ms"] > 600]
    ends = [max(turn["end_ms"] for turn in turns if turn["start_ms"] < start) for _, start in pauses]
    silent = [
        level(name, max(begin, end) + 60, start - 60)
        for (begin, start), end in zip(pauses, ends, strict=True)
        if start - max(begin, end) > 400
    ]
    assert len(silent) >= 5
    assert max(silent) * 10 < min(spoken)


@each_film
def test_turns_start_where_they_are_heard(name: str) -> None:
    """Onset after a silence, to 10 ms: the delay of the AAC encoder is accounted for."""
    samples, rate = sound(name)
    latest, off = 0, []
    for turn in truth(name)["turns"]:
        start = turn["start_ms"]
        if start - latest > 400:
            piece = np.abs(samples[round((start - 100) * rate / 1000) : round((start + 150) * rate / 1000)])
            loud = np.convolve(piece, np.ones(rate // 1000) / (rate // 1000), mode="same") > 0.0025
            off.append(int(np.argmax(loud)) * 1000 / rate - 100)
        latest = max(latest, turn["end_ms"])
    assert len(off) >= 10
    assert max(abs(value) for value in off) <= 10


@each_film
def test_frame_counter_agrees_with_the_clock(name: str) -> None:
    last = truth(name)["film"]["frames"] - 1
    numbers = [0, 1, 24, 777, last // 2, min(3333, last - 1), last]
    assert {number: counted(name, picture) for number, picture in pictures(name, numbers).items()} == {number: number for number in numbers}


def test_scene_draws_the_same_plate_as_the_film() -> None:
    pytest.importorskip("matplotlib")
    code = (
        "import sys, numpy as np; from demo_scene import Pose, draw_frame;"
        "np.save(sys.argv[1], np.asarray(draw_frame(777, Pose(), Pose()).convert('L')))"
    )
    picture = run_in_demo(["-c", code])
    filmed = pictures("gesprek", [777])[777]
    assert counted("gesprek", picture) == 777
    plate = (slice(24, 105), slice(24, 297))
    assert np.abs(picture[plate].astype(int) - filmed[plate].astype(int)).mean() < 12


def run_in_demo(arguments: list[str]) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "picture.npy")
        subprocess.run([sys.executable, *arguments, str(target)], cwd=DEMO, check=True, timeout=60)
        return np.load(target)


def test_script_explains_itself() -> None:
    said = subprocess.run([sys.executable, str(DEMO / "make_demo.py"), "--help"], capture_output=True, text=True, check=True, timeout=60)
    assert "--out" in said.stdout
    assert "dialogue" in said.stdout
