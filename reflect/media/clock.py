"""Puts another recorder, or a second camera, on the film's clock by its sound.

The two hear the same conversation from different places, at different levels, with clocks that do not
run equally fast. `align_clocks` finds one straight line between the clocks and says how sure that is, or
refuses; `retime` writes the other's sound on the film's clock.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.errors import MediaError
from reflect.media.wave_sound import write_wave
from reflect.model.sound import RATE, Progress, Sound

if TYPE_CHECKING:
    import numpy as np

    from reflect.media.correlation import Delay

MAX_DRIFT_PPM = 400.0
_SHORTEST_S = 3.0
_COARSE_SLACK_S = 0.06
_FINE_SLACK_S = 0.02
_SHARP = 6.5
"""Standard deviations a window's peak must reach; the best of unrelated sound stays below it."""
_CLEAR = 12.0
_WINDOWS = 96
_LEAST_SHARE, _LEAST_WINDOWS = 0.25, 4
_DRIFT_NEEDS_S = 45.0


@dataclass(frozen=True, slots=True)
class ClockFit:
    """The line between two clocks: film_ms = offset_ms + other_ms · (1 + drift_ppm / 1,000,000).

    `offset_ms` is where the other recording's zero lies on the film's clock. A positive `drift_ppm` means
    that the other's clock runs slow. `confidence` (0 to 1) is the share of compared windows in which the
    two recordings agree with the line within 20 ms, times the sharpness of that agreement (the median
    correlation peak of those windows in standard deviations, 12 or more counting as 1). `matched_ms` is
    how much of the recording those windows stand for.
    """

    offset_ms: float
    drift_ppm: float
    confidence: float
    matched_ms: int
    accepted: bool

    def to_film_ms(self, other_ms: float) -> float:
        return self.offset_ms + other_ms * (1 + self.drift_ppm * 1e-6)

    def to_other_ms(self, film_ms: float) -> float:
        return (film_ms - self.offset_ms) / (1 + self.drift_ppm * 1e-6)


def align_clocks(film: Sound, other: Sound, progress: Progress | None = None, name: str = "The other recording") -> ClockFit:
    """Finds the other recording's place on the film's clock. Reads both in blocks.

    `name` stands for the other file in messages. Raises MediaError when one of the two is too short or
    silent, or when they do not sound like the same conversation.
    """
    fit = measure_clocks(film, other, progress, name)
    if not fit.accepted:
        raise MediaError(
            f"{name}: does not sound like the same conversation as the film (certainty {fit.confidence:.2f}), "
            "so it was not put on the film's clock. Check that it is the right file."
        )
    return fit


def measure_clocks(film: Sound, other: Sound, progress: Progress | None = None, name: str = "The other recording") -> ClockFit:
    """As `align_clocks`, but what is not sure comes back with `accepted` False instead of being refused."""
    from reflect.media import correlation  # numpy loads here

    tell = progress or _nobody
    if min(film.samples, other.samples) < _SHORTEST_S * RATE:
        raise MediaError(
            f"{name}: it and the film must both last at least {_SHORTEST_S:.0f} seconds to be compared. Give longer recordings."
        )
    envelope = correlation.envelopes(film, lambda part: tell(part * 0.25))
    other_envelope = correlation.envelopes(other, lambda part: tell(0.25 + part * 0.25))
    if not other_envelope.any():
        raise MediaError(f"{name}: is silent, so it cannot be put on the film's clock. Check that it is the right file.")
    if not envelope.any():
        raise MediaError(f"{name}: the film has no sound to compare it with. Choose the film's other audio track, if it has one.")
    delays = correlation.coarse_delays(envelope, other_envelope, lambda part: tell(0.5 + part * 0.2))
    start, drift, _ = correlation.agreed_line(delays, _COARSE_SLACK_S, MAX_DRIFT_PPM)
    pair = _Pair(film, other)
    rough = pair.compare((start, drift), 4.0, 0.3, lambda part: tell(0.7 + part * 0.12))
    line = pair.line(rough, (start, drift))
    fine = pair.compare(line, 8.0, 0.15, lambda part: tell(0.82 + part * 0.18))
    tell(1.0)
    return pair.fit(fine, line)


class _Pair:
    """The two recordings under comparison."""

    def __init__(self, film: Sound, other: Sound) -> None:
        self.film, self.other = film, other
        self.spacing_s = 0.0
        self.overlap_s = 0.0

    def compare(self, line: tuple[float, float], window_s: float, reach_s: float, tell: Callable[[float], None]) -> list[Delay]:
        """Fine delays in windows spread evenly over the common stretch; silent ones are left out."""
        import numpy as np

        from reflect.media.correlation import fine_delay

        start, drift = line
        first = max(0.0, -start / (1 + drift))
        last = min(self.other.samples / RATE, (self.film.samples / RATE - start) / (1 + drift))
        self.overlap_s = max(0.0, last - first)
        window_s = min(window_s, self.overlap_s / 3)
        if window_s < 0.5:
            return []
        count = max(3, min(_WINDOWS, int(self.overlap_s / window_s * 2)))
        self.spacing_s = self.overlap_s / count
        out = []
        for n, at_s in enumerate(np.linspace(first + window_s / 2, last - window_s / 2, count)):
            delay = fine_delay(self.film, self.other, float(at_s), window_s, line, reach_s=reach_s)
            if delay is not None:
                out.append(delay)
            tell((n + 1) / count)
        return out

    def line(self, delays: list[Delay], otherwise: tuple[float, float]) -> tuple[float, float]:
        """The line through the sharp windows; the former one when there are too few."""
        from reflect.media.correlation import agreed_line

        sharp = [d for d in delays if d.sharpness >= _SHARP]
        if len(sharp) < _LEAST_WINDOWS:
            return otherwise
        start, drift, company = agreed_line(sharp, _FINE_SLACK_S, MAX_DRIFT_PPM)
        if self.overlap_s < _DRIFT_NEEDS_S:
            return _without_drift(company), 0.0
        return start, drift

    def fit(self, delays: list[Delay], line: tuple[float, float]) -> ClockFit:
        import numpy as np

        start, drift = self.line(delays, line)
        agreeing = [d for d in delays if d.sharpness >= _SHARP and abs(d.delay_s - start - drift * d.at_s) <= _FINE_SLACK_S]
        share = len(agreeing) / len(delays) if delays else 0.0
        clarity = min(1.0, float(np.median([d.sharpness for d in agreeing])) / _CLEAR) if agreeing else 0.0
        accepted = len(agreeing) >= _LEAST_WINDOWS and share >= _LEAST_SHARE and abs(drift) <= MAX_DRIFT_PPM * 1e-6
        return ClockFit(
            offset_ms=start * 1000,
            drift_ppm=drift * 1e6,
            confidence=round(share * clarity, 3),
            matched_ms=round(len(agreeing) * self.spacing_s * 1000),
            accepted=accepted,
        )


def _without_drift(delays: list[Delay]) -> float:
    import numpy as np

    return float(np.median([d.delay_s for d in delays]))


def _nobody(part: float) -> None:
    """Progress that nobody follows."""


def retime(other: Sound, fit: ClockFit, out_wav: str | os.PathLike[str], film_samples: int, progress: Progress | None = None) -> int:
    """Writes the other's sound on the film's clock: `film_samples` samples at 16 kHz, drift taken out.

    Silence stands where the other recorder did not run. Raises StoreError when the disk does not take it.
    """
    return write_wave(out_wav, _retimed(other, fit, film_samples, progress or _nobody))


def _retimed(other: Sound, fit: ClockFit, film_samples: int, tell: Callable[[float], None]) -> Iterator[np.ndarray]:
    import numpy as np

    from reflect.media.correlation import interpolate

    pace = 1 / (1 + fit.drift_ppm * 1e-6)
    zero = -fit.offset_ms / 1000 * RATE * pace
    step = 5 * RATE
    for first in range(0, film_samples, step):
        last = min(film_samples, first + step)
        positions = zero + np.arange(first, last) * pace
        if positions[-1] < 0 or positions[0] > other.samples:
            yield np.zeros(last - first, dtype=np.float32)
        else:
            yield interpolate(other, positions)
        tell(last / film_samples)
