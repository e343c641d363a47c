"""The file of presses that a trainee saved in a pack: brought in once, and nothing in it is trusted."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tag_ops import new_id
from teaching_world import World, change

from reflect import teaching
from reflect.errors import InputError, NotFoundError
from reflect.model.teaching import Press, Spotting, TeachingClip
from reflect.store import teaching as rows
from reflect.teaching import bringing


@pytest.fixture
def clip(world: World) -> TeachingClip:
    return world.clip(world.set().id)


def saved(clip: TeachingClip, *moments: int, **changes: Any) -> dict[str, Any]:
    """As the pack's script writes it."""
    presses = [{"id": new_id(), "clip": clip.id, "at_ms": at_ms, "theme": ""} for at_ms in moments]
    head = {"schema": "reflect/presses", "version": 1, "set": clip.set_id, "id": new_id(), "trainee": "Blauwe vink"}
    return {**head, "started_at": "2026-11-22T10:00:00.000Z", "presses": presses, **changes}


def kept(world: World, clip: TeachingClip) -> list[int]:
    return [p.at_ms for p in rows.of(world.store, Press, clip.set_id)]


def test_a_file_is_brought_in_once(world: World, clip: TeachingClip) -> None:
    found = saved(clip, 2_000, 4_000)
    data = json.dumps(found).encode()
    for _ in range(2):
        done = bringing.bring(world.store, bringing.read(data), "An", clip.set_id)
        assert (done.trainee, done.presses, done.refused) == ("Blauwe vink", 2, {})
    assert sorted(kept(world, clip)) == [2_000, 4_000]
    (spotting,) = rows.of(world.store, Spotting, clip.set_id)
    assert (spotting.id, spotting.started_at and spotting.started_at.isoformat()) == (found["id"], "2026-11-22T10:00:00+00:00")


def test_what_cannot_be_kept_is_counted_and_the_rest_is_kept(world: World, clip: TeachingClip) -> None:
    found = saved(clip, 2_000, 99_000)
    found["presses"] += [{"id": new_id(), "clip": new_id(), "at_ms": 2_000}, {"id": "x"}, 7, {"evil": 1}, {"id": new_id(), "clip": clip.id}]
    done = bringing.bring(world.store, found, "An")
    assert (done.presses, dict(done.refused)) == (1, {"outside_clip": 2, "unknown_clip": 1, "bad_id": 3})
    assert kept(world, clip) == [2_000]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"trainee": ""}, "no name"),
        ({"trainee": "111222333"}, "bsn"),
        ({"trainee": ["x"]}, "bad op"),
        ({"id": "nothing"}, "bad id"),
        ({"started_at": "yesterday"}, "bad date"),
        ({"set": new_id()}, "another teaching set"),
        ({"set": 7}, "another teaching set"),
        ({"set": "../../etc/passwd"}, "another teaching set"),
        ({"schema": "reflect/case"}, "no presses that this reflect knows"),
        ({"version": 2}, "no presses that this reflect knows"),
        ({"more": 1}, "no presses that this reflect knows"),
        ({"presses": None}, "or none at all"),
        ({"presses": [1] * 5_001}, "more than 5000 presses"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(world: World, clip: TeachingClip, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        bringing.bring(world.store, bringing.read(json.dumps(saved(clip, 2_000, **changes)).encode()), "An", clip.set_id)
    assert kept(world, clip) == []


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[]", b'{"a":', b"[" * 100_000, b'{"schema": NaN}', b" " * (3 << 20)])
def test_bytes_that_are_no_file_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="Give the file that the pack made"):
        bringing.read(data)


def test_a_file_that_is_not_there_and_presses_of_a_closed_set(world: World, clip: TeachingClip, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"nothing\.json cannot be read"):
        bringing.read_file(tmp_path / "nothing.json")
    world.send(clip.set_id, change("set", clip.set_id, closed=True))
    with pytest.raises(InputError, match=r"cannot be kept \(closed\)"):
        bringing.bring(world.store, saved(clip, 2_000), "An")


def test_a_file_of_another_set_changes_nothing_of_this_one(world: World, clip: TeachingClip) -> None:
    other = world.clip(world.set(title="Andere").id)
    with pytest.raises(InputError, match="another teaching set"):
        bringing.bring(world.store, saved(other, 2_000), "An", clip.set_id)
    mine = saved(clip, 2_000)
    bringing.bring(world.store, mine, "An")
    stolen = saved(other, 2_000, id=mine["id"])
    with pytest.raises(InputError, match="bad id"):
        bringing.bring(world.store, stolen, "An")
    assert kept(world, other) == []


ANY = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20), st.lists, max_leaves=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(["set", "id", "trainee", "started_at", "presses", "clip", "at_ms", "theme"]), value=ANY)
def test_whatever_stands_in_a_file_it_is_kept_or_refused(world: World, field: str, value: object) -> None:
    clip = world.clip(world.set().id)
    found = copy.deepcopy(saved(clip, 2_000))
    (found if field in found else found["presses"][0])[field] = value
    done = None
    with contextlib.suppress(InputError):
        done = bringing.bring(world.store, bringing.checked(found), "An")
    assert len(kept(world, clip)) == (done.presses if done is not None else 0)


def test_the_score_has_nothing_to_say_of_a_clip_that_is_gone() -> None:
    assert teaching.score([], [(1, "")]) == (teaching.Score(0, 0, 1), (False,))
