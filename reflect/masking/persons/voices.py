"""Who a voice is: said by a person, or following from what a person said of its role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.errors import NotFoundError
from reflect.model.speech import Speaker

if TYPE_CHECKING:
    from reflect.model.consent import Appearance
    from reflect.store.database import Store


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the transcript. `person_id` is "" while it is not known whose it is; `said` when somebody said so of this very voice."""

    label: str
    role: str
    person_id: str
    said: bool


def voices(store: Store, recording_id: str) -> tuple[Voice, ...]:
    """Every voice of the recording, in order of their labels."""
    from reflect.store import consents, people

    said = people.persons_of(store, recording_id)
    there = consents.register(store, recording_id).appearances
    names = {person.pseudonym: person.id for person in consents.persons(store)}
    out = []
    for speaker in people.speakers_of(store, recording_id):
        person = said.get(speaker.label, "")
        out.append(Voice(speaker.label, str(speaker.role), person or follows(speaker, there, names), bool(person)))
    return tuple(out)


def follows(speaker: Speaker, there: Sequence[Appearance], names: dict[str, str]) -> str:
    """Whose voice it must be: a person confirmed it, with a pseudonym that is on the recording or a role that one person there has."""
    people = {a.person_id for a in there}
    if not speaker.confirmed:
        return ""
    if speaker.name:
        found = names.get(speaker.name, "")
        return found if found in people else ""
    of_role = {a.person_id for a in there if a.role == speaker.role}
    return of_role.pop() if len(of_role) == 1 else ""


def say_voice(store: Store, recording_id: str, label: str, person_id: str) -> None:
    """Say who a voice is; "" takes that back. NotFoundError for a voice or a person who is not on the recording."""
    from reflect.store import consents, people

    there = {a.person_id for a in consents.register(store, recording_id).appearances}
    if person_id and person_id not in there:
        raise NotFoundError(f"That person is not on recording {recording_id}. Type: reflect consent show {recording_id}")
    pseudonym = next((p.pseudonym for p in consents.persons(store) if p.id == person_id), None) if person_id else None
    people.set_person(store, recording_id, label, pseudonym)
