"""What the app costs, measured in Chromium against the real server on this machine.

    python tests/bench/app.py [--format json] [--only ready,tags,suggestions,frames,memory,library]

ready     a recording of 90 minutes, 12,000 words and 300 tags: from the click in the library, and from an empty browser
tags      from key to painted and from key to stored while the film plays; tags that were dropped in bursts of 12 keys
suggestions  from the key that takes one to painted, and how long the server takes to work them out again after a correction
frames    what a frame of playing costs in the page: playhead, time and the marked word
memory    the server with a film of 1 GB and three people who watch and jump about in it
library   500 recordings

Times are milliseconds. Nothing is asserted: the figures are for a person to compare, on the machine that is named.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

import app_films as films  # noqa: E402
from app_browser import READY, Window, chromium, person  # noqa: E402
from app_robot import Api  # noqa: E402
from app_robot import tags as stored_tags  # noqa: E402
from app_server import Server  # noqa: E402
from app_world import Filling, World, codes, demo_transcript, long_transcript, many_tags  # noqa: E402

SPREAD = ("n", "median", "p95", "most")


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"n": len(ordered), "median": round(statistics.median(ordered), 1), "p95": round(at, 1), "most": round(ordered[-1], 1)}


def make_long(home: Path) -> World:
    from reflect.store import Home, open_store

    with open_store(Home(home)) as store:
        make = Filling(store)
        rid = make.recording(films.talk_film(90), "Anderhalf uur", case="A12", transcript=long_transcript(90, 12_000))
        make.tags(rid, many_tags(90, 300, codes()))
    return World(home, {"long": rid})


# ---- the measurements ---------------------------------------------------------------------------

CLICKED = "window.addEventListener('click', e => { window.__clicked = e.timeStamp }, true)"


def ready(browser: Any, server: Server, world: World) -> dict[str, Any]:
    """From the click on the recording in the library; and from nothing: another browser profile, nothing kept."""
    warm, cold = [], []
    window = Window(person(browser), server.url)
    window.context.add_init_script(CLICKED)
    window.goto("/")
    for _ in range(7):
        link = window.page.locator(f'[data-id="{world["long"]}"] a.open')
        link.wait_for()
        window.page.wait_for_timeout(600)
        watch = window.page.evaluate_handle(f"() => ({{ready: window.__when({READY!r}, 1)}})")
        link.click()
        warm.append(window.page.evaluate("async (w) => (await w.ready) - window.__clicked", watch))
        window.page.get_by_role("link", name="Bibliotheek").first.click()
    window.close()
    for _ in range(3):
        window = Window(person(browser), server.url)
        window.goto(f"/bekijken?opname={world['long']}")
        cold.append(window.page.evaluate(f"() => window.__when({READY!r}, 1)"))
        window.close()
    return {"after the click": spread(warm), "empty browser, with Streamlit's own start": spread(cold)}


WATCH = """
window.__keys = [];
window.addEventListener('keydown', (e) => { if (/^[1-8]$/.test(e.key)) window.__keys.push({at: e.timeStamp}) }, true);
const real = window.fetch;
window.fetch = async (...args) => {
  const sent = window.__keys.length;
  const answer = await real(...args);
  if (String(args[0]?.url ?? args[0]).includes('/reflect/tags/')) {
    const copy = answer.clone();
    await copy.arrayBuffer();
    for (const key of window.__keys.slice(0, sent)) key.stored ??= performance.now();
  }
  return answer;
};
"""


def tagging(browser: Any, server: Server, world: World) -> dict[str, Any]:
    window = Window(person(browser), server.url)
    window.context.add_init_script(WATCH)
    window.open(world["long"])
    window.press("Space")
    window.page.wait_for_timeout(1_500)
    for number in range(80):
        window.press(str(1 + number % 8))
        window.page.wait_for_timeout(170)
    window.page.wait_for_timeout(1_000)
    own = window.page.evaluate("() => __reflect.tags.map((t) => ({painted: t.painted, stored: t.stored}))")
    keys = window.page.evaluate("() => window.__keys.map((k) => (k.stored ?? Infinity) - k.at)")
    out = {
        "key to painted": spread([one["painted"] for one in own]),
        "key to stored": spread(keys),
        "film still plays": window.page.evaluate("() => !window.__all('video')[0].paused"),
    }
    window.press("Space")
    dropped = {}
    for distance in (0, 30, 100):
        before = len(stored_tags(world.database, world["long"]))
        for number in range(12):
            window.press(str(1 + number % 8))
            if distance:
                window.page.wait_for_timeout(distance)
        window.page.wait_for_timeout(2_000)
        dropped[f"{distance} ms"] = 12 - (len(stored_tags(world.database, world["long"])) - before)
    out["dropped of 12 keys"] = dropped
    window.close()
    return out


def suggestions(browser: Any, server: Server, world: World) -> dict[str, Any]:
    api, rid = Api(server), world["long"]
    api.sign_in()
    window = Window(person(browser), server.url)
    window.open(rid)
    window.page.wait_for_function("() => Number(window.__all('#tab-suggestions .count')[0].textContent) > 0", timeout=60_000)
    count = len(api.get(f"/reflect/suggestions/{rid}")["all"])
    for _ in range(min(40, count)):
        window.press("j")
        window.page.wait_for_timeout(150)
        window.press("a")
        window.page.wait_for_timeout(200)
    painted = window.page.evaluate("() => __reflect.tags.map((t) => t.painted)")
    window.close()
    again = []
    for number in range(5):
        talk = api.get(f"/reflect/transcript/{rid}")
        turn = talk["turns"][number]
        op = {"op": str(uuid.uuid4()), "do": "words", "turn": turn["k"], "expect": " ".join(w[0] for w in turn["w"]), "text": "Goed."}
        api.post(f"/reflect/text/{rid}", {"stamp": talk["stamp"], "ops": [op]})
        began = time.perf_counter()
        api.get(f"/reflect/suggestions/{rid}")
        again.append(1000 * (time.perf_counter() - began))
    return {"suggestions": count, "key to painted": spread(painted), "worked out again": spread(again)}


FRAMES = """
window.__cost = new Map();
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (fn) => ask((at) => {
  const begin = performance.now();
  fn(at);
  window.__cost.set(at, (window.__cost.get(at) ?? 0) + performance.now() - begin);
});
"""


def frames(browser: Any, server: Server, world: World) -> dict[str, Any]:
    window = Window(person(browser), server.url)
    window.context.add_init_script(FRAMES)
    window.open(world["long"])
    window.press("Space")
    window.page.wait_for_timeout(2_000)
    window.page.evaluate("() => { window.__cost.clear(); __reflect.frames.length = 0; window.__from = performance.now() }")
    window.page.wait_for_timeout(12_000)
    cost = window.page.evaluate("() => [...window.__cost.values()]")
    rate = window.page.evaluate("() => window.__cost.size / (performance.now() - window.__from) * 1000")
    own = window.page.evaluate("() => __reflect.frames.slice()")
    window.close()
    return {"all work in a frame": spread(cost), "playhead and word": spread(own), "frames a second": round(rate, 1)}


def memory(browser: Any, folder: Path) -> dict[str, Any]:
    from reflect.store import Home, open_store

    film = films.big_film()
    home = folder / "big"
    with open_store(Home(home)) as store:
        rid = Filling(store).recording(film, "Groot", transcript=demo_transcript())
    server = Server(home).start()
    try:
        first = Window(person(browser), server.url)
        first.open(rid)
        first.page.wait_for_timeout(3_000)
        before, seen, seeks = server.memory_mb(), [], []
        windows = [first, *(Window(person(browser), server.url) for _ in range(2))]
        for window in windows[1:]:
            window.open(rid)
        for window in windows:
            window.press("Space")
        for turn in range(12):
            for number, window in enumerate(windows):
                seeks.append(window.page.evaluate(SEEK, (turn * 197 + number * 911) % 2_600))
                seen.append(server.memory_mb())
            windows[0].page.wait_for_timeout(1_000)
        for window in windows:
            window.close()
        time.sleep(3)
        after = server.memory_mb()
    finally:
        server.stop()
    return {
        "film GB": round(film.stat().st_size / 1e9, 2),
        "before MB": round(before),
        "most MB": round(max(seen)),
        "after MB": round(after),
        "jump": spread(seeks),
    }


SEEK = """(s) => new Promise((done) => {
  const video = window.__all('video')[0], from = performance.now();
  video.addEventListener('seeked', () => done(performance.now() - from), {once: true});
  video.currentTime = s;
})"""


def library(browser: Any, folder: Path) -> dict[str, Any]:
    from reflect.store import Home, NewMedia, open_store, people, recordings, transcripts
    from reflect.store.incoming import import_media
    from reflect.store.values import TranscriptKind

    home = folder / "many"
    transcript = demo_transcript()
    with open_store(Home(home)) as store:
        for number in range(500):
            film = folder / f"{number}.mp4"
            film.write_bytes(b"film %d" % number)
            stored = import_media(store, film)
            made = recordings.add(store, [NewMedia(stored)], title=f"Gesprek {number}", case=f"A{number % 40}", duration_ms=231_600)
            people.set_speakers(store, made.id, transcript.speakers)
            if number % 25 == 0:
                transcripts.add(store, made.id, transcript, TranscriptKind.ALIGNED, transcript.makers[0])
    server = Server(home).start()
    rows = ".library .body .row"
    try:
        cold, warm = [], []
        window = Window(person(browser), server.url)
        window.context.add_init_script(CLICKED)
        window.goto("/")
        cold.append(window.page.evaluate(f"() => window.__when({rows!r}, 500)"))
        for _ in range(5):
            window.page.get_by_role("link", name="Instellingen").first.click()
            window.page.wait_for_function(f"() => !window.__seen({rows!r})")
            window.page.wait_for_timeout(1_500)
            watch = window.page.evaluate_handle(f"() => ({{ready: window.__when({rows!r}, 500)}})")
            window.page.get_by_role("link", name="Bibliotheek").first.click()
            warm.append(window.page.evaluate("async (w) => (await w.ready) - window.__clicked", watch))
        window.close()
    finally:
        server.stop()
    return {"after the click": spread(warm), "empty browser, with Streamlit's own start": spread(cold)}


# ---- printing -----------------------------------------------------------------------------------


def machine() -> dict[str, Any]:
    name = platform.processor() or platform.machine()
    known = Path("/proc/cpuinfo")
    if known.exists():
        name = next((line.split(":")[1].strip() for line in known.read_text().splitlines() if line.startswith("model name")), name)
    return {"processor": name, "cores": os.cpu_count(), "system": platform.system(), "load": round(os.getloadavg()[0], 1)}


def lines(found: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict) and set(value) == set(SPREAD):
            yield f"{before}{name}", "   ".join(f"{key} {value[key]}" for key in SPREAD)
        elif isinstance(value, dict):
            yield from lines(value, f"{before}{name}: ")
        else:
            yield f"{before}{name}", str(value)


@contextmanager
def running(home: Path) -> Iterator[Server]:
    server = Server(home).start()
    try:
        yield server
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--only", default="ready,tags,suggestions,frames,memory,library")
    asked = parser.parse_args()
    wanted = asked.only.split(",")
    found: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = Path(folder)
        on_long: dict[str, Callable[..., dict[str, Any]]] = {"ready": ready, "frames": frames, "tags": tagging, "suggestions": suggestions}
        if any(name in wanted for name in on_long):
            world = make_long(place / "home")
            with running(world.home) as server:
                found["machine"]["browser"] = f"Chromium {browser.version}"
                found |= {name: measure(browser, server, world) for name, measure in on_long.items() if name in wanted}
        found |= {name: measure(browser, place) for name, measure in {"memory": memory, "library": library}.items() if name in wanted}
    if asked.format == "json":
        print(json.dumps(found, indent=2))
        return
    width = max(len(name) for name, _ in lines(found))
    for name, value in lines(found):
        print(f"{name:{width}}  {value}")


if __name__ == "__main__":
    main()
