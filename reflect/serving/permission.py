"""Who may see which recording: the one place that every route, page and export asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.store.values import Recording


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the name under which tags and corrections are kept. Without a login that is the owner of the data folder.

    Who codes `blind` sees what nobody else put on the film, and no suggestions: two people code the same recording, each alone.
    """

    name: str
    blind: bool = False

    @property
    def only(self) -> str | None:
        """The one coder whose work this viewer sees; None for everybody's."""
        return self.name if self.blind else None

    def sees(self, who: str) -> bool:
        """Whether what `who` made may be shown to this viewer."""
        return not self.blind or who == self.name


def permission(viewer: Viewer, recording: Recording) -> bool:
    """Whether the viewer may see and change this recording. Until people log in, the data folder's owner may see all of it."""
    return bool(viewer.name and recording.id)
