"""A pen for smooth drawings: shapes in picture coordinates, drawn three times as large and scaled down."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

_SCALE = 3
Point = tuple[float, float]
Colour = tuple[int, int, int] | tuple[int, int, int, int]


class Pen:
    """Draws on a transparent sheet in picture coordinates; ``done`` scales the sheet down."""

    def __init__(self, width: int, height: int, origin: Point = (0, 0)) -> None:
        self.size, self.origin = (width, height), origin
        self.sheet = Image.new("RGBA", (width * _SCALE, height * _SCALE), (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self.sheet)

    def at(self, point: Point) -> Point:
        return ((point[0] + self.origin[0]) * _SCALE, (point[1] + self.origin[1]) * _SCALE)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour | None, line: Colour | None = None, width: float = 0) -> None:
        box = (*self.at((x - rx, y - ry)), *self.at((x + rx, y + ry)))
        self.draw.ellipse(box, fill=fill, outline=line, width=round(width * _SCALE))

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0) -> None:
        self.draw.rounded_rectangle((*self.at((x0, y0)), *self.at((x1, y1))), radius * _SCALE, fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self.draw.polygon([self.at(p) for p in points], fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        self.shape(spline(points), fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A line with round ends and joints."""
        where = [self.at(p) for p in points]
        self.draw.line(where, fill=fill, width=round(width * _SCALE), joint="curve")
        radius = width * _SCALE / 2
        for x, y in (where[0], where[-1]):
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def curve(self, start: Point, middle: Point, end: Point, fill: Colour, width: float) -> None:
        steps = [i / 16 for i in range(17)]
        self.line(
            [
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * middle[0] + t * t * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * middle[1] + t * t * end[1],
                )
                for t in steps
            ],
            fill,
            width,
        )

    def done(self) -> Image.Image:
        return self.sheet.resize(self.size, Image.Resampling.LANCZOS)


def spline(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """A closed Catmull-Rom curve through ``points``."""
    out: list[Point] = []
    count = len(points)
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + k - 1) % count] for k in range(4))
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
                for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
            )
            out.append((x, y))
    return out
