"""Who is who on the page Gezichten: faces and voices of somebody, another camera, who stays visible, who is out of the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import app_films as films
import pytest
from app_browser import Window
from app_world import Filling, World, copy_of_demo, demo_transcript
from playwright.sync_api import expect

from reflect.masking import faces
from reflect.masking.faces import Face
from reflect.masking.faces.writing import propose
from reflect.masking.persons import Rendition, masked_persons, voices
from reflect.model.mask import Box, FaceTrack
from reflect.model.span import Span
from reflect.store import Home, consents, open_store, recordings
from reflect.store.database import Store

Open = Callable[..., Window]


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


@pytest.fixture
def rid(store: Store) -> str:
    """A recording with a second camera that begins later. On the film two faces were found, on the camera one, all through."""
    made = Filling(store).recording(
        copy_of_demo(171), "Twee hoeken", transcript=demo_transcript(), cameras=[(films.second_camera(), 2_000.0)], case="Hoek"
    )
    found = recordings.get(store, made)
    end_ms, camera = found.duration_ms or 0, found.media[1].id

    def face(start_ms: int, stop_ms: int, x: float) -> Face:
        return Face(Span(start_ms, stop_ms), FaceTrack("", (Box(start_ms, x, 0.24, 0.14, 0.27),)))

    propose(store, made, [face(0, end_ms, 0.64), face(1_000, end_ms, 0.22)], "detector 1", looked=Span(0, end_ms))
    propose(store, made, [face(2_000, end_ms, 0.4)], "detector 1", media_id=camera, looked=Span(0, end_ms))
    return made


def card(one: Window, name: str) -> object:
    return one.locator(".faces .card").filter(has=one.page.get_by_role("heading", name=name, exact=True))


def test_who_is_who_is_said_until_somebody_is_masked(window: Open, store: Store, rid: str) -> None:
    who = {p.pseudonym: p.id for p in consents.persons(store)}
    media = recordings.get(store, rid).media
    both = Rendition(sound=False, media=frozenset(m.id for m in media))
    one = window()
    one.goto(f"/gezichten?opname={rid}")
    one.locator('.faces[data-ready="1"]').wait_for()
    cards, rows, said = one.locator(".faces .card"), one.locator(".faces article.row"), one.locator(".faces .said")
    client, manager = cards.filter(has_text="C1"), cards.filter(has_text="K1")
    expect(client).to_have_attribute("data-state", "open")
    expect(client.get_by_role("button", name="Overal afschermen")).to_be_disabled()

    # A key says who, or the list beside a face.
    rows.first.focus()
    one.press("5")
    expect(said).to_contain_text("Gezicht 1 is K1.")
    rows.nth(1).get_by_label("Van wie is dit gezicht").select_option(label="C1")
    expect(said).to_contain_text("Gezicht 2 is C1.")
    client.get_by_role("button", name="Overal afschermen").click()
    expect(said).to_contain_text("C1 wordt overal afgeschermd.")
    manager.get_by_role("button", name="Blijft overal zichtbaar").click()
    expect(manager).to_have_attribute("data-state", "visible")

    # Of the first second somebody says that the client is not there yet; on the other camera nobody said whose face it is.
    assert masked_persons(store, rid, None, Rendition(sound=False)) == set()
    client.locator("li").first.get_by_role("button", name="Niet in beeld").click()
    expect(said).to_contain_text("C1 is daar niet in beeld.")
    assert masked_persons(store, rid, None, Rendition(sound=False)) == {who["C1"]}
    assert masked_persons(store, rid, None, both) == set()
    expect(client).to_have_attribute("data-state", "open")

    one.locator(".faces .cameras").select_option(value=media[1].id)
    expect(rows).to_have_count(1)
    expect(rows.first.locator("canvas[data-drawn]").first).to_be_visible()
    rows.first.focus()
    one.press("4", "1")
    expect(rows.first).to_have_attribute("data-decision", "confirmed")
    expect(client).to_have_attribute("data-state", "covered")
    assert masked_persons(store, rid, None, both) == {who["C1"]}
    assert [m.data.media_id for m in faces.faces(store, rid, media[1].id) if isinstance(m.data, FaceTrack)] == [media[1].id]

    # Everything is taken back with one key.
    client.get_by_role("button", name="Blijft overal zichtbaar").click()
    expect(client).to_have_attribute("data-state", "visible")
    rows.first.focus()
    one.press("Control+z")
    expect(client).to_have_attribute("data-state", "covered")
    assert one.errors == []


def test_whose_voice_it_is(window: Open, store: Store, rid: str) -> None:
    who = {p.pseudonym: p.id for p in consents.persons(store)}
    one = window()
    one.goto(f"/gezichten?opname={rid}")
    one.locator('.faces[data-ready="1"]').wait_for()
    first, second = one.locator(".faces .voice").nth(0), one.locator(".faces .voice").nth(1)
    expect(first).to_contain_text("Volgt uit de rol: K1")
    expect(second).to_contain_text("Nog niet gezegd van wie")
    second.get_by_label("Van wie is stem S2").select_option(label="C1")
    expect(one.locator(".faces .said")).to_contain_text("De stem is bewaard.")
    expect(second).not_to_contain_text("Nog niet gezegd")
    assert [(v.person_id, v.said) for v in voices(store, rid)] == [(who["K1"], False), (who["C1"], True)]
    assert one.errors == []
