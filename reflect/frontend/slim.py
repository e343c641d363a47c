"""The page SLIM as a Streamlit component: like the player a bootstrap of one line that imports the ES modules from our own route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from reflect.frontend.player import FOLDER, texts, version

_BOOTSTRAP = """\
export default (component) => {
  let gone = false;
  import(new URL("/reflect/ui/slim.js?v=%s", document.baseURI).href).then((module) => { if (!gone) module.default(component); });
  return () => { gone = true; };
};
"""


@cache
def _component() -> Callable[..., Any]:
    from streamlit.components.v2 import component

    css = (FOLDER / "slim.css").read_text(encoding="utf-8")
    return component("reflect_slim", html='<div class="slim"></div>', css=css, js=_BOOTSTRAP % version(), isolate_styles=True)


def slim(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Draws the page. `data`: rid, lang, and count, which changes when the page is to look again.

    `result.go` is the moment of the film that a person chose just now.
    """
    said = {name: text for name, text in texts(str(data["lang"])).items() if name.startswith("slim.")}
    return _component()(key=key, data={**data, "texts": said}, **more)
