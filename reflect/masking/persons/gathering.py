"""What is known of a recording's people, masks and voices, out of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reflect.errors import MissingPackageError, NotFoundError
from reflect.masking.persons.rendition import Rendition
from reflect.masking.persons.standing import Known, Names, Picture, Standing, grown, standing
from reflect.masking.persons.voices import voices
from reflect.model.checks import MAX_MS
from reflect.model.mask import Decision, MaskKind
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.model.speech import Transcript
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording


def masked_persons(store: Store, recording_id: str, span: Span | None, made: Rendition) -> frozenset[str]:
    """The ids of those who appear in the stretch (handles included; None: the whole recording) and of whom nothing is left in `made`.

    For `consents.may_use(…, masked=…)`. NotFoundError for an unknown recording, or a film in `made.media` that is not of it.
    """
    return frozenset(one.person_id for one in standings(store, recording_id, span, made) if one.masked)


def standings(store: Store, recording_id: str, span: Span | None, made: Rendition) -> tuple[Standing, ...]:
    """Everybody who appears in the stretch, with what is left of them in `made`."""
    found = known(store, recording_id, span)
    for media_id in sorted(made.media - {picture.media_id for picture in found.pictures}):
        raise NotFoundError(f"Recording {recording_id} has no film {media_id[:20]!r} with a picture.")
    return standing(found, span, made)


def known(store: Store, recording_id: str, span: Span | None = None, *, names: bool = True) -> Known:
    """Everything that says who is seen, heard and named in the stretch. Without `names` these are not looked for, which takes a moment."""
    from reflect.store import consents, masks, recordings, transcripts

    recording = recordings.get(store, recording_id)
    there = consents.register(store, recording_id).appearances
    found = Known(
        duration_ms=recording.duration_ms or MAX_MS,
        appearances=tuple(there),
        pictures=tuple(_picture(recording, medium) for medium in recording.media if pictured(medium)),
        masks=masks.of_recording(store, recording_id, MaskKind.FACE, MaskKind.LOOK),
    )
    try:
        transcript = transcripts.latest(store, recording_id).transcript
    except NotFoundError:
        return found
    said = names and any(a.named for a in there)
    return replace(
        found, heard=_heard(store, recording_id, transcript), names=_names(store, recording_id, transcript, span) if said else None
    )


def voice_spans(store: Store, recording_id: str, persons: frozenset[str]) -> tuple[Span, ...]:
    """When these persons speak, by the current transcript, without margins, in order. () without a transcript.

    What a machine made of the demo (made speech in turns, so its moments are known) leaves nothing of either voice unchanged: 0.00 of
    134.2 and of 70.0 s; of the other's speech 6.5 of 70.0 and 4.8 of 134.2 s are changed as well (tests/bench/one_voice.py). Where people
    speak through each other, and where words were given to the wrong voice, it can leave something: read what is handed out.
    """
    from reflect.store import transcripts

    try:
        transcript = transcripts.latest(store, recording_id).transcript
    except NotFoundError:
        return ()
    return tuple(sorted(span for span, who in _heard(store, recording_id, transcript) if who in persons))


def pictured(medium: MediaFile) -> bool:
    """Whether a film has a picture; one of which nothing is known may have."""
    return medium.kind.value != "audio" and (not medium.facts or bool(medium.facts.get("video")))


def _picture(recording: Recording, medium: MediaFile) -> Picture:
    """A film from when to when, on the clock of the recording's film."""
    whole = Span(0, recording.duration_ms or MAX_MS)
    length_ms = medium.facts.get("duration_ms")
    if medium.kind.value == "film" or not length_ms:
        return Picture(medium.id, whole)
    start = max(0, round(medium.offset_ms))
    end = max(start, round(medium.offset_ms + length_ms * (1 + medium.drift_ppm / 1e6)))
    return Picture(medium.id, Span(start, end).within(whole))


def _heard(store: Store, recording_id: str, transcript: Transcript) -> tuple[tuple[Span, str], ...]:
    """Words, and speech in which no words were recognised."""
    whose = {voice.label: voice.person_id for voice in voices(store, recording_id)}
    spoken = [(turn.span, turn.speaker) for turn in transcript.turns if turn.words]
    spoken += [(activity.span, activity.speaker) for activity in transcript.activities]
    return tuple((span, whose.get(label, "")) for span, label in spoken)


def _names(store: Store, recording_id: str, transcript: Transcript, span: Span | None) -> Names | None:
    """What is left of names in the stretch; None where they cannot be looked for on this machine."""
    from reflect.masking import words
    from reflect.masking.words.placing import span_of

    here = tuple(turn for turn in transcript.turns if turn.words and (span is None or grown(turn.span).overlap_ms(span)))
    part = replace(transcript, turns=here)
    there = words.found(store, recording_id, part)
    try:
        missed = [hit for hit in words.find(part) if not any(one.meets(hit) for one in there)]
    except MissingPackageError:
        return None
    unsaid = [span_of(part, hit.turn, hit.first, hit.last) for hit in missed]
    undecided = [one.mask.span for one in words.undecided(there)]
    text_only = [one.mask.span for one in there if one.decision is Decision.CONFIRMED and not one.name.sound]
    return Names(tuple(sorted(unsaid + undecided)), tuple(text_only))
