"""Clips of films are exact: to the picture, to the sample, and without anything from outside the span."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from counted import CONSTANT, OPEN, OTHER, VARIABLE, Counted, clicks_of, first_moment, make, numbers
from odd_media import ffmpeg

from reflect.media import probe
from reflect.media.cutting import Heard, Task, cut, sound_of
from reflect.media.facts import CutReport
from reflect.media.levels import TARGET_LUFS, loudness

INSIDE = (1234, 4678)
"""Begins and ends inside groups of pictures, wherever they lie."""
TO_THE_END = (2000, 5000)
"""Begins with a group where there is one every two seconds, ends with the film."""


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counted")


def cut_to(film: Path, out: Path, start_ms: int, end_ms: int, **settings: object) -> CutReport:
    return cut(Task(str(film), str(out), start_ms, end_ms, **settings), lambda part: None)


@dataclass(frozen=True)
class Truth:
    """What a player shows and lets hear of a film, on the film's clock: zero is the earliest of both."""

    pictures: tuple[tuple[float, int], ...]
    clicks: tuple[float, ...]

    @classmethod
    @cache
    def of(cls, path: Path) -> Truth:
        pictures, zero = numbers(path), first_moment(path)
        assert [number for _, number in pictures] == list(range(len(pictures)))
        return cls(tuple((at - zero, number) for at, number in pictures), tuple(at - zero for at in clicks_of(path)))

    def shown_at(self, at_s: float) -> int:
        return max((number for at, number in self.pictures if at <= at_s), default=0)


def check_exact(film: Path, clip: Path, start_ms: int, end_ms: int) -> None:
    """What the clip shows at every moment is what the film shows there; so are its clicks."""
    truth, start_s, end_s = Truth.of(film), start_ms / 1000, end_ms / 1000
    pictures = numbers(clip)
    # A picture that would be seen for a millisecond or less is left out.
    first, last = truth.shown_at(start_s + 0.00101), truth.shown_at(end_s - 0.00101)
    assert [number for _, number in pictures] == list(range(first, last + 1))
    for at_s, number in pictures:
        assert at_s == pytest.approx(max(0.0, truth.pictures[number][0] - start_s), abs=0.00101)
    wanted = [at - start_s for at in truth.clicks if start_s + 0.02 < at < end_s - 0.05]
    assert len(wanted) > 4
    found = [at for at in clicks_of(clip) if 0.02 - 0.005 < at < end_s - start_s - 0.045]
    assert found == pytest.approx(wanted, abs=0.003)


FILMS = [*CONSTANT, *VARIABLE]
CASES = [*((film, INSIDE) for film in FILMS), *((film, TO_THE_END) for film in (CONSTANT[0], CONSTANT[3], VARIABLE[0]))]


@pytest.mark.parametrize(("film", "span"), CASES, ids=[f"{film.name} {span[0]}" for film, span in CASES])
def test_a_clip_is_exact_and_mostly_copied(film: Counted, span: tuple[int, int], counted: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    report = cut_to(make(film, counted), clip, *span)
    check_exact(make(film, counted), clip, *span)
    if film.group < 250:
        assert report.copied > 0.35 * report.pictures, report
    assert report.duration_ms == span[1] - span[0]
    assert report.samples == (span[1] - span[0]) * 48


@pytest.mark.parametrize("film", [OPEN, *OTHER], ids=lambda film: film.name)
def test_what_cannot_be_copied_is_encoded_and_as_exact(film: Counted, counted: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    report = cut_to(make(film, counted), clip, 1310, 4520)
    check_exact(make(film, counted), clip, 1310, 4520)
    assert report.copied == 0
    assert report.encoded_whole


def test_a_clip_holds_no_metadata_and_nothing_from_outside_its_span(counted: Path, tmp_path: Path) -> None:
    film, tagged, clip = make(CONSTANT[0], counted), tmp_path / "tagged.mp4", tmp_path / "clip.mp4"
    secret = ["title=Gesprek met Janneke", "location=+52.37+004.89/", "artist=Camera van Piet", "creation_time=2021-05-06T07:08:09Z"]
    ffmpeg(
        "-i", film, "-c", "copy", *(word for text in secret for word in ("-metadata", text)), "-metadata:s:v", "handler_name=iPhone", tagged
    )
    assert b"Janneke" in tagged.read_bytes()
    report = cut_to(tagged, clip, *INSIDE)
    assert report.copied
    data = clip.read_bytes()
    for word in (b"Janneke", b"+52.37", b"Piet", b"iPhone", b"Lavf", b"Lavc", b"x264", b"2021"):
        assert word not in data, word
    with av.open(str(clip)) as read:
        assert set(read.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
        packets = [packet for packet in read.demux(video=0) if packet.size]
    assert len(packets) == report.pictures == len(numbers(clip))


def test_copied_pictures_are_the_film_s_own(counted: Path, tmp_path: Path) -> None:
    """Not one point of a copied picture differs; of an encoded one hardly any does."""
    film, clip = make(CONSTANT[0], counted), tmp_path / "clip.mp4"
    cut_to(film, clip, *INSIDE)
    theirs, ours = _light(film), _light(clip)
    first = numbers(clip)[0][1]
    same = [bool((theirs[first + n] == picture).all()) for n, picture in enumerate(ours)]
    assert sum(same) > 0.35 * len(same)
    assert all(np.abs(theirs[first + n].astype(int) - picture).mean() < 3 for n, picture in enumerate(ours))


def _light(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray()[: frame.height] for frame in film.decode(video=0)]


def test_fades_leave_the_middle_copied(counted: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    report = cut_to(make(CONSTANT[0], counted), clip, 1000, 5000, fade_ms=500)
    assert report.copied > 20
    light = [float(picture.mean()) for picture in _light(clip)]
    assert light[0] < 30
    assert light[-1] < 40
    assert min(light[15:85]) > 90
    assert len(light) == 100


@pytest.mark.parametrize(("turn", "size"), [(90, (144, 256)), (180, (256, 144))])
def test_a_rotated_film_stays_upright(counted: Path, tmp_path: Path, turn: int, size: tuple[int, int]) -> None:
    film, turned = make(CONSTANT[0], counted), tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", str(turn), "-i", film, "-c", "copy", turned)
    for whole in (False, True):
        clip = tmp_path / f"clip{whole}.mp4"
        report = cut_to(turned, clip, 1500, 4500, whole=whole)
        assert bool(report.copied) is not whole
        video = probe(clip).video
        assert video is not None
        assert (video.width, video.height) == size
        assert video.rotation == (0 if whole else 360 - turn if turn != 180 else 180)


def test_interlaced_film_is_made_whole(counted: Path, tmp_path: Path) -> None:
    film, clip = tmp_path / "laced.mp4", tmp_path / "clip.mp4"
    lacing = ["-vf", "setfield=tff", "-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params", "tff=1:keyint=25", "-preset", "ultrafast"]
    ffmpeg("-i", make(CONSTANT[0], counted), *lacing, "-c:a", "copy", film)
    report = cut_to(film, clip, 1000, 3000)
    assert report.encoded_whole == "the picture is interlaced"
    with av.open(str(clip)) as read:
        assert not any(frame.interlaced_frame for frame in read.decode(video=0))
    assert report.pictures == 50


def test_sound_without_picture_is_cut_too(tmp_path: Path) -> None:
    film, clip = tmp_path / "sound.wav", tmp_path / "clip.m4a"
    ffmpeg("-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*1000*t)*gte(t,2)*lt(t,2.05)':s=44100:d=4", film)
    report = cut_to(film, clip, 1500, 3500)
    assert (report.pictures, report.samples) == (0, 96_000)
    assert clicks_of(clip)[0] == pytest.approx(0.5, abs=0.003)


def test_film_without_sound_has_none_in_its_clip(counted: Path, tmp_path: Path) -> None:
    film, clip = tmp_path / "silent.mp4", tmp_path / "clip.mp4"
    ffmpeg("-i", make(CONSTANT[0], counted), "-c", "copy", "-an", film)
    report = cut_to(film, clip, 1500, 3500)
    assert report.samples == 0
    assert probe(clip).audio == ()


def test_another_camera_and_another_recorder_are_heard_and_seen_in_their_place(counted: Path, tmp_path: Path) -> None:
    """Both began half a second before the film; the recorder's clock runs fast by 200 in a million."""
    film, clip = make(CONSTANT[0], counted), tmp_path / "clip.mp4"
    heard = Heard(str(film), None, -500.0, 200.0)
    cut_to(film, clip, 1000, 4000, offset_ms=-500.0, sound=heard)
    assert numbers(clip)[0][1] == 37
    assert clicks_of(clip)[0] == pytest.approx((1500 * 1.0002 - 1500) / 1000, abs=0.003)


def test_loudness_is_evened_without_moving_the_sound(counted: Path, tmp_path: Path) -> None:
    soft, clip = tmp_path / "soft.mp4", tmp_path / "clip.mp4"
    ffmpeg("-i", make(CONSTANT[0], counted), "-c:v", "copy", "-af", "volume=-12dB", "-c:a", "aac", soft)
    assert heard_at(soft, 1000, 5000) < TARGET_LUFS - 8
    cut_to(soft, clip, 1000, 5000, even=True)
    assert heard_at(clip, 0, 4000) == pytest.approx(TARGET_LUFS, abs=1)
    assert clicks_of(clip) == pytest.approx([n / 2 for n in range(8)], abs=0.002)


def heard_at(path: Path, start_ms: int, end_ms: int) -> float:
    return loudness(sound_of(Heard(str(path)), None, start_ms / 1000, (end_ms - start_ms) / 1000))


def test_a_tone_of_23_below_full_scale_measures_so() -> None:
    """As EBU Tech 3341 asks of a meter: 1 kHz in stereo at −23 dB of full scale is −23 LUFS."""
    tone = np.sin(2 * np.pi * 1000 * np.arange(48_000 * 5) / 48_000) * 10 ** (-23 / 20)
    assert loudness(iter([np.stack([tone, tone]).astype(np.float32)])) == pytest.approx(-23, abs=0.1)
    assert loudness(iter([np.zeros((2, 48_000), np.float32)])) == float("-inf")
