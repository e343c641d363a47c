"""A recording of the store as a film whose sound tells no name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import InputError, NotFoundError
from reflect.masking.persons import Rendition, masked_persons, voice_spans
from reflect.masking.words import hiding, listening
from reflect.masking.words.keeping import ready
from reflect.masking.words.placing import Placed, words_of
from reflect.model.mask import Decision, MaskKind
from reflect.model.sound import Progress
from reflect.model.span import Span
from reflect.privacy import Purpose

if TYPE_CHECKING:
    from reflect.model.speech import Transcript
    from reflect.store.database import Store


@dataclass(frozen=True, slots=True)
class SoundWish:
    """How sound is to be hidden; see `hiding.mask_sound`. `persons` are those whose voice is moved, None moves all sound. `check` lets
    the recogniser listen to the result."""

    bleep: bool = True
    voice: float = 1.0
    persons: frozenset[str] | None = None
    picture: str | os.PathLike[str] | None = None
    check: bool = False


def hidden_spans(found: tuple[Placed, ...]) -> tuple[Span, ...]:
    """The times of what is to be heard no more: confirmed, and not for the text only."""
    return tuple(one.mask.span for one in found if one.mask.decision is Decision.CONFIRMED and one.name.sound)


def sound_of_recording(
    store: Store,
    recording_id: str,
    target: Path,
    wish: SoundWish | None = None,
    *,
    viewer: str,
    purpose: Purpose = Purpose.REFLECTION,
    progress: Progress | None = None,
) -> hiding.Hidden:
    """Writes the recording's film with all confirmed names hidden, and voices moved. UsageError while something is undecided,
    NotAllowedError when it may not be used: everybody agrees of whom something is left in it (`masking.persons`)."""
    from reflect.store import consents, recordings, transcripts

    wish = wish or SoundWish()
    recording = recordings.get(store, recording_id)
    consents.require_use(store, recording.id, purpose, viewer, masked=masked_persons(store, recording.id, None, made_by(wish, target)))
    transcript = transcripts.latest(store, recording_id).transcript
    found = ready(store, recording_id, transcript)
    film = next((m for m in recording.media if m.kind.value == "film"), None)
    if recording.film_erased_at is not None:
        raise NotFoundError(f"{recording_id}: its film was erased on {recording.film_erased_at:%Y-%m-%d}. Only its text can be masked.")
    if film is None or not film.path.is_file():
        raise NotFoundError(f"The film of {recording_id} is not on this disk. Bring it in again: reflect process FILE")
    spans = hidden_spans(found)
    done = hiding.mask_sound(
        film.path,
        target,
        spans,
        bleep=wish.bleep,
        voice=wish.voice,
        voices=None if wish.persons is None else voice_spans(store, recording.id, wish.persons),
        picture=wish.picture,
        progress=progress,
    )
    if wish.check:
        _listen(store, target, done, _names(found, transcript))
    return done


def made_by(wish: SoundWish, target: Path) -> Rendition:
    """What a wish makes: of a picture that is given nothing is known, so faces count as shown."""
    pictured, everybody = target.suffix.lower() != hiding.LOSSLESS, wish.persons is None
    return Rendition(pictured, faces=False, voices=wish.persons or frozenset(), all_voices=everybody, voice=wish.voice)


def _names(found: tuple[Placed, ...], transcript: Transcript) -> list[str]:
    confirmed = [one for one in found if one.mask.decision is Decision.CONFIRMED and one.mask.kind is MaskKind.WORD and one.turn >= 0]
    return [word.text for one in confirmed for word in words_of(transcript, one.turn, one.first, one.last)]


def _listen(store: Store, target: Path, done: hiding.Hidden, names: list[str]) -> None:
    """InputError when a name is still heard; the file is removed then, so that nobody takes it for masked."""
    from reflect import asr

    recognizer = asr.create(cache=store.home.models)
    heard = listening.still_heard(target, names, done.spans, recognizer)
    if heard:
        target.unlink(missing_ok=True)
        at = ", ".join(f"{span.start_ms / 1000:.1f} s" for span in heard[:8])
        raise InputError(f"{target.name} was not kept: a name is still heard at {at}. Make these stretches longer on the page Namen.")
