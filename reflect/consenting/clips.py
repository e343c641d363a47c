"""Consent for one clip: what will be shown, handles included. Asking is written down apart from the answer: open questions are seen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from reflect.consenting.answering import answer
from reflect.errors import UsageError
from reflect.model.bsn import holds_bsn
from reflect.model.clip import Clip
from reflect.model.consent import Answer, Asked, ClipRequest, ConsentEvent, Purpose
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.store.database import Store


def ask_clip(store: Store, clip: Clip, person_id: str, purpose: Purpose, who: str, *, note: str = "") -> ClipRequest:
    """Write down that the person is asked about this clip, handles included; a question that is still open is not put twice.

    UsageError for a clip that is outside the film, for somebody who is not in it, and for a note that holds a burgerservicenummer.
    """
    from reflect.store import clip_requests

    if holds_bsn(note):
        raise UsageError("A burgerservicenummer may not be kept. Take it out of the note.")
    return clip_requests.add(store, clip.recording_id, person_id, purpose, _asked_about(store, clip, person_id), who, note.strip())


def answer_clip(
    store: Store,
    clip: Clip,
    person_id: str,
    purpose: Purpose,
    given: Answer,
    who: str,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
    form: str = "",
    form_sha256: str = "",
) -> ConsentEvent:
    """Write the person's yes or no about this clip, handles included, whether or not the question was written down before."""
    span = _asked_about(store, clip, person_id)
    more = {"at": at, "until": until, "form": form, "form_sha256": form_sha256}
    (event,) = answer(store, clip.recording_id, person_id, [purpose], given, who, span=span, asked=Asked.AFTER, **more)  # type: ignore[arg-type]
    return event


def clip_requests(store: Store, recording_id: str) -> tuple[ClipRequest, ...]:
    """Every question about a clip of the recording, oldest first; `answer` is None for one that is open."""
    from reflect.store import clip_requests as requests

    return requests.of(store, recording_id)


def _asked_about(store: Store, clip: Clip, person_id: str) -> Span:
    """What of the film is shown. UsageError when that is nothing, or the person is not in it."""
    from reflect.store import consents, recordings

    duration_ms = recordings.get(store, clip.recording_id).duration_ms
    shown = clip.shown(duration_ms)
    if shown.duration_ms <= 0 or (duration_ms is not None and shown.start_ms >= duration_ms):
        raise UsageError("This clip is outside the film. Choose a moment that is in it.")
    there = [a for a in consents.register(store, clip.recording_id).appearances if a.person_id == person_id]
    if not any(a.span is None or a.span.overlap_ms(shown) for a in there):
        raise UsageError("This person is not in the clip, as far as was written down. See who is on the recording: page Toestemming.")
    return shown
