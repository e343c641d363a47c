"""The only SQL, and the only files of ours on disk.

In: films and sound files, and the values of `reflect.model`. Out: frozen values (`values.py`); no row
and no connection leaves this room. It knows nothing of sound, models or what a transcript is for.

    from reflect.store import Home, open_store                       # light
    from reflect.store import recordings, transcripts, jobs, people  # these load SQLAlchemy
    from reflect.store.incoming import import_media

Every function takes the store first, is one short transaction, and what it returned from lasts: a
process may be killed at any moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reflect.store.home import Home, atomic_write
from reflect.store.values import (
    Job,
    MediaFile,
    MediaKind,
    NewMedia,
    Recording,
    State,
    Step,
    StepResult,
    StoredMedia,
    Summary,
    TranscriptKind,
    TranscriptVersion,
    Version,
)

if TYPE_CHECKING:
    from reflect.store.database import Store

__all__ = [
    "Home",
    "Job",
    "MediaFile",
    "MediaKind",
    "NewMedia",
    "Recording",
    "State",
    "Step",
    "StepResult",
    "StoredMedia",
    "Summary",
    "TranscriptKind",
    "TranscriptVersion",
    "Version",
    "atomic_write",
    "open_store",
]


def open_store(home: Home | None = None) -> Store:
    """See `reflect.store.database.open_store`; here so that importing the room stays light."""
    from reflect.store.database import open_store as really

    return really(home)
