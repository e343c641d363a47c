"""Presses that a trainee saved as a file in a pack, brought in by the trainer. The file is of anybody, so nothing of it is trusted:

    {"schema": "reflect/presses", "version": 1, "set": "<uuid>", "id": "<uuid>", "trainee": "…", "started_at": "2027-03-09T10:00:00Z",
     "presses": [{"id": "<uuid>", "clip": "<uuid>", "at_ms": 61200, "theme": ""}, …]}

The same file again changes nothing. What cannot be kept (a press outside its clip, a clip that is not in the set) is counted and left out.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.errors import InputError, NotFoundError
from reflect.model.mixed import MAX_OPS, Ack
from reflect.model.operations import STORED
from reflect.teaching.writing import press

if TYPE_CHECKING:
    from reflect.store.database import Store

SCHEMA, VERSION = "reflect/presses", 1
MAX_BYTES = 2 << 20
MAX_PRESSES = 5_000
_FIELDS = {"schema", "version", "set", "id", "trainee", "started_at", "presses"}
_OURS = uuid.UUID("0e6f6c1a-8f0e-4c1b-9a44-2f6d1f0b7c55")
"""Under which the operations of a file get ids of their own, so that the same file is the same operations."""


@dataclass(frozen=True, slots=True)
class Brought:
    """How many presses are there now of this file, and how many could not be kept, by why."""

    trainee: str
    presses: int
    refused: Mapping[str, int]


def read(data: bytes, name: str = "The file") -> Mapping[str, Any]:
    """The file as data. InputError, which quotes nothing of it, for what is no such file."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_BYTES >> 20} MB. Presses of one trainee are far less. Give the file that the pack made."
        )
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no JSON. Give the file that the pack made.") from error
    return checked(found, name)


def checked(found: object, name: str = "The file") -> Mapping[str, Any]:
    """The same for data that was read already."""
    if not isinstance(found, dict) or found.get("schema") != SCHEMA or found.get("version") != VERSION or not set(found) <= _FIELDS:
        raise InputError(f"{name} holds no presses that this reflect knows. Give the file that the pack made.")
    presses = found.get("presses")
    if not isinstance(presses, list) or len(presses) > MAX_PRESSES:
        raise InputError(f"{name} holds more than {MAX_PRESSES} presses, or none at all. Give the file that the pack made.")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def read_file(path: Path) -> Mapping[str, Any]:
    """The file at `path`. NotFoundError, or InputError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFoundError(f"{path.name} cannot be read. Give the file that the pack made.") from error
    return read(data, path.name)


def bring(store: Store, found: Mapping[str, Any], who: str, set_id: str = "") -> Brought:
    """Keep the presses. InputError for a file of another set, of a set that is not here, or without a name that may be kept."""
    from reflect.store import teaching as rows

    own = found.get("set")
    if not isinstance(own, str) or own not in {one.id for one in rows.listing(store)} or own != (set_id or own):
        raise InputError("These presses are of another teaching set, or of one that is not here. Open the set that the pack was made of.")
    begun = press(store, own, [_spotting(found)], who)[0]
    if begun.status != STORED:
        raise InputError(f"These presses cannot be kept ({begun.why.replace('_', ' ')}). Ask the trainee for a file with a made-up name.")
    acks: list[Ack] = []
    presses = found["presses"]
    for first in range(0, len(presses), MAX_OPS):
        acks += press(store, own, [_press(one, found.get("id")) for one in presses[first : first + MAX_OPS]], who)
    refused: dict[str, int] = {}
    for ack in acks:
        if ack.status != STORED:
            refused[ack.why] = refused.get(ack.why, 0) + 1
    return Brought(begun.thing.trainee if begun.thing else "", len(acks) - sum(refused.values()), refused)


def _spotting(found: Mapping[str, Any]) -> dict[str, Any]:
    more = {"trainee": found.get("trainee", ""), "started_at": found.get("started_at")}
    return {"what": "spotting", "op": _op("spotting", found.get("id")), "do": "add", "id": found.get("id"), **more}


def _press(one: object, spotting_id: object) -> dict[str, Any]:
    if not isinstance(one, dict) or not set(one) <= {"id", "clip", "at_ms", "theme"}:
        return {"what": "press", "op": str(uuid.uuid4()), "do": "none"}
    more = {"spotting_id": spotting_id, "clip_id": one.get("clip"), "at_ms": one.get("at_ms"), "theme": one.get("theme", "")}
    return {"what": "press", "op": _op("press", one.get("id")), "do": "add", "id": one.get("id"), **more}


def _op(what: str, id: object) -> str:
    return str(uuid.uuid5(_OURS, f"{what} {str(id)[:100]}"))
