"""A report as PDF, by the Typst compiler: it sets text in every direction and script, keeps headings with what follows, and tags the file
for who has it read aloud.

Everything goes in as data in memory: the layout is `report.typ`, the content a JSON string, pictures inside SVG. The compiler gets no file
of this machine and no network (a document fetches nothing unless its source names a package, and ours names none).
"""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from reflect.errors import ToolError
from reflect.report import glyphs
from reflect.report.blocks import Report, texts_of, with_text

ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, as EN 301 549 asks of what a municipality hands out; a text that does not allow it becomes plain PDF, tagged all the same."""
REGION = {"nl": "nl", "en": "gb"}


def dumps(report: Report, system_fonts: bool = True) -> tuple[bytes, glyphs.Fonts]:
    """The file, and the fonts it was set in with what they could not show. ToolError when the compiler fails."""
    fonts = glyphs.choose(texts_of(report), system_fonts)
    shown = with_text(replace(report, name=""), lambda text: breakable(glyphs.replaced(text, fonts)))
    content = {**_plain(shown), "families": fonts.families, "region": REGION[report.language]}
    return lay_out(_layout(), content, fonts, report.made_at), fonts


def lay_out(layout: bytes, content: Mapping[str, Any], fonts: glyphs.Fonts, made_at: datetime) -> bytes:
    """The content in a layout, which gets it as JSON in `sys.inputs.report`. ToolError when the compiler fails."""
    import typst

    try:
        try:
            return _compiled(layout, json.dumps(content), fonts, made_at, ACCESSIBLE)
        except typst.TypstError:
            # What the standard asks is not there in this text, such as a letter in every style.
            return _compiled(layout, json.dumps(content), fonts, made_at, None)
    except typst.TypstError as error:
        # Its words may quote the content.
        raise ToolError(f"The PDF could not be laid out ({type(error).__name__}). Write a DOCX with --format docx.") from error


def _compiled(layout: bytes, content: str, fonts: glyphs.Fonts, made_at: datetime, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    compiler = typst.Compiler(
        input=layout,
        root=Path(__file__).parent / "texts",
        font_paths=glyphs.catalogue(len(fonts.families) > 1),
        ignore_system_fonts=len(fonts.families) == 1,
        sys_inputs={"report": content},
    )
    data = compiler.compile(format="pdf", pdf_standards=standard, timestamp=made_at)
    if not isinstance(data, bytes):
        raise ToolError("The PDF came out in pieces. Write a DOCX with --format docx.")
    return data


def breakable(text: str) -> str:
    """The text with places to break a line inside whatever has no space for long, such as an address: it would run off the page.

    >>> breakable("kort " + "x" * 40).count(chr(0x200B))
    4
    """
    return _LONG.sub(lambda word: _PIECE.sub("\\g<0>\u200b", word[0]), text)


_LONG, _PIECE = re.compile(r"\S{40,}"), re.compile(r"\w{8}(?=\w)|[^\w\s]{1,8}(?=\w)")


@cache
def _layout() -> bytes:
    return (files("reflect.report") / "report.typ").read_bytes()


def _plain(value: Any) -> Any:
    """Dataclasses as dicts that name their class, tuples as lists, pictures as SVG."""
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Any] = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        if not isinstance(value, Report):
            out["kind"] = type(value).__name__
        jpeg = getattr(value, "jpeg", None)
        if jpeg is not None:
            width, height = jpeg_size(jpeg)
            out |= {"jpeg": _svg(jpeg, width, height), "tall": height > width}
        return out
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | None) else str(value)


def _svg(jpeg: bytes, width: int, height: int) -> str:
    """The compiler takes text only, and SVG is text that may hold a picture; the JPEG goes into the file as it is."""
    data = base64.b64encode(jpeg).decode("ascii")
    size = f'width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/jpeg;base64,{data}"/></svg>'


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a JPEG, from its frame header (ISO/IEC 10918-1, B.2.2). ToolError when it has none."""
    at = 2
    while at + 9 < len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ToolError("A still is no JPEG. Write the report again.")
