"""What a person decides about something whose term ends: erase it, let it stay with a reason, or ask a yes again. One by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from reflect.consenting.answering import answer
from reflect.consenting.retention import TERMS, Artefact, Takes, rules
from reflect.consenting.withdrawing import TERM, end, erase
from reflect.errors import NotFoundError, UsageError
from reflect.model.bsn import holds_bsn
from reflect.model.consent import Answer, Asked, ConsentEvent, Purpose
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.erasing import Left

MOST_REASON = 500


def keep(store: Store, recording_id: str, purpose: Purpose, artefact: Artefact, until: date, reason: str, who: str, today: date) -> None:
    """Let it stay until a day, at most one more term from today, with the reason. The reason is not in the audit.

    UsageError for a day that cannot be, a reason that says nothing or holds a burgerservicenummer, and for an answer: that is asked again.
    """
    from reflect.store import recordings, retention

    found = recordings.get(store, recording_id)
    _require(purpose, artefact)
    if artefact is Artefact.ANSWER:
        raise UsageError("A yes cannot be kept by somebody else. Ask the person again, and write down the answer.")
    said = " ".join(reason.split())
    if not said or len(said) > MOST_REASON:
        raise UsageError(f"Say why it stays, in at most {MOST_REASON} characters.")
    if holds_bsn(said):
        raise UsageError("A burgerservicenummer may not be kept. Take it out of the reason.")
    last = today + timedelta(days=next(r.days for r in rules(store) if (r.purpose, r.artefact) == (purpose, artefact)))
    if not today < until <= last:
        raise UsageError(f"It can stay until a day after today and not after {last}, which is one more term. Give such a day.")
    retention.decide(store, retention.Decision(found.id, purpose, artefact, until, said, who))


def erase_due(
    store: Store, recording_id: str, purpose: Purpose, artefact: Artefact, who: str
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    """Erase it because its term has ended; `retention.TERMS` says what goes: the film, the whole recording, or what was made for a purpose.

    What there was of each kind, and where something is left; nothing when it went before. StoreError while a process works on it.
    """
    from reflect.store import disclosures, recordings

    found = recordings.get(store, recording_id)
    _require(purpose, artefact)
    takes = TERMS[purpose, artefact].takes
    if takes is Takes.NOTHING:
        raise UsageError("A yes is not erased by somebody else. Ask the person again, and write down the answer.")
    recordings.require_idle(store, found.id)
    if takes is Takes.USE:
        return end(store, found.id, purpose, "", TERM, who, handed_out=disclosures.numbers_of(store, found.id, (purpose,)))
    out = disclosures.numbers_of(store, found.id)
    if takes is Takes.FILM:
        return end(store, found.id, purpose, "", TERM, who, handed_out=out)
    return erase(store, found.id, "", TERM, who, out)


def confirm(
    store: Store, recording_id: str, person_id: str, who: str, *, span: Span | None = None, form: str = "", form_sha256: str = ""
) -> ConsentEvent:
    """The person says yes to teaching once more, about all of the recording or about a clip. A term that was agreed on stays.

    NotFoundError when the last answer is no yes: what was refused or taken back is not confirmed but asked anew.
    """
    from reflect.store import consents

    mine = [e for e in consents.events_of(store, person=person_id, recording_id=recording_id) if e.purpose is Purpose.TRAINING]
    about = [e for e in sorted(mine, key=lambda e: (e.at, e.number)) if e.span in (span, None)]
    now = datetime.now(UTC)
    if not about or about[-1].answer is not Answer.YES or (about[-1].until is not None and about[-1].until <= now):
        raise NotFoundError("There is no yes to confirm. Ask the person, and write down the answer.")
    until = about[-1].until
    (event,) = answer(
        store, recording_id, person_id, [Purpose.TRAINING], Answer.YES, who, until=until, asked=Asked.AFTER, span=span,
        form=form, form_sha256=form_sha256,
    )  # fmt: skip
    return event


def _require(purpose: Purpose, artefact: Artefact) -> None:
    if (purpose, artefact) not in TERMS:
        raise UsageError(f"There is no term for {purpose} {artefact}. Choose one of: {', '.join(f'{p} {a}' for p, a in TERMS)}.")
