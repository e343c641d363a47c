"""Maten: who talks how much, what lies between turns, and every number leads to the film."""

from __future__ import annotations


def page() -> None:
    """Placeholder until the measures are there."""
