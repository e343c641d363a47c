"""The waveform of a recording's film, kept beside its working sound; it can be made again at any time."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from reflect import media
from reflect.errors import MediaError, ToolError
from reflect.media.peaks import peaks
from reflect.serving.calls import LOG
from reflect.store.home import atomic_write

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

_MAKING = Lock()
"""One waveform at a time: two windows that open a film at once share it."""


def has_peaks(store: Store, recording: Recording) -> bool:
    """Whether there is a waveform, or one can be made: the film has sound, and is not known to be silent."""
    film = recording.film
    if film is None or not film.facts.get("audio"):
        return False
    kept = kept_at(store, film)
    if kept.is_file():
        return kept.stat().st_size > 0
    return film.path.is_file() or working_sound(store, film).is_file()


def peaks_of(store: Store, recording: Recording) -> bytes:
    """The waveform's bytes; b"" for a film without sound, or one whose sound cannot be read. NotFoundError when the film is gone."""
    film = recording.film
    if film is None or not film.facts.get("audio"):
        return b""
    kept = kept_at(store, film)
    with _MAKING:
        if not kept.is_file():
            try:
                made = _made(store, film)
            except (MediaError, ToolError) as error:
                LOG.warning("no waveform of recording %s: %s", recording.id, type(error).__name__)
                made = b""
            atomic_write(kept, made)
        return kept.read_bytes()


def _made(store: Store, film: MediaFile) -> bytes:
    wave = working_sound(store, film)
    if not wave.is_file():
        media.decode_audio(film.path, wave)
    with media.WaveSound(wave) as sound:
        return peaks(sound)


def working_sound(store: Store, film: MediaFile) -> Path:
    """Where the pipeline keeps the film's sound."""
    return store.home.work(film.recording_id) / f"sound-{film.sha256[:16]}.wav"


def kept_at(store: Store, film: MediaFile) -> Path:
    return store.home.work(film.recording_id) / f"peaks-{film.sha256[:16]}.u8"
