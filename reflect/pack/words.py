"""The words of a pack in Dutch and English: `texts/nl.toml` and `texts/en.toml`, and the text file that says how to open it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

README = {"nl": "LEES-MIJ.txt", "en": "READ-ME.txt"}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of the page in `language`."""
    return MappingProxyType(tomllib.loads((files("reflect.pack") / "texts" / f"{language}.toml").read_text(encoding="utf-8")))


def readme(language: str, encrypted: bool) -> bytes:
    """How to open the pack, for any editor: with CRLF and a byte order mark. It says nothing of the session."""
    text = (files("reflect.pack") / "texts" / f"readme.{language}.txt").read_text(encoding="utf-8")
    before, _, rest = text.partition("[encrypted]\n")
    only, _, after = rest.partition("[/encrypted]\n")
    return (before + (only if encrypted else "") + after).replace("\n", "\r\n").encode("utf-8-sig")
