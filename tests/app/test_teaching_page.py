"""Leersets: what is made of a set is asked for on the page, made by the worker, and told on the page when it is opened again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import pyzipper

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "teaching"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "media"))

from teaching_film import film, filmed
from teaching_world import World

from reflect import arriving
from reflect.model.teaching import Made
from reflect.store import makings
from reflect.store.database import Store
from reflect.store.values import State


@pytest.fixture
def set_id(store: Store, tmp_path: Path) -> str:
    """A set of one short clip in which a face is covered."""
    rid = filmed(store, film(tmp_path))
    world = World(store, rid, rid)
    one = world.set()
    world.clip(one.id, rid, span=[4_400, 5_000])
    return one.id


def ask(pages: Any, set_id: str, what: Made, recipient: str, *, locked: bool = False) -> Any:
    app = pages.open("leerset", leerset=set_id)
    app.selectbox(key="make-what").set_value(what).run()
    app.text_input(key="make-recipient").set_value(recipient)
    if locked:
        app.checkbox(key="make-locked").set_value(True)
    app.button(key="make-do").click().run()
    assert not app.exception, [e.value for e in app.exception]
    return app


def said(app: Any) -> str:
    """What the page says, without the marks that keep it from being read as markup."""
    return " ".join(e.value for kind in ("success", "error", "warning") for e in getattr(app, kind)).replace("\\", "")


def test_a_set_of_nothing_cannot_be_made(pages: Any, store: Store, add: Any) -> None:
    rid = add().id
    one = World(store, rid, rid).set()
    app = pages.open("leerset", leerset=one.id)
    data = pages.component("reflect_teaching")
    assert (data["set"], data["lang"]) == (one.id, "nl")
    assert app.button(key="make-do").disabled


def test_a_reel_then_a_pack_that_a_wrong_passphrase_does_not_open(pages: Any, store: Store, set_id: str) -> None:
    app = ask(pages, set_id, Made.REEL, " ")
    assert "Say who it is for" in said(app)
    app = ask(pages, set_id, Made.REEL, "Groep 4")
    assert app.button(key="make-do").disabled, "one at a time"
    assert app.button(key="make-stop").label == "Stop met maken"
    assert arriving.work(store, idle_s=0.6)
    app = pages.open("leerset", leerset=set_id)
    assert "Klaar: 1 clip." in said(app)
    app.button(key="make-put-away").click().run()
    assert arriving.making_of(store, set_id) is None

    app = ask(pages, set_id, Made.PACK, "Groep 5", locked=True)
    passphrase = said(app).partition("Wachtzin: ")[2].partition(".")[0]
    assert len(passphrase.split("-")) > 3
    assert arriving.work(store, idle_s=0.6)
    app = pages.open("leerset", leerset=set_id)
    assert passphrase in said(app)
    reel, pack = makings.listing(store, set_id=set_id)
    assert [(m.what, m.recipient, len(m.files)) for m in (reel, pack)] == [("reel", "Groep 4", 1), ("pack", "Groep 5", 1)]
    assert (store.home.made(reel.folder) / "reel.mp4").is_file()
    with pyzipper.AESZipFile(store.home.made(pack.folder) / "leerset.zip") as archive:
        name = next(n for n in archive.namelist() if n.endswith("index.html"))
        archive.setpassword(b"een-heel-andere-wachtzin")
        with pytest.raises(RuntimeError, match=r"[Pp]assword"):
            archive.read(name)
        archive.setpassword(passphrase.encode())
        assert b"<!doctype html>" in archive.read(name).lower()
    app.button(key="make-put-away").click().run()
    assert passphrase not in said(app)


def test_the_page_stops_what_waits_and_says_what_went_wrong(pages: Any, store: Store, set_id: str, monkeypatch: Any) -> None:
    app = ask(pages, set_id, Made.CLIPS, "Groep 6")
    there = arriving.making_of(store, set_id)
    assert there is not None
    assert there.state is State.QUEUED
    app.button(key="make-stop").click().run()
    assert arriving.making_of(store, set_id) is None

    def broken(*args: object, **more: object) -> None:
        raise RuntimeError("mevrouw Achternaam")

    monkeypatch.setattr("reflect.teaching.make", broken)
    ask(pages, set_id, Made.CLIPS, "Groep 6")
    assert arriving.work(store, idle_s=0.6)
    app = pages.open("leerset", leerset=set_id)
    assert "An error in reflect itself (RuntimeError)" in said(app)
    assert "Achternaam" not in said(app)
    assert makings.listing(store) == ()
