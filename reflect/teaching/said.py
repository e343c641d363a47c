"""The client's own words about a fragment, for teaching: released by the interviewer, with the client's yes to be heard and to teaching.

Names in them are taken out as in a transcript, by the same detector; where it is not installed, no words come along.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reflect.errors import MissingPackageError
from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.model.speech import Role, Transcript, Turn, Word
from reflect.model.teaching import TeachingClip
from reflect.privacy import decide

if TYPE_CHECKING:
    from reflect.store.database import Store

LEFT_OUT = "[…]"


def said(store: Store, clip: TeachingClip, shown: Span) -> tuple[str, ...]:
    """What the client said about the clip's fragment and may be taught with; () where the clip does not ask for it."""
    from reflect import reflection

    if not clip.feedback or clip.fragment_id is None or not _agreed(store, clip.recording_id, shown):
        return ()
    mine = (f for f in reflection.released(store, clip.recording_id) if f.about == clip.fragment_id and f.text)
    try:
        return tuple(nameless(f.text) for f in mine)
    except MissingPackageError:
        return ()


def _agreed(store: Store, recording_id: str, shown: Span) -> bool:
    """Whether there is a client in the clip, and every one agrees to teaching. Being masked is not enough: words cannot be."""
    from reflect.store import consents

    register = consents.register(store, recording_id)
    clients = tuple(a for a in register.appearances if a.role == Role.CLIENT)
    return bool(clients) and bool(
        decide(replace(register, appearances=clients), shown, Purpose.TRAINING, "teaching", datetime.now(UTC), ())
    )


def nameless(text: str) -> str:
    """The text with every name and number that the detector finds taken out. MissingPackageError without the detector."""
    from reflect.masking import words

    lines = []
    for line in text.split("\n"):
        said = line.split()
        turn = Turn("C", tuple(Word(word, Span(n, n + 1), 1.0) for n, word in enumerate(said)))
        gone = (
            {n for hit in words.find(Transcript("nl", len(said) + 1, (), (turn,))) for n in range(hit.first, hit.last + 1)}
            if said
            else set()
        )
        kept = [LEFT_OUT if n in gone else word for n, word in enumerate(said)]
        lines.append(" ".join(word for n, word in enumerate(kept) if word != LEFT_OUT or n == 0 or kept[n - 1] != LEFT_OUT))
    return "\n".join(lines)
