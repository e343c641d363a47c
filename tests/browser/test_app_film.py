"""The film: frames, cameras, speed; it never reloads or jumps by itself; the transcript goes along."""

from __future__ import annotations

import time
from collections.abc import Callable

from app_browser import Window
from app_world import World
from playwright.sync_api import expect

Open = Callable[..., Window]

FRAME = """() => {
  const video = window.__all('video:not([hidden])')[0];
  const canvas = document.createElement('canvas');
  canvas.width = 300; canvas.height = 100;
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0);
  const cells = [...Array(16).keys()].map((i) => pen.getImageData(40 + 15 * i + 6, 86, 1, 1).data[1] > 150 ? 1 : 0);
  if (!cells[0] || cells.slice(1).reduce((a, b) => a + b) % 2) return -1;
  return cells.slice(1, 15).reduce((number, bit) => 2 * number + bit, 0);
}"""
"""The number of the frame on the screen, from the plate in the demo film (annotations/demo/README.md)."""


def shown(window: Window, number: int) -> None:
    window.page.wait_for_function(f"() => ({FRAME})() === {number}")


def test_frame_by_frame(window: Open, world: World) -> None:
    one = window().open(world["demo"], at_ms=50_000)
    shown(one, 1250)
    for step in (1, 2, 3):
        one.press(".")
        shown(one, 1250 + step)
    for step in (2, 1, 0, -1):
        one.press(",")
        shown(one, 1250 + step)
    one.press("ArrowRight")
    shown(one, 1249 + 25)


TOLD = """() => {
  const soon = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (say) {
    window.__tell = (mediaTime) => say(performance.now(), {mediaTime});
    return soon.call(this, say);
  };
}"""
"""`__tell` says to the page, in the browser's place, which frame was shown."""


def test_a_frame_that_is_told_late_holds_no_step_up(window: Open, world: World) -> None:
    """A busy browser tells of a frame when a step has left it already."""
    one = window(apart=True)
    one.page.add_init_script(f"({TOLD})()")
    one.open(world["demo"], at_ms=50_000)
    shown(one, 1250)
    one.press(".")
    shown(one, 1251)
    one.page.wait_for_timeout(200)  # its own telling has come
    one.page.evaluate("() => window.__tell(50)")
    one.press(".")
    shown(one, 1252)
    one.page.wait_for_timeout(200)
    one.page.evaluate("() => window.__tell(50.04)")
    one.press(",", ",", ",")
    shown(one, 1249)


def test_speed_and_jumps(window: Open, world: World) -> None:
    one = window().open(world["demo"], at_ms=50_000)
    rate = "() => window.__all('video')[0].playbackRate"
    one.press("=", "=")
    assert one.page.evaluate(rate) == 1.25
    one.press(*["="] * 12)
    assert one.page.evaluate(rate) == 2
    one.press("0")
    assert one.page.evaluate(rate) == 1
    one.press(*["-"] * 12)
    assert one.page.evaluate(rate) == 0.5
    one.press("Shift+ArrowRight", "ArrowLeft")
    assert abs(one.now() - 54_000) < 90


WATCH = """() => {
  const video = window.__all('video')[0];
  Object.assign(window, {__kept: video, __jumps: []});
  for (const name of ['seeking', 'emptied', 'pause']) video.addEventListener(name, () => window.__jumps.push(name));
}"""
SEEN = """() => ({same: window.__all('video')[0] === window.__kept, paused: window.__kept.paused, jumps: window.__jumps,
  mounts: __reflect.mounts})"""


class Runs:
    """Counts how often Streamlit ran the page's script to its end, from what its server sends."""

    def __init__(self, window: Window) -> None:
        self.page, self.count = window.page, 0
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))

    def _received(self, frame: str | bytes) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        if isinstance(frame, bytes) and ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
            self.count += 1

    def wait(self, count: int) -> None:
        until = time.monotonic() + 10
        while self.count < count and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        assert self.count >= count
        self.page.wait_for_timeout(300)  # the page takes no new wish while it draws this one


def test_the_film_goes_on_through_reruns(window: Open, world: World) -> None:
    """The page's script runs again in full: the same element goes on playing, where it was."""
    one = window()
    runs = Runs(one)
    one.open(world["demo"])
    one.page.wait_for_function("() => { const v = window.__all('video')[0]; return v.readyState >= 3 && !v.seeking }")
    one.page.evaluate(WATCH)
    one.press("Space")
    one.page.wait_for_function("() => window.__kept.currentTime > 0.5")
    runs.wait(1)
    for _ in range(3):
        before = runs.count
        one.press("r")  # Streamlit's own key: run again
        runs.wait(before + 1)
    assert one.page.evaluate(SEEN) == {"same": True, "paused": False, "jumps": [], "mounts": 1}
    later = one.now() + 500
    one.page.wait_for_function(f"() => window.__kept.currentTime > {later / 1000}")


def test_a_reload_goes_on_where_it_was(window: Open, world: World) -> None:
    one = window().open(world["demo"], at_ms=70_000)
    one.press("ArrowRight", "ArrowRight")
    one.page.reload()
    one.ready()
    one.page.wait_for_function("() => Math.abs(window.__all('video')[0]?.currentTime - 72) < 0.2")


def test_cameras_at_the_same_moment(window: Open, world: World) -> None:
    one = window().open(world["cameras"], at_ms=30_000)
    one.page.wait_for_function("() => window.__all('video')[0].readyState >= 2")
    one.press("c")
    one.page.wait_for_function("() => Math.abs(window.__all('video:not([hidden])')[0].currentTime - 28.5) < 0.05")
    one.press("c")
    one.page.wait_for_function("() => Math.abs(window.__all('video:not([hidden])')[0].currentTime - 30) < 0.05")


def test_the_transcript_follows_and_a_word_leads_to_its_moment(window: Open, world: World) -> None:
    one = window().open(world["demo"], at_ms=100_000)
    turns = one.ask(f"transcript/{world['demo']}")["turns"]
    here = next(turn for turn in reversed(turns) if turn["w"][0][1] <= 100_000)
    expect(one.locator(".turn.now")).to_contain_text(" ".join(word[0] for word in here["w"])[:40])
    first = one.locator(".turn").first.locator("p")
    first.scroll_into_view_if_needed()
    word = turns[0]["w"][2]
    box = first.evaluate(
        """(p, [from, to]) => { const r = document.createRange(); r.setStart(p.firstChild, from); r.setEnd(p.firstChild, to);
        const b = r.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] }""",
        [len(" ".join(w[0] for w in turns[0]["w"][:2])) + 1, len(" ".join(w[0] for w in turns[0]["w"][:3]))],
    )
    one.page.mouse.click(*box)
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime - {word[1] / 1000}) < 0.05")
    marked = one.page.evaluate("() => [...CSS.highlights.get('reflect-word')].map((range) => range.toString())")
    assert marked == [word[0]]
