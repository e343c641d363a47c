"""What the fast coder of AAC costs and changes, against the usual one: a minute of the demo's talk with a little noise, as in a clip.

    python tests/bench/sound_coder.py

Time, size, the talk above what was changed (dB), and how far the spectrum of 100 Hz to 8 kHz is from it (dB). Nothing is asserted.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import av
import numpy as np
from scipy.signal import stft

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from reflect.media.cut_sound import BITS_A_SECOND  # noqa: E402
from reflect.media.levels import RATE, sound_frame  # noqa: E402

BLOCK, EDGE = 1024, 4 * 1024


def talk() -> np.ndarray:
    """A minute: float32 of (2, samples) at 48 kHz."""
    with av.open(str(ROOT / "annotations" / "demo" / "gesprek.mp4")) as film:
        machine = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        parts = [one.to_ndarray() for frame in film.decode(audio=0) for one in machine.resample(frame)]
    sound = np.concatenate(parts, axis=1)[:, RATE : 61 * RATE]
    return (sound + np.random.default_rng(1).normal(0, 0.002, sound.shape)).astype(np.float32)


def encoded(sound: np.ndarray, options: dict[str, str]) -> tuple[float, bytes]:
    file, began = io.BytesIO(), time.perf_counter()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=RATE, options=options)
        stream.codec_context.layout, stream.codec_context.bit_rate = "stereo", BITS_A_SECOND
        for at in range(0, sound.shape[1] // BLOCK * BLOCK, BLOCK):
            out.mux(stream.encode(sound_frame(sound[:, at : at + BLOCK], at)))
        out.mux(stream.encode(None))
    return time.perf_counter() - began, file.getvalue()


def compare(sound: np.ndarray, data: bytes) -> tuple[float, float]:
    with av.open(io.BytesIO(data)) as file:
        heard = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)
    end = min(sound.shape[1], heard.shape[1]) - EDGE
    before, after = sound[:, EDGE:end], heard[:, EDGE:end]
    above = 10 * np.log10((before**2).sum() / ((before - after) ** 2).sum())
    one, other = (np.abs(stft(x[0], RATE, nperseg=BLOCK)[2])[2:171] + 1e-5 for x in (before, after))
    return float(above), float(np.sqrt(((20 * np.log10(one / other)) ** 2).mean(0)).mean())


def main() -> None:
    sound = talk()
    for name, options in (("usual", {}), ("fast", {"aac_coder": "fast"})):
        seconds, data = encoded(sound, options)
        above, apart = compare(sound, data)
        print(f"{name:6} {seconds:5.2f} s {len(data) / 1e6:5.2f} MB   {above:5.1f} dB above the change   spectrum {apart:4.2f} dB apart")


if __name__ == "__main__":
    main()
