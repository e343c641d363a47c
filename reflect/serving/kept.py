"""Documents that a page asks for every few seconds: worked out again only when something was written since, by this app or another process.

What depends on the clock or on files of the disk counts as the same for a minute at most. A film is decided about at every request.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.store.changes import Mark
    from reflect.store.database import Store

MOST = 16
SAME_S = 60.0
_kept: OrderedDict[Hashable, tuple[Mark, float, bytes]] = OrderedDict()
"""By the store and the question, with when it was worked out; in memory only."""
_lock = Lock()


def same(store: Store, question: Hashable, work: Callable[[], bytes]) -> bytes:
    """The answer to a question of this store: the last one where nothing was written since, else what `work` says."""
    from reflect.store import changes

    mark, now, key = changes.mark(store), time.monotonic(), (store.place, question)
    with _lock:
        found = _kept.get(key)
        if found is not None and found[0] == mark and now - found[1] < SAME_S:
            _kept.move_to_end(key)
            return found[2]
        _kept.pop(key, None)
    body = work()
    if mark is not None:
        with _lock:
            _kept[key] = (mark, now, body)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return body
