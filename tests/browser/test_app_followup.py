"""Looking back: the next talk opens with the earlier attention points, answered by key, with evidence; the case page shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from app_browser import Window
from app_cycle import Cycle, do, make_cycle, make_session, new
from app_world import World
from playwright.sync_api import expect

from reflect import reflection
from reflect.model.reflection import FollowUp
from reflect.model.span import Span
from reflect.store import Home, open_store, recordings
from reflect.store.database import Store

Open = Callable[..., Window]
BOXES = """() => Object.fromEntries(['.film', '.timeline', '.follow', '.turns'].map((name) => {
  const { left, right, top, bottom } = window.__all('.reflect ' + name)[0].getBoundingClientRect();
  return [name, [left, top, right, bottom]];
}))"""


@pytest.fixture(scope="module")
def cycle(world: World) -> Cycle:
    with open_store(Home(world.home)) as store:
        made = make_cycle(store, "Terugblik", 262)
        for month, film in zip((11, 12), made.films, strict=True):
            recordings.change(store, film, recorded_at=datetime(2026, month, 24, 12, tzinfo=UTC))
        session = make_session(store, made, "Sessie", 2)
        do(store, made.case, {"what": "session", "do": "update", "id": session, "held_on": "2026-11-30"})
        for text in ("Eerst luisteren", "Minder tegelijk vragen"):
            do(store, made.case, {"what": "point", "do": "add", "id": new(), "session_id": session, "text": text})
        return made


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


def followed(store: Store, cycle: Cycle) -> list[FollowUp]:
    file = reflection.case_file(store, cycle.case)
    return [up for point in file.points for up in file.follow_ups.get(point.id, ())]


def answer(one: Window, n: int, question: str, value: str) -> Any:
    return one.locator(".follow article").nth(n).get_by_role("group", name=question).locator(f'[data-value="{value}"]')


def test_the_next_talk_opens_with_what_was_taken_along(window: Open, cycle: Cycle, store: Store) -> None:
    one = window().open(cycle.films[1])
    panel = one.locator(".follow")
    expect(panel.locator("article")).to_have_count(2)
    expect(panel.locator("header")).to_contain_text("0 van 2 ingevuld")
    boxes = one.page.evaluate(BOXES)
    left, top, right, bottom = boxes.pop(".follow")
    assert all(left >= r or right <= x or top >= b or bottom <= y for x, y, r, b in boxes.values()), "it lies over something"

    one.press("f", "Space")  # tried: yes
    expect(answer(one, 0, "Geprobeerd", "yes")).to_have_attribute("aria-pressed", "true")
    one.tag_rows().first.click()
    answer(one, 0, "Gezien", "yes").press("Enter")
    expect(panel.locator(".where").first).to_contain_text("0:40–0:45")
    answer(one, 0, "Werkte het", "partly").click()
    panel.locator("textarea").first.fill("Ging beter dan gedacht")
    one.saved()
    [up] = followed(store, cycle)
    assert (str(up.tried), str(up.seen), str(up.worked), up.note) == ("yes", "yes", "partly", "Ging beter dan gedacht")
    assert (up.fragment_id, up.span, up.recording_id) == (cycle.tags[3], Span(40_000, 45_000), cycle.films[1])

    panel.get_by_role("button", name="Maak je laatste antwoord").click()
    expect(panel.locator("textarea").first).to_have_value("")
    answer(one, 0, "Geprobeerd", "yes").focus()
    one.press("Control+z")  # in the panel this undoes here, not a tag
    expect(answer(one, 0, "Werkte het", "partly")).to_have_attribute("aria-pressed", "false")
    one.saved()
    assert (len(followed(store, cycle)), str(followed(store, cycle)[0].worked), one.tag_rows().count()) == (1, "", 2)
    one.press("Control+y")
    expect(answer(one, 0, "Werkte het", "partly")).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="Doe je laatste antwoord").click()
    expect(panel.locator("textarea").first).to_have_value("Ging beter dan gedacht")
    for _ in range(2):
        panel.get_by_role("button", name="Maak je laatste antwoord").click()
    one.saved()
    assert (followed(store, cycle)[0].note, str(followed(store, cycle)[0].worked)) == ("", "")

    panel.locator(".fold").click()
    expect(panel.locator("article").first).to_be_hidden()
    one.page.reload()
    one.ready()
    expect(panel.locator(".fold")).to_have_attribute("aria-expanded", "false")
    expect(panel.locator("header")).to_contain_text("1 van 2 ingevuld")


def test_other_evidence_and_the_case_page(window: Open, cycle: Cycle, store: Store) -> None:
    one = window().open(cycle.films[1], at_ms=100_000)
    one.press("i", *["Shift+ArrowRight"] * 2, "o")
    answer(one, 1, "Gezien", "yes").click()
    one.saved()
    up = next(up for up in followed(store, cycle) if up.fragment_id is None)
    assert up.span is not None
    assert (round(up.span.start_ms, -3), round(up.span.end_ms, -3)) == (100_000, 110_000)
    answer(one, 1, "Gezien", "yes").click()  # again: taken back, and with it where it was seen
    expect(one.locator(".follow article").nth(1).locator(".where")).to_be_hidden()
    answer(one, 1, "Gezien", "no").click()
    one.saved()
    one.goto(f"/traject?traject={cycle.case}")
    expect(one.locator(".point").nth(1).locator(".verdicts")).to_have_text("Gezien: nee")


def test_where_there_is_nothing_to_look_back_on_there_is_no_panel(window: Open, cycle: Cycle) -> None:
    one = window()
    with one.page.expect_response(lambda answer: f"/reflect/earlier/{cycle.films[0]}" in answer.url) as asked:
        one.open(cycle.films[0])
    assert asked.value.json()["points"] == []
    one.page.wait_for_timeout(200)
    assert one.locator(".follow").count() == 0
