"""Taking the film away while the words stay: everything that shows or sounds like somebody goes, everything that is read stays.

    goes     films, second cameras, separate sound; viewing copies, sound, waveforms and pitch in `work/`; results of steps, which hold
             what voices were told apart by; where faces are on the film; masked clips and packs that lie ready; half-made films
    stays    the transcript and its corrections, tags, notes, readings, sessions, names to hide in the text, answers about consent

Which files went is told by their SHA-256 in the erasure, so that they are not brought in again, and a backup is rid of them as well.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, func, or_, select

from reflect.model.consent import Purpose
from reflect.model.mask import MaskKind
from reflect.store import erasing, incoming, makings, recordings
from reflect.store.common import require_recording
from reflect.store.database import Store
from reflect.store.home import remove
from reflect.store.mask_tables import MaskEventRow, MaskRow
from reflect.store.tables import ArrivalRow, MediaRow, ResultRow

PLACES, LENGTH, DIFFERENT = 12, 48, 20
"""How many places of a file are looked for afterwards, how many bytes each, and how many different ones: silence is everywhere."""
_OF_PICTURES = (str(MaskKind.FACE), str(MaskKind.LOOK))


def hashes(store: Store, recording_id: str) -> tuple[str, ...]:
    """The SHA-256 of every film and sound file of the recording, for the statement."""
    query = select(MediaRow.sha256).where(MediaRow.recording_id == recording_id).order_by(MediaRow.id)
    with store.reading() as connection:
        return tuple(connection.execute(query).scalars())


def counts(store: Store, recording_id: str) -> dict[str, int]:
    """How much `erase` would take away of each kind; nothing that is zero."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        found = {table: select(func.count()).select_from(table).where(which) for table, which in _rows(recording_id)}
        out = {table.name: connection.execute(query).scalar_one() for table, query in found.items()}
    made = makings.listing(store, recording_id=recording_id)
    ready = [m for m in made if m.purpose is Purpose.RESEARCH and m.folder and m.erased_at is None]
    files = list(_files(store, recording_id))
    out |= {"makings": len(ready), "files": len(files), "bytes": sum(path.stat().st_size for path in files)}
    if any(out.values()):  # half-made films are of all recordings together: alone they are no reason to begin
        out["half_made"] = len(store.home.benches())
    return {name: number for name, number in out.items() if number}


def erase(store: Store, recording_id: str) -> tuple[dict[str, int], tuple[erasing.Left, ...]]:
    """Take it away: what there was of each kind, and where something of it is left. It can be done again, also after it broke off.

    StoreError while a process works on the recording.
    """
    recordings.require_idle(store, recording_id)
    gone, seek = counts(store, recording_id), _samples(store, recording_id)
    try:
        with store.writing() as connection:
            require_recording(connection, recording_id)
            incoming.mark_pending(store, recording_id)
            for table, which in _rows(recording_id):
                connection.execute(delete(table).where(which))
    finally:
        incoming.settle(store, recording_id)  # the films go now that no row names them
    remove(store.home.path / "work" / recording_id)
    makings.erase(store, recording_id, Purpose.RESEARCH)
    for bench in store.home.benches():
        remove(bench)
    erasing.compact(store)
    return gone, _left(store, recording_id, seek)


# ---- inside -----------------------------------------------------------------------------------


def _rows(recording_id: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """What goes from the database: tables, and which rows of each. Changes of masks before the masks that they are of."""
    faces = select(MaskRow.id).where(MaskRow.recording_id == recording_id, MaskRow.mask.in_(_OF_PICTURES))
    yield _table(MaskEventRow), MaskEventRow.mask_id.in_(faces)
    yield _table(MaskRow), (MaskRow.recording_id == recording_id) & MaskRow.mask.in_(_OF_PICTURES)
    yield _table(ResultRow), ResultRow.recording_id == recording_id
    media = select(MediaRow.id).where(MediaRow.recording_id == recording_id)
    yield _table(ArrivalRow), or_(ArrivalRow.recording_id == recording_id, ArrivalRow.media_id.in_(media))
    yield _table(MediaRow), MediaRow.recording_id == recording_id


def _table(row: Any) -> Table:
    return cast(Table, row.__table__)


def _files(store: Store, recording_id: str) -> Iterator[Path]:
    for folder in (store.home.media(recording_id), store.home.path / "work" / recording_id):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _samples(store: Store, recording_id: str) -> frozenset[bytes]:
    """Pieces of all that shows or sounds like somebody, to look for when it is gone."""
    out: set[bytes] = set()
    with store.reading() as connection:
        for payload in connection.execute(select(ResultRow.payload).where(ResultRow.recording_id == recording_id)).scalars():
            out.update(_pieces(payload))
    for path in _files(store, recording_id):
        with path.open("rb") as file:
            if path.stat().st_size:
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    out.update(_pieces(content))
    return frozenset(out)


def _pieces(content: bytes | mmap.mmap) -> Iterator[bytes]:
    step = max(LENGTH, len(content) // PLACES)
    found = (content[at : at + LENGTH] for at in range(step // 2, len(content) - LENGTH, step))
    return (piece for piece in found if len(set(piece)) >= DIFFERENT)


def _left(store: Store, recording_id: str, seek: frozenset[bytes]) -> tuple[erasing.Left, ...]:
    """Files of the recording that are still there, and others in which a piece of one is. The films of others were not written to."""
    there = [erasing.Left(path.relative_to(store.home.path).as_posix(), 1) for path in _files(store, recording_id)]
    found = erasing.look(store, erasing.Traces(recording_id, seek, whole=False))
    others = (one for one in found if not one.place.startswith("work/"))
    return (*there, *(one for one in others if one.place not in {left.place for left in there}))
