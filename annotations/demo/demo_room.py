"""The room of the demo: wall, window, picture, plant, and the table with its cups."""

from __future__ import annotations

import math

from demo_pen import Colour, Pen

WIDTH, HEIGHT = 1280, 720


def room(pen: Pen) -> None:
    pen.box(0, 0, WIDTH, HEIGHT, (237, 229, 217))
    pen.box(0, 430, WIDTH, HEIGHT, (203, 214, 206))
    pen.box(0, 424, WIDTH, 434, (248, 244, 237))
    _window(pen)
    _picture(pen)
    _plant(pen)


def _window(pen: Pen) -> None:
    pen.box(494, 66, 786, 392, (250, 248, 243), 6)
    pen.box(508, 80, 772, 378, (190, 219, 234))
    pen.oval(575, 150, 34, 13, (233, 243, 248))
    pen.oval(602, 143, 30, 16, (233, 243, 248))
    pen.oval(712, 118, 30, 10, (224, 238, 245))
    houses = (
        (508, 566, 262, (176, 112, 92)),
        (566, 616, 240, (205, 168, 128)),
        (616, 664, 272, (146, 98, 88)),
        (664, 716, 250, (188, 132, 104)),
    )
    for left, right, top, colour in houses:
        middle = (left + right) / 2
        steps = [(left, 378), (left, top + 26), (left + 10, top + 26), (left + 10, top + 12), (middle - 8, top + 12), (middle - 8, top)]
        pen.shape([*steps, *[(left + right - x, y) for x, y in reversed(steps)]], colour)
        for row in (top + 42, top + 78):
            for column in (middle - 12, middle + 12):
                pen.box(column - 6, row, column + 6, row + 20, (238, 236, 222))
    pen.box(735, 310, 743, 378, (112, 88, 70))
    pen.blob([(738, 240), (768, 266), (770, 308), (738, 330), (706, 308), (708, 266)], (118, 156, 110))
    pen.box(772, 66, 786, 392, (250, 248, 243))
    pen.box(634, 80, 646, 378, (250, 248, 243))
    pen.box(508, 176, 772, 184, (250, 248, 243))
    pen.box(480, 388, 800, 402, (252, 250, 246), 4)
    pen.box(486, 402, 794, 408, (214, 204, 190), 2)


def _picture(pen: Pen) -> None:
    pen.box(1060, 112, 1196, 262, (122, 94, 72), 4)
    pen.box(1068, 120, 1188, 254, (247, 243, 234))
    pen.box(1082, 134, 1174, 240, (170, 204, 214))
    pen.oval(1146, 162, 13, 13, (244, 208, 120))
    pen.shape([(1082, 240), (1082, 204), (1174, 188), (1174, 240)], (126, 162, 116))
    pen.shape([(1082, 240), (1082, 226), (1174, 212), (1174, 240)], (98, 138, 98))
    pen.shape([(1112, 212), (1116, 172), (1126, 172), (1130, 210)], (238, 232, 220))
    for angle in (25, 115, 205, 295):
        tip = (1121 + 30 * math.cos(math.radians(angle)), 174 + 30 * math.sin(math.radians(angle)))
        pen.line([(1121, 174), tip], (120, 90, 72), 3)


def _plant(pen: Pen) -> None:
    pen.box(62, 512, 196, 524, (150, 112, 80), 3)
    pen.box(74, 524, 84, 720, (128, 94, 66))
    pen.box(174, 524, 184, 720, (128, 94, 66))
    leaves = ((-96, -120), (-70, -190), (-30, -236), (14, -250), (56, -206), (88, -140), (70, -84), (-60, -70))
    for i, (dx, dy) in enumerate(leaves):
        green = ((92, 138, 98), (74, 120, 88), (112, 154, 106))[i % 3]
        base, tip = (129.0, 440.0), (129.0 + dx, 440.0 + dy)
        pen.curve(base, (129 + dx * 0.2, 440 + dy * 0.7), tip, (74, 110, 80), 4)
        length = math.hypot(dx, dy)
        nx, ny = -dy / length * 24, dx / length * 24
        middle = (base[0] + dx * 0.72, base[1] + dy * 0.78)
        pen.blob(
            [(base[0] + dx * 0.38, base[1] + dy * 0.46), (middle[0] + nx, middle[1] + ny), tip, (middle[0] - nx, middle[1] - ny)], green
        )
    pen.shape([(88, 436), (170, 436), (158, 512), (100, 512)], (198, 112, 82))
    pen.box(82, 426, 176, 446, (212, 126, 94), 4)


def table(pen: Pen) -> None:
    pen.blob([(196, 566), (640, 548), (1084, 566), (1180, 700), (640, 760), (100, 700)], (148, 104, 70))
    pen.blob([(204, 560), (640, 542), (1076, 560), (1168, 686), (640, 740), (112, 686)], (196, 148, 104))
    for y, left, right in ((592, 250, 540), (640, 700, 1080), (668, 240, 520), (606, 800, 1010)):
        pen.curve((left, y), ((left + right) / 2, y - 5), (right, y), (186, 138, 95), 3)
    pen.shape([(536, 650), (664, 640), (688, 696), (546, 708)], (250, 247, 240))
    pen.shape([(536, 650), (548, 649), (562, 707), (546, 708)], (206, 92, 76))
    for i in range(3):
        pen.line([(576, 662 + i * 13), (650 + i * 4, 656 + i * 13)], (196, 200, 206), 2)
    pen.line([(660, 692), (716, 664)], (54, 74, 100), 5)
    _cup(pen, 566, 578, (232, 238, 238), 1)
    _cup(pen, 716, 580, (110, 150, 150), -1)


def _cup(pen: Pen, x: float, y: float, colour: Colour, handle: int) -> None:
    pen.oval(x, y + 40, 46, 10, (170, 124, 84))
    pen.oval(x, y + 36, 42, 9, (244, 240, 232))
    pen.oval(x + handle * 28, y + 14, 14, 13, None, colour, 5)
    pen.blob([(x - 29, y - 6), (x + 29, y - 6), (x + 25, y + 26), (x + 12, y + 36), (x - 12, y + 36), (x - 25, y + 26)], colour)
    pen.oval(x, y - 4, 29, 8, (250, 248, 244))
    pen.oval(x, y - 3, 24, 6, (112, 74, 52))
