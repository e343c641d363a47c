"""The accounts of this machine that may bring in recordings: people's, by the number under which a quarantine keeps them.

A name of an account is shown to choose from and never kept: names of accounts are often names of people.
"""

from __future__ import annotations

import re

from reflect.errors import UsageError
from reflect.store.account import account

FIRST_PERSON, LAST_PERSON = 1_000, 59_999
"""Numbers of accounts of people on Linux; others belong to services."""
_NUMBER = re.compile(r"uid [0-9]{1,10}")


def listing() -> dict[str, str]:
    """What each account is called here, by what a quarantine keeps of it; this account is always among them."""
    mine = account()
    try:
        import pwd
    except ImportError:  # a system without this list: only who works here is known
        return {mine: mine}
    people = {f"uid {e.pw_uid}": e.pw_name for e in pwd.getpwall() if FIRST_PERSON <= e.pw_uid <= LAST_PERSON}
    here = next((e.pw_name for e in pwd.getpwall() if f"uid {e.pw_uid}" == mine), mine)
    return {mine: here, **people}


def find(wanted: str) -> str:
    """The account with this name, or this number (uid 1000). UsageError when this machine does not know it."""
    known = listing()
    text = wanted.strip()
    if text in known or (_NUMBER.fullmatch(text) and text == account()):
        return text
    named = [id for id, name in known.items() if name == text]
    if not named:
        raise UsageError(f"This machine has no account {text[:40]!r}. Name one of a person, such as {known[account()]}.")
    return named[0]
