"""The pages of a session as Streamlit components: put together, and shown. Bootstraps of one line, as for the player."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from reflect.frontend.player import FOLDER, texts, version

_BOOTSTRAP = """\
export default (component) => {
  let gone = false;
  let leave;
  import(new URL("/reflect/ui/%s.js?v=%s", document.baseURI).href).then((module) => { if (!gone) leave = module.default(component); });
  return () => { gone = true; leave?.(); };
};
"""
_PLAYER = ("player.film.", "player.camera", "player.nosound", "player.nopicture", "player.again", "player.space")
_TEXTS = ("session.", "show.", "clips.export.", "clips.lost.", "case.verslag.", "case.werkblad.", *_PLAYER)


@cache
def _component(name: str) -> Callable[..., Any]:
    from streamlit.components.v2 import component

    css = (FOLDER / f"{name}.css").read_text(encoding="utf-8")
    return component(f"reflect_{name}", html=f'<div class="{name}"></div>', css=css, js=_BOOTSTRAP % (name, version()), isolate_styles=True)


def session(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Draws the page on which a session is put together. `data`: cid, sid, lang and the list of cases.

    `result.at` is the case and session that a person looks at now, `result.go` the page that was asked for.
    """
    return _component("session")(key=key, data=_whole(data), **more)


def show(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Draws a session over the whole window. `data`: cid, sid and lang; `result.go` is the page that was asked for."""
    return _component("show")(key=key, data=_whole(data), **more)


def _whole(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "texts": {name: text for name, text in texts(str(data["lang"])).items() if name.startswith(_TEXTS)}}
