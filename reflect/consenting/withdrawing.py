"""Taking consent back: closed at once, then erased, then looked whether anything is left.

The answer is stored first, in a transaction of its own, so that the next request is refused whatever happens after it. Erasing may be
interrupted and done again; the statement is written when looking finds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from reflect.errors import UsageError
from reflect.model.consent import Answer, ConsentEvent, Purpose
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.erasing import Left
    from reflect.store.erasures import Erasure

ERASES = frozenset({Purpose.RESEARCH})
"""Without these a recording has no reason to be here, and is erased with all that came of it. Of any other purpose that what was made for
it goes (`store.ending`), and the recording stays."""
WITHDRAWAL, REMOVED, TERM = "withdrawal", "removed", "end of term"
"""Why something was erased."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was done about one recording: ids and counts, never a name or a word. `erased` is what there was of each kind.

    `left` says where something was found afterwards; empty when all is gone. `handed_out` are the numbers of the disclosures of it: what
    left the house cannot be taken back, only asked back.
    """

    recording_id: str
    person_id: str
    purposes: tuple[Purpose, ...]
    closed_at: datetime
    erased: Mapping[str, int]
    left: tuple[Left, ...]
    handed_out: tuple[int, ...]
    verified_at: datetime | None


def withdraw(
    store: Store, person_id: str, who: str, *, recording_id: str | None = None, purposes: Collection[Purpose] = (), clip: Span | None = None
) -> tuple[Statement, ...]:
    """Take back what the person agreed to: for these purposes (none named: all), about this recording (None: every one they are on).

    `clip` takes back an answer about one clip of that recording: what is shown, handles included. UsageError when there is nothing to take
    back, and for research about a clip, which is about all of a recording.
    """
    from reflect.store import audit, consents

    wanted = frozenset(purposes) or (frozenset(Purpose) if clip is None else frozenset(Purpose) - ERASES)
    if clip is not None and (recording_id is None or ERASES & wanted):
        raise UsageError("Name the recording of the clip, and purposes other than research: that is about all of a recording.")
    chosen = (recording_id,) if recording_id else _recordings(store, person_id)
    now = datetime.now(UTC)
    events = [
        ConsentEvent(str(uuid4()), person_id, id, purpose, Answer.WITHDRAWN, now, who, span=clip)
        for id in chosen
        for purpose in sorted(wanted)
        if _to_take_back(consents.events_of(store, person=person_id, recording_id=id), purpose, clip)
    ]
    if not events:
        raise UsageError("There is nothing to take back: this person agreed to none of it, or took it back before.")
    consents.add(store, *events)
    audit.add(store, who, "withdrawal", {"person": person_id, "recordings": sorted({e.recording_id for e in events})})
    by_recording: dict[str, list[Purpose]] = {}
    for event in events:
        by_recording.setdefault(event.recording_id, []).append(event.purpose)
    return tuple(_follow(store, person_id, id, tuple(gone), now, who, clip) for id, gone in by_recording.items())


def _recordings(store: Store, person_id: str) -> tuple[str, ...]:
    from reflect.store import consents

    answered = (e.recording_id for e in consents.events_of(store, person=person_id))
    return tuple(dict.fromkeys((*consents.recordings_with(store, person_id), *answered)))


def _to_take_back(events: Collection[ConsentEvent], purpose: Purpose, clip: Span | None) -> bool:
    """Whether the last answer for the purpose, about all of it or about a clip (this one, when it is named), is a yes."""
    last: dict[Any, Answer] = {e.span: e.answer for e in sorted(events, key=lambda e: (e.at, e.number)) if e.purpose is purpose}
    if clip is not None:
        return last.get(clip, last.get(None)) is Answer.YES
    return last.get(None) is not Answer.WITHDRAWN and Answer.YES in last.values()


def _follow(
    store: Store, person_id: str, recording_id: str, purposes: tuple[Purpose, ...], now: datetime, who: str, clip: Span | None
) -> Statement:
    from reflect.store import disclosures, recordings

    whole = bool(ERASES & set(purposes))
    out = disclosures.numbers_of(store, recording_id, () if whole else purposes)
    if not recordings.exists(store, recording_id):
        return Statement(recording_id, person_id, purposes, now, {}, (), out, now)
    if whole:
        erased, left = erase(store, recording_id, person_id, WITHDRAWAL, who, out)
    else:
        erased, left = _end_all(store, recording_id, person_id, purposes, clip, who, out)
    return Statement(recording_id, person_id, purposes, now, erased, left, out, None if left else datetime.now(UTC))


def what_ends(store: Store, person_id: str, recording_id: str, purposes: Collection[Purpose], clip: Span | None = None) -> dict[str, int]:
    """How much `withdraw` would erase of each kind for these purposes, research left out: to say so before it is done."""
    from reflect.store import ending

    spans = _where(store, recording_id, person_id) if clip is None else (clip,)
    out: dict[str, int] = {}
    for purpose in _ending(store, person_id, recording_id, purposes):
        for name, count in ending.counts(store, recording_id, purpose, spans).items():
            # Half-made films are of all purposes together.
            out[name] = max(out.get(name, 0), count) if name == "half_made" else out.get(name, 0) + count
    return out


def _ending(store: Store, person_id: str, recording_id: str, purposes: Collection[Purpose]) -> list[Purpose]:
    """For which of these purposes something is erased: the client's words are the client's, and nobody else takes them away."""
    mine = _is_client(store, recording_id, person_id)
    return [p for p in sorted(purposes) if p not in ERASES and (mine or p is not Purpose.CLIENT_WORDS)]


def _end_all(
    store: Store,
    recording_id: str,
    person_id: str,
    purposes: Collection[Purpose],
    clip: Span | None,
    who: str,
    handed_out: Collection[int],
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    """Erase what was made for each of these purposes of the stretches in which the person is, or of one clip."""
    spans = _where(store, recording_id, person_id) if clip is None else (clip,)
    erased: dict[str, int] = {}
    left: dict[str, Left] = {}
    for purpose in _ending(store, person_id, recording_id, purposes):
        found, remain = end(store, recording_id, purpose, person_id, WITHDRAWAL, who, spans=spans, handed_out=handed_out)
        for name, count in found.items():
            erased[name] = erased.get(name, 0) + count
        left |= {one.place: one for one in remain}
    return erased, tuple(left.values())


def end(
    store: Store,
    recording_id: str,
    purpose: Purpose,
    person_id: str,
    why: str,
    who: str,
    *,
    spans: Collection[Span] | None = None,
    handed_out: Collection[int] = (),
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    """Erase what was made of the recording for a purpose (its film, for research), look whether anything is left, and keep the statement.

    Nothing is written when there is nothing. StoreError while a process works on the recording; it is to be done then (`resume`).
    """
    from reflect.store import ending, erasures, films

    stretches = None if spans is None else tuple(spans)
    if not ending.counts(store, recording_id, purpose, stretches):
        return {}, ()
    media = films.hashes(store, recording_id) if purpose is Purpose.RESEARCH else ()
    number = erasures.begin(store, person_id, recording_id, why, who, purpose, stretches, media)
    return _carry_out_purpose(store, number, recording_id, purpose, stretches, who, handed_out)


def _where(store: Store, recording_id: str, person_id: str) -> tuple[Span, ...] | None:
    """The stretches in which the person is; None for all of the recording, also when it was not written down."""
    from reflect.store import consents

    spans = [a.span for a in consents.register(store, recording_id).appearances if a.person_id == person_id]
    return tuple(span for span in spans if span is not None) if spans and None not in spans else None


def _is_client(store: Store, recording_id: str, person_id: str) -> bool:
    from reflect.store import consents

    there = [a.role for a in consents.register(store, recording_id).appearances if a.person_id == person_id]
    return not there or "client" in there


def erase(
    store: Store, recording_id: str, person_id: str, why: str, who: str, handed_out: Collection[int] = ()
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    """Erase a recording, look whether anything is left, and keep what there was of each kind, and where something is left."""
    from reflect.store import erasures

    return _carry_out(store, erasures.begin(store, person_id, recording_id, why, who), recording_id, who, handed_out)


def remove(store: Store, recording_id: str, who: str) -> tuple[Left, ...]:
    """Erase a recording because a person wants it gone; where something is left. A backup that is put back does not bring it back.

    StoreError while a process works on it; nothing is done then.
    """
    from reflect.store import disclosures, recordings

    recordings.require_idle(store, recording_id)
    return erase(store, recording_id, "", REMOVED, who, disclosures.numbers_of(store, recording_id))[1]


def unfinished(store: Store) -> tuple[Erasure, ...]:
    """Erasures that were asked and broke off, such as while a process worked on the recording, oldest first."""
    from reflect.store import erasures

    return tuple(one for one in erasures.listing(store) if one.erased_at is None)


def resume(store: Store, who: str) -> int:
    """Carry out every erasure that broke off; how many. StoreError, as before, while a process works on a recording."""
    from reflect.store import disclosures, recordings

    todo = unfinished(store)
    for one in todo:
        if one.purpose and recordings.exists(store, one.recording_id):
            purpose = Purpose(one.purpose)
            out = disclosures.numbers_of(store, one.recording_id, (purpose,))
            _carry_out_purpose(store, one.number, one.recording_id, purpose, one.spans, who, out)
        else:
            _carry_out(store, one.number, one.recording_id, who, disclosures.numbers_of(store, one.recording_id))
    return len(todo)


def _carry_out_purpose(
    store: Store,
    number: int,
    recording_id: str,
    purpose: Purpose,
    spans: tuple[Span, ...] | None,
    who: str,
    handed_out: Collection[int],
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    from reflect.store import audit, ending, erasures

    erased, left = ending.end(store, recording_id, purpose, spans)
    statement = {"erased": erased, "left": [one.place for one in left], "handed_out": list(handed_out)}
    erasures.finish(store, number, statement, verified=not left)
    about = {"recording": recording_id, "erasure": number, "purpose": str(purpose), "left": len(left)}
    audit.add(store, who, "erasure", about)
    return erased, left


def _carry_out(
    store: Store, number: int, recording_id: str, who: str, handed_out: Collection[int]
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    from reflect.store import audit, erasing, erasures, recordings

    if recordings.exists(store, recording_id):
        erased, seek = erasing.counts(store, recording_id), erasing.traces(store, recording_id)
        erasing.erase(store, recording_id)
    else:  # it went before the work broke off; what it held can no longer be looked for, but its id can
        erased, seek = {}, erasing.Traces(recording_id, frozenset())
        erasing.compact(store)
    left = erasing.look(store, seek)
    statement = {"erased": erased, "left": [one.place for one in left], "handed_out": list(handed_out)}
    erasures.finish(store, number, statement, verified=not left)
    audit.add(store, who, "erasure", {"recording": recording_id, "erasure": number, "left": len(left)})
    return erased, left
