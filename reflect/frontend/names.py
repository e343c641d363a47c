"""The page Namen as a Streamlit component, like `slim`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from reflect.frontend.player import FOLDER, texts, version

_BOOTSTRAP = """\
export default (component) => {
  let gone = false;
  import(new URL("/reflect/ui/names.js?v=%s", document.baseURI).href).then((module) => { if (!gone) module.default(component); });
  return () => { gone = true; };
};
"""


@cache
def _component() -> Callable[..., Any]:
    from streamlit.components.v2 import component

    css = (FOLDER / "names.css").read_text(encoding="utf-8")
    return component("reflect_names", html='<div class="names"></div>', css=css, js=_BOOTSTRAP % version(), isolate_styles=True)


def names(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """Draws the page. `data`: rid and lang."""
    said = {name: text for name, text in texts(str(data["lang"])).items() if name.startswith("names.")}
    return _component()(key=key, data={**data, "texts": said}, **more)
