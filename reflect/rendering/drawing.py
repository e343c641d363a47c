"""Cards and subtitles as pictures: text in, PNG out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reflect.rendering import fonts

GROUND, INK, SOFT = (16, 24, 32), (245, 246, 248), (168, 178, 190)
ACCENT = "#5b8def"
_MARGIN = 0.09
"""Of the picture's width, kept free at each side: a beamer may cut off the edge."""
_LEAST = 0.028
"""The smallest letters, as part of the picture's height, that are read from the back of a room."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What stands on a card: a small line above, a heading, a text, and at its foot a small line. Any may be empty. `colour` is #rrggbb."""

    above: str = ""
    heading: str = ""
    text: str = ""
    colour: str = ACCENT
    foot: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines in one size with the room above them."""

    lines: tuple[str, ...]
    font: Any
    colour: tuple[int, int, int]
    gap: int

    @property
    def step(self) -> int:
        return int(self.font.size * 1.28)

    @property
    def height(self) -> int:
        return (self.step * len(self.lines) + self.gap) if self.lines else 0


def draw_card(card: CardText, size: tuple[int, int], target: Path) -> None:
    """Writes the card. Letters shrink until all fits; what does not fit even then ends in an ellipsis."""
    from PIL import Image, ImageDraw

    width, height = size
    image = Image.new("RGB", size, GROUND)
    pen = ImageDraw.Draw(image)
    left = round(width * _MARGIN)
    blocks = _fitted(card, width - 2 * left, round(height * 0.84), height)
    top = (height - sum(block.height for block in blocks)) // 2
    bar = max(4, width // 160)
    pen.rectangle((left - 3 * bar, top, left - 2 * bar, height - top), fill=card.colour)
    for block in blocks:
        top += block.gap
        for line in block.lines:
            pen.text((left, top), line, font=block.font, fill=block.colour)
            top += block.step
    _foot(pen, card.foot, left, size)
    image.save(target, "PNG")


def _foot(pen: Any, text: str, left: int, size: tuple[int, int]) -> None:
    """In the free strip at the bottom, in letters that shrink until all fits."""
    width, height = size
    for part in (1.0, 0.8, 0.6, 0.45):
        letters = fonts.font(fonts.chosen(text), max(8, round(height * _LEAST * part)))
        rows = wrapped(text, letters, width - 2 * left)
        step = round(letters.size * 1.2)
        if step * len(rows) <= height * 0.075:
            break
    top = height - step * len(rows) - round(height * 0.005)
    for number, row in enumerate(rows):
        pen.text((left, top + number * step), row, font=letters, fill=SOFT)


def _fitted(card: CardText, width: int, room: int, height: int) -> list[_Block]:
    blocks: list[_Block] = []
    for part in (1.0, 0.85, 0.7, 0.6, 0.5, 0.4):
        blocks = _blocks(card, width, height, part)
        if sum(block.height for block in blocks) <= room:
            return blocks
    *before, last = blocks
    lines = max(1, (room - sum(block.height for block in before) - last.gap) // last.step)
    cut = (*last.lines[: lines - 1], last.lines[lines - 1].rstrip() + " …") if lines < len(last.lines) else last.lines
    return [*before, _Block(cut, last.font, last.colour, last.gap)]


def _blocks(card: CardText, width: int, height: int, part: float) -> list[_Block]:
    wanted = ((card.above, 0.04, SOFT, False), (card.heading, 0.062, SOFT if card.text else INK, True), (card.text, 0.085, INK, True))
    out: list[_Block] = []
    for text, share, colour, bold in wanted:
        if text:
            size = max(8, round(height * max(_LEAST, share * part)))
            letters = fonts.font(fonts.chosen(text, bold), size)
            out.append(_Block(tuple(wrapped(text, letters, width)), letters, colour, size // 2 if out else 0))
    return out


def wrapped(text: str, letters: Any, width: float) -> list[str]:
    """Lines of at most `width` points, as equal in length as may be; a word that is longer than a line is broken."""
    words = [piece for word in text.split() for piece in _broken(word, letters, width)]
    lines = _greedy(words, letters, width)
    # The same number of lines, but not one word alone on the last.
    narrow, wide = width / max(1, len(lines)), width
    while wide - narrow > 4:
        middle = (narrow + wide) / 2
        if len(_greedy(words, letters, middle)) <= len(lines) and all(letters.getlength(word) <= middle for word in words):
            wide = middle
        else:
            narrow = middle
    return _greedy(words, letters, wide)


def _greedy(words: Sequence[str], letters: Any, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and letters.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _broken(word: str, letters: Any, width: float) -> list[str]:
    out = []
    while letters.getlength(word) > width and len(word) > 1:
        fits = next(n for n in range(len(word), 0, -1) if n == 1 or letters.getlength(word[:n] + "-") <= width)
        out.append(word[:fits] + "-")
        word = word[fits:]
    return [*out, word]


def draw_stamp(text: str, size: tuple[int, int], target: Path) -> tuple[int, int]:
    """Writes a small text on a dark ground with transparency; returns where its top left belongs in a picture of `size`: at the top."""
    from PIL import Image, ImageDraw

    width, height = size
    letters = fonts.font(fonts.chosen(text), max(8, round(min(height * _LEAST, width * 0.03))))
    pad = round(letters.size * 0.3)
    rows = wrapped(text, letters, width * 0.96 - 2 * pad)
    step = round(letters.size * 1.2)
    across = _even(max((round(letters.getlength(row)) for row in rows), default=0) + 2 * pad + 2)
    down = _even(step * len(rows) + 2 * pad)
    image = Image.new("RGBA", (min(across, width), min(down, height)), (0, 0, 0, 150))
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        pen.text((pad, pad + number * step), row, font=letters, fill=(255, 255, 255, 230))
    image.save(target, "PNG")
    return _even(round(width * 0.01)), _even(round(height * 0.01))


def draw_subtitle(lines: Sequence[str], size: tuple[int, int], target: Path) -> tuple[int, int]:
    """Writes lines of a subtitle on a dark ground with transparency; returns where its top left belongs in a picture of `size`."""
    from PIL import Image, ImageDraw

    width, height = size
    text = " ".join(lines)
    letters = fonts.font(fonts.chosen(text), max(8, round(min(height * 0.05, width * 0.04))))
    rows = [
        row for line in lines for row in _greedy([p for w in line.split() for p in _broken(w, letters, width * 0.9)], letters, width * 0.9)
    ]
    step, pad = round(letters.size * 1.25), round(letters.size * 0.35)
    across = _even(max(round(letters.getlength(row)) for row in rows) + 4 * pad)
    down = _even(step * len(rows) + 2 * pad)
    image = Image.new("RGBA", (min(across, width), min(down, height)), (0, 0, 0, 170))
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        pen.text(((image.width - letters.getlength(row)) / 2, pad + number * step), row, font=letters, fill=(255, 255, 255, 255))
    image.save(target, "PNG")
    return _even((width - image.width) // 2), max(0, _even(height - image.height - round(height * 0.05)))


def _even(number: int) -> int:
    return number // 2 * 2
