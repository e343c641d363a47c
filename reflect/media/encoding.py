"""Pictures to H.264, alike for whole clips and for the edges of a cut. Runs in the child."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reflect.media.strips import Overlay, Strip

PRESET, QUALITY, EDGE_QUALITY = "veryfast", 20, 17
"""libx264's speed and constant rate factors. Edges are short and lie next to copied pictures, so they are given more."""
KEY_EVERY_S = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the encoded pictures must be. `ticks` a second; `colours` are range, matrix, primaries and transfer, as numbers of ffmpeg.

    `filters` is a chain for ffmpeg's filters that a picture passes first, "" for none. `set_id` is the number of the parameter
    sets, None for the encoder's own choice (a whole clip). `threads` 0 lets the encoder choose. `strips` are laid over the pictures.
    """

    width: int
    height: int
    pixels: str
    shape: Fraction | None
    colours: tuple[int, int, int, int]
    rate: Fraction
    ticks: int
    filters: str = ""
    set_id: int | None = None
    threads: int = 0
    strips: tuple[Strip, ...] = ()


class Encoder:
    """Takes pictures in the order of time, gives packets (with start codes) in the order of decoding."""

    def __init__(self, recipe: Recipe, context: Any = None) -> None:
        import av

        self.recipe = recipe
        self.context = context if context is not None else av.CodecContext.create("libx264", "w")
        self._set_up(self.context)
        self.context.open()
        self._graph: Any = None
        self._overlay = Overlay(recipe.strips, recipe.ticks) if recipe.strips else None
        self._plain: bool | None = None

    def _set_up(self, context: Any) -> None:
        from av.codec.context import Flags

        r = self.recipe
        context.width, context.height, context.pix_fmt = r.width, r.height, r.pixels
        context.time_base, context.framerate = Fraction(1, r.ticks), r.rate
        if r.shape is not None:
            context.sample_aspect_ratio = r.shape
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = r.colours
        context.flags |= Flags.global_header | Flags.bitexact
        key_every = max(1, round(float(r.rate) * KEY_EVERY_S))
        settings = [f"keyint={key_every}", "stitchable=1"]
        if r.set_id is not None:
            # Pictures in the order of time, so that an edge begins and ends clean next to what is copied.
            settings += [f"sps-id={r.set_id}", "bframes=0"]
        context.options = {
            "preset": PRESET,
            "crf": str(QUALITY if r.set_id is None else EDGE_QUALITY),
            "x264-params": ":".join(settings),
            **({"threads": str(r.threads)} if r.threads else {}),
        }

    def take(self, frame: Any, at: int) -> Iterator[Any]:
        """A decoded picture that is shown from tick `at` on."""
        frame.pts, frame.time_base = at, Fraction(1, self.recipe.ticks)
        for filtered in self._filtered(frame):
            yield from self._encode(filtered)

    def finish(self) -> Iterator[Any]:
        if self._graph is not None:
            self._graph.push(None)
            for frame in self._pulled():
                yield from self._encode(frame)
        yield from self.context.encode(None)

    def _encode(self, frame: Any) -> Iterator[Any]:
        from av.video.frame import PictureType

        frame.pict_type = PictureType.NONE
        if self._overlay is not None:
            frame = self._overlay.on(frame)
        if frame.format.name != self.recipe.pixels:
            frame = frame.reformat(format=self.recipe.pixels)
        yield from self.context.encode(frame)

    def _filtered(self, frame: Any) -> Iterator[Any]:
        if self._plain is None:
            self._plain = not self._chain(frame)
        if self._plain:
            yield frame
            return
        if self._graph is None:
            self._graph = _graph(frame, self._chain(frame))
        self._graph.push(frame)
        yield from self._pulled()

    def _chain(self, frame: Any) -> str:
        """Halves of an interlaced picture become one before anything else happens to it."""
        whole = ["bwdif=mode=send_frame:deint=interlaced"] if frame.interlaced_frame and self.recipe.set_id is None else []
        return ",".join([*whole, *([self.recipe.filters] if self.recipe.filters else [])])

    def _pulled(self) -> Iterator[Any]:
        import av

        ticks = self.recipe.ticks
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            # Filters may count in other units.
            frame.pts = round(frame.pts * frame.time_base * ticks)
            frame.time_base = Fraction(1, ticks)
            yield frame


def _graph(frame: Any, chain: str) -> Any:
    from av.filter import Graph

    graph = Graph()
    nodes = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)]
    for text in chain.split(","):
        name, _, arguments = text.partition("=")
        nodes.append(graph.add(name, arguments))
    nodes.append(graph.add("buffersink"))
    graph.link_nodes(*nodes).configure()
    return graph
