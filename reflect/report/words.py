"""The words of a report in Dutch and English: `texts/nl.toml` and `texts/en.toml`, one flat key for each text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("nl", "en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text in `language`, one of `LANGUAGES`."""
    return MappingProxyType(tomllib.loads((files("reflect.report") / "texts" / f"{language}.toml").read_text(encoding="utf-8")))


def say(language: str, key: str, **values: object) -> str:
    """The text `key` with its `{names}` filled in; what is filled in is never read as a text of ours."""
    return catalogue(language)[key].format(**values)


def day(language: str, moment: date | datetime) -> str:
    """A date with its month in letters; a moment's date is that of this machine's clock.

    >>> day("nl", date(2026, 3, 1)), day("en", date(2026, 3, 1))
    ('1 maart 2026', '1 March 2026')
    """
    local = moment.astimezone() if isinstance(moment, datetime) else moment
    return f"{local.day} {catalogue(language)['months'].split()[local.month - 1]} {local.year}"
