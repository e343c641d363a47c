"""Passphrases of encrypted packs."""

from __future__ import annotations

import secrets

from reflect.errors import UsageError

SHORTEST_PASSPHRASE = 12
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are read for another: i, l, o, 0, 1."""
_GROUPS, _GROUP = 5, 4


def new_passphrase() -> str:
    """A random one of 99 bits that can be read out and typed: "k7dm-…"."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def require_good(passphrase: str) -> str:
    """The passphrase; UsageError for one that is short, or that programs read in different ways."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(f"The passphrase is too short: use at least {SHORTEST_PASSPHRASE} characters, for example four words.")
    if not (passphrase.isascii() and passphrase.isprintable()):
        raise UsageError("Use letters without accents, digits, spaces and signs in the passphrase: programs differ in all others.")
    if passphrase != passphrase.strip():
        raise UsageError("The passphrase begins or ends with a space, which nobody sees. Leave it out.")
    return passphrase
