"""Proposals are kept as masks; what a person decided about a name over the recordings of a case tells what the next one becomes.

proposed = keeping.propose(store, recording_id)     # what is found now and was not there; proposals whose words are gone go
keeping.found(store, recording_id)                  # every mask with where it lies in the transcript now
keeping.ready(store, recording_id)                  # the same, or UsageError while something is undecided or was not looked for
keeping.guarded(store, recording_id, talk, span)    # the talk with nothing in that stretch that may be a name
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reflect.errors import NotFoundError, UsageError
from reflect.masking.words.finding import find
from reflect.masking.words.labels import Key, groups, key_of, next_label
from reflect.masking.words.masked import cautious, require_decided
from reflect.masking.words.placing import Placed, State, numbers_of, placed, seen, span_of, words_of
from reflect.model.mask import Decision, Mask, MaskKind, Name, NameKind
from reflect.model.span import Span
from reflect.model.speech import Transcript

if TYPE_CHECKING:
    from reflect.masking.words.hits import Hit
    from reflect.store.database import Store
    from reflect.store.masks import Changing

_OURS = uuid.UUID("5b7c8f0e-3f0a-4b51-9f3f-0d6b8a2c9e11")
"""Under which proposals get ids of their own: the same place in the same recording has the same id, however often it is found."""


def propose(
    store: Store, recording_id: str, glossary: Sequence[str] = (), progress: Callable[[float], None] = lambda part: None
) -> tuple[Placed, ...]:
    """Look for names and numbers in the current transcript and keep what is new as proposals. Returns all masks as they lie now."""
    from reflect.store import masks, transcripts

    version = transcripts.latest(store, recording_id)
    transcript = version.transcript
    hits = find(transcript, glossary, progress)
    there = placed(masks.of_recording(store, recording_id, MaskKind.WORD), transcript)
    fresh = [hit for hit in hits if not any(one.meets(hit) for one in there)]
    stale = [one.mask for one in there if _is_stale(one, hits)]
    labels = replacements(store, recording_id, transcript, there, fresh)
    new = [_proposal(recording_id, version.version.id, transcript, hit, labels) for hit in fresh]
    with masks.changing(store, recording_id) as desk:
        ids = [mask.id for mask in (*new, *stale)]
        desk.look_up((), ids)
        for mask in new:
            _put(desk, mask)
        for mask in stale:
            _remove(desk, mask)
    return found(store, recording_id)


def _is_stale(one: Placed, hits: Sequence[Hit]) -> bool:
    """A detector's proposal whose words are not there any more, or are no hit now."""
    if one.mask.decision is not Decision.PROPOSED:
        return False
    return one.state is not State.HOLDS or not any(one.meets(hit) for hit in hits)


def _proposal(recording_id: str, transcript_id: str, transcript: Transcript, hit: Hit, labels: dict[Key, str]) -> Mask:
    words = words_of(transcript, hit.turn, hit.first, hit.last)
    span, hashed = span_of(transcript, hit.turn, hit.first, hit.last), seen(recording_id, words)
    name = Name(
        kind=hit.kind,
        replacement=labels[key_of(hit.kind, [word.text for word in words])],
        transcript_id=transcript_id,
        words=numbers_of(transcript, hit.turn, hit.first, hit.last),
        sound="bleep",
        what=hit.what,
        sure=hit.sure,
        seen=hashed,
    )
    id = str(uuid.uuid5(_OURS, f"{recording_id} {span.start_ms} {span.end_ms} {hashed}"))
    return Mask(id, recording_id, MaskKind.WORD, span, name, Decision.PROPOSED, hit.maker)


def _put(desk: Changing, mask: Mask) -> None:
    there = desk.find(mask.id)
    if there is not None and not there.deleted:
        return  # somebody looked at the same moment
    desk.write(str(uuid.uuid4()), "add", mask.maker, replace(mask, revision=there.revision + 1 if there else 1))


def _remove(desk: Changing, mask: Mask) -> None:
    there = desk.find(mask.id)
    if there is not None and not there.deleted and there.decision is Decision.PROPOSED:
        desk.write(str(uuid.uuid4()), "delete", mask.maker, replace(there, deleted=True, revision=there.revision + 1))


def found(store: Store, recording_id: str, transcript: Transcript | None = None) -> tuple[Placed, ...]:
    """Every mask of words and sound with where it lies in the current transcript."""
    from reflect.store import masks, transcripts

    transcript = transcript or transcripts.latest(store, recording_id).transcript
    return placed(masks.of_recording(store, recording_id, MaskKind.WORD, MaskKind.SOUND), transcript)


def ready(store: Store, recording_id: str, transcript: Transcript | None = None) -> tuple[Placed, ...]:
    """The masks when all is decided. Looks for names again, so that words that a correction brought in are not passed over.

    UsageError while something is undecided or was never looked for; MissingPackageError without deduce.
    """
    from reflect.store import transcripts

    transcript = transcript or transcripts.latest(store, recording_id).transcript
    there = found(store, recording_id, transcript)
    missed = [hit for hit in find(transcript) if not any(one.meets(hit) for one in there)]
    if missed:
        raise UsageError(
            f"{len(missed)} places in {recording_id} may be names or numbers and were not proposed yet. "
            f"Type: reflect mask names {recording_id}, then decide on the page Namen of the app."
        )
    require_decided(there, recording_id)
    return there


def guarded(store: Store, recording_id: str, transcript: Transcript, span: Span) -> Transcript:
    """The talk as it can be printed before anybody decided about names: in the stretch nothing is left that a person confirmed, that is
    proposed, or that is found now; elsewhere what is found now may be. MissingPackageError where nobody can look for names."""
    here = [at for at, turn in enumerate(transcript.turns) if turn.words and turn.span.overlap_ms(span)]
    part = replace(transcript, turns=tuple(transcript.turns[at] for at in here))
    hits = [replace(hit, turn=here[hit.turn]) for hit in find(part)]
    return cautious(transcript, found(store, recording_id, transcript), hits)


# ---- the same name, the same replacement --------------------------------------------------------


def replacements(
    store: Store, recording_id: str, transcript: Transcript, there: Sequence[Placed], hits: Sequence[Hit], *, invented: bool = False
) -> dict[Key, str]:
    """What each name becomes: as it is called already in this recording or its case, else the next label of its kind."""
    kept: dict[Key, str] = of_case(store, recording_id)
    kept |= _named(there, transcript)
    keys = [*kept, *(key_of(hit.kind, _texts(transcript, hit.turn, hit.first, hit.last)) for hit in hits)]
    out = dict(kept)
    by_group: dict[int, str] = {}
    numbers = groups(keys)
    for key, group in zip(keys, numbers, strict=True):
        if key in kept:
            by_group.setdefault(group, kept[key])
    for key, group in zip(keys, numbers, strict=True):
        if key not in out:
            out[key] = by_group.setdefault(group, next_label(key[0], [*out.values(), *by_group.values()], invented=invented))
    return out


def _named(there: Sequence[Placed], transcript: Transcript) -> dict[Key, str]:
    named = [one for one in there if one.turn >= 0 and one.state is State.HOLDS and one.mask.decision is not Decision.REJECTED]
    return {_key(one, transcript): one.name.replacement for one in named}


def _key(one: Placed, transcript: Transcript) -> Key:
    return key_of(one.name.kind, _texts(transcript, one.turn, one.first, one.last))


def _texts(transcript: Transcript, turn: int, first: int, last: int) -> list[str]:
    return [word.text for word in words_of(transcript, turn, first, last)]


def of_case(store: Store, recording_id: str) -> dict[Key, str]:
    """What persons, places and organisations became in the other recordings of the case, where a person confirmed it."""
    from reflect.store import masks, recordings, transcripts

    case = recordings.get(store, recording_id).case
    out: dict[Key, str] = {}
    if not case:
        return out
    others = [line.recording for line in recordings.listing(store) if line.recording.case == case and line.recording.id != recording_id]
    for other in sorted(others, key=lambda r: (r.recorded_at or r.created_at, r.id)):
        confirmed = [m for m in masks.of_recording(store, other.id, MaskKind.WORD) if m.decision is Decision.CONFIRMED]
        if not confirmed:
            continue
        try:
            transcript = transcripts.latest(store, other.id).transcript
        except NotFoundError:
            continue
        named = _named(placed(confirmed, transcript), transcript)
        lasting = (NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION)
        out |= {key: label for key, label in named.items() if key[0] in lasting and key not in out}
    return out
