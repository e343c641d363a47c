"""The words on screen, in Dutch and in English: `texts/nl.toml` and `texts/en.toml`, one flat key for each text."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

DUTCH = "nl"
LANGUAGES = (DUTCH, "en")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@/\"'=^])")


@cache
def catalogue(language: str) -> MappingProxyType[str, str]:
    """Every text in `language`; Dutch for a language that we do not have."""
    name = language if language in LANGUAGES else DUTCH
    return MappingProxyType(tomllib.loads((files("reflect.app") / "texts" / f"{name}.toml").read_text(encoding="utf-8")))


def say(language: str, key: str, **values: object) -> str:
    """The text `key` with its `{names}` filled in; what is filled in is never read as a text of ours."""
    return catalogue(language)[key].format(**values)


def several(language: str, prefix: str) -> dict[str, str]:
    """All texts whose key starts with `prefix`, for a component that fills them in itself."""
    return {key: text for key, text in catalogue(language).items() if key.startswith(prefix)}


def day(language: str, moment: datetime) -> str:
    """A date as people write it here, with the month in letters."""
    local = moment.astimezone()
    return f"{local.day} {catalogue(language)['months'].split()[local.month - 1]} {local.year}"


def plain(text: str) -> str:
    """Stored text for a place where Streamlit reads Markdown: shown as it is, whatever it holds.

    >>> plain("*x* <b> :red[y]")
    '\\\\*x\\\\* \\\\<b\\\\> \\\\:red\\\\[y\\\\]'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
