"""Names of files that are not finished yet: they tell whose they are, so that what a dead process left can be cleared away."""

from __future__ import annotations

import re
import secrets

from reflect.processes import Owner

TEMP_END = ".reflect-tmp"
_NAME = re.compile(rf"\.(?P<owner>[^.]+){re.escape(TEMP_END)}(?:2|\.\w+)?$")
"""A second file may be written beside it, and some programs choose what they write by the suffix."""


def temp_name() -> str:
    """A new name that tells whose temporary file it is."""
    return f".{secrets.token_hex(6)}.{Owner.current().tag}{TEMP_END}"


def is_stale(name: str) -> bool:
    """Whether a file name is that of a temporary file whose process has ended on this machine.

    >>> is_stale("gesprek.mp4"), is_stale(temp_name()), is_stale(temp_name() + ".mp4")
    (False, False, False)
    """
    found = _NAME.search(name)
    owner = Owner.from_tag(found["owner"]) if found else None
    return owner is not None and owner.alive is False
