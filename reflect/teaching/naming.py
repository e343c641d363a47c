"""Where names may be in what is said in a clip, looked for once for the same words: it takes a second, and a page asks every few."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.masking.words import Hit
    from reflect.model.speech import Transcript

MOST = 1_000
_kept: OrderedDict[bytes, tuple[Hit, ...]] = OrderedDict()
"""By a hash of the words: places of words are kept, and no word of the talk."""
_lock = Lock()


def hits(part: Transcript) -> tuple[Hit, ...]:
    """What `masking.words.find` finds. MissingPackageError when it cannot look."""
    from reflect.masking import words

    said = json.dumps([[word.text for word in turn.words] for turn in part.turns])
    key = hashlib.sha256(said.encode()).digest()
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = words.find(part)
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return found
