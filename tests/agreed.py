"""Consent for tests of everything else: two people on a recording who agree to all."""

from __future__ import annotations

from reflect import consenting
from reflect.model.consent import Answer, Purpose
from reflect.store import consents, recordings
from reflect.store.database import Store


def everybody_agrees(store: Store, *recording_ids: str) -> None:
    """A klantmanager and a client agree to every purpose, on these recordings or on all that are there."""
    for recording_id in recording_ids or tuple(line.recording.id for line in recordings.listing(store)):
        if not consents.register(store, recording_id).appearances:
            for pseudonym, role in (("K1", "klantmanager"), ("C1", "client")):
                person = consenting.appear(store, recording_id, pseudonym, role, "Noor").person_id
                consenting.answer(store, recording_id, person, list(Purpose), Answer.YES, "Noor")
