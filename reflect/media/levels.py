"""How loud sound is by EBU R 128, and sound made louder or softer without moving it. Runs in the child.

One gain for a whole clip, then a limiter for the rare peaks that would be too high. Dynamic normalisation (dynaudnorm, one-pass
loudnorm) would raise a soft answer to the level of a raised voice: who looks back at a talk must hear that difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

RATE = 48_000
TARGET_LUFS = -18.0
"""Within what EBU R 128 s2 advises for listening on computers (−20 to −16); the −23 of broadcast is soft on a laptop."""
CEILING = 0.84
"""The highest sample, −1.5 dB of full scale: AAC may overshoot a little."""
SILENT_LUFS = -60.0
MOST_DB = 20.0
"""More gain would only raise hiss."""


def loudness(blocks: Iterator[np.ndarray]) -> float:
    """Integrated loudness in LUFS of stereo blocks at 48 kHz; -inf for silence and for less than 400 ms."""
    graph = _graph("ebur128=metadata=1:framelog=quiet")
    found = float("-inf")
    for frame in _through(graph, blocks):
        found = float(frame.metadata.get("lavfi.r128.I", found))
    return found if found > SILENT_LUFS else float("-inf")


def gain_db(lufs: float) -> float:
    """What brings this loudness to the target; 0 for silence.

    >>> gain_db(-30.0), gain_db(float("-inf")), gain_db(-50.0)
    (12.0, 0.0, 20.0)
    """
    return 0.0 if lufs < SILENT_LUFS else max(-MOST_DB, min(MOST_DB, TARGET_LUFS - lufs))


def louder(blocks: Iterator[np.ndarray], gain: float) -> Iterator[np.ndarray]:
    """The same number of samples, each heard when it was, changed by `gain` dB and kept under the ceiling."""
    if not gain:
        yield from blocks
        return
    # The limiter looks ahead and gives back what it took ("latency"), so nothing moves.
    chain = (
        f"volume={gain}dB:precision=float,alimiter=limit={CEILING}:level=disabled:attack=5:release=50:latency=1,aformat=fltp:48000:stereo"
    )
    for frame in _through(_graph(chain), blocks):
        yield frame.to_ndarray()


def _graph(chain: str) -> Any:
    from av.filter import Graph

    graph = Graph()
    nodes = [graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE))]
    for text in chain.split(","):
        name, _, arguments = text.partition("=")
        nodes.append(graph.add(name, arguments))
    nodes.append(graph.add("abuffersink"))
    graph.link_nodes(*nodes).configure()
    return graph


def _through(graph: Any, blocks: Iterator[np.ndarray]) -> Iterator[Any]:
    at = 0
    for block in blocks:
        graph.push(sound_frame(block, at))
        at += block.shape[1]
        yield from _pulled(graph)
    if at:
        graph.push(None)
        yield from _pulled(graph)


def _pulled(graph: Any) -> Iterator[Any]:
    import av

    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def sound_frame(samples: np.ndarray, at: int) -> Any:
    """Stereo floats as a frame that is heard from sample `at` on."""
    import av

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
    return frame
