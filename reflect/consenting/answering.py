"""Who is on a recording, and what they answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from reflect.errors import UsageError
from reflect.model.bsn import holds_bsn
from reflect.model.consent import Answer, Appearance, Asked, ConsentEvent, Purpose, Quarantine
from reflect.model.span import Span
from reflect.store.account import account
from reflect.store.recordings import QUARANTINE_DAYS

if TYPE_CHECKING:
    from reflect.store.database import Store


def appear(
    store: Store,
    recording_id: str,
    pseudonym: str,
    role: str,
    who: str,
    *,
    span: Span | None = None,
    face: bool = True,
    voice: bool = True,
    named: bool = False,
) -> Appearance:
    """Write down that this person is on the recording. UsageError for a pseudonym that holds a burgerservicenummer."""
    from reflect.store import audit, consents

    if holds_bsn(pseudonym):
        raise UsageError("A burgerservicenummer is no pseudonym, and may not be kept. Choose something such as C1.")
    person = consents.named(store, pseudonym)
    there = Appearance(str(uuid4()), recording_id, person.id, role, span, face, voice, named)
    consents.put_appearance(store, there)
    audit.add(store, who, "appearance", {"recording": recording_id, "person": person.id})
    return there


def leave(store: Store, recording_id: str, appearance_id: str, who: str) -> bool:
    """The person is not on the recording after all; False when that was so already."""
    from reflect.store import audit, consents

    gone = consents.remove_appearance(store, recording_id, appearance_id)
    if gone:
        audit.add(store, who, "appearance removed", {"recording": recording_id, "appearance": appearance_id})
    return gone


def answer(
    store: Store,
    recording_id: str,
    person_id: str,
    purposes: Collection[Purpose],
    given: Answer,
    who: str,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
    asked: Asked = Asked.BEFORE,
    span: Span | None = None,
    form: str = "",
    form_sha256: str = "",
) -> tuple[ConsentEvent, ...]:
    """Write what the person answered for each purpose, all or none. To take a yes back is `withdraw`."""
    from reflect.store import audit, consents

    if given is Answer.WITHDRAWN:
        raise UsageError("To take consent back is another command, which also erases: reflect consent withdraw.")
    if holds_bsn(form):
        raise UsageError("A burgerservicenummer may not be kept. Give the version of the form another name.")
    moment = at or datetime.now(UTC)
    events = [
        ConsentEvent(str(uuid4()), person_id, recording_id, p, given, moment, who, asked, span, until, form, form_sha256)
        for p in sorted(set(purposes))
    ]
    stored = consents.add(store, *events)
    about = {"recording": recording_id, "person": person_id, "purposes": sorted(map(str, purposes)), "answer": str(given)}
    audit.add(store, who, "consent", about)
    return stored


def hold(store: Store, recording_id: str, who: str, days: int = QUARANTINE_DAYS, importer: str | None = None) -> Quarantine:
    """Put the recording in quarantine anew: until then the account `importer` (None: this one) alone may play it.

    While a quarantine runs, only its importer may hand it to another. UsageError for more days than a new recording gets, for an account
    that this machine does not know, and while the quarantine is another's.
    """
    from reflect.store import accounts, audit, consents

    if not 1 <= days <= QUARANTINE_DAYS:
        raise UsageError(f"A quarantine of {days} days cannot be. Give 1 to {QUARANTINE_DAYS}.")
    now = datetime.now(UTC)
    held = consents.register(store, recording_id).quarantine
    if held is not None and held.until > now and held.importer != account():
        raise UsageError("This recording is in the quarantine of another account. Only that account can hand it over.")
    chosen = account() if importer is None else accounts.find(importer)
    quarantine = Quarantine(recording_id, chosen, now + timedelta(days=days))
    consents.hold(store, quarantine)
    audit.add(store, who, "quarantine", {"recording": recording_id, "days": days, "importer": chosen})
    return quarantine
