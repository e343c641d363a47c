"""Masks and the record of every change of them; see `changing` for how both are written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

from sqlalchemy import Row, Table

from reflect.model.mask import Box, Decision, FaceTrack, Look, Mask, MaskKind, Name, NameKind, Shape, Style
from reflect.model.span import Span
from reflect.store import changing as changes
from reflect.store.database import Store
from reflect.store.mask_tables import MaskEventRow, MaskRow

Changing = changes.Changing[Mask]
Plain = dict[str, Any]

_DIGITS = 5
"""Of a coordinate: a hundredth of a pixel of a picture of 1000."""


def changing(store: Store, recording_id: str) -> AbstractContextManager[Changing]:
    """A transaction for changes of this recording's masks. NotFoundError when there is no such recording."""
    return changes.changing(store, _KIND, recording_id)


def of_recording(store: Store, recording_id: str, *kinds: MaskKind, deleted: bool = False) -> tuple[Mask, ...]:
    """The recording's masks in order of time: of these kinds, or all; the deleted ones only when asked."""
    found = changes.since(store, _KIND, recording_id, deleted=deleted)[1]
    return tuple(sorted((m for m in found if not kinds or m.kind in kinds), key=lambda m: (m.span, m.id)))


# ---- inside -----------------------------------------------------------------------------------


def _mask(row: Row[Any]) -> Mask:
    kind = MaskKind(row.mask)
    return Mask(
        id=row.id,
        recording_id=row.recording_id,
        kind=kind,
        span=Span(row.start_ms, row.end_ms),
        data=_READ.get(kind, _name)(row.data),
        decision=Decision(row.decision),
        maker=row.maker,
        revision=row.revision,
        deleted=row.deleted,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _plain(mask: Mask) -> Plain:
    return {
        "recording_id": mask.recording_id,
        "mask": str(mask.kind),
        "start_ms": mask.span.start_ms,
        "end_ms": mask.span.end_ms,
        "decision": str(mask.decision),
        "maker": mask.maker,
        "data": _data_plain(mask.data),
        "revision": mask.revision,
        "deleted": mask.deleted,
    }


def _data_plain(data: FaceTrack | Name | Look) -> Plain:
    if isinstance(data, Look):
        return {"media_id": data.media_id, "person": data.person}
    return _face_plain(data) if isinstance(data, FaceTrack) else _name_plain(data)


def _face_plain(face: FaceTrack) -> Plain:
    return {
        "media_id": face.media_id,
        "boxes": [[b.at_ms, *(round(side, _DIGITS) for side in (b.x, b.y, b.w, b.h))] for b in face.boxes],
        "style": str(face.style),
        "shape": str(face.shape),
        "visible": face.visible,
        "person": face.person,
        "doubts": [[span.start_ms, span.end_ms] for span in face.doubts],
    }


def _face(data: Plain) -> FaceTrack:
    return FaceTrack(
        media_id=data["media_id"],
        boxes=tuple(Box(*values) for values in data["boxes"]),
        style=Style(data["style"]),
        shape=Shape(data["shape"]),
        visible=data["visible"],
        person=data["person"],
        doubts=tuple(Span(*times) for times in data["doubts"]),
    )


def _name_plain(name: Name) -> Plain:
    return {
        "kind": str(name.kind),
        "replacement": name.replacement,
        "transcript_id": name.transcript_id,
        "words": list(name.words),
        "sound": name.sound,
        "what": name.what,
        "sure": name.sure,
        "seen": name.seen,
    }


def _name(data: Plain) -> Name:
    return Name(
        kind=NameKind(data["kind"]),
        replacement=data["replacement"],
        transcript_id=data["transcript_id"],
        words=tuple(data["words"]),
        sound=data["sound"],
        what=data.get("what", ""),
        sure=data.get("sure", True),
        seen=data.get("seen", ""),
    )


_READ: dict[MaskKind, Callable[[Plain], FaceTrack | Name | Look]] = {MaskKind.FACE: _face, MaskKind.LOOK: lambda data: Look(**data)}

_KIND = changes.Kind(
    rows=cast(Table, MaskRow.__table__),
    events=cast(Table, MaskEventRow.__table__),
    thing="mask_id",
    value=_mask,
    plain=_plain,
)
