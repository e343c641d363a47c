"""Where names may be in what is said in a clip, looked for once for the same words: it takes seconds, and a page asks every few.

What was found is kept beside the recording's other derived files, and goes with them.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reflect.masking.words import Hit
    from reflect.model.speech import Transcript

MOST = 1_000
_kept: OrderedDict[str, tuple[Hit, ...]] = OrderedDict()
"""By a hash of the words: places of words are kept, and no word of the talk."""
_lock = Lock()


def hits(part: Transcript, folder: Path) -> tuple[Hit, ...]:
    """What `masking.words.find` finds; kept in `folder`. MissingPackageError when it cannot look."""
    from reflect.masking import words
    from reflect.store.home import atomic_write

    said = json.dumps([_maker(), [[word.text for word in turn.words] for turn in part.turns]])
    key = hashlib.blake2b(said.encode(), key=folder.name.encode()[:64], digest_size=16).hexdigest()
    with _lock:
        found = _kept.get(key)
    if found is None:
        path = folder / f"names-{key}.json"
        found = _read(path)
        if found is None:
            found = words.find(part)
            atomic_write(path, json.dumps([asdict(hit) for hit in found]).encode())
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return found


def _read(path: Path) -> tuple[Hit, ...] | None:
    """What was found before; None where nobody looked, or where the file says nothing."""
    from reflect.masking.words import Hit
    from reflect.model.mask import NameKind

    try:
        plain: list[dict[str, Any]] = json.loads(path.read_bytes())
        return tuple(Hit(**{**hit, "kind": NameKind(hit["kind"])}) for hit in plain)
    except (OSError, ValueError, TypeError, KeyError):
        return None


@cache
def _maker() -> str:
    from reflect.masking.words import finding, lists

    lists.require()
    return f"{finding.OWN} {lists.maker()}"


@cache
def warm() -> None:
    """Begin to load the detector, so that whoever opens a set after this does not wait for it."""
    Thread(target=_load, name="names", daemon=True).start()


def _load() -> None:
    from reflect.errors import ReflectError
    from reflect.masking import words
    from reflect.model.span import Span
    from reflect.model.speech import Transcript, Turn, Word

    try:
        words.find(Transcript("nl", 1, (), (Turn("S1", (Word("goedemorgen", Span(0, 1), 1.0),)),)))
    except ReflectError:
        return  # whoever asks for names is told
