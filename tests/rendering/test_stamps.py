"""For whom films are and until when stands in every picture of them, on every card and in every still; a text may follow a clip."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from rendered import CLIPS, material

from reflect import rendering
from reflect.privacy import Allowed
from reflect.rendering import CARD_MS, Options, Rendered, Subtitles
from reflect.rendering.drawing import CardText, draw_card, draw_stamp

render = partial(rendering.render, ask=lambda clip, purpose, viewer: Allowed())
STAMP = "Voor de Academie · te gebruiken tot en met 9 maart 2027 · afgeschermd"
TWO = replace(CLIPS, clips=CLIPS.clips[:2])
OPTIONS = Options(even_loudness=False, subtitles=Subtitles.NONE, workers=2, after={1: "Ik vond het fijn dat zij even wachtte."})


@pytest.fixture(scope="module")
def made(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rendered]:
    """The same list with a stamp and without."""
    folder = tmp_path_factory.mktemp("stamped")
    return {
        stamp: render(material(stock), TWO, folder / (stamp[:4] or "none"), replace(OPTIONS, stamp=stamp), viewer="Noor")
        for stamp in (STAMP, "")
    }


def corners(path: Path) -> list[np.ndarray]:
    """The top left of every picture, where a stamp stands."""
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="gray")[:16, :120].astype(int) for frame in film.decode(video=0)]


def test_the_stamp_stands_in_every_picture_of_a_clip(made: dict[str, Rendered]) -> None:
    for stamped, plain in zip(made[STAMP].clips, made[""].clips, strict=True):
        with_stamp, without = corners(stamped.path), corners(plain.path)
        assert len(with_stamp) == len(without) > 20
        differs = [float(np.abs(a - b).mean()) for a, b in zip(with_stamp, without, strict=True)]
        assert min(differs) > 10, "also in the first and the last picture"
        light = [int((picture > 180).sum()) for picture in with_stamp]
        assert min(light) > 50, "the letters, and not the ground alone"


def test_the_stamp_stands_in_every_still_and_every_picture_of_the_reel(made: dict[str, Rendered], tmp_path: Path) -> None:
    for stamped, plain in zip(made[STAMP].clips, made[""].clips, strict=True):
        assert stamped.still is not None
        assert plain.still is not None
        with Image.open(stamped.still) as a, Image.open(plain.still) as b:
            assert a.size == b.size
            assert np.abs(np.asarray(a.convert("L"), int)[:16, :120] - np.asarray(b.convert("L"), int)[:16, :120]).mean() > 10
    reels = [made[stamp].reel for stamp in (STAMP, "")]
    with av.open(str(reels[0])) as one, av.open(str(reels[1])) as other:
        for a, b in zip(one.decode(video=0), other.decode(video=0), strict=True):
            pictures = [frame.to_ndarray(format="gray").astype(int) for frame in (a, b)]
            assert np.abs(pictures[0] - pictures[1]).max() > 60, f"at {a.time} s"


def test_a_text_follows_its_clip_in_the_reel(made: dict[str, Rendered]) -> None:
    shown_ms = sum(clip.span.duration_ms for clip in made[""].clips)
    assert made[""].reel_ms == shown_ms + 3 * CARD_MS + CARD_MS
    with av.open(str(made[""].reel)) as film:
        assert film.duration == pytest.approx(made[""].reel_ms * 1000, abs=60_000)


def test_another_stamp_makes_the_films_anew(made: dict[str, Rendered], stock: Path) -> None:
    again = render(material(stock), TWO, made[STAMP].folder, replace(OPTIONS, stamp=STAMP), viewer="Noor")
    assert again.kept == 3
    other = render(material(stock), TWO, made[STAMP].folder, replace(OPTIONS, stamp=STAMP + "!"), viewer="Noor")
    assert other.kept == 0


@pytest.mark.parametrize("size", [(256, 144), (1280, 720), (176, 1280)])
@pytest.mark.parametrize("text", [STAMP, "Voor " + "W" * 100, "Voor Şükran Łukasz · 9 maart"])
def test_a_stamp_fits_any_picture(tmp_path: Path, size: tuple[int, int], text: str) -> None:
    left, top = draw_stamp(text, size, tmp_path / "stamp.png")
    with Image.open(tmp_path / "stamp.png") as image:
        assert left + image.width <= size[0]
        assert top + image.height <= size[1] // 2
        assert image.width % 2 == image.height % 2 == left % 2 == top % 2 == 0


def test_a_card_without_a_foot_is_as_it_was(tmp_path: Path) -> None:
    card = CardText("1 van 2", "Weerstand", "Wat zie je?")
    for name, one in (("plain", card), ("foot", replace(card, foot=STAMP))):
        draw_card(one, (640, 360), tmp_path / f"{name}.png")
    with Image.open(tmp_path / "plain.png") as a, Image.open(tmp_path / "foot.png") as b:
        plain, foot = np.asarray(a.convert("L"), int), np.asarray(b.convert("L"), int)
    assert (plain[:325] == foot[:325]).all(), "nothing but the foot changed"
    assert (plain[325:] != foot[325:]).any()
