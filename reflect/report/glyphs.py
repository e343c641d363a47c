"""Which characters the fonts can show, and what stands in for the others, so that nothing becomes a silent hole.

The text font comes with a package. For other scripts a font of this machine joins in, when it has one; what is left is shown as its plain
form ("ﬁ" as "fi"), by its name ("[grinning face]"), or as the script and how much there was of it ("[Ethiopic ×5]").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

FAMILY = "Source Sans Pro"
USUAL = (
    "Segoe UI",
    "Arial",
    "DejaVu Sans",
    "Noto Sans",
    "Segoe UI Symbol",
    "Segoe UI Emoji",
    "Apple Color Emoji",
    "Noto Color Emoji",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "PingFang SC",
    "Hiragino Sans",
    "Noto Sans CJK SC",
    "Geeza Pro",
    "Nirmala UI",
    "Ebrima",
    "Kefa",
    "Arial Unicode MS",
)
"""Fonts that systems come with, in the order in which they are asked; every other family of Noto Sans comes after them."""
_SHOWN_AS_NOTHING = ("Cf", "Mn", "Me")
"""Marks on or between letters: without a glyph for them the letter stands alone."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """What a text is set in: the families in order, and what they could not show, as (character, what stands there)."""

    families: tuple[str, ...]
    replaced: Mapping[str, str]


def font_folder() -> Path:
    """Where the package of the text font has its files."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.font_directory)


@lru_cache(maxsize=2)
def catalogue(system: bool) -> typst.Fonts:
    """The fonts for the compiler; looking through a system's takes a while, so once is enough."""
    import typst

    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(font_folder())])


def choose(text: str, system: bool = True) -> Fonts:
    """The families that show most of the text. Without `system` the text font is alone, and a file is the same on every machine."""
    missing = {c for c in text if ord(c) not in own_coverage() and c not in "\n\t"}
    families = [FAMILY]
    if missing and system:
        for family, path, index in _usual(catalogue(True)):
            known = coverage(path, index)
            found = {c for c in missing if ord(c) in known}
            if any(_needs_glyph(c) for c in found):
                families.append(family)
                missing -= found
            if not any(map(_needs_glyph, missing)):
                break
    return Fonts(tuple(families), {c: _instead(c) for c in sorted(missing)})


def replaced(text: str, fonts: Fonts) -> str:
    """The text with what stands in for characters without a glyph; a run of one script becomes one note of it."""
    if not fonts.replaced or not any(c in fonts.replaced for c in text):
        return text
    noted = "".join(fonts.replaced.get(c, c) for c in text)
    return _RUN.sub(_counted, noted)


_SCRIPT = "\ue000{}\ue001"
"""How a letter of a script without a font is marked until its neighbours are counted; no font has these."""
_RUN = re.compile("\ue000([^\ue001]*)\ue001(?: *\ue000\\1\ue001)*")


def _counted(run: re.Match[str]) -> str:
    return f"[{run[1]} ×{run[0].count(chr(0xE001))}]"


def _instead(c: str) -> str:
    """The closest that the text font has."""
    if unicodedata.category(c) in _SHOWN_AS_NOTHING:
        return ""
    plain = "".join(p for p in unicodedata.normalize("NFKD", c) if unicodedata.category(p) not in _SHOWN_AS_NOTHING)
    plain = plain.replace("\u2010", "-")
    if plain and all(ord(p) in own_coverage() for p in plain):
        return plain
    name = unicodedata.name(c, "")
    if unicodedata.category(c).startswith("S") and name:
        return f"[{name.lower()}]"
    script = name.split()[0] if name else "?"
    return _SCRIPT.format(script if len(script) <= 3 else script.capitalize())


def _needs_glyph(c: str) -> bool:
    return unicodedata.category(c) not in _SHOWN_AS_NOTHING


@lru_cache(maxsize=1)
def own_coverage() -> Collection[int]:
    """What the text font has in every style that people's words are set in. Its italics lack Greek and Cyrillic: only our own words
    lean."""
    sets = [coverage(str(font_folder() / f"SourceSansPro-{style}.ttf"), 0) for style in ("Regular", "Semibold", "Bold")]
    return frozenset.intersection(*map(frozenset, sets))


@lru_cache(maxsize=64)
def coverage(path: str, index: int) -> Collection[int]:
    """The characters that a font file has a glyph for."""
    import uharfbuzz

    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index).unicodes)


def _usual(fonts: typst.Fonts) -> Sequence[tuple[str, str, int]]:
    """The machine's fonts to ask, one file for each family: its regular weight."""
    found: dict[str, tuple[str, str, int]] = {}
    for font in fonts.fonts():
        wanted = font.family in USUAL or font.family.startswith("Noto Sans")
        if wanted and font.path and font.style == "normal" and (font.family not in found or font.weight == 400):
            found[font.family] = (font.family, font.path, font.index)
    place = {family: n for n, family in enumerate(USUAL)}
    return sorted(found.values(), key=lambda f: (place.get(f[0], len(USUAL)), f[0]))
