"""The track of a film's sound (see `sound.py`), made once and kept beside its working sound; it can be made again at any time.

The level of ninety minutes takes 0.3 s of one processor core and 20 MB, their pitch 75 s and 280 MB (measured with swift-f0 0.3.0 on the
demo's sound, repeated; both stay flat with the length). So the pitch is measured by the worker after it processed a film, and who
only looks does without it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.media.wave_sound import WaveSound
from reflect.model.sound import Progress
from reflect.store.home import atomic_write
from reflect.suggestions.sound import Track, measure

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import Recording

REVISION = 1
"""Raised when the same sound gives another track."""


def kept(store: Store, recording: Recording) -> Track | None:
    """The track, with pitch when that was measured; None when it has not been made."""
    for pitch in (True, False):
        path = _path(store, recording, pitch)
        if path is not None and path.is_file():
            with suppress(ValueError, EOFError):  # a damaged file counts as none
                return Track.loads(path.read_bytes())
    return None


def stamp(store: Store, recording: Recording) -> str:
    """What changes when there is another track to use."""
    made = [name for name, pitch in (("pitch", True), ("level", False)) if (path := _path(store, recording, pitch)) and path.is_file()]
    return made[0] if made else ""


def can_make(store: Store, recording: Recording) -> bool:
    """Whether the film's working sound is there to measure."""
    sound = _sound(store, recording)
    return sound is not None and sound.is_file()


def make(store: Store, recording: Recording, *, pitch: bool = False, progress: Progress = lambda part: None) -> Track | None:
    """The track, measured now unless it is kept; None without working sound. MediaError when that cannot be read."""
    sound, path = _sound(store, recording), _path(store, recording, pitch)
    if sound is None or path is None or not sound.is_file():
        return kept(store, recording)
    if path.is_file() and (known := kept(store, recording)) is not None:
        return known
    with WaveSound(sound) as whole:
        track = measure(whole, pitch=pitch, progress=progress)
    if pitch and track.pitches is None:  # not installed, or nobody speaks: then it is the level alone
        path = _path(store, recording, False) or path
    atomic_write(path, track.dumps())
    return track


def _sound(store: Store, recording: Recording) -> Path | None:
    """Where the pipeline keeps the film's sound."""
    film = recording.film
    return None if film is None else store.home.work(film.recording_id) / f"sound-{film.sha256[:16]}.wav"


def _path(store: Store, recording: Recording, pitch: bool) -> Path | None:
    film = recording.film
    name = "pitch" if pitch else "level"
    return None if film is None else store.home.work(film.recording_id) / f"{name}{REVISION}-{film.sha256[:16]}.npy"
