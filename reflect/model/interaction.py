"""A published interaction of a klantmanager and a client: what it illustrates, and what the klantmanager will attend to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttentionPoint:
    """What a klantmanager will attend to in a next consultation. `about` is the code of the Kijkwijzer that it is about."""

    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """One client with one klantmanager. `recordings` are ids in the order of the talks; `themes` are the codes that it illustrates."""

    number: int
    recordings: tuple[str, ...]
    themes: tuple[str, ...]
    attention_points: tuple[AttentionPoint, ...]
