"""The waveform under the film: how loud each twentieth of a second is, as one byte.

Made from the 16 kHz sound of the film in blocks, so ninety minutes take well under a second and a few MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reflect.model.sound import RATE, Sound

if TYPE_CHECKING:
    import numpy as np

PER_SECOND = 20
SILENT = 0.001
"""The loudest sample (of 1) of a sound that counts as silent: -60 dB, as `decode_audio` has it."""
_LOUDEST_SHARE = 0.001
"""The part of the film that may be cut off above: one slammed door must not make the talk a flat line."""


def peaks(sound: Sound) -> bytes:
    """The loudest sample of every 1/20 s, 0 to 255; the loudest of the film is 255. b"" for a silent sound."""
    import numpy as np  # the room's front door stays light

    step = RATE // PER_SECOND
    block = step * PER_SECOND * 60
    loud: list[np.ndarray] = []
    for start in range(0, sound.samples, block):
        samples = np.abs(sound.read(start, min(start + block, sound.samples)))
        samples = np.pad(samples, (0, -len(samples) % step))
        loud.append(samples.reshape(-1, step).max(axis=1))
    every = np.concatenate(loud) if loud else np.zeros(0, dtype=np.float32)
    if not every.size or every.max() < SILENT:
        return b""
    top = max(float(np.quantile(every, 1 - _LOUDEST_SHARE)), SILENT)
    return bytes(np.rint(255 * np.minimum(1.0, every / top)).astype(np.uint8))
