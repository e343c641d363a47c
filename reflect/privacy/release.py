"""The one question before anything is shown or handed out.

Until consent is kept per person, research and reflection on this machine are allowed and every other purpose is refused: no record
means no. The purposes *enforcement*, *benefit file* and *staff appraisal* are not in the list, because there is no way out for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from reflect.model.clip import Clip
from reflect.model.consent import Purpose


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may."""


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not; `reasons` are keys for the words on the screen, never empty."""

    reasons: tuple[str, ...]


HERE = frozenset({Purpose.RESEARCH, Purpose.REFLECTION})
"""What the owner of the data folder may do without a record of consent."""


def may_use(clip: Clip, purpose: Purpose, viewer: str) -> Allowed | Denied:
    """Whether `viewer` may use the stretch of film, its handles included, for this purpose."""
    if not viewer:
        return Denied(("no_viewer",))
    return Allowed() if purpose in HERE and clip.recording_id else Denied(("no_consent",))
