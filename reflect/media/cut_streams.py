"""The stream of pictures in a clip's file: with the film's own parameter sets for a cut that copies, or all new. Runs in the child.

Copied and encoded pictures need different parameter sets. Both stand in the file's header, under different numbers, and every
picture names its own: this is what the standard has numbers for, and any player follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from reflect.media import nal
from reflect.media.cut_plan import Plan, decode_times
from reflect.media.cut_video import Cutter, Inexact, Ready
from reflect.media.encoding import Encoder, Recipe
from reflect.media.facts import VideoFacts
from reflect.media.strips import Strip

COPIED_PIXELS = {"yuv420p", "yuvj420p"}
"""What every player shows; other pictures are encoded to it."""
_PROGRESSIVE = {0, 1}
"""ffmpeg's numbers for an unknown order of fields, and for none."""
FITTED_SET = 29
"""The number of the parameter sets of what was encoded to fit a reel."""
FITTED_RATE = Fraction(30)
_TURNS = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}


@dataclass(frozen=True, slots=True)
class Pictures:
    """A stream of the output and what goes into it, each with its decode time, in the order of decoding."""

    stream: Any
    ready: Iterator[Ready]


def recipe_of(stream: Any, plan: Plan, length_s: float, ticks: int, fade_s: float, threads: int) -> Recipe:
    """Pictures like those of the film."""
    context = stream.codec_context
    # The film's average, so that all edges of clips of one film are made alike and can stand in one reel.
    rate = stream.guessed_rate or stream.average_rate or Fraction(len(plan.shown)) / Fraction(length_s)
    fades = f"fade=type=in:start_time=0:duration={fade_s},fade=type=out:start_time={length_s - fade_s:.6f}:duration={fade_s}"
    return Recipe(
        width=context.width,
        height=context.height,
        pixels=context.pix_fmt or "yuv420p",
        shape=stream.sample_aspect_ratio or None,
        colours=(int(context.color_range), int(context.colorspace), int(context.color_primaries), int(context.color_trc)),
        rate=min(Fraction(240), max(Fraction(1), Fraction(rate))).limit_denominator(1001),
        ticks=ticks,
        filters=fades if fade_s else "",
        threads=threads,
    )


def smart(output: Any, cutter: Cutter, recipe: Recipe) -> Pictures:
    """Copied where that is exact, encoded at the edges. Raises Inexact."""
    sets = _copyable(cutter)
    try:
        edge = replace(recipe, set_id=nal.free_id(sets))
        ours = nal.sets_of_encoder(Encoder(edge).context.extradata or b"")
        header = nal.write_avcc(nal.joined(sets, ours) if cutter.plan.encoded else nal.joined(sets))
    except ValueError as error:
        raise Inexact(str(error)) from error
    target = output.add_stream_from_template(cutter.stream, opaque=True)
    target.codec_context.extradata = header
    target.time_base = Fraction(1, recipe.ticks)
    times = _decode_times(cutter, recipe)
    return Pictures(target, (replace(picture, dts=times[picture.pts]) for picture in cutter.smart(lambda: Encoder(edge))))


def _copyable(cutter: Cutter) -> nal.Sets:
    """The film's parameter sets; Inexact when its pictures cannot stand in the clip as they are."""
    context = cutter.stream.codec_context
    first, end = cutter.plan.copied
    if cutter.found.avcc is None:
        raise Inexact(f"{context.name} is not copied")
    if context.pix_fmt not in COPIED_PIXELS:
        raise Inexact(f"{context.pix_fmt} is not shown everywhere")
    if int(context.field_order) not in _PROGRESSIVE:
        raise Inexact("the picture is interlaced")
    if end <= first:
        raise Inexact("no group of pictures lies whole in the clip")
    return cutter.found.avcc


def _decode_times(cutter: Cutter, recipe: Recipe) -> dict[int, int]:
    """The decode time of every picture of the clip, by the time it is shown (ticks)."""
    first, end = cutter.plan.copied
    times = {picture.number: cutter.at(picture) for picture in cutter.plan.shown}
    copied = [times[n] for n in range(first, end) if n in times]
    in_time = sorted(times.values())
    order = [*(t for t in in_time if t < min(copied)), *copied, *(t for t in in_time if t > max(copied))]
    step = max(1, round(recipe.ticks / recipe.rate))
    return dict(zip(order, decode_times(order, step), strict=True))


def whole(
    output: Any,
    cutter: Cutter,
    recipe: Recipe,
    facts: VideoFacts,
    strips: tuple[Strip, ...] = (),
    size: tuple[int, int] | None = None,
) -> Pictures:
    """Everything encoded: upright, in even sizes, 8 bits, not interlaced. `size` fits it into another picture."""
    lies = facts.rotation in (90, 270)
    shape = 1 / recipe.shape if recipe.shape and lies else recipe.shape
    width, height = size or (-(-facts.width // 2) * 2, -(-facts.height // 2) * 2)
    fitted = _fitted(width, height, shape or Fraction(1)) if size else ""
    even = "" if size or (width, height) == (facts.width, facts.height) else f"pad=w={width}:h={height}"
    upright = replace(
        recipe,
        width=width,
        height=height,
        pixels="yuv420p",
        strips=strips,
        colours=(1, *recipe.colours[1:]) if recipe.pixels.startswith("yuvj") else recipe.colours,
        shape=Fraction(1) if size else shape,
        # What was made to fit stands in one reel, so it must all be made alike.
        rate=FITTED_RATE if size else recipe.rate,
        filters=",".join(part for part in (_TURNS.get(facts.rotation, ""), fitted, even, recipe.filters) if part),
        set_id=FITTED_SET if size else None,
    )
    target = output.add_stream("libx264", rate=upright.rate)
    return Pictures(target, cutter.whole(Encoder(upright, target.codec_context)))


def _fitted(width: int, height: int, shape: Fraction) -> str:
    """Into a picture of square points, as large as it goes, in the middle of black."""
    square = f"scale=w=trunc(iw*{float(shape):.6f}/2)*2:h=ih," if shape != 1 else ""
    inside = f"scale=w={width}:h={height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    return f"{square}{inside},pad=w={width}:h={height}:x=(ow-iw)/2:y=(oh-ih)/2"
