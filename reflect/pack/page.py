"""The page of a pack: one HTML file with its style, its script and what people wrote, for any browser, from a disk.

What people wrote is in it once, as JSON in a block of data, and the script puts it on the screen as text. The policy in the page's head
allows its own style and script by their hashes, its own films, and no address besides.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from reflect.pack.values import Content, Film, Gap, Options, Shown, Why
from reflect.pack.words import catalogue

MARK = '<meta name="generator" content="reflect pack">'
"""Stands near the beginning of every page, so that a folder can be told to be a pack."""

_PARTS = "parts.js"
_SCRIPTS = ("base.js", "notes.js", "clip.js", "main.js")
_BODY = '<div class="show" id="show" tabindex="-1"></div>\n<div class="paper" id="paper"></div>'
_HOLE = re.compile(r"\{\{(\w+)\}\}")


def html(content: Content, films: Mapping[int, Film], options: Options) -> str:
    """The page. `films` are by the number of their clip; a clip without one needs a gap."""
    words = catalogue(options.language)
    scripts, style = [_read(name) for name in _SCRIPTS], _read("style.css")
    data = _data(content, films, options)
    return document(options.language, content.title or words["untitled"], words["noscript"], _BODY, scripts, style, data)


def document(language: str, title: str, noscript: str, body: str, scripts: Sequence[str], style: str, data: object) -> str:
    """One HTML file with its own scripts (after `parts.js`, which all pages share), style and data. `body` is HTML of ours; the title and
    what is said without scripts are plain text."""
    script = "(() => {\n" + '"use strict";\n' + "\n".join((_read(_PARTS), *scripts)) + "\n})();"
    filled = {
        "language": language,
        "mark": MARK,
        "policy": policy(script, style),
        "title": escape(title),
        "noscript": escape(noscript),
        "style": style,
        "body": body,
        "data": as_data(data),
        "script": script,
    }
    return _HOLE.sub(lambda hole: filled[hole[1]], _read("index.html"))


def policy(script: str, style: str) -> str:
    """What the page may do. `file:` is for browsers that give a page from a disk no origin of its own."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{_hash(script)}'",
            f"style-src 'sha256-{_hash(style)}'",
            "media-src 'self' file:",
            "img-src 'self' file: data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def as_data(value: object) -> str:
    r"""JSON that ends no script block and starts no comment in it: ASCII, and nothing that HTML knows.

    >>> as_data("</script><!-- \u2028")
    '"\\u003c/script\\u003e\\u003c!-- \\u2028"'
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(content: Content, films: Mapping[int, Film], options: Options) -> dict[str, Any]:
    words = catalogue(options.language)
    return {
        "id": content.id,
        "language": options.language,
        "title": content.title or words["untitled"],
        "day": content.day,
        "cards": options.cards,
        "tips": options.tips,
        "clips": [_clip(clip, films.get(clip.number), words) for clip in content.clips],
        "closing": [asdict(answer) for answer in content.closing],
        "points": content.points,
        "earlier": content.earlier,
        "texts": dict(words),
    }


def _clip(clip: Shown, film: Film | None, words: Mapping[str, str]) -> dict[str, Any]:
    kept = ("id", "number", "theme", "colour", "where", "day", "question", "tip", "said")
    out: dict[str, Any] = {name: getattr(clip, name) for name in kept}
    if film is None:
        return out | {"gap": reason(clip.gap or Gap(clip.number, Why.BROKEN), words), "film": "", "still": "", "ms": 0, "lines": []}
    lines = [[line.start_ms, line.end_ms, line.who, line.role, line.text] for line in film.lines]
    return out | {"gap": "", "film": film.path, "still": film.still, "ms": film.duration_ms, "lines": lines}


def reason(gap: Gap, words: Mapping[str, str]) -> str:
    """Why there is no film, in words."""
    more = [words[key] for one in gap.reasons if (key := f"gap.denied.{one}") in words]
    return " ".join((words[f"gap.{gap.why}"], *more))


@cache
def _read(name: str) -> str:
    return (files("reflect.pack") / "page" / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
