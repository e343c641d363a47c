"""A clip list leaves as a file: what may leave, what saw it, and what it lost. Everything that hands out a list asks here.

In: the store, a `ClipList` of one recording or of a session over several, a format, the purpose and who asks. Out: the bytes of the
file with its losses. Clips that may not be used for the purpose are left out and named.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reflect.errors import NotFoundError
from reflect.exchange.clip_losses import Loss, numbers
from reflect.exchange.clip_sources import Source, Take, TakeKind
from reflect.privacy import Allowed, Denied, Purpose, Reason, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reflect.codebook import Codebook
    from reflect.exchange.clip_lists import Encoded
    from reflect.model.clip import Clip, ClipList
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

NAMES = {TakeKind.FILM: "Film", TakeKind.CAMERA: "Camera", TakeKind.AUDIO: "Recorder"}


def clip_list(
    store: Store,
    clips: ClipList,
    format: str,
    viewer: str,
    *,
    purpose: Purpose = Purpose.REFLECTION,
    book: Codebook | None = None,
    recipient: str = "",
) -> Encoded:
    """The list as a file; that it was handed out, and to whom, is written down.

    UsageError for an unknown format or a clip that it cannot play, NotFoundError for a film that is gone.
    """
    from reflect.exchange.clip_lists import encode
    from reflect.store import disclosures

    allowed, refused = released(store, clips, purpose, viewer)
    films = sources(store, allowed)
    made = encode(allowed, format, sources=films, book=book)
    sha256 = hashlib.sha256(made.data).hexdigest()
    disclosures.add(store, viewer, f"clips {format}", purpose, clips=allowed.clips, recipient=recipient, sha256=sha256)
    return replace(made, losses=(*refused, *_erased(allowed, films), *made.losses))


def _erased(clips: ClipList, films: Mapping[str, Source]) -> tuple[Loss, ...]:
    """A loss that names the clips whose film was erased while the words stayed."""
    gone = {id for id, film in films.items() if film.erased_on is not None}
    found = [number for number, clip in enumerate(clips.clips, start=1) if clip.recording_id in gone]
    return (Loss("erased", {"n": len(found), "clips": numbers(found)}),) if found else ()


def released(store: Store, clips: ClipList, purpose: Purpose, viewer: str) -> tuple[ClipList, tuple[Loss, ...]]:
    """The clips that may be used for this, and a loss that names the others with the reasons."""
    answers = asked(store, clips, purpose, viewer)
    denied = [(number, answer) for number, answer in enumerate(answers, start=1) if isinstance(answer, Denied)]
    if not denied:
        return clips, ()
    reasons = ", ".join(dict.fromkeys(why.replace("_", " ") for _, answer in denied for why in answer.whys))
    values: dict[str, int | str] = {"n": len(denied), "clips": numbers([number for number, _ in denied]), "why": reasons}
    kept = tuple(clip for clip, answer in zip(clips.clips, answers, strict=True) if not isinstance(answer, Denied))
    return replace(clips, clips=kept), (Loss("refused", values),)


def asked(store: Store, clips: ClipList, purpose: Purpose, viewer: str) -> tuple[Allowed | Denied, ...]:
    """Whether each clip may be used for this, in the order of the list. Of a recording that is gone nobody is known to agree."""
    from reflect.store import consents

    def ask(clip: Clip) -> Allowed | Denied:
        try:
            return consents.may_hand_out(store, clip, purpose, viewer)
        except NotFoundError:
            return Denied((Reason(Why.NOBODY_LISTED),))

    return tuple(map(ask, clips.clips))


def sources(store: Store, clips: ClipList) -> dict[str, Source]:
    """The recordings of a list with their files. A recording that is gone has no source, and the formats say what that means."""
    from reflect.store import recordings

    found: dict[str, Source] = {}
    for name in dict.fromkeys(clip.recording_id for clip in clips.clips):
        try:
            found[name] = source(recordings.get(store, name))
        except NotFoundError:
            continue
    return found


def source(recording: Recording) -> Source:
    """A recording as an export sees it: the film first, then cameras, then recorders, each kind counted from 1."""
    takes: list[Take] = []
    for kind in TakeKind:
        media = [item for item in recording.media if item.kind.value == kind.value]
        for number, item in enumerate(media, start=1):
            takes.append(_take(item, kind, NAMES[kind] if kind is TakeKind.FILM else f"{NAMES[kind]} {number}"))
    erased = recording.film_erased_at
    return Source(recording.id, recording.duration_ms, tuple(takes), None if erased is None else erased.astimezone().date())


def _take(item: MediaFile, kind: TakeKind, name: str) -> Take:
    video: dict[str, Any] = item.facts.get("video") or {}
    audio: list[dict[str, Any]] = item.facts.get("audio") or []
    track = next((one for one in audio if one.get("default")), audio[0] if audio else {})
    return Take(
        path=item.path,
        name=name,
        kind=kind,
        offset_ms=item.offset_ms,
        drift_ppm=item.drift_ppm,
        duration_ms=item.facts.get("duration_ms"),
        # A film that does not tell its rate is still a film.
        fps=(video.get("fps") or 25.0) if video else None,
        variable_rate=bool(video.get("variable_frame_rate")),
        width=video.get("width") or 0,
        height=video.get("height") or 0,
        channels=(track.get("channels") or 1) if audio else 0,
        here=item.path.is_file(),
    )
