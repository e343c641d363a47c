"""Who speaks on a recording, and the persons behind the voices (by pseudonym only)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from reflect.errors import NotFoundError
from reflect.model.speech import Activity, Role, Speaker
from reflect.store.common import new_id, now, require_recording, storable
from reflect.store.database import Store
from reflect.store.tables import PersonRow, SpeakerRow


def set_speakers(
    store: Store, recording_id: str, speakers: Sequence[Speaker], same_voice: Mapping[str, str] | None = None
) -> tuple[Speaker, ...]:
    """The speakers that a run found; what a person confirmed stays. Returns them as they are now known.

    `same_voice` maps a new label to the label the same voice had before (see `same_voices`), for a
    run that numbered the voices in another way; without it a label is taken for the same voice.
    A confirmed speaker whose voice was not found again is dropped with the rest.
    """
    with store.writing() as connection:
        require_recording(connection, recording_id)
        return settle_speakers(connection, recording_id, speakers, same_voice)


def settle_speakers(
    connection: Connection, recording_id: str, speakers: Sequence[Speaker], same_voice: Mapping[str, str] | None = None
) -> tuple[Speaker, ...]:
    """`set_speakers` inside a transaction."""
    old = {row.label: row for row in connection.execute(select(SpeakerRow.__table__).where(SpeakerRow.recording_id == recording_id))}
    connection.execute(delete(SpeakerRow).where(SpeakerRow.recording_id == recording_id))
    for speaker in speakers:
        before = old.get(speaker.label if same_voice is None else same_voice.get(speaker.label, ""))
        kept = before if before is not None and before.confirmed else speaker
        connection.execute(
            insert(SpeakerRow).values(
                recording_id=recording_id,
                label=speaker.label,
                person_id=None if before is None else before.person_id,
                role=str(kept.role),
                confirmed=kept.confirmed,
                reason=storable(kept.reason),
                name=storable(speaker.name or ("" if before is None else before.name), 200),
            )
        )
    return known_speakers(connection, recording_id)


def confirm_role(store: Store, recording_id: str, label: str, role: Role, name: str | None = None) -> Speaker:
    """A person says who this voice is; `name` is a pseudonym, None leaves it as it was."""
    values = {"role": str(role), "confirmed": True, "reason": ""}
    if name is not None:
        values["name"] = storable(name, 200)
    with store.writing() as connection:
        require_recording(connection, recording_id)
        _update(connection, recording_id, label, values)
        return next(s for s in known_speakers(connection, recording_id) if s.label == label)


def set_person(store: Store, recording_id: str, label: str, pseudonym: str | None) -> None:
    """Tie a voice to a person, who is made when the pseudonym is new; None unties it."""
    with store.writing() as connection:
        require_recording(connection, recording_id)
        _update(connection, recording_id, label, {"person_id": person_id(connection, pseudonym) if pseudonym else None})


def persons_of(store: Store, recording_id: str) -> dict[str, str]:
    """The voices of which somebody said who that is: label → id of the person."""
    query = select(SpeakerRow.label, SpeakerRow.person_id).where(SpeakerRow.recording_id == recording_id, SpeakerRow.person_id.is_not(None))
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return {label: person for label, person in connection.execute(query) if person is not None}


def speakers_of(store: Store, recording_id: str) -> tuple[Speaker, ...]:
    """The speakers as they are known now, in order of their numbers."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return known_speakers(connection, recording_id)


def recordings_of(store: Store, pseudonym: str) -> tuple[str, ...]:
    """The ids of the recordings on which this person speaks."""
    query = select(SpeakerRow.recording_id).join(PersonRow, PersonRow.id == SpeakerRow.person_id).where(PersonRow.pseudonym == pseudonym)
    with store.reading() as connection:
        return tuple(connection.execute(query.distinct().order_by(SpeakerRow.recording_id)).scalars())


def same_voices(old: Sequence[Activity], new: Sequence[Activity], share: float = 0.5) -> dict[str, str]:
    """New label → old label, where the two speak at the same time for at least `share` of the shorter one's
    speech; every old voice is used once, the longest overlap first. Use it after a run with another diarizer."""
    shared: Counter[tuple[str, str]] = Counter()
    olds, first = sorted(old), 0
    longest = max((a.span.duration_ms for a in olds), default=0)
    for activity in sorted(new):
        while first < len(olds) and olds[first].span.start_ms + longest < activity.span.start_ms:
            first += 1
        for other in olds[first:]:
            if other.span.start_ms >= activity.span.end_ms:
                break
            shared[activity.speaker, other.speaker] += activity.span.overlap_ms(other.span)
    total_old, total_new = _totals(old), _totals(new)
    out: dict[str, str] = {}
    for (now_label, before), overlap in shared.most_common():
        enough = overlap > 0 and overlap >= share * min(total_new[now_label], total_old[before])
        if enough and now_label not in out and before not in out.values():
            out[now_label] = before
    return out


def put_speaker(connection: Connection, recording_id: str, speaker: Speaker) -> None:
    """Store what is known of a voice, a new one too."""
    values = {
        "role": str(speaker.role),
        "confirmed": speaker.confirmed,
        "reason": storable(speaker.reason),
        "name": storable(speaker.name, 200),
    }
    same = (SpeakerRow.recording_id == recording_id, SpeakerRow.label == speaker.label)
    if connection.execute(update(SpeakerRow).where(*same).values(**values)).rowcount == 0:
        connection.execute(insert(SpeakerRow).values(recording_id=recording_id, label=speaker.label, person_id=None, **values))


def drop_speaker(connection: Connection, recording_id: str, label: str) -> None:
    connection.execute(delete(SpeakerRow).where(SpeakerRow.recording_id == recording_id, SpeakerRow.label == label))


def known_speakers(connection: Connection, recording_id: str) -> tuple[Speaker, ...]:
    rows = connection.execute(select(SpeakerRow.__table__).where(SpeakerRow.recording_id == recording_id)).all()
    found = [Speaker(row.label, Role(row.role), row.confirmed, row.reason, row.name) for row in rows]
    return tuple(sorted(found, key=lambda s: (len(s.label), s.label)))


def _totals(activities: Sequence[Activity]) -> Counter[str]:
    out: Counter[str] = Counter()
    for activity in activities:
        out[activity.speaker] += activity.span.duration_ms
    return out


def _update(connection: Connection, recording_id: str, label: str, values: Mapping[str, object]) -> None:
    same = (SpeakerRow.recording_id == recording_id, SpeakerRow.label == label)
    if connection.execute(update(SpeakerRow).where(*same).values(**values)).rowcount == 0:
        known = ", ".join(s.label for s in known_speakers(connection, recording_id)) or "none yet"
        raise NotFoundError(f"Recording {recording_id} has no speaker {storable(label, 60)!r}. Its speakers: {known}.")


def person_id(connection: Connection, pseudonym: str) -> str:
    """The id of the person with this pseudonym, who is made when it is new."""
    pseudonym = storable(pseudonym, 200)
    found = connection.execute(select(PersonRow.id).where(PersonRow.pseudonym == pseudonym)).scalar()
    if found is None:
        found = new_id("p", 12)
        connection.execute(insert(PersonRow).values(id=found, pseudonym=pseudonym, created_at=now()))
    return found
