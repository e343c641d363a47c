"""The drawn room of the demo: two people at a table, drawn from nothing with Pillow.

``draw_frame`` takes the poses of one moment (mouth, nod, blink, mood, gesture) and gives an RGB picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from demo_pen import Colour, Pen, Point
from demo_room import HEIGHT, WIDTH, room, table
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FPS = 25

# The plate in the upper left corner: time code, and under it the frame number in 16 cells.
PLATE_BOX = (24, 24, 296, 104)
TEXT_LEFT, TEXT_TOP, TEXT_CELL, TEXT_PX = 39, 31, 22, 36
CELL_LEFT, CELL_TOP, CELL_PITCH, CELL_WIDTH, CELL_HEIGHT = 40, 80, 15, 12, 12
CELLS, NUMBER_BITS = 16, 14
LIGHT, DARK = (240, 238, 230), (62, 66, 74)


@dataclass(frozen=True, slots=True)
class Pose:
    """How one person looks in one frame. ``mouth`` 0..3, ``arm`` 0..12, ``glow`` 0..4; ``dx``, ``dy`` in pixels."""

    mouth: int = 0
    blink: bool = False
    mood: str = "calm"
    dx: int = 0
    dy: int = 0
    arm: int = 0
    glow: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Fixed looks of a person. ``facing`` is 1 for a face turned to the right, -1 for the left."""

    name: str
    x: int
    facing: int
    skin: Colour
    shade: Colour
    hair: Colour
    coat: Colour
    coat_dark: Colour
    shirt: Colour


KLANTMANAGER = Person("klantmanager", 372, 1, (240, 200, 172), (214, 164, 136), (92, 76, 66), (47, 78, 106), (38, 64, 89), (222, 233, 240))
CLIENT = Person("client", 908, -1, (196, 140, 104), (164, 108, 78), (46, 34, 36), (214, 150, 62), (186, 124, 44), (64, 122, 116))
PEOPLE = {person.name: person for person in (KLANTMANAGER, CLIENT)}
HEAD_Y, HEAD_HALF = 262, 150


def dress(coats: Mapping[str, Sequence[Sequence[int]]]) -> None:
    """Give people, by name, a coat, its dark side and a shirt (RGB), so that two films are told apart. Before the first frame."""
    for name, (coat, dark, shirt) in coats.items():
        PEOPLE[name] = replace(PEOPLE[name], coat=_rgb(coat), coat_dark=_rgb(dark), shirt=_rgb(shirt))


def _rgb(values: Sequence[int]) -> Colour:
    red, green, blue = values
    return red, green, blue


def _torso(pen: Pen, who: Person) -> None:
    x, d = who.x, who.facing
    pen.blob(
        [(x - 112, 420), (x - 46, 372), (x + 46, 372), (x + 112, 420), (x + 132, 540), (x + 120, 640), (x - 120, 640), (x - 132, 540)],
        who.coat,
    )
    pen.line([(x - 108, 448), (x - 132, 556)], who.coat_dark, 54)
    pen.line([(x + 108, 448), (x + 132, 556)], who.coat_dark, 54)
    pen.shape([(x - 40, 372), (x + 40, 372), (x + d * 6 + 22, 640), (x + d * 6 - 22, 640)], who.shirt)
    pen.blob([(x - 30, 320), (x + 30, 320), (x + 34, 378), (x + d * 4, 398), (x - 34, 378)], who.shade)
    if who.name == "klantmanager":
        pen.shape([(x - 36, 366), (x + d * 4, 404), (x - 22, 424), (x - 50, 378)], (240, 246, 250))
        pen.shape([(x + 36, 366), (x + d * 4, 404), (x + 30, 424), (x + 50, 378)], (240, 246, 250))
        pen.shape([(x - 50, 374), (x - 26, 428), (x - 18, 640), (x - 60, 640), (x - 78, 400)], who.coat_dark)
        pen.shape([(x + 50, 374), (x + 32, 428), (x + 30, 640), (x + 72, 640), (x + 78, 400)], who.coat_dark)
        pen.line([(x - 62, 380), (x - 56, 476)], (206, 88, 70), 5)
        pen.box(x - 78, 474, x - 36, 528, (250, 250, 248), 4)
        pen.box(x - 72, 481, x - 54, 502, (150, 184, 200), 2)
        pen.box(x - 72, 509, x - 42, 513, (170, 174, 178), 1)
        pen.box(x - 72, 517, x - 50, 521, (190, 194, 198), 1)
    else:
        pen.shape([(x - 44, 368), (x - 30, 440), (x - 26, 640), (x - 56, 640), (x - 72, 400)], who.coat_dark)
        pen.shape([(x + 44, 368), (x + 18, 440), (x + 14, 640), (x + 48, 640), (x + 72, 400)], who.coat_dark)
        pen.curve((x - 32, 376), (x, 424), (x + 32, 376), (238, 214, 150), 3)
        pen.oval(x - 1, 402, 5, 6, (238, 214, 150))


# ---------------------------------------------------------------- the heads

_BROWS = {"calm": (0, 0), "sad": (-7, 3), "cross": (7, 1), "glad": (-1, -3)}  # lift of the inner end, of the whole
_SMILE = {"calm": 2, "sad": -6, "cross": -4, "glad": 10}


def _hair_back(pen: Pen, who: Person) -> None:
    if who.name == "client":
        pen.blob(
            [(0, -112), (66, -92), (96, -20), (98, 60), (84, 112), (40, 122), (-40, 122), (-84, 112), (-98, 60), (-96, -20), (-66, -92)],
            who.hair,
        )


def _hair_front(pen: Pen, who: Person) -> None:
    d = who.facing
    if who.name == "client":
        pen.blob(
            [
                (d * 30, -106),
                (d * 74, -74),
                (d * 84, -6),
                (d * 66, -34),
                (d * 34, -72),
                (-d * 10, -46),
                (-d * 62, -18),
                (-d * 84, 40),
                (-d * 94, -20),
                (-d * 62, -92),
            ],
            who.hair,
        )
        pen.curve((d * 32, -82), (-d * 8, -52), (-d * 66, -30), (74, 56, 56), 3)
        pen.oval(-d * 74, 50, 5, 7, (238, 214, 150))
    else:
        pen.blob(
            [
                (-d * 4, -108),
                (d * 56, -98),
                (d * 80, -56),
                (d * 72, -20),
                (d * 60, -54),
                (d * 10, -66),
                (-d * 46, -58),
                (-d * 64, -16),
                (-d * 76, 12),
                (-d * 86, -40),
                (-d * 60, -92),
            ],
            who.hair,
        )
        pen.curve((-d * 50, -76), (d * 10, -98), (d * 60, -74), (116, 98, 86), 3)


def _eyes(pen: Pen, who: Person, pose: Pose) -> None:
    d = who.facing
    inner, lift = _BROWS[pose.mood]
    look = 3 if pose.mood == "sad" else 0
    for side in (-1, 1):
        x, narrow = d * 16 + side * 31, 0.92 if side == d else 1.0
        if pose.blink:
            pen.curve((x - 11, -2), (x, 4), (x + 11, -2), who.hair, 3.4)
        else:
            pen.oval(x, -4, 12 * narrow, 10, (252, 250, 246))
            pen.oval(x + d * 4, -3 + look, 6.4, 7.2, (52, 40, 36))
            pen.oval(x + d * 4 + 2, -6 + look, 2, 2, (255, 255, 255))
            pen.curve((x - 13, -7), (x, -19), (x + 13, -7), who.hair, 3)
        y = -30 + lift
        pen.curve((x + side * 16, y + 3), (x + side * 2, y - 6 + inner / 2), (x - side * 13, y + inner), who.hair, 5.4)
    if who.name == "klantmanager":
        for side in (-1, 1):
            pen.oval(d * 16 + side * 31, -2, 24, 21, None, (58, 62, 72), 3)
        pen.curve((d * 16 - 8, -5), (d * 16, -10), (d * 16 + 8, -5), (58, 62, 72), 3)
        pen.line([(d * 16 - d * 55, -6), (-d * 68, -2)], (58, 62, 72), 3)


def _mouth(pen: Pen, who: Person, pose: Pose) -> None:
    x, y, smile = who.facing * 15, 54, _SMILE[pose.mood]
    lip = (150, 78, 70) if who.name == "client" else (176, 104, 90)
    if pose.mouth == 0:
        pen.curve((x - 20, y), (x, y + smile * 1.6), (x + 20, y), lip, 4.6)
        return
    width, height = ((15, 5), (17, 9), (17, 14))[pose.mouth - 1]
    pen.oval(x, y + 2, width + 3, height + 3, lip)
    pen.oval(x, y + 2, width, height, (96, 36, 40))
    if pose.mouth > 1:
        pen.box(x - width * 0.62, y + 2 - height + 1, x + width * 0.62, y + 2 - height + 5, (250, 246, 240), 2)
        pen.oval(x, y + 2 + height * 0.62, width * 0.6, height * 0.32, (204, 104, 100))


@cache
def _head(name: str, mouth: int, blink: bool, mood: str) -> Image.Image:
    who, pose = PEOPLE[name], Pose(mouth=mouth, blink=blink, mood=mood)
    d = who.facing
    pen = Pen(2 * HEAD_HALF, 2 * HEAD_HALF, (HEAD_HALF, HEAD_HALF))
    _hair_back(pen, who)
    pen.oval(-d * 74, 8, 14, 20, who.skin)
    pen.oval(-d * 75, 9, 7, 11, who.shade)
    drop = (8, 8, 11, 15)[mouth]
    pen.blob(
        [
            (0, -96),
            (58, -80),
            (77, -20),
            (70, 38),
            (40, 82 + drop / 2),
            (d * 8, 90 + drop),
            (-40, 82 + drop / 2),
            (-70, 38),
            (-77, -20),
            (-58, -80),
        ],
        who.skin,
    )
    blush = Pen(2 * HEAD_HALF, 2 * HEAD_HALF, (HEAD_HALF, HEAD_HALF))
    for side in (-1, 1):
        blush.oval(d * 14 + side * 46, 32, 15, 10, (222, 110, 92, 46))
    _hair_front(pen, who)
    _eyes(pen, who, pose)
    pen.curve((d * 20, 6), (d * 36, 30), (d * 16, 30), who.shade, 4)
    _mouth(pen, who, pose)
    return Image.alpha_composite(pen.done(), blush.done())


def _forearm(pen: Pen, who: Person, elbow: Point, degrees: float) -> None:
    """A forearm with a hand, from the elbow in a direction (0 is right, 90 is down)."""

    def along(length: float, aside: float = 0.0) -> Point:
        angle = math.radians(degrees)
        return (
            elbow[0] + length * math.cos(angle) - aside * math.sin(angle),
            elbow[1] + length * math.sin(angle) + aside * math.cos(angle),
        )

    pen.line([along(80), along(106)], who.shade, 25)
    for finger in (-9, -3, 3, 9):
        pen.line([along(108, finger), along(136 - abs(finger) * 0.7, finger * 1.25)], who.shade, 9)
        pen.line([along(108, finger), along(135 - abs(finger) * 0.7, finger * 1.25)], who.skin, 7)
    thumb = -1 if math.cos(math.radians(degrees)) > 0 else 1
    pen.line([along(104, 8 * thumb), along(119, 20 * thumb)], who.skin, 9)
    pen.oval(*along(108), 16, 16, who.skin)
    pen.line([elbow, along(88)], who.coat_dark, 47)
    pen.line([elbow, along(84)], who.coat, 42)


@cache
def _arms(name: str, level: int) -> tuple[Image.Image, tuple[int, int]]:
    """Both forearms on the table, and where they belong; ``level`` lifts the hand on the side of the other person."""
    who = PEOPLE[name]
    x, d, up = who.x, who.facing, level / 12
    corner = (x - 210, 400)
    pen = Pen(420, 270, (-corner[0], -corner[1]))
    _forearm(pen, who, (x - d * 134, 566), 26 if d > 0 else 154)
    rest = 148 if d > 0 else 32
    _forearm(pen, who, (x + d * 134, 562), rest + d * 98 * up)
    return pen.done(), corner


# ---------------------------------------------------------------- plate and frames


@cache
def _digits() -> dict[str, Image.Image]:
    """Time-code glyphs on the plate's colour; the font comes with matplotlib, so no system font is needed."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise SystemExit("The time code needs the font that ships with matplotlib: pip install matplotlib")
    font = ImageFont.truetype(str(Path(spec.origin).parent / "mpl-data/fonts/ttf/DejaVuSansMono-Bold.ttf"), TEXT_PX)
    glyphs = {}
    for char in "0123456789:":
        glyphs[char] = Image.new("RGB", (TEXT_CELL, 44), (30, 34, 42))
        ImageDraw.Draw(glyphs[char]).text((0, 0), char, font=font, fill=LIGHT)
    return glyphs


def timecode(frame: int) -> str:
    """``HH:MM:SS:FF`` of a frame number, counted from zero at 25 frames a second."""
    seconds, part = divmod(frame, FPS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{part:02d}"


def counter_cells(frame: int) -> list[bool]:
    """The 16 cells from left to right, True is light: one always light, 14 bits (highest first), even parity of the 14."""
    bits = [bool(frame >> shift & 1) for shift in range(NUMBER_BITS - 1, -1, -1)]
    return [True, *bits, sum(bits) % 2 == 1]


def draw_plate(picture: Image.Image, frame: int) -> None:
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(PLATE_BOX, 10, fill=(30, 34, 42))
    for i, char in enumerate(timecode(frame)):
        picture.paste(_digits()[char], (TEXT_LEFT + i * TEXT_CELL, TEXT_TOP))
    for i, light in enumerate(counter_cells(frame)):
        left = CELL_LEFT + i * CELL_PITCH
        draw.rectangle((left, CELL_TOP, left + CELL_WIDTH - 1, CELL_TOP + CELL_HEIGHT - 1), fill=LIGHT if light else DARK)


@cache
def _background() -> Image.Image:
    pen = Pen(WIDTH, HEIGHT)
    room(pen)
    return pen.done().convert("RGB")


@cache
def _front() -> Image.Image:
    """Bodies and the table before them."""
    people, top = Pen(WIDTH, HEIGHT), Pen(WIDTH, HEIGHT)
    for who in PEOPLE.values():
        _torso(people, who)
    table(top)
    return Image.alpha_composite(people.done(), top.done())


@cache
def _glow(name: str) -> Image.Image:
    light = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
    x = PEOPLE[name].x // 4
    ImageDraw.Draw(light).ellipse((x - 50, 14, x + 50, 122), fill=255)
    return light.filter(ImageFilter.GaussianBlur(12)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


@lru_cache(maxsize=64)
def _stage(glow_left: int, glow_right: int) -> Image.Image:
    """Room, bodies and table, with a soft warm light on the wall behind whoever speaks."""
    stage = _background().copy()
    for name, level in (("klantmanager", glow_left), ("client", glow_right)):
        mask = ImageChops.multiply(_glow(name), Image.new("L", (WIDTH, HEIGHT), round(level / 4 * 150)))
        stage.paste(Image.new("RGB", (WIDTH, HEIGHT), (255, 241, 200)), (0, 0), mask)
    stage.paste(_front(), (0, 0), _front())
    return stage


@lru_cache(maxsize=128)
def _stage_with_arms(left: tuple[int, int], right: tuple[int, int]) -> Image.Image:
    """The stage for the (glow, arm) of both people."""
    picture = _stage(left[0], right[0]).copy()
    for name, level in (("klantmanager", left[1]), ("client", right[1])):
        arms, corner = _arms(name, level)
        picture.paste(arms, corner, arms)
    return picture


def draw_frame(frame: int, left: Pose, right: Pose) -> Image.Image:
    """Frame ``frame`` (from zero) with the klantmanager at the left and the client at the right; RGB, 1280 x 720."""
    picture = _stage_with_arms((left.glow, left.arm), (right.glow, right.arm)).copy()
    for name, pose in (("klantmanager", left), ("client", right)):
        head = _head(name, pose.mouth, pose.blink, pose.mood)
        picture.paste(head, (PEOPLE[name].x - HEAD_HALF + pose.dx, HEAD_Y - HEAD_HALF + pose.dy), head)
    draw_plate(picture, frame)
    return picture
