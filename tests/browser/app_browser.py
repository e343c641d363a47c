"""A person at the app: a browser window, and what was seen and said in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Locator, Page, expect, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The one that draws no window of its own comes first: the tests take a quarter less time in it."""
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
    "--mute-audio --autoplay-policy=no-user-gesture-required --disable-dev-shm-usage"
).split()
READY_MS = 45_000
PATIENCE_MS = 45_000
"""How long the screen may take: no claim about speed, which tests/bench measures."""
NOTHING_HERE = "/_stcore/health"
FORGET = "() => { localStorage.clear(); sessionStorage.clear() }"
READY = '.reflect[data-ready="1"]'
"""The player with a recording in it."""

HELPERS = """
window.__all = (selector, root = document) => {
  const found = [...root.querySelectorAll(selector)];
  for (const one of root.querySelectorAll('*')) if (one.shadowRoot) found.push(...window.__all(selector, one.shadowRoot));
  return found;
};
window.__seen = (selector) => window.__all(selector).length > 0;
window.__when = (selector, count) => new Promise((done) => {
  const look = () => {
    if (window.__all(selector).length >= count) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    else requestAnimationFrame(look);
  };
  look();
});
"""
"""For scripts in the page: elements through every shadow root, and the moment at which there are so many of them."""


def program() -> str:
    """The browser to drive: the one in REFLECT_CHROMIUM, else the system's."""
    named = os.environ.get("REFLECT_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("The tests in a browser need Chromium: apt-get install chromium-headless-shell, or name it in REFLECT_CHROMIUM")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


def person(browser: Browser, *, width: int = 1400, height: int = 900, dark: bool = False, **settings: Any) -> BrowserContext:
    """Somebody's browser: cookies, storage and kept files of their own."""
    scheme = "dark" if dark else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True, **settings)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(HELPERS)
    return context


class Window:
    """`page` is Playwright's. `errors` are exceptions and dialogs that nobody expected; `console` is what the page said.

    `tabs` are emptied pages of this context. One of them is used, and given back when the window closes: Chromium still has the
    app's scripts ready there, so that a page takes it half the work. Without `tabs` the whole context ends with the window.
    """

    def __init__(self, context: BrowserContext, url: str, *, tabs: list[Page] | None = None) -> None:
        self.url = url
        self.errors: list[str] = []
        self.console: list[str] = []
        self.context = context
        self._tabs = tabs
        self.page: Page = tabs.pop() if tabs else context.new_page()
        self._size = self.page.viewport_size
        self._listeners: dict[str, Callable[[Any], None]] = {"pageerror": self._failed, "console": self._said, "dialog": self._dialog}
        for event, heard in self._listeners.items():
            self.page.on(event, heard)  # type: ignore[call-overload]

    def _failed(self, error: Any) -> None:
        self.errors.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.errors.append(f"a dialog of the browser: {dialog.type} {dialog.message}")
        dialog.dismiss()

    def goto(self, path: str) -> None:
        self.page.goto(self.url + path)

    def open(self, recording_id: str, page: str = "bekijken", at_ms: int | None = None) -> Window:
        """The recording in the player, ready to use."""
        moment = "" if at_ms is None else f"&t={at_ms}"
        self.goto(f"/{page}?opname={recording_id}{moment}")
        return self.ready()

    def ready(self) -> Window:
        self.page.locator(READY).wait_for(state="attached", timeout=READY_MS)
        return self

    def ask(self, path: str) -> Any:
        """What the server answers to this window's own question."""
        return self.page.evaluate("async (path) => (await fetch('/reflect/' + path)).json()", path)

    def saved(self) -> None:
        """The screen says that all is stored."""
        expect(self.page.locator('.head .saved[data-waiting="0"]')).to_have_attribute("data-state", "saved")

    def tag_rows(self) -> Locator:
        return self.page.locator(".list-pane .row[data-id]")

    def now(self) -> int:
        """Where the film is, in ms."""
        return round(1000 * self.page.evaluate("() => window.__all('video:not([hidden])')[0].currentTime"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def locator(self, selector: str, **more: Any) -> Locator:
        return self.page.locator(selector, **more)

    def keep(self, folder: Path, name: str) -> None:
        """A picture and the console, for whoever reads the failure."""
        if not self.page.is_closed():
            self.page.screenshot(path=folder / f"{name}.png")
        (folder / f"{name}.txt").write_text("\n".join([*self.errors, "", *self.console]), "utf-8")

    def close(self) -> None:
        if self._tabs is None:
            self.context.close()
        elif not self.page.is_closed():
            if self._emptied():
                self._tabs.append(self.page)
            else:
                self.page.close()

    def _emptied(self) -> bool:
        """Whether the page is as good as new: at a place where the app does nothing, and nothing is kept for it."""
        for event, heard in self._listeners.items():
            self.page.remove_listener(event, heard)
        leave = lambda dialog: dialog.accept()  # noqa: E731
        self.page.on("dialog", leave)
        try:
            self.page.evaluate(FORGET)
            if self.page.goto(self.url + NOTHING_HERE, timeout=5_000) is None or self.page.viewport_size != self._size:
                return False
            self.page.evaluate(FORGET)
            self.page.unroute_all()
        except Error:  # the server is gone, or the page was left in the middle of something
            return False
        finally:
            if not self.page.is_closed():
                self.page.remove_listener("dialog", leave)
        return True
