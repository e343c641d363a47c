"""Clip lists: each is saved whole, over the revision that its sender saw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from reflect.errors import NotFoundError
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span
from reflect.store.common import now, require_recording, storable
from reflect.store.database import Store
from reflect.store.tables import ClipListRow, ClipRow, RecordingRow


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a list: `status` is stored, conflict or refused, `clip_list` is what is there now.

    `why` is a key for the screen: changed (another revision is there), deleted (the list is gone; save it without a base to
    keep it), bad_id (the list is another recording's).
    """

    status: str
    clip_list: ClipList | None
    why: str = ""


def save(store: Store, new: ClipList, base: int | None) -> Saved:
    """Put `new` in the place of revision `base`; None for a list that is not there yet.

    Saving the same again changes nothing and is stored, so a save whose answer was lost may be repeated.
    NotFoundError when a recording of a clip is not there.
    """
    with store.writing() as connection:
        if new.recording_id is not None:
            require_recording(connection, new.recording_id)
        _require_recordings(connection, {c.recording_id for c in new.clips})
        old = _one(connection, new.id)
        answer = _refusal(old, new, base)
        return answer or Saved("stored", _write(connection, old, new))


def of_recording(store: Store, recording_id: str) -> tuple[ClipList, ...]:
    """The recording's lists, the one that was changed last in front."""
    query = select(ClipListRow.__table__).where(ClipListRow.recording_id == recording_id)
    of_lists = select(ClipRow.__table__).where(ClipRow.list_id.in_(select(ClipListRow.id).where(ClipListRow.recording_id == recording_id)))
    with store.reading() as connection:
        require_recording(connection, recording_id)
        rows = connection.execute(query.order_by(ClipListRow.updated_at.desc(), ClipListRow.id)).all()
        clips: dict[str, list[Clip]] = {}
        for row in connection.execute(of_lists.order_by(ClipRow.list_id, ClipRow.position)):
            clips.setdefault(row.list_id, []).append(_clip(row))
    return tuple(_list(row, clips.get(row.id, ())) for row in rows)


def get(store: Store, recording_id: str, list_id: str) -> ClipList:
    """NotFoundError when the recording has no such list."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        found = _one(connection, list_id)
    if found is None or found.recording_id != recording_id:
        raise _not_found(recording_id, list_id)
    return found


def find(store: Store, recording_id: str, wanted: str | None = None) -> ClipList:
    """The list with this id, the only one whose id begins so, or the only one with this title; None: the only one there is.

    NotFoundError says which lists there are.
    """
    lists = of_recording(store, recording_id)
    text = (wanted or "").strip().casefold()
    exact = [c for c in lists if text in (c.id, c.title.casefold())]
    near = exact or [c for c in lists if c.id.startswith(text)]
    if len(near) == 1:
        return near[0]
    if not lists:
        raise NotFoundError(f"Recording {recording_id} has no clip lists. Make one in the app: reflect app")
    there = ", ".join(f"{c.id[:8]} ({c.title[:40]})" for c in lists[:8]) + (" and more" if len(lists) > 8 else "")
    said = "Name one of its clip lists" if wanted is None else f"{storable(wanted, 60)!r} is not one clip list of recording {recording_id}"
    raise NotFoundError(f"{said}: {there}.")


def delete_list(store: Store, recording_id: str, list_id: str) -> bool:
    """Remove the list; False when the recording has none such, for instance because it was removed already."""
    with store.writing() as connection:
        require_recording(connection, recording_id)
        same = (ClipListRow.id == list_id, ClipListRow.recording_id == recording_id)
        return connection.execute(delete(ClipListRow).where(*same)).rowcount > 0


# ---- inside -----------------------------------------------------------------------------------


def _refusal(old: ClipList | None, new: ClipList, base: int | None) -> Saved | None:
    """The answer when nothing is to be written."""
    if old is None:
        return None if base is None else Saved("conflict", None, "deleted")
    if old.recording_id != new.recording_id:
        return Saved("refused", None, "bad_id")
    if (old.title, old.clips) == (storable(new.title), new.clips):
        return Saved("stored", old)
    return None if base == old.revision else Saved("conflict", old, "changed")


def _write(connection: Connection, old: ClipList | None, new: ClipList) -> ClipList:
    moment = now()
    title, who = storable(new.title), storable(new.who, 200)
    if old is None:
        kept = replace(new, title=title, who=who, revision=1, created_at=moment, updated_at=moment)
        head = {"id": kept.id, "recording_id": kept.recording_id, "created_at": moment}
        connection.execute(insert(ClipListRow).values(**head, title=title, who=who, revision=1, updated_at=moment))
    else:
        kept = replace(new, title=title, who=old.who, revision=old.revision + 1, created_at=old.created_at, updated_at=moment)
        values = {"title": title, "revision": kept.revision, "updated_at": moment}
        connection.execute(update(ClipListRow).where(ClipListRow.id == kept.id).values(**values))
        connection.execute(delete(ClipRow).where(ClipRow.list_id == kept.id))
    if kept.clips:
        connection.execute(insert(ClipRow), [_row(kept.id, n, clip) for n, clip in enumerate(kept.clips)])
    return kept


def _require_recordings(connection: Connection, wanted: set[str]) -> None:
    there = set(connection.execute(select(RecordingRow.id).where(RecordingRow.id.in_(wanted))).scalars())
    if wanted - there:
        raise NotFoundError(f"There is no recording {storable(min(wanted - there), 60)!r}. Type reflect status to list them.")


def _one(connection: Connection, list_id: str) -> ClipList | None:
    row = connection.execute(select(ClipListRow.__table__).where(ClipListRow.id == list_id)).first()
    if row is None:
        return None
    clips = connection.execute(select(ClipRow.__table__).where(ClipRow.list_id == list_id).order_by(ClipRow.position))
    return _list(row, [_clip(clip) for clip in clips])


def _list(row: Row[Any], clips: list[Clip] | tuple[Clip, ...]) -> ClipList:
    return ClipList(row.id, row.title, tuple(clips), row.who, row.revision, row.recording_id, row.created_at, row.updated_at)


def _clip(row: Row[Any]) -> Clip:
    return Clip(
        recording_id=row.recording_id,
        span=Span(row.start_ms, row.end_ms),
        before_ms=row.before_ms,
        after_ms=row.after_ms,
        fragment_id=row.fragment_id,
        code=row.code,
        question=row.question,
        tip=row.tip,
    )


def _row(list_id: str, position: int, clip: Clip) -> dict[str, Any]:
    return {
        "list_id": list_id,
        "position": position,
        "recording_id": clip.recording_id,
        "fragment_id": clip.fragment_id,
        "start_ms": clip.span.start_ms,
        "end_ms": clip.span.end_ms,
        "before_ms": clip.before_ms,
        "after_ms": clip.after_ms,
        "code": clip.code,
        "question": clip.question,
        "tip": clip.tip,
    }


def _not_found(recording_id: str, list_id: str) -> NotFoundError:
    return NotFoundError(f"Recording {recording_id} has no clip list {storable(list_id, 60)!r}. Type reflect clips {recording_id}.")
