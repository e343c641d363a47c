"""The room of films and sound files.

In: paths of media from outside (never trusted). Out: `MediaInfo` (what is in the file), a 16 kHz mono
WAV on the film's clock with its `AudioReport`, and `WaveSound`, which reads it in blocks. `clock` puts
another recorder on the film's clock; `ffmpeg` runs the ffmpeg program. `clips` cuts
stretches out of films exactly, and makes stills, cards and reels.

The clock: zero is where a player shows 0:00, the earliest of the picture and the sound.

The room does not know words, speakers, the database or the screen. PyAV runs only in a child process
(`child.py`) that can be killed; numpy and scipy are imported where they are used.
"""

from __future__ import annotations

from reflect.media.facts import AudioReport, AudioTrack, MediaInfo, VideoFacts
from reflect.media.wave_sound import WaveSound, write_wave
from reflect.media.worker import decode_audio, probe

__all__ = ["AudioReport", "AudioTrack", "MediaInfo", "VideoFacts", "WaveSound", "decode_audio", "probe", "write_wave"]
