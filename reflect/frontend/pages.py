"""The pages of our own besides the player, each a Streamlit component: a bootstrap of one line that imports its ES modules from our route.

What a page is made of is a line in `_PAGES`: its style sheets, and which texts it says. Every function here draws one; `more` goes to
Streamlit, as in `on_go_change`, and `result.go` is where a person wants to go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reflect.frontend.player import address, files, texts

# A module may give back a function that is called when the page goes.
_BOOTSTRAP = """\
export default (component) => {
  let gone = false;
  let leave;
  import(new URL("%s", document.baseURI).href).then((module) => { if (!gone) leave = module.default(component); });
  return () => { gone = true; leave?.(); };
};
"""


@dataclass(frozen=True, slots=True)
class _Page:
    """`styles` are names of style sheets, `says` the beginnings of the keys of its texts, `within` classes of its place."""

    styles: tuple[str, ...]
    says: tuple[str, ...]
    within: str


_FILM = ("player.film.", "player.camera", "player.nosound", "player.nopicture", "player.again", "player.space")
_SESSION = ("session.", "show.", "clips.export.", "clips.lost.", "case.verslag.", "case.werkblad.", *_FILM)
_PAGES = {
    "slim": _Page(("slim",), ("slim.",), "slim"),
    "case": _Page(("cycle", "slim", "case"), ("cycle.", "case.", "slim."), "cycle case"),
    "interview": _Page(("cycle", "interview"), ("cycle.", "interview.", "player.film."), "cycle interview"),
    "session": _Page(("session",), _SESSION, "session"),
    "show": _Page(("show",), _SESSION, "show"),
    "teaching": _Page(("session", "teaching"), ("teaching.", *_SESSION), "session teaching"),
    "moment": _Page(("show", "moment"), ("moment.", "session.saved.", *_FILM), "show moment"),
    "faces": _Page(("faces",), ("faces.", "player.film."), "faces"),
    "names": _Page(("names",), ("names.",), "names"),
}


def slim(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """SLIM readings. `data`: rid, lang, and count, which changes when the page is to look again."""
    return _drawn("slim", key, data, more)


def case(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """A case. `data`: lang, cid ("" for the list of cases) and cases."""
    return _drawn("case", key, data, more)


def interview(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """A client looks back. `data`: lang, rid and iid (the interview that the address names, or "")."""
    return _drawn("interview", key, data, more)


def session(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """A session is put together. `data`: cid, sid, lang and the list of cases. `result.at` is the case and session that are looked at."""
    return _drawn("session", key, data, more)


def show(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """A session over the whole window. `data`: cid, sid and lang."""
    return _drawn("show", key, data, more)


def teaching(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Teaching sets. `data`: lang, set ("" for the list of sets), books (what the codes of each codebook are called), and seen, which
    changes when the page is to look again. `result.at` is the set that is turned to, `result.ask` the clip to ask consent for.
    """
    return _drawn("teaching", key, data, more)


def moment(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """A trainee watches a set over the whole window and presses. `data`: lang and set."""
    return _drawn("moment", key, data, more)


def faces(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Faces are decided about. `data`: rid, lang, and count, which changes when the page is to look again."""
    return _drawn("faces", key, data, more)


def names(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Names are decided about. `data`: rid and lang."""
    return _drawn("names", key, data, more)


@cache
def _component(name: str) -> Callable[..., Any]:
    from streamlit.components.v2 import component

    page = _PAGES[name]
    css = "\n".join(files()[f"{part}.css"].content.decode("utf-8") for part in page.styles)
    html, js = f'<div class="{page.within}"></div>', _BOOTSTRAP % address(f"{name}.js")
    return component(f"reflect_{name}", html=html, css=css, js=js, isolate_styles=True)


def _drawn(name: str, key: str, data: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
    said = {text: words for text, words in texts(str(data["lang"])).items() if text.startswith(_PAGES[name].says)}
    return _component(name)(key=key, data={**data, "texts": said}, **more)
