"""How two recordings of one sound lie against each other: coarse on band envelopes, fine on phases.

Arrays only; times in seconds. Coarse: envelopes of six speech bands at 50 per second, chunks of the
shorter recording normalised-correlated with the whole longer one. Fine: generalised cross-correlation
with phase transform (Knapp and Carter, 1976) on short windows, with the drift taken out beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reflect.model.sound import RATE, Sound

HOP_S = 0.02
_HOP = int(RATE * HOP_S)
_WINDOW = 512
_EDGES_HZ = (300, 500, 800, 1200, 1700, 2400, 3400)
_BLOCK_S = 60
_CHUNK_S = 180.0
_MAX_CHUNKS = 20
_PEAKS = 3
_PHAT_LOW_HZ, _PHAT_HIGH_HZ = 200.0, 3800.0


@dataclass(frozen=True, slots=True)
class Delay:
    """At `at_s` of the other recording, its sound is heard `delay_s` later on the film.

    `sharpness` is the peak of the correlation in standard deviations of what lies beside it.
    """

    at_s: float
    delay_s: float
    sharpness: float


def envelopes(sound: Sound, tell: Callable[[float], None]) -> np.ndarray:
    """Float32, shape (bands, frames): log band energies without their slow course, 50 frames a second."""
    bins = np.searchsorted(np.fft.rfftfreq(_WINDOW, 1 / RATE), _EDGES_HZ)
    shape = np.hanning(_WINDOW).astype(np.float32)
    frames = max(0, (sound.samples - _WINDOW) // _HOP + 1)
    out = np.zeros((len(_EDGES_HZ) - 1, frames), dtype=np.float32)
    step = _BLOCK_S * RATE // _HOP
    for first in range(0, frames, step):
        last = min(frames, first + step)
        block = sound.read(first * _HOP, (last - 1) * _HOP + _WINDOW)
        windows = np.lib.stride_tricks.sliding_window_view(block, _WINDOW)[::_HOP]
        power = np.abs(np.fft.rfft(windows * shape, axis=1)).astype(np.float32) ** 2
        out[:, first:last] = np.add.reduceat(power, bins, axis=1)[:, : len(_EDGES_HZ) - 1].T
        tell(last / frames)
    return np.stack([_shaped(band) for band in out]) if frames else out


def _shaped(band: np.ndarray) -> np.ndarray:
    """Log energy above its own noise floor, minus the mean of the second around it, limited."""
    floor = max(float(np.percentile(band, 20)), float(band.mean()) * 1e-4, 1e-9)
    log = np.log1p(band / floor)
    width = int(1 / HOP_S) | 1
    total = np.concatenate([[0.0], np.cumsum(np.pad(log, width // 2, mode="edge"), dtype=np.float64)])
    local = (total[width:] - total[:-width]) / width
    rest = log - local
    spread = float(rest.std())
    return np.clip(rest / spread, -3, 3).astype(np.float32) if spread > 1e-6 else np.zeros_like(band)


def coarse_delays(film: np.ndarray, other: np.ndarray, tell: Callable[[float], None]) -> list[Delay]:
    """The few likeliest delays of every chunk, to about one frame (20 ms). Takes `envelopes` of both."""
    swapped = other.shape[1] > film.shape[1]
    long, short = (other, film) if swapped else (film, other)
    length = min(short.shape[1], int(_CHUNK_S / HOP_S))
    if not length:
        return []
    count = min(_MAX_CHUNKS, -(-short.shape[1] // length))
    starts = np.unique(np.linspace(0, short.shape[1] - length, count).astype(int))
    search = _ChunkSearch(long, length)
    out: list[Delay] = []
    for n, start in enumerate(starts):
        for lag, height in search.peaks(short[:, start : start + length]):
            # The chunk's start in the short recording lies at `lag` in the long one.
            at = lag if swapped else int(start)
            delay = (int(start) - lag) if swapped else (lag - int(start))
            out.append(Delay((at + length / 2) * HOP_S, delay * HOP_S, height))
        tell((n + 1) / len(starts))
    return out


class _ChunkSearch:
    """The long recording's spectrum and running energy, kept for every chunk."""

    def __init__(self, long: np.ndarray, length: int) -> None:
        from scipy import fft

        self.frames, self.length = long.shape[1], length
        self.size = fft.next_fast_len(self.frames + length, real=True)
        self.spectrum = fft.rfft(long, self.size, axis=1)
        energy = np.concatenate([[0.0], np.cumsum((long.astype(np.float64) ** 2).sum(axis=0))])
        lags = np.arange(-length + 1, self.frames)
        self.lags = lags
        self.under = energy[np.clip(lags + length, 0, self.frames)] - energy[np.clip(lags, 0, self.frames)]

    def peaks(self, chunk: np.ndarray) -> list[tuple[int, float]]:
        from scipy import fft

        energy = float((chunk.astype(np.float64) ** 2).sum())
        if energy <= 0 or self.under.max() <= 0:
            return []
        cross = (self.spectrum * np.conj(fft.rfft(chunk, self.size, axis=1))).sum(axis=0)
        raw = np.asarray(fft.irfft(cross, self.size))[self.lags]
        # A chunk that hangs over the edge is judged by what lies on the recording, but never by a scrap.
        scale = np.sqrt(np.maximum(self.under, self.under.max() * 0.15) * energy)
        likeness = raw / scale
        spread = float(np.median(np.abs(likeness))) * 1.4826 + 1e-9
        out = []
        for _ in range(_PEAKS):
            at = int(np.argmax(likeness))
            out.append((int(self.lags[at]), float(likeness[at]) / spread))
            likeness[max(0, at - 25) : at + 26] = -1.0
        return out


def agreed_line(delays: list[Delay], slack_s: float, max_ppm: float) -> tuple[float, float, list[Delay]]:
    """The delay line that most evidence supports: (delay at 0 s, drift as a ratio, the delays on it).

    Every delay is tried as a seed, with the delays that a drift up to `max_ppm` allows from there; the
    line through the winner's company is the Theil-Sen one.
    """
    best: list[Delay] = []
    weight = 0.0
    for seed in delays:
        company = _nearest_per_time(delays, seed, slack_s, max_ppm)
        support = sum(d.sharpness for d in company)
        if support > weight:
            best, weight = company, support
    drift, start = theil_sen([d.at_s for d in best], [d.delay_s for d in best])
    if abs(drift) > max_ppm * 1e-6 or len(best) < 3:
        drift, start = 0.0, float(np.median([d.delay_s for d in best])) if best else 0.0
    return start, drift, best


def _nearest_per_time(delays: list[Delay], seed: Delay, slack_s: float, max_ppm: float) -> list[Delay]:
    out: dict[float, Delay] = {}
    for d in delays:
        allowed = slack_s + max_ppm * 1e-6 * abs(d.at_s - seed.at_s)
        known = out.get(round(d.at_s, 2))
        if abs(d.delay_s - seed.delay_s) <= allowed and (known is None or d.sharpness > known.sharpness):
            out[round(d.at_s, 2)] = d
    return list(out.values())


def theil_sen(x: list[float], y: list[float]) -> tuple[float, float]:
    """Slope and intercept: the median of the slopes of all pairs, then the median of the rests."""
    if len(x) < 2:
        return 0.0, y[0] if y else 0.0
    a, b = np.asarray(x), np.asarray(y)
    i, j = np.triu_indices(len(a), 1)
    apart = np.abs(a[j] - a[i]) > 1e-6
    slope = float(np.median((b[j] - b[i])[apart] / (a[j] - a[i])[apart])) if apart.any() else 0.0
    return slope, float(np.median(b - slope * a))


def fine_delay(film: Sound, other: Sound, at_s: float, window_s: float, line: tuple[float, float], *, reach_s: float) -> Delay | None:
    """The delay around `at_s` of the other recording, to a part of a sample; None where one is silent.

    `line` is (delay at 0 s, drift); the search goes `reach_s` to both sides of it. The other's window is
    read at the drifted pace, so that a long window stays sharp.
    """
    from scipy import fft

    start, drift = line
    length, reach = int(window_s * RATE), int(reach_s * RATE)
    moved = _at_pace(other, (at_s - window_s / 2) * RATE, length, 1 / (1 + drift))
    expected = at_s + start + drift * at_s - window_s / 2
    film_at = round(expected * RATE)
    still = film.read(film_at - reach, film_at + length + reach)
    if _level(moved) < 1e-5 or _level(still) < 1e-5:
        return None
    size = fft.next_fast_len(length + 2 * reach, real=True)
    cross = fft.rfft(still, size) * np.conj(fft.rfft(moved * np.hanning(length), size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    # Not the full whitening: bins without sound hold noise only and should not get an equal vote.
    whitened = cross / (np.abs(cross) ** 0.8 + 1e-12) * ((hertz >= _PHAT_LOW_HZ) & (hertz <= _PHAT_HIGH_HZ))
    likeness = np.asarray(fft.irfft(whitened, size))[: 2 * reach + 1]
    peak = int(np.argmax(likeness))
    beside = np.delete(likeness, slice(max(0, peak - 80), peak + 81))
    sharpness = float(likeness[peak]) / (float(np.std(beside)) + 1e-12)
    lag_s = (film_at - reach + peak + _vertex(likeness, peak)) / RATE
    return Delay(at_s, start + drift * at_s + (lag_s - expected), sharpness)


def _level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0


def _vertex(values: np.ndarray, peak: int) -> float:
    """Where between the samples the parabola through the peak and its neighbours has its top."""
    if not 0 < peak < len(values) - 1:
        return 0.0
    left, top, right = (float(v) for v in values[peak - 1 : peak + 2])
    bend = left - 2 * top + right
    return 0.0 if bend >= 0 else 0.5 * (left - right) / bend


def _at_pace(sound: Sound, start: float, length: int, pace: float) -> np.ndarray:
    """`length` samples from the (broken) sample `start` on, `pace` samples apart."""
    return interpolate(sound, start + np.arange(length) * pace)


_TAPS = 16
_PHASES = 512


def interpolate(sound: Sound, positions: np.ndarray) -> np.ndarray:
    """The sound at broken sample positions (ascending, near together), by a windowed sinc of 16 points."""
    first = int(np.floor(positions[0])) - _TAPS // 2 + 1
    last = int(np.floor(positions[-1])) + _TAPS // 2 + 2
    around = sound.read(first, last)
    whole = np.floor(positions)
    phase = np.rint((positions - whole) * _PHASES).astype(np.int64)
    rows = whole.astype(np.int64) - _TAPS // 2 + 1 - first
    windows = np.lib.stride_tricks.sliding_window_view(around, _TAPS)[np.minimum(rows, len(around) - _TAPS)]
    return np.asarray(np.einsum("nt,nt->n", windows, _SINCS[phase]), dtype=np.float32)


def _sincs() -> np.ndarray:
    """Shape (phases + 1, taps): weights of the neighbours for each part of a sample; each row sums to 1."""
    part = np.arange(_PHASES + 1)[:, None] / _PHASES
    distance = np.arange(_TAPS)[None, :] - (_TAPS // 2 - 1) - part
    table = np.sinc(distance) * np.cos(np.pi * distance / (_TAPS + 2)) ** 2
    return np.asarray(table / table.sum(axis=1, keepdims=True), dtype=np.float32)


_SINCS = _sincs()
