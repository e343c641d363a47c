"""Which codebook a recording is tagged with: its own choice, else that of the settings, else the Kijkwijzer.

A researcher's own codebooks are the YAML files in the folder `kijkwijzer` of the data folder.
"""

from __future__ import annotations

from pathlib import Path

from reflect import codebook
from reflect.codebook import KIJKWIJZER, Codebook, Label
from reflect.errors import FormatError, NotFoundError
from reflect.store import preferences, recordings
from reflect.store.database import Store
from reflect.store.values import Recording

PREFERENCE = "app.codebook"


def folder(store: Store) -> Path:
    """Where a researcher's own codebooks lie."""
    return store.home.codebooks


def load(store: Store, name: str | None = None) -> Codebook:
    """The codebook with this id (default: that of the settings). NotFoundError or FormatError when it cannot be used."""
    return codebook.load(name or default(store), folder(store))


def default(store: Store) -> str:
    """The id of the codebook for recordings that have no choice of their own."""
    kept = preferences.get(store, PREFERENCE)
    return kept if isinstance(kept, str) and kept else KIJKWIJZER


def of(store: Store, recording: Recording | str) -> Codebook:
    """The codebook of a recording. NotFoundError or FormatError when it cannot be used: no other one is taken in its place."""
    found = recording if isinstance(recording, Recording) else recordings.get(store, recording)
    return load(store, found.codebook)


def usable(store: Store, recording: Recording | str) -> Codebook | None:
    """The codebook of a recording; None when it cannot be used, where that need not stop anybody."""
    try:
        return of(store, recording)
    except (NotFoundError, FormatError):
        return None


def to_read(store: Store, recording: Recording | str) -> Codebook:
    """The codebook of a recording, to put codes into words; when it cannot be used one without themes, in which a code is its own name."""
    found = recording if isinstance(recording, Recording) else recordings.get(store, recording)
    id = found.codebook or default(store)
    return usable(store, found) or Codebook(id, 0, Label(id, id), ())


def choose(store: Store, name: str, recording_id: str | None = None) -> Codebook:
    """Tag the recording with this codebook from now on; without a recording, all that have no choice of their own.

    Fragments stay as they are. NotFoundError or FormatError when the codebook cannot be used.
    """
    book = load(store, name)
    if recording_id is None:
        preferences.put(store, PREFERENCE, book.id)
    else:
        recordings.change(store, recording_id, codebook=book.id)
    return book


def as_settings(store: Store, recording_id: str) -> None:
    """Let the recording follow the settings again."""
    recordings.change(store, recording_id, codebook="")
