"""Can everybody use it: contrast of text in light and dark, names of controls, a focus that is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from app_browser import READY, Window
from app_cycle import make_cycle, make_session
from app_teaching import film_made, make_set, pressed
from app_world import World

from reflect.store import Home, open_store

Open = Callable[..., Window]

CONTRAST = """() => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return pen.getImageData(0, 0, 1, 1).data;
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] / 255 + under[i] * (1 - top[3] / 255));
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const up = (e) => e.parentElement ?? e.getRootNode().host ?? null;
  const back = (e) => { const all = []; for (; e; e = up(e)) all.unshift(rgba(getComputedStyle(e).backgroundColor));
    return all.reduce((under, top) => over(top, under), [255, 255, 255]); };
  const bad = [];
  for (const e of window.__all('.reflect *, .slim *, .faces *, .session *, .show *')) {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join('');
    const seen = e.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!text || !seen || e.closest(':disabled, option, .unseen, video')) continue;
    const ground = back(e), [a, b] = [light(over(rgba(getComputedStyle(e).color), ground)), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(bad)];
}"""

NAMELESS = """() => window.__all(':is(.reflect, .slim, .faces, .session, .show) :is(button, input, select, textarea)')
  .filter((e) => e.checkVisibility() && !(e.getAttribute('aria-label') || e.title || e.textContent.trim() || e.labels?.length))
  .map((e) => e.outerHTML.slice(0, 120))"""

FOCUS = """() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  const s = getComputedStyle(e);
  return {inside: Boolean(e.closest('.reflect')), seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 } }"""


@pytest.mark.parametrize("page", ["bekijken", "verbeteren", "clips", "slim", "gezichten"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_is_readable_and_controls_have_names(window: Open, world: World, page: str, dark: bool) -> None:
    one = window(dark=dark)
    one.goto(f"/{page}?opname={world['demo']}&t=40000")
    one.locator(f'{READY}, :is(.slim, .faces)[data-ready="1"]').first.wait_for(state="attached")
    one.page.wait_for_timeout(500)
    assert one.page.evaluate(CONTRAST) == []
    assert one.page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_session_is_readable_and_its_controls_have_names(window: Open, world: World, dark: bool) -> None:
    with open_store(Home(world.home)) as store:
        cycle = make_cycle(store, f"Leesbaar {dark}", 302 if dark else 300)
        session = make_session(store, cycle, "Leesbaar", 2)
    one = window(dark=dark, width=1024, height=700)
    one.goto(f"/sessie?traject={cycle.case}&sessie={session}")
    one.locator('.session[data-ready="1"]').wait_for()
    one.locator('.session summary[data-part="take"]').click()
    assert one.page.evaluate(CONTRAST) == []
    assert one.page.evaluate(NAMELESS) == []
    assert one.page.evaluate(WIDER) == []
    one.goto(f"/tonen?traject={cycle.case}&sessie={session}")
    one.locator('.show[data-ready="1"]').wait_for()
    for keys in ([], ["n", "w", "t", "a"], ["Escape", "o"], ["Escape", "?"], ["Escape", "End"]):
        one.press(*keys)
        assert one.page.evaluate(CONTRAST) == [], keys
        assert one.page.evaluate(NAMELESS) == [], keys


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_teaching_set_is_readable_and_its_controls_have_names(window: Open, world: World, dark: bool) -> None:
    with open_store(Home(world.home)) as store:
        made = make_set(store, f"Leesbaar-2 {dark}", 652 if dark else 650, "Leesbaar leren, met een titel die lang is en maar niet ophoudt")
        film_made(store, made)
        pressed(store, made.set, "Een naam die langer is dan er plaats voor is", (made.clips[0], 17_000), (made.clips[0], 12_500))
    one = window(dark=dark, width=1024, height=700)
    one.goto("/leerset")
    one.locator('.session[data-ready="1"]').wait_for()
    assert one.page.evaluate(CONTRAST) == []
    assert one.page.evaluate(NAMELESS) == []
    one.goto(f"/leerset?leerset={made.set}")
    one.locator('.session[data-ready="1"]').wait_for()
    one.locator(".trainees").wait_for()
    assert one.page.evaluate(CONTRAST) == []
    assert one.page.evaluate(NAMELESS) == []
    assert one.page.evaluate(WIDER) == []
    one.goto(f"/moment?leerset={made.set}")
    one.locator('.moment[data-ready="1"]').wait_for()
    for keys in ([], ["U", "Enter", "Space"], ["n", "n", "n"], ["n"]):
        one.press(*keys)
        one.page.wait_for_timeout(500)
        assert one.page.evaluate(CONTRAST) == [], keys
        assert one.page.evaluate(NAMELESS) == [], keys
        assert one.page.evaluate(WIDER) == [], keys


def test_the_focus_is_seen(window: Open, world: World) -> None:
    one = window().open(world["demo"])
    places = []
    for _ in range(40):
        one.press("Tab")
        places.append(one.page.evaluate(FOCUS))
    inside = [place for place in places if place["inside"]]
    assert len(inside) > 10
    assert all(place["seen"] for place in inside)


WIDER = """() => window.__all('*').filter((e) => /(auto|scroll|visible)/.test(getComputedStyle(e).overflowX) && e.checkVisibility()
  && e.matches('html, [data-testid="stMain"], .reflect, .library, .facts, .slim, .session, .show') && e.scrollWidth > e.clientWidth + 1)
  .map((e) => `${e.tagName}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`)"""

REACHED = {
    "": [".library input.search", ".library .body .row a.open", ".library .body .row button.more"],
    "bekijken": [".head .mode", ".step.play", ".theme-button", ".list-pane .row", ".timeline .area", ".turn p"],
    "verbeteren": [".step.play", ".rf-e-turn", ".rf-e-bar button"],
    "clips": [".step.play", '[data-part="add-all"]'],
    "maten": ["a[data-t]"],
    "slim": [".slim .image", ".slim .role", ".slim .primary"],
    "instellingen": ['[data-testid="stSelectbox"]'],
}


def test_at_200_percent_nothing_is_out_of_reach(window: Open, world: World) -> None:
    """A window of 1280 by 720 that is zoomed in to twice the size: no scrolling sideways, and every part can be used."""
    one = window(width=640, height=360, device_scale_factor=2)
    for page, controls in REACHED.items():
        one.goto(f"/{page}?opname={world['clips3']}&t=40000" if page else "/")
        if page in ("bekijken", "verbeteren", "clips"):
            one.ready()
        for control in controls:
            one.locator(control).first.click(trial=True)
        assert one.page.evaluate(WIDER) == [], page
