"""The player as a Streamlit component: a bootstrap of one line that imports the ES modules from our own route."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from reflect.errors import SetupError

FOLDER = Path(__file__).parent
LANGUAGES = ("nl", "en")
_IMPORT = re.compile(r"^import .* from \"\./([^\"]+)\";$", re.MULTILINE)
_SUFFIXES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

# Streamlit makes a blob of inline code, where relative imports fail; an address on the page's own origin works.
# The version is in it, so that a browser keeps what it has, and gets new modules after an update.
# Everything that is needed is asked for at once: modules name each other only after they came.
_BOOTSTRAP = """\
let loaded;
const early = (data) => {
  const address = `/reflect/doc/${data.rid}?lang=${data.lang}`;
  globalThis[Symbol.for("reflect.early")] = { address, answer: fetch(address, { credentials: "same-origin" }).catch(() => null) };
  for (const name of %s) {
    const link = document.createElement("link");
    link.rel = name.endsWith(".css") ? "preload" : "modulepreload";
    if (link.rel === "preload") link.as = "style";
    link.href = "%s" + name;
    document.head.append(link);
  }
};
export default (component) => {
  let gone = false;
  let leave;
  if (!loaded) early(component.data);
  loaded ??= import(new URL("%s", document.baseURI).href);
  loaded.then((module) => { if (!gone) leave = module.default(component); });
  return () => { gone = true; leave?.(); };
};
"""


class File(NamedTuple):
    """What the browser may fetch."""

    kind: str
    content: bytes


@cache
def files() -> Mapping[str, File]:
    """All modules and style sheets by name, as they were when they were first asked for: an update may write over them any time."""
    return {path.name: File(_SUFFIXES[path.suffix], path.read_bytes()) for path in sorted(FOLDER.iterdir()) if path.suffix in _SUFFIXES}


@cache
def version() -> str:
    """A short hash of all modules and style sheets."""
    digest = hashlib.sha256()
    for name, file in files().items():
        digest.update(name.encode() + b"\0" + file.content)
    return digest.hexdigest()[:12]


def address(name: str = "") -> str:
    """Where the browser finds one of `files()`; what lies there never changes."""
    return f"/reflect/ui/{version()}/{name}"


@cache
def needed() -> list[str]:
    """The style sheet and the modules that the player loads at its start, without those of panels that are opened later."""
    found, waiting = list[str](), ["player.js"]
    while waiting:
        name = waiting.pop()
        source = files()[name].content.decode("utf-8")
        fresh = [other for other in _IMPORT.findall(source) if other not in found and other not in waiting and other != "player.js"]
        found += fresh
        waiting += fresh
    return ["player.css", *sorted(found)]


@cache
def texts(lang: str) -> Mapping[str, str]:
    """All texts of the player's screen in a language (nl or en): flat key → text with {places}."""
    if lang not in LANGUAGES:
        raise SetupError(f"{lang!r} is not a language of the player: choose {' or '.join(LANGUAGES)}")
    merged: dict[str, str] = {}
    for path in sorted((FOLDER / "texts").glob(f"*.{lang}.json")):
        merged |= json.loads(path.read_text(encoding="utf-8"))
    return merged


@cache
def _component() -> Callable[..., Any]:
    from streamlit.components.v2 import component

    return component("reflect_player", js=_BOOTSTRAP % (json.dumps(needed()), address(), address("player.js")), isolate_styles=True)


def player(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Draws the player. `data`: rid, lang, mode, startMs, endMs, asked; the texts are added when they are absent.

    Always with a `key`: without one each change of the data would mount it anew and the film would jump to its start.
    `more` goes to the component, as `on_go_change`.
    """
    lang = str(data.get("lang") or LANGUAGES[0])
    whole = {"mode": "tag", "startMs": None, "endMs": None, "asked": 0, "texts": dict(texts(lang)), **data, "lang": lang}
    return _component()(key=key, data=whole, **more)
