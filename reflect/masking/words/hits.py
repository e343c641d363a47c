"""A proposal: where something lies that may have to be hidden."""

from __future__ import annotations

from dataclasses import dataclass

from reflect.model.mask import NameKind

BSN = "bsn"
"""A burgerservicenummer may not be kept at all, so it stands out on the page."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Words `first` to `last` (both included) of a turn, counted from 0.

    `what` is finer than the kind: "bsn", "phone", "iban", "email", "plate", "postcode", "birth", "age", "address", "glossary", "again"
    (named elsewhere), "titled" (after "mevrouw" or "ik heet"), "capital" (a capital in mid-sentence), "" (a list of names). `sure` is
    False where it may as well be no name, such as a common word. `maker` says what found it.
    """

    turn: int
    first: int
    last: int
    kind: NameKind
    what: str = ""
    sure: bool = True
    maker: str = ""

    def covers(self, other: Hit) -> bool:
        return self.turn == other.turn and self.first <= other.first and other.last <= self.last

    def meets(self, other: Hit) -> bool:
        return self.turn == other.turn and self.first <= other.last and other.first <= self.last
