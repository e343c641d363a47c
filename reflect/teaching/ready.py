"""What was made of a set and lies ready in the data folder: the masked films that a trainee's screen plays, and files to take along.

Whether people still agree is asked anew each time: what may not be used any more is not there, also before its files are erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.model.teaching import Made, Making, TeachingClip
from reflect.teaching.deciding import decide, stale
from reflect.teaching.paper import NAMES

if TYPE_CHECKING:
    from reflect.store.database import Store


def newest(store: Store, makings: Iterable[Making], clip: TeachingClip, span: tuple[int, int], today: date) -> Making | None:
    """The newest making whose film of the clip shows just this stretch (start and end, ms) and may be used today."""
    for making in reversed(tuple(makings)):
        name, *times = making.files.get(clip.id, ("", 0, 0))
        if name and tuple(times) == span and there(store, making, today):
            return making
    return None


def there(store: Store, making: Making, today: date) -> bool:
    """Whether its files are in the data folder (copies of that leave them out), and its last day is not over."""
    if not making.folder or making.erased_at is not None or (making.expires_on is not None and making.expires_on < today):
        return False
    return store.home.made(making.folder).is_dir()


def film(store: Store, set_id: str, clip_id: str, viewer: str, today: date, closed: Collection[str] = ()) -> Path | None:
    """The masked film of a clip for a trainee's screen; None when there is none that may be shown."""
    from reflect.store import makings
    from reflect.store import teaching as rows

    found = rows.get(store, set_id)
    clip = next((c for c in rows.of(store, TeachingClip, set_id) if c.id == clip_id), None)
    if clip is None or found.deleted or found.closed or stale(found, today):
        return None
    decision = decide(store, clip, viewer, closed, ready=True)
    if not decision.allowed or decision.shown is None:
        return None
    making = newest(store, makings.listing(store, set_id=set_id), clip, (decision.shown.start_ms, decision.shown.end_ms), today)
    return None if making is None else store.home.made(making.folder) / making.files[clip.id][0]


def download(store: Store, set_id: str, making_id: str, viewer: str, today: date, closed: Collection[str] = ()) -> Path | None:
    """The file of a making to take along; None when it is gone, has expired, or holds a clip that may not be used any more."""
    from reflect.store import makings
    from reflect.store import teaching as rows

    found = rows.get(store, set_id)
    making = next((m for m in makings.listing(store, set_id=set_id) if m.id == making_id), None)
    if making is None or found.deleted or not there(store, making, today):
        return None
    clips = {c.id: c for c in rows.of(store, TeachingClip, set_id, deleted=True)}
    mine = [clips[id] for id in making.files if id in clips]
    if len(mine) < len(making.files) or not all(decide(store, clip, viewer, closed, ready=True).allowed for clip in mine):
        return None
    return store.home.made(making.folder) / NAMES[Made(making.what)]
