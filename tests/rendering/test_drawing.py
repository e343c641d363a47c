"""Text on cards: it wraps, long words break, signs that no font has are said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reflect.rendering import fonts
from reflect.rendering.drawing import CardText, draw_card, draw_subtitle, wrapped

LETTERS = fonts.font(fonts.own(), 40)


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=60), min_size=1, max_size=30), st.integers(120, 900))
def test_lines_are_never_too_wide_and_lose_no_letter(words: list[str], width: int) -> None:
    lines = wrapped(" ".join(words), LETTERS, width)
    assert all(LETTERS.getlength(line) <= width for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == "".join(words)


def test_lines_are_of_about_one_length() -> None:
    lines = wrapped("Wat zie je de klantmanager hier doen en wat gebeurt er dan met de cliënt", LETTERS, 700)
    lengths = [LETTERS.getlength(line) for line in lines]
    assert len(lines) == 2
    assert min(lengths) > 0.7 * max(lengths)


@pytest.mark.parametrize(
    "text", ["Wat?", "Wat deed je hier, en wat deed dat met de cliënt? " * 12, "Arbeidsongeschiktheidsverzekering" * 8]
)
def test_everything_stays_inside_the_card(tmp_path: Path, text: str) -> None:
    draw_card(CardText("Fragment 1 van 3", "Weerstand", text.strip()), (640, 360), tmp_path / "card.png")
    with Image.open(tmp_path / "card.png") as image:
        light = image.convert("L").point(lambda value: 255 if value > 90 else 0)
        left, top, right, bottom = light.getbbox()
    assert left > 20
    assert right < 640 - 20
    assert top > 8
    assert bottom < 360 - 8


def test_a_subtitle_fits_the_narrowest_picture(tmp_path: Path) -> None:
    lines = ("Klantmanager: vertel eens hoe het deze week", "met slapen is gegaan, want daar hadden we het over")
    for size in ((1920, 1080), (144, 256), (96, 64)):
        left, top = draw_subtitle(lines, size, tmp_path / "words.png")
        with Image.open(tmp_path / "words.png") as image:
            assert left + image.width <= size[0]
            assert top + image.height <= size[1]
        assert left % 2 == top % 2 == 0


def test_our_font_has_what_dutch_turkish_and_polish_need() -> None:
    assert fonts.lacking("ëïöüéèêç ŞşĞğİı ąćęłńóśźż “”‘’…–€", fonts.own()) == ()
    assert fonts.warning("Cliënt") == ""


def test_signs_that_no_font_has_are_said_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_of_machine", lambda: ())
    assert fonts.chosen("عمل") == fonts.own()
    assert fonts.warning("Werk: عم") == (
        "2 signs are drawn as empty boxes, because no font on this machine has them (U+0639, U+0645). "
        "Install one that has, such as Noto Sans."
    )


def test_a_font_of_the_machine_helps_out(monkeypatch: pytest.MonkeyPatch) -> None:
    other = fonts.own(bold=True)
    monkeypatch.setattr(fonts, "_of_machine", lambda: (other,))
    monkeypatch.setattr(fonts, "_has", lambda path, sign: path == other or sign != "漢")
    assert fonts.chosen("漢字") == other
    assert fonts.warning("漢") == ""
