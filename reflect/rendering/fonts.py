"""Letters to draw with, also on a machine without any.

Source Sans comes with a package (SIL Open Font Licence): Latin, Greek and Cyrillic. For a sign that it lacks, such as Arabic, a
font of this machine is taken when one has it; else the sign is drawn as an empty box and its number is reported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from reflect.errors import SetupError

_FOLDERS = {
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts"),
}
_ELSEWHERE = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_NAMES = ("DejaVuSans.ttf", "Arial Unicode.ttf", "Arial.ttf", "arial.ttf", "segoeui.ttf", "FreeSans.ttf", "unifont.ttf")
_NOBODY_HAS = "\U0010fffe"
"""Not a character: what a font draws for it is its sign for what it lacks."""


def own(bold: bool = False) -> Path:
    """The font that comes with us. SetupError when its package is not installed."""
    try:
        import font_source_sans_pro
    except ImportError as error:
        raise SetupError("Cards and subtitles need a font. Type: pip install font-source-sans-pro") from error
    return Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{'Semibold' if bold else 'Regular'}.ttf"


def chosen(text: str, bold: bool = False) -> Path:
    """The font that has all signs of `text`: ours, else one of this machine; ours when none has."""
    ours = own(bold)
    if not lacking(text, ours):
        return ours
    return next((path for path in _of_machine() if not lacking(text, path)), ours)


def lacking(text: str, path: Path) -> tuple[str, ...]:
    """The signs of `text` that the font does not have, each once."""
    return tuple(sign for sign in dict.fromkeys(text) if not sign.isspace() and sign.isprintable() and not _has(path, sign))


def warning(text: str) -> str:
    """What to tell a person about signs that will be drawn as boxes; "" when there are none. Quotes numbers, not words."""
    missing = lacking(text, chosen(text))
    if not missing:
        return ""
    numbers = ", ".join(f"U+{ord(sign):04X}" for sign in missing[:5]) + (", …" if len(missing) > 5 else "")
    what = f"{len(missing)} signs are drawn as empty boxes, because no font on this machine has them ({numbers})."
    return f"{what} Install one that has, such as Noto Sans."


def font(path: Path, size: int) -> Any:
    return _loaded(str(path), size)


@lru_cache(maxsize=64)
def _loaded(path: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(path, size)


@lru_cache(maxsize=20_000)
def _has(path: Path, sign: str) -> bool:
    letters = font(path, 24)
    return bytes(letters.getmask(sign)) != bytes(letters.getmask(_NOBODY_HAS)) or letters.getlength(sign) != letters.getlength(_NOBODY_HAS)


@lru_cache(maxsize=1)
def _of_machine() -> tuple[Path, ...]:
    found = [path for folder in _FOLDERS.get(sys.platform, _ELSEWHERE) for path in _fonts(Path(folder).expanduser())]
    rank = {name: number for number, name in enumerate(_NAMES)}
    return tuple(sorted(found, key=lambda path: (rank.get(path.name, len(rank)), path.name)))


def _fonts(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.rglob("*.ttf"):
        if path.name in _NAMES or (path.name.startswith("NotoSans") and "Regular" in path.name):
            yield path
