"""A voice made to sound like another: pitch and formants moved, in time as it was. "Afgeschermd", never anonymous.

What is moved can be moved back by who knows by how much, manner of speaking and words stay, and who knows the person knows the voice. It
keeps a voice from being recognised at once by a stranger, and no more. Measured on the first turns of the demo (50 s, two voices): CAM++
prints of turns of one voice are alike by 0.92 (cosine), of the two voices by 0.43; between a voice and itself moved by 0.9 it is 0.73, by
0.85 0.68, by 1.15 0.61, so a machine would still tell whose it is. A recogniser made as many errors with 0.9 as without (42 words in
100); sound stays in its place within 5 ms.
"""

from __future__ import annotations

from pathlib import Path

from reflect.errors import UsageError
from reflect.media import ffmpeg
from reflect.media.levels import RATE
from reflect.model.sound import Progress

LOWEST, HIGHEST = 0.7, 1.4
"""Beyond these speech is hard to follow."""


def check(factor: float) -> None:
    """UsageError for what is no voice any more. 1 leaves the voice as it is."""
    if not LOWEST <= factor <= HIGHEST:
        raise UsageError(f"The voice cannot be moved by {factor:g}. Give a factor between {LOWEST:g} (lower) and {HIGHEST:g} (higher).")


def change(sound: Path, target: Path, factor: float, samples: int, progress: Progress | None = None) -> None:
    """Writes a FLAC in which pitch and formants are `factor` times as high; the same number of samples.

    ToolError where this ffmpeg has no rubberband filter.
    """
    import ffmpeg as graph

    check(factor)
    made = (
        graph.input(ffmpeg.as_input(sound))
        .audio.filter("rubberband", pitch=factor, formant="shifted", pitchq="quality", transients="smooth")
        .filter("apad", whole_len=samples)
        .filter("atrim", end_sample=samples)
    )
    out = graph.output(made, str(target), acodec="flac", ar=RATE, ac=2, map_metadata=-1, fflags="+bitexact")
    ffmpeg.run(out, target, progress=progress, duration_ms=samples * 1000 // RATE)
