"""The pages of the cycle as Streamlit components, each a bootstrap of one line that imports its ES modules from our own route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from reflect.frontend.player import FOLDER, texts, version

_BOOTSTRAP = """\
export default (component) => {
  let gone = false;
  import(new URL("/reflect/ui/%s.js?v=%s", document.baseURI).href).then((module) => { if (!gone) module.default(component); });
  return () => { gone = true; };
};
"""
_STYLES = {"case": ("cycle", "slim", "case"), "interview": ("cycle", "interview")}
_TEXTS = {"case": ("cycle.", "case.", "slim."), "interview": ("cycle.", "interview.", "player.film.")}


@cache
def _component(name: str) -> Callable[..., Any]:
    from streamlit.components.v2 import component

    css = "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in _STYLES[name])
    js = _BOOTSTRAP % (name, version())
    return component(f"reflect_{name}", html=f'<div class="cycle {name}"></div>', css=css, js=js, isolate_styles=True)


def case(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """The page of a case. `data`: lang, cid ("" for the list of cases) and cases. `result.go` is where a person wants to go."""
    return _drawn("case", key, data, more)


def interview(key: str, data: Mapping[str, Any], **more: Any) -> Any:
    """The page on which a client looks back. `data`: lang, rid and iid (the interview that the address names, or "")."""
    return _drawn("interview", key, data, more)


def _drawn(name: str, key: str, data: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
    said = {key: text for key, text in texts(str(data["lang"])).items() if key.startswith(_TEXTS[name])}
    return _component(name)(key=key, data={**data, "texts": said}, **more)
