"""Who may see which recording: the one place that every route, page and export asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reflect.store.account import account

if TYPE_CHECKING:
    from reflect.store.database import Store


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the name under which tags and corrections are kept. Without a login that is the owner of the data folder.

    Who codes `blind` sees what nobody else put on the film, and no suggestions: two people code the same recording, each alone.
    """

    name: str
    blind: bool = False
    account: str = field(default_factory=account)

    @property
    def only(self) -> str | None:
        """The one coder whose work this viewer sees; None for everybody's."""
        return self.name if self.blind else None

    def sees(self, who: str) -> bool:
        """Whether what `who` made may be shown to this viewer."""
        return not self.blind or who == self.name


def permission(store: Store, viewer: Viewer, recording_id: str) -> bool:
    """Whether the viewer may play and work on this recording: everybody on it agreed to research, or it is in the viewer's quarantine.

    NotFoundError when it is gone.
    """
    from reflect.store import consents

    return bool(viewer.name and consents.may_play(store, recording_id, viewer.account))


def looking(store: Store, viewer: Viewer, recording_id: str) -> bool:
    """`permission`, where the viewer opens the recording: the look or the refusal is in the audit, once in a quarter of an hour."""
    from reflect.privacy import Denied
    from reflect.store import consents, views

    answer = consents.may_play(store, recording_id, viewer.account)
    if isinstance(answer, Denied) or not viewer.name:
        views.refused(store, viewer.name, recording_id, views.VIEW, answer.whys if isinstance(answer, Denied) else ("no_viewer",))
        return False
    views.seen(store, viewer.name, recording_id)
    return True
