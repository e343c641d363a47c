"""Small things that the nouns of this room share."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from reflect.errors import NotFoundError
from reflect.store.tables import RecordingRow

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o or u, so that an identifier can be read aloud and typed over."""
_HEARD_AS = str.maketrans("ilo", "110")


def new_id(letter: str, length: int = 7) -> str:
    """A readable identifier such as r7k2m9xq, not guessable from another."""
    return letter + "".join(secrets.choice(ALPHABET) for _ in range(length))


def normal_id(typed: str) -> str:
    """What a person typed for an identifier: capitals, and o for 0 or l for 1, are forgiven."""
    typed = typed.strip().lower()
    return typed[:1] + typed[1:].translate(_HEARD_AS)


def now() -> datetime:
    return datetime.now(UTC)


def storable(text: str, limit: int = 4_000) -> str:
    """Text that every database takes: no half characters of odd file names, no NUL, not endless."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:limit]


def require_recording(connection: Connection, recording_id: str) -> None:
    if connection.execute(select(RecordingRow.id).where(RecordingRow.id == recording_id)).first() is None:
        raise NotFoundError(f"There is no recording {storable(recording_id, 60)!r}. Type reflect status to list them.")
