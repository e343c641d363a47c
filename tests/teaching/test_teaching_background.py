"""A set is made outside the app: it goes on when nobody looks, can be stopped, and whatever is killed leaves nothing half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from teaching_film import film, filmed
from teaching_world import World
from typer.testing import CliRunner

from reflect import arriving, teaching
from reflect.errors import InputError, UsageError
from reflect.model.teaching import Made
from reflect.store import Home, arrivals, disclosures, makings, open_store
from reflect.store.database import Store
from reflect.store.values import State
from reflect.teaching import Wish

MONTH = date.today() + timedelta(days=30)
PASSPHRASE = "vier-woorden-die-niemand-raadt"
WISH = Wish(Made.CLIPS, "de Academie", MONTH, workers=1)


@pytest.fixture
def set_id(world: World) -> str:
    one = world.set()
    world.clip(one.id)
    return one.id


def state(store: Store, set_id: str) -> State | None:
    there = arriving.making_of(store, set_id)
    return None if there is None else there.state


def instead(monkeypatch: pytest.MonkeyPatch, work: Callable[[Callable[[float], None]], Any]) -> None:
    """`work` in the place of what makes."""
    monkeypatch.setattr(teaching, "make", lambda store, set_id, wish, *, tell, viewer, closed: work(tell))


def test_what_is_asked_comes_to_the_worker_as_it_was_asked() -> None:
    wish = replace(WISH, passphrase=PASSPHRASE, voices=frozenset({"p1"}), voice=0.9, answers=True, language="en")
    plain = json.loads(json.dumps(arriving.making.to_plain(wish)))
    assert arriving.making.from_plain(plain) == wish


def test_one_at_a_time_and_what_cannot_be_is_refused_at_once(world: World, set_id: str) -> None:
    store = world.store
    with pytest.raises(UsageError, match="Say who it is for"):
        arriving.ask_making(store, set_id, replace(WISH, recipient=" "), "An")
    with pytest.raises(UsageError, match="no clips yet"):
        arriving.ask_making(store, world.set(title="Leeg").id, WISH, "An")
    assert arrivals.listing(store) == ()
    assert arriving.ask_making(store, set_id, WISH, "An").state is State.QUEUED
    with pytest.raises(UsageError, match="Something is being made of this set already"):
        arriving.ask_making(store, set_id, WISH, "An")
    assert arriving.waiting(store) == (), "it is no film on its way"
    arriving.end_making(store, set_id)
    assert state(store, set_id) is None


def test_why_it_could_not_be_made_waits_to_be_read_and_no_passphrase_does(world: World, set_id: str, monkeypatch: Any) -> None:
    store = world.store

    def stopped(tell: Callable[[float], None]) -> None:
        raise InputError("Nothing was made: a name is still heard in clip 1 at 0:03.")

    instead(monkeypatch, stopped)
    arriving.ask_making(store, set_id, replace(WISH, what=Made.PACK, passphrase=PASSPHRASE), "An")
    assert arriving.work(store, idle_s=0.6)
    there = arriving.making_of(store, set_id)
    assert there is not None
    assert (there.state, there.busy) == (State.FAILED, False)
    assert "a name is still heard in clip 1" in there.error
    assert [a.settings for a in arrivals.listing(store)] == [{}]
    assert PASSPHRASE.encode() not in b"".join(p.read_bytes() for p in store.home.path.glob("reflect.db*"))


def test_a_button_stops_it_at_its_next_sign(world: World, set_id: str, monkeypatch: Any) -> None:
    store, begun, told = world.store, threading.Event(), list[State | None]()

    def slow(tell: Callable[[float], None]) -> None:
        begun.set()
        for _ in range(400):
            threading.Event().wait(0.05)
            tell(0.4)
        raise AssertionError("nobody stopped it")

    def press() -> None:
        begun.wait(20)
        arriving.end_making(store, set_id)
        told.append(state(store, set_id))

    instead(monkeypatch, slow)
    arriving.ask_making(store, set_id, WISH, "An")
    button = threading.Thread(target=press)
    button.start()
    assert arriving.work(store, idle_s=0.6)
    button.join()
    assert told == [State.STOPPED]
    assert arrivals.listing(store) == ()


def test_a_killed_worker_leaves_nothing_half_and_the_next_one_makes_it(tmp_path: Path, monkeypatch: Any) -> None:
    home = Home(tmp_path / "home")
    with open_store(home) as store:
        rid = filmed(store, film(tmp_path))
        world = World(store, rid, rid)
        one = world.set()
        world.clip(one.id, span=[4_400, 5_000])
        arriving.ask_making(store, one.id, replace(WISH, what=Made.REEL), "An")
        child = "import reflect.teaching.preparing as p, time; p.make = lambda *a, **m: (print('making', flush=True), time.sleep(60))\n"
        child += "from reflect import arriving; from reflect.store import open_store\nwith open_store() as s: arriving.work(s, 5)"
        worker = subprocess.Popen(
            [sys.executable, "-c", child], env={**os.environ, "REFLECT_HOME": str(home.path)}, stdout=subprocess.PIPE, text=True
        )
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "making"
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert state(store, one.id) is State.RUNNING
        assert makings.listing(store) == disclosures.listing(store) == ()
        assert not (home.path / "made").exists() or not any((home.path / "made").iterdir())
        assert arriving.work(store, idle_s=0.6)
        there = arriving.making_of(store, one.id)
        assert there is not None
        assert (there.state, there.error, there.clips, there.gaps) == (State.DONE, "", 1, ())
        (made,) = makings.listing(store, set_id=one.id)
        assert there.making_id == made.id
        assert (home.made(made.folder) / "reel.mp4").is_file()
        assert home.benches() == []
        arriving.end_making(store, one.id)
        assert state(store, one.id) is None
        assert makings.listing(store, set_id=one.id) == (made,)


def test_ctrl_c_in_the_command_leaves_nothing(world: World, set_id: str, tmp_path: Path, monkeypatch: Any) -> None:
    from reflect.cli import app

    def stopped(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reflect.teaching.preparing.make", stopped)
    monkeypatch.setenv("REFLECT_HOME", str(world.store.home.path))
    done = CliRunner().invoke(app, ["teach", "make", set_id[:8], "--recipient", "Team", "-o", str(tmp_path / "out.zip")])
    assert done.exit_code != 0
    assert isinstance(done.exception, KeyboardInterrupt) or done.exit_code == 130
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".", "out"))]
    assert disclosures.listing(world.store) == makings.listing(world.store) == ()
