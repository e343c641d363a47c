"""Clips of films are exact: to the picture, to the sample, and without anything from outside the span."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from counted import CONSTANT, OPEN, OTHER, VARIABLE, Counted, clicks_of, first_moment, make, numbers

from reflect.media.cutting import Task, cut
from reflect.media.facts import CutReport

SPANS = ((1234, 4678), (2000, 6000))
"""One that begins and ends inside groups of pictures, one that begins with one and ends with the film."""


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


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("film", [*CONSTANT, *VARIABLE], ids=lambda film: film.name if isinstance(film, Counted) else None)
def test_a_clip_is_exact_and_mostly_copied(film: Counted, span: tuple[int, int], counted: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    report = cut_to(make(film, counted), clip, *span)
    check_exact(make(film, counted), clip, *span)
    if film.group < 250:
        assert report.copied > 0.4 * report.pictures, report
    assert report.duration_ms == span[1] - span[0]


@pytest.mark.parametrize("film", [OPEN, *OTHER], ids=lambda film: film.name)
def test_what_cannot_be_copied_is_encoded_and_as_exact(film: Counted, counted: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    report = cut_to(make(film, counted), clip, 1310, 4520)
    check_exact(make(film, counted), clip, 1310, 4520)
    assert report.copied == 0
    assert report.encoded_whole
