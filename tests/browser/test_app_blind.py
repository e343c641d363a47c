"""Two people code one recording, the second one blind; then they look at what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_robot import tags
from app_server import Server
from app_world import Filling, World, copy_of_demo, demo_transcript
from playwright.sync_api import expect

Open = Callable[..., Window]
ANNA = ((2_000, 9_000, "emotie", "van Anna"), (20_000, 30_000, "weerstand.vechten", ""))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> World:
    from reflect.store import Home, open_store

    home = tmp_path_factory.mktemp("twice") / "home"
    with open_store(Home(home)) as store:
        make = Filling(store)
        ids = {
            name: make.recording(copy_of_demo(300 + n), f"Samen {name}", transcript=demo_transcript()) for n, name in enumerate(("a", "b"))
        }
        for recording in ids.values():
            make.tags(recording, ANNA, who="Anna")
    return World(home, ids)


@pytest.fixture(scope="module")
def own(twice: World) -> Iterator[Server]:
    running = Server(twice.home).start()
    yield running
    running.stop()


@pytest.fixture
def settle(twice: World) -> Callable[..., None]:
    """Who sits here, and whether blind, as another window would choose it."""
    from reflect.serving.calls import BLIND, CODER
    from reflect.store import Home, open_store, preferences

    def choose(name: str, blind: bool) -> None:
        with open_store(Home(twice.home)) as store:
            preferences.put(store, CODER, name)
            preferences.put(store, BLIND, True if blind else None)

    return choose


def test_the_second_coder_sees_nothing_of_the_first_until_blind_is_off(window: Open, own: Server, twice: World) -> None:
    one = window(own)
    one.goto("/instellingen")
    name = one.page.get_by_role("textbox", name="Je naam bij tags")
    name.fill("Bram")
    name.press("Enter")
    one.page.get_by_text("Blind coderen", exact=True).click()
    expect(one.page.get_by_text("Bewaard").first).to_be_visible()

    one.goto("/")
    expect(one.locator(".library .body .row")).to_have_count(2)
    expect(one.locator(".library .body .row .tag")).to_have_count(0)
    one.open(twice["a"])
    expect(one.locator(".head .blind")).to_be_visible()
    expect(one.tag_rows()).to_have_count(0)
    one.press("1")
    expect(one.tag_rows()).to_have_count(1)
    one.saved()
    assert sorted(row[3] for row in tags(twice.database, twice["a"])) == ["emotie", "emotie", "weerstand.vechten"]

    one.goto(f"/overeenstemming?opname={twice['a']}")
    expect(one.page.get_by_text("Blind coderen staat aan")).to_be_visible()
    one.page.get_by_role("button", name="Ik ben klaar").click()
    expect(one.locator(".facts tr", has_text="alleen Anna").first).to_be_visible()
    link = one.locator(".facts tr", has_text="alleen Anna").locator("a").first
    moment = int(link.get_attribute("data-t") or -1)
    link.click()
    one.ready()
    expect(one.tag_rows()).to_have_count(3)
    expect(one.locator(".head .blind")).to_be_hidden()
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime - {moment / 1000}) < 0.5")


def test_a_window_that_is_open_begins_again_when_somebody_codes_blind(
    window: Open, own: Server, twice: World, settle: Callable[..., None]
) -> None:
    settle("Cor", blind=False)
    one = window(own).open(twice["b"])
    expect(one.tag_rows()).to_have_count(2)
    settle("Cor", blind=True)
    expect(one.locator(".head .blind")).to_be_visible()
    expect(one.tag_rows()).to_have_count(0)
    settle("Anna", blind=True)
    expect(one.tag_rows()).to_have_count(2)
