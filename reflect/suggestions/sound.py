"""How loud and how high a stretch sounds against what is usual for its speaker: one more reason for what words already said.

    track = measure(sound)                          once for a film: level and pitch of every tenth of a second
    with_sound(suggestions, transcript, track)      "…; klinkt luider dan anders (+5 dB)"

Louder and higher speech goes with anger, fear and joy, softer and lower speech with sadness (Scherer 2003, Vocal communication of emotion;
Juslin & Laukka 2003), and differs so much between people and rooms that it only says something against the same voice on the same
recording. It is NOT VALIDATED here: there is no real emotional Dutch speech to measure it on, and the demo is made with synthetic voices.
Of 200 turns of real people who read aloud without emotion (LibriSpeech) it finds 10 unusual. Loudness also changes when somebody turns
away from the microphone. So it never makes a suggestion: it adds a reason that a person can hear, and a little strength, to one of
emotion or resistance that words made.

Level is 10·log10 of the mean square of 0.1 s of sound, in dB under full scale. A stretch's level is the median over the tenths of a second
in which its speaker says a word and nobody else does. A voice's usual level is the median over its turns, its spread 1.4826 times
their median absolute deviation. Pitch is the fundamental frequency in semitones, by the same rule; it is measured where the package
swift-f0 (MIT, a network of 95 thousand weights) is installed.

>>> import numpy as np
>>> from reflect.model.span import Span
>>> levels = np.full(100, -30.0); levels[50:60] = -24.0
>>> middle(levels, Span(5_000, 6_000)) - middle(levels, Span(0, 5_000))
6.0
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reflect.model.sound import RATE, Progress, Sound
from reflect.model.speech import Transcript

if TYPE_CHECKING:
    import numpy as np
    from swift_f0 import PitchResult, PitchStream

    from reflect.model.span import Span
    from reflect.model.suggestion import Suggestion

FRAME_MS = 100
SILENT_DB = -100.0
THEMES = ("emotie", "weerstand")
"""Only proposals of these themes get a reason from sound."""
LOUDER_DB, SOFTER_DB = 4.0, -5.0
"""From so far from the usual level it is said; a listener in a room hears a difference of about 3 dB."""
HIGHER_ST = 3.0
"""From so many semitones above the usual pitch."""
SPREADS = 1.5
"""And from so many times the spread of the voice, so that a lively speaker is not suggested all the time."""
LEAST_FRAMES = 8
"""A stretch with less than 0.8 s of speech by its speaker alone has no level."""
LEAST_TURNS = 5
"""From so many turns it is known what is usual for a voice."""
DOUBT = 0.9
"""What is left of the doubt about a suggestion for each reason from sound: 0.60 becomes 0.64."""
MOST = 0.95
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0

_BLOCK = 30 * RATE
_FRAME = RATE * FRAME_MS // 1000


@dataclass(frozen=True, slots=True)
class Track:
    """Level (dB under full scale) and pitch (semitones above 55 Hz; nan: no voice) of every 0.1 s of a film, each of shape (n,).

    `pitches` is None where they were not measured.
    """

    levels: np.ndarray
    pitches: np.ndarray | None = None

    def dumps(self) -> bytes:
        """As an .npy file of whole tenths, shape (n, 2) of int16: 216 kB for 90 minutes. `loads` reads it."""
        import numpy as np

        pitches = np.full(len(self.levels), np.nan) if self.pitches is None else self.pitches
        table = np.stack([self.levels, np.where(np.isnan(pitches), -999.0, pitches)], axis=1)
        out = io.BytesIO()
        np.save(out, np.rint(table * 10).astype(np.int16), allow_pickle=False)
        return out.getvalue()

    @classmethod
    def loads(cls, data: bytes) -> Track:
        """ValueError for what is no track."""
        import numpy as np

        table = np.load(io.BytesIO(data), allow_pickle=False)
        if table.ndim != 2 or table.shape[1] != 2 or table.dtype != np.int16:
            raise ValueError("the file holds no levels and pitches")
        levels, pitches = (table[:, n].astype(np.float32) / 10 for n in (0, 1))
        voiced = pitches > -900
        return cls(levels, np.where(voiced, pitches, np.nan) if voiced.any() else None)


def measure(sound: Sound, *, pitch: bool = False, progress: Progress = lambda part: None) -> Track:
    """The track of a film's sound, read in blocks of 30 s. With `pitch` also its pitch, if swift-f0 is installed."""
    import numpy as np

    hear = _Pitch.start() if pitch else None
    levels = [np.zeros(0, np.float32)]
    for start in range(0, sound.samples, _BLOCK):
        block = sound.read(start, min(start + _BLOCK, sound.samples))
        padded = np.pad(block, (0, -len(block) % _FRAME)).reshape(-1, _FRAME)
        power = np.einsum("ij,ij->i", padded, padded) / _FRAME
        levels.append(np.maximum(10 * np.log10(np.maximum(power, 1e-12)), SILENT_DB).astype(np.float32))
        if hear is not None:
            hear.push(block)
        progress(min(1.0, (start + _BLOCK) / max(1, sound.samples)))
    every = np.concatenate(levels)
    return Track(every, None if hear is None else hear.tenths(len(every)))


def with_sound(suggestions: Iterable[Suggestion], transcript: Transcript, track: Track) -> tuple[Suggestion, ...]:
    """The same suggestions; those of emotion and resistance that sound unlike their speaker have one more reason, and more strength."""
    alone = _alone(transcript, len(track.levels))
    voices = {label: _voice(transcript, label, track, alone[label]) for label in alone}
    return tuple(_heard(one, voices.get(one.speaker or "")) for one in suggestions)


# ---- one voice --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Usual:
    """Middle and spread of what is usual for a voice; nan where too little is known."""

    middle: float = math.nan
    spread: float = math.nan

    def off(self, value: float, least: float) -> bool:
        """Whether `value` lies so far above (below, for a negative `least`) what is usual. Never where one of them is not known."""
        return (value - self.middle) * math.copysign(1, least) >= max(abs(least), SPREADS * self.spread)


@dataclass(frozen=True, slots=True)
class _Voice:
    """A voice's own part of the track: nan where it is silent or not alone. `level` and `pitch` are what is usual."""

    levels: np.ndarray
    pitches: np.ndarray
    level: _Usual
    pitch: _Usual


def _voice(transcript: Transcript, label: str, track: Track, alone: np.ndarray) -> _Voice:
    import numpy as np

    levels = np.where(alone, track.levels, np.nan)
    pitches = np.full(len(levels), np.nan) if track.pitches is None else np.where(alone, track.pitches, np.nan)
    turns = [turn.span for turn in transcript.turns if turn.speaker == label and turn.words]
    return _Voice(levels, pitches, _usual(levels, turns), _usual(pitches, turns))


def _usual(values: np.ndarray, turns: Iterable[Span]) -> _Usual:
    import numpy as np

    each = np.array([found for span in turns if not math.isnan(found := middle(values, span))])
    if len(each) < LEAST_TURNS:
        return _Usual()
    usual = float(np.median(each))
    return _Usual(usual, 1.4826 * float(np.median(np.abs(each - usual))))


def middle(values: np.ndarray, span: Span) -> float:
    """The median over a stretch of what was measured in it; nan when that is less than `LEAST_FRAMES`."""
    import numpy as np

    found = values[span.start_ms // FRAME_MS : -(-span.end_ms // FRAME_MS)]
    found = found[~np.isnan(found)]
    return float(np.median(found)) if len(found) >= LEAST_FRAMES else math.nan


def _alone(transcript: Transcript, frames: int) -> dict[str, np.ndarray]:
    """For every voice, in which frames it says a word and no other voice does: shape (frames,) of bool."""
    import numpy as np

    spoken: dict[str, np.ndarray] = {}
    for label in dict.fromkeys(turn.speaker for turn in transcript.turns):
        spans = [word.span for turn in transcript.turns if turn.speaker == label for word in turn.words]
        edges = np.zeros(frames + 1, dtype=np.int32)
        np.add.at(edges, np.minimum([span.start_ms // FRAME_MS for span in spans], frames), 1)
        np.add.at(edges, np.minimum([-(-span.end_ms // FRAME_MS) for span in spans], frames), -1)
        spoken[label] = np.cumsum(edges[:-1]) > 0
    together = np.sum(list(spoken.values()), axis=0) if spoken else 0
    return {label: own & (together == 1) for label, own in spoken.items()}


# ---- one suggestion ---------------------------------------------------------------------------


def _heard(one: Suggestion, voice: _Voice | None) -> Suggestion:
    if voice is None or one.code.partition(".")[0] not in THEMES:
        return one
    reasons = list(_reasons(voice, one.span, one.code.partition(".")[0]))
    strength = round(min(MOST, 1 - (1 - one.strength) * DOUBT ** len(reasons)), 2)
    return replace(one, reason="; ".join([one.reason, *reasons]), strength=max(one.strength, strength)) if reasons else one


def _reasons(voice: _Voice, span: Span, theme: str) -> Iterator[str]:
    """What a person can check by listening. Softer speech may go with sadness, so it is told of emotion only."""
    level, pitch = middle(voice.levels, span), middle(voice.pitches, span)
    if voice.level.off(level, LOUDER_DB):
        yield f"klinkt luider dan anders (+{level - voice.level.middle:.0f} dB)"
    elif theme == "emotie" and voice.level.off(level, SOFTER_DB):
        yield f"klinkt zachter dan anders (−{voice.level.middle - level:.0f} dB)"
    if voice.pitch.off(pitch, HIGHER_ST):
        yield f"klinkt hoger dan anders (+{pitch - voice.pitch.middle:.0f} halve tonen)"


# ---- pitch ------------------------------------------------------------------------------------


class _Pitch:
    """swift-f0 over a film in blocks: the median pitch of every tenth of a second."""

    def __init__(self, stream: PitchStream) -> None:
        self._stream = stream
        self._found: list[tuple[int, float]] = []

    @classmethod
    def start(cls) -> _Pitch | None:
        """None where the package is not installed: then there is no pitch, and nothing is amiss."""
        from importlib.util import find_spec

        if find_spec("swift_f0") is None:
            return None
        from swift_f0 import SwiftF0

        return cls(SwiftF0(threads=1, spin=False).stream(LOWEST_HZ, HIGHEST_HZ))

    def push(self, block: np.ndarray) -> None:
        self._take(self._stream.push(block, RATE))

    def tenths(self, frames: int) -> np.ndarray:
        """Semitones above 55 Hz of every frame, nan without voice: shape (frames,)."""
        import numpy as np

        self._take(self._stream.flush())
        out = np.full(frames, np.nan, dtype=np.float32)
        for frame, value in self._found:
            if frame < frames:
                out[frame] = value
        return out

    def _take(self, result: PitchResult) -> None:
        import numpy as np

        voiced = result.confidence >= 0.5
        if not voiced.any():
            return
        places = np.rint(result.timestamps[voiced] * 1000).astype(np.int64) // FRAME_MS
        semitones = 12 * np.log2(result.pitch_hz[voiced] / 55.0)
        frames, starts = np.unique(places, return_index=True)
        self._found += [
            (int(f), float(np.median(part))) for f, part in zip(frames, np.split(semitones, starts[1:]), strict=True) if len(part)
        ]
