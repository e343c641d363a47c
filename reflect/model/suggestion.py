"""A proposed fragment, which a person may take or leave."""

from __future__ import annotations

from dataclasses import dataclass

from reflect.model.span import Span


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A span that may bear `code`, and why.

    `id` names the same proposal as long as its cue, its code and its place stay the same. `strength` is 0 to 1: how often proposals of
    this kind were right where they were measured, not a probability for this one. `reason` is a sentence that a person can check on
    the film; `cue` names the rule, as in "weerstand.vechten.u-bepaalt". `speaker` is the voice it is about, None when it is about
    what happens between voices.
    """

    id: str
    span: Span
    code: str
    strength: float
    reason: str
    cue: str
    speaker: str | None = None
