"""Pictures of every screen, to look at: both languages, light and dark, with the demo, 300 tags, nothing, and very long names.

python tests/bench/screens.py FOLDER [--only nl-light]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from app_browser import READY, Window, chromium, person  # noqa: E402
from app_server import Server  # noqa: E402
from app_world import World, make_world  # noqa: E402

SHOWN = {
    "demo": "demo",
    "tags": "long",
    "names": "evil",
    "no-film": "gone",
    "no-transcript": "empty",
    "failed": "failed",
    "camcorder": "camcorder",
}
PAGES = ("bekijken", "verbeteren", "clips", "maten", "slim", "overeenstemming")
DRAWN = {"maten": ".facts section", "slim": '.slim[data-ready="1"]', "overeenstemming": "[data-testid=stAlert], .facts section"}
"""What a page without the player has when it is there."""


def shoot(browser: Any, server: Server, folder: Path, world: World | None, language: str, dark: bool) -> None:
    name = f"{language}-{'dark' if dark else 'light'}"
    speak(server.home, language)
    window = Window(person(browser, width=1280, height=720, dark=dark), server.url)

    def keep(what: str) -> None:
        window.page.wait_for_timeout(900)
        window.page.screenshot(path=folder / f"{what}-{name}.png")

    window.goto("/")
    window.page.get_by_text({"nl": "Opname binnenbrengen", "en": "Bring in a recording"}[language]).first.wait_for()
    keep("library" if world else "nothing")
    window.goto("/instellingen")
    window.page.locator(".facts table").nth(2).wait_for()
    keep("settings")
    for what, which in SHOWN.items() if world else ():
        for page in PAGES if what in ("demo", "tags", "names") else PAGES[:1]:
            window.goto(f"/{page}?opname={world[which]}&t=40000")
            window.page.locator(DRAWN.get(page, READY)).first.wait_for(state="attached")
            keep(f"{what}-{page}")
    window.close()


def speak(home: Path, language: str) -> None:
    """As chosen in the settings; every new window asks for it."""
    from reflect.store import Home, open_store, preferences

    with open_store(Home(home)) as store:
        preferences.put(store, "app.language", language)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="such as nl-light")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        full = make_world(Path(place) / "full")
        for world, home in ((None, Path(place) / "empty"), (full, full.home)):
            server = Server(home).start()
            try:
                for language in ("nl", "en"):
                    for dark in (False, True):
                        if asked.only in ("", f"{language}-{'dark' if dark else 'light'}"):
                            shoot(browser, server, asked.folder, world, language, dark)
            finally:
                server.stop()
    print(f"{len(list(asked.folder.glob('*.png')))} pictures in {asked.folder}")


if __name__ == "__main__":
    main()
