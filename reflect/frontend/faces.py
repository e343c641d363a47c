"""The page Gezichten as a Streamlit component: a bootstrap of one line, as for the player."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from reflect.frontend.player import FOLDER, texts, version

_BOOTSTRAP = """\
export default (component) => {
  let gone = false;
  let leave;
  import(new URL("/reflect/ui/faces.js?v=%s", document.baseURI).href).then((module) => { if (!gone) leave = module.default(component); });
  return () => { gone = true; leave?.(); };
};
"""


@cache
def _component() -> Callable[..., Any]:
    from streamlit.components.v2 import component

    css = (FOLDER / "faces.css").read_text(encoding="utf-8")
    return component("reflect_faces", html='<div class="faces"></div>', css=css, js=_BOOTSTRAP % version(), isolate_styles=True)


def faces(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Draws the page. `data`: rid, lang, and count, which changes when the page is to look again."""
    said = {name: text for name, text in texts(str(data["lang"])).items() if name.startswith(("faces.", "player.film."))}
    return _component()(key=key, data={**data, "texts": said}, **more)
