"""What a coder puts on the film: fragments with a code, and observations without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reflect.model.span import Span


class Perspective(StrEnum):
    """Through whose eyes a fragment is coded (kijkrichting)."""

    RESEARCHER = "researcher"
    KLANTMANAGER = "klantmanager"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A span of a recording with a code, by a coder, from a perspective.

    `id` is a UUID that whoever made the fragment gave it, so that sending it twice stores it once.
    `code` names a theme or sub-code of `codebook` ("kijkwijzer 1"), as in "weerstand.vechten"; it is
    empty for an observation, a free note on a span. `questions` are ideas for a reflection question.
    `revision` counts its changes from 1; a deleted fragment is kept, marked, so that it can come back.
    The span is on the film's clock and stays there, whatever happens to the transcript.
    """

    id: str
    recording_id: str
    span: Span
    code: str
    perspective: Perspective
    coder: str
    codebook: str
    note: str = ""
    questions: tuple[str, ...] = ()
    revision: int = 1
    deleted: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_observation(self) -> bool:
        return not self.code
