"""Taking a recording away with everything that came of it, and looking afterwards whether anything is left.

What is erased: films, derived sound, pictures and waveforms, transcripts, tags, suggestions, clips, interviews, search lines, jobs with
their arguments, and the record of their changes. What stays: ids and counts, answers about consent, attention points in the
klantmanager's own words (for a check on names), and the bare place of a clip in a session, so that the others keep their order.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, func, select, update

from reflect.store import makings, mask_tables, recordings, reflection_tables, teaching  # noqa: F401 # tables that hold something of it
from reflect.store import tables as t
from reflect.store.common import require_recording
from reflect.store.database import Store
from reflect.store.home import remove
from reflect.store.reflection_tables import AttentionPointRow, FollowUpRow, ReflectionEventRow, RemarkRow, SessionClipRow

KEPT = frozenset({"consent_events", "erasures"})
"""Tables with a recording's id that stay: they say that and why it is gone."""
SHORTEST = 24
"""Bytes of a trace: shorter text may stand elsewhere by chance."""
MOST_TRACES = 4_000


@dataclass(frozen=True, slots=True)
class Traces:
    """What may be found nowhere afterwards, as bytes. Never stored and never printed. `whole`: no file of the recording either."""

    recording_id: str
    marks: frozenset[bytes]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """A file in which something was left: its place below the data folder, and how many different traces."""

    place: str
    traces: int


def counts(store: Store, recording_id: str) -> dict[str, int]:
    """How many rows each table has of the recording, and how many files and bytes there are of it; nothing that is zero."""
    out: dict[str, int] = {}
    with store.reading() as connection:
        require_recording(connection, recording_id)
        for table in tables():
            number = connection.execute(select(func.count()).where(table.c.recording_id == recording_id).select_from(table)).scalar_one()
            out[table.name] = number
    files = [path for path in _files(store, recording_id) if path.is_file()]
    out["files"], out["bytes"] = len(files), sum(path.stat().st_size for path in files)
    return {name: number for name, number in out.items() if number}


def traces(store: Store, recording_id: str) -> Traces:
    """Text and packed data of the recording, to look for when it is gone."""
    found: set[bytes] = set()
    with store.reading() as connection:
        for table in tables():
            for row in connection.execute(select(table).where(table.c.recording_id == recording_id)):
                found.update(marks(row._mapping))
        of_clips = select(_table(RemarkRow)).where(RemarkRow.about.in_(_clip_ids(recording_id)))
        for row in connection.execute(of_clips):
            found.update(marks(row._mapping))
    return Traces(recording_id, frozenset(sorted(found)[:: max(1, len(found) // MOST_TRACES)]))


def erase(store: Store, recording_id: str) -> None:
    """Take it all away, from the database and then from the disk. StoreError while a process works on it; it can be done again."""
    recordings.require_idle(store, recording_id)
    with store.writing() as connection:
        require_recording(connection, recording_id)
        _bare_clips(connection, recording_id)
        teaching.bare(connection, recording_id)
    recordings.delete_recording(store, recording_id)
    makings.erase(store, recording_id)
    for bench in store.home.benches():  # clips that an interrupted run left
        remove(bench)
    compact(store)


def compact(store: Store) -> None:
    """Write the database anew without free pages, and empty its log, so that what was deleted is in neither."""
    if store.engine.dialect.name != "sqlite":
        return
    raw = store.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def look(store: Store, traces: Traces) -> tuple[Left, ...]:
    """Every file of the data folder in which a trace is left, but for the films of other recordings, which nothing was written to."""
    pattern = re.compile(b"|".join(map(re.escape, sorted(traces.marks)))) if traces.marks else None
    out: list[Left] = []
    media = store.home.path / "media"
    for path in sorted(store.home.path.rglob("*")):
        place = path.relative_to(store.home.path).as_posix()
        if path.is_symlink() or not path.is_file() or path.is_relative_to(store.home.models):
            continue
        if path.is_relative_to(media) and path.parent != media / traces.recording_id:
            continue
        found = set(_in_file(path, pattern)) if pattern is not None else set()
        if found or (traces.whole and traces.recording_id in place):
            out.append(Left(place, len(found) or 1))
    return tuple(out)


# ---- inside -----------------------------------------------------------------------------------


def tables() -> list[Table]:
    """Every table that says of a row which recording it is of, and the recordings themselves are not among them."""
    return [table for table in t.Table.metadata.sorted_tables if "recording_id" in table.c and table.name not in KEPT]


def _table(row: type[t.Table]) -> Table:
    return cast(Table, row.__table__)


def _files(store: Store, recording_id: str) -> Iterator[Path]:
    for folder in (store.home.media(recording_id), store.home.path / "work" / recording_id):
        yield from folder.rglob("*")


def _clip_ids(recording_id: str) -> Any:
    return select(SessionClipRow.id).where(SessionClipRow.recording_id == recording_id)


def _bare_clips(connection: Connection, recording_id: str) -> None:
    """Clips of sessions keep their place and lose their words; what was noted about them goes, with the record of its changes.

    Attention points stay, without the clip that they came from.
    """
    clips = list(connection.execute(_clip_ids(recording_id)).scalars())
    follow_ups = list(connection.execute(select(FollowUpRow.id).where(FollowUpRow.recording_id == recording_id)).scalars())
    bare(connection, clips, follow_ups)


def bare(connection: Connection, clips: Sequence[str], others: Sequence[str] = ()) -> None:
    """Take the words and the place on the film from these clips of sessions, and what was noted about them, inside a transaction.

    `others` are things that go with them: the record of their changes is taken too.
    """
    remarks = list(connection.execute(select(RemarkRow.id).where(RemarkRow.about.in_(clips))).scalars())
    bared = {"question": "", "tip": "", "fragment_id": None, "start_ms": 0, "end_ms": 0, "before_ms": 0, "after_ms": 0}
    connection.execute(update(SessionClipRow).where(SessionClipRow.id.in_(clips)).values(**bared))
    connection.execute(update(AttentionPointRow).where(AttentionPointRow.clip_id.in_(clips)).values(clip_id=None))
    connection.execute(delete(RemarkRow).where(RemarkRow.id.in_(remarks)))
    connection.execute(delete(ReflectionEventRow).where(ReflectionEventRow.thing_id.in_([*clips, *remarks, *others])))


def marks(row: Mapping[Any, Any]) -> Iterator[bytes]:
    """The long texts and packed data in a row, in the forms in which a file can hold them."""
    for text in _texts(row.values()):
        if isinstance(text, bytes):
            yield text[:256]
        elif len(text.encode("utf-8")) >= SHORTEST:
            yield text.encode("utf-8")[:256]
            yield json.dumps(text)[1:-1].encode("ascii")[:256]  # as a column of JSON has it


def _texts(values: Iterable[Any]) -> Iterator[str | bytes]:
    for value in values:
        if isinstance(value, str):
            yield from (value, value.casefold()) if not _plain_id(value) else ()
        elif isinstance(value, bytes) and len(value) >= SHORTEST:
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list | tuple):
            yield from _texts(value)


def _plain_id(text: str) -> bool:
    """Ids, hashes, codes and names of kinds are no words of anybody."""
    return re.fullmatch(r"[0-9a-z_.:/+-]*", text) is not None


def _in_file(path: Path, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    with path.open("rb") as file:
        if path.stat().st_size:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                yield from (match.group() for match in pattern.finditer(content))
