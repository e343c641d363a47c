"""The legal basis of a purpose: another field than permission, and neither takes the place of the other."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from reflect.errors import UsageError
from reflect.model.bsn import holds_bsn
from reflect.model.consent import Purpose

if TYPE_CHECKING:
    from reflect.store.database import Store


class Basis(StrEnum):
    """The grounds of article 6, first paragraph, of the GDPR."""

    CONSENT = "consent"  # a
    CONTRACT = "contract"  # b
    LEGAL_DUTY = "legal_duty"  # c
    VITAL = "vital"  # d
    PUBLIC_TASK = "public_task"  # e
    INTEREST = "interest"  # f


def ground(store: Store, purpose: Purpose, basis: Basis, who: str, note: str = "") -> None:
    """Write down on what ground a purpose rests. UsageError for a note that holds a burgerservicenummer."""
    from reflect.store import legal

    if holds_bsn(note):
        raise UsageError("A burgerservicenummer may not be kept. Take it out of the note.")
    legal.put(store, purpose, str(basis), note.strip(), who)
