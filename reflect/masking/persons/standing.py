"""For each person whether nothing of them is left in what is made, and what is missing where something is. Pure.

What is written down of a person (`Appearance`: face, voice, named) has to be hidden for all of the stretch in which they appear. A face is
hidden where a person confirmed a cover of a track that is said to be theirs, or said that they are out of the picture. A voice is hidden
where it is changed, or where others are heard and it is known of each who that is. What may be anybody's counts for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reflect.masking.persons.rendition import Rendition
from reflect.model.consent import Appearance
from reflect.model.mask import Decision, FaceTrack, Look, Mask, Style
from reflect.model.span import Span, union

MARGIN_MS = 320
"""Speech is heard this long before and after the moments that a transcript gives it; as `masking.words.edges.AFTER_MS`."""


class Why(StrEnum):
    """What of a person is left, as a key for the words on the screen."""

    FACE_SHOWN = "face_shown"  # faces are not covered in what is made
    FACE_NOT_LOOKED = "face_not_looked"  # nobody looked for faces there
    FACE_UNCOVERED = "face_uncovered"  # no cover is theirs there, and nobody said that they are out of the picture
    FACE_UNDECIDED = "face_undecided"  # a track that is or may be theirs
    FACE_VISIBLE = "face_visible"  # the same, and somebody chose that it stays visible
    FACE_SOFT = "face_soft"  # covered in a way that programs see through
    VOICE_HEARD = "voice_heard"
    VOICE_UNKNOWN = "voice_unknown"  # somebody speaks, and nobody said who that is
    WORDS_SHOWN = "words_shown"  # what they say can be read
    NAME_SHOWN = "name_shown"  # names are not hidden in what is made
    NAME_NOT_LOOKED = "name_not_looked"
    NAME_UNDECIDED = "name_undecided"
    NAME_HEARD = "name_heard"  # hidden in text only


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is left, and when; `media_id` is the film on which it is seen, "" for what is heard or read."""

    why: Why
    span: Span
    media_id: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person in a stretch of film; `open` says what of them is left in what is made, in order of time."""

    person_id: str
    open: tuple[Open, ...]

    @property
    def masked(self) -> bool:
        """Whether nothing is."""
        return not self.open

    @property
    def whys(self) -> tuple[Why, ...]:
        return tuple(dict.fromkeys(one.why for one in self.open))


@dataclass(frozen=True, slots=True)
class Picture:
    """A film or camera with a picture, and from when to when it has one on the recording's film clock."""

    media_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Names:
    """Where names are undecided or were not proposed (`open`), and where one is hidden in text only (`heard`)."""

    open: tuple[Span, ...] = ()
    heard: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a recording. `pictures` begin with the film. `heard` is when a voice is heard and whose it is ("" when nobody
    said), None without a transcript. `names` None: they cannot be told."""

    duration_ms: int
    appearances: tuple[Appearance, ...] = ()
    pictures: tuple[Picture, ...] = ()
    masks: tuple[Mask, ...] = ()
    heard: tuple[tuple[Span, str], ...] | None = None
    names: Names | None = None

    @property
    def people(self) -> frozenset[str]:
        return frozenset(a.person_id for a in self.appearances)


def standing(known: Known, span: Span | None, made: Rendition) -> tuple[Standing, ...]:
    """Everybody who appears in the stretch (None: the whole recording), in no order of meaning."""
    shown = Span(0, max(1, known.duration_ms)) if span is None else Span(span.start_ms, max(span.start_ms + 1, span.end_ms))
    found: dict[str, list[Open]] = {}
    for appearance in known.appearances:
        here = _within(appearance.span or shown, shown)
        if appearance.identifiable and here is not None:
            found.setdefault(appearance.person_id, []).extend(_left(known, appearance, here, made))
    return tuple(Standing(person, _in_order(left)) for person, left in found.items())


def _left(known: Known, appearance: Appearance, here: Span, made: Rendition) -> Iterator[Open]:
    if made.picture:
        wanted = made.media or {picture.media_id for picture in known.pictures[:1]}
        for picture in known.pictures:
            part = _within(picture.span, here) if picture.media_id in wanted else None
            if part is not None:
                yield from _face(known, appearance, picture.media_id, part, made)
    yield from _voice(known, appearance, here, made)
    if appearance.named and (made.sound or made.text):
        yield from _name(known, here, made)


# ---- the face ---------------------------------------------------------------------------------


def _face(known: Known, appearance: Appearance, media_id: str, here: Span, made: Rendition) -> Iterator[Open]:
    """What is seen of the face in one film. A track that is said to be theirs counts also when no face was written down."""
    if not made.faces:
        if appearance.face:
            yield Open(Why.FACE_SHOWN, here, media_id)
        return
    person, hidden, told = appearance.person_id, [], list[Span]()
    for mask, track, part in _tracks(known, media_id, here):
        owner = track.person if track.person in known.people else ""
        if owner != person and (owner or not appearance.face):
            continue
        why = _why(mask, track, made) if owner or _is_shown(mask, track) else None
        if why is not None:
            told.append(part)
            yield Open(why, part, media_id)
        elif owner:
            hidden.append(part)
    if not appearance.face:
        return
    looks = [(m.span, m.data.person) for m in known.masks if not m.deleted and isinstance(m.data, Look) and m.data.media_id == media_id]
    away = [span for span, whom in looks if whom == person]
    looked = [span for span, whom in looks if not whom]
    for gap in without(here, (*hidden, *told, *away)):
        unseen = without(gap, looked)
        yield from (Open(Why.FACE_NOT_LOOKED, part, media_id) for part in unseen)
        yield from (Open(Why.FACE_UNCOVERED, part, media_id) for part in without(gap, unseen))


def _tracks(known: Known, media_id: str, here: Span) -> Iterator[tuple[Mask, FaceTrack, Span]]:
    """The tracks on a film that meet a stretch, each with the part in it. One without a film is the recording's own."""
    own = known.pictures[0].media_id if known.pictures else ""
    for mask in known.masks:
        track = mask.data
        if mask.deleted or mask.decision is Decision.REJECTED or not isinstance(track, FaceTrack) or (track.media_id or own) != media_id:
            continue
        part = _within(mask.span, here)
        if part is not None:
            yield mask, track, part


def _is_shown(mask: Mask, track: FaceTrack) -> bool:
    return mask.decision is Decision.PROPOSED or track.stays_visible


def _why(mask: Mask, track: FaceTrack, made: Rendition) -> Why | None:
    """Why a track hides nobody; None when it does."""
    if mask.decision is Decision.PROPOSED:
        return Why.FACE_UNDECIDED
    if track.stays_visible:
        return Why.FACE_VISIBLE
    if not track.boxes:
        return Why.FACE_UNCOVERED
    return None if (made.style or track.style) is Style.SOLID else Why.FACE_SOFT


# ---- voice and name ---------------------------------------------------------------------------


def _voice(known: Known, appearance: Appearance, here: Span, made: Rendition) -> Iterator[Open]:
    person = appearance.person_id
    if not (made.sound or made.text) or (made.sound and made.changes(person) and (made.all_voices or not appearance.voice)):
        return
    if known.heard is None:
        if appearance.voice:
            yield Open(Why.VOICE_UNKNOWN, here)
        return
    mine, unknown = list[Span](), list[Span]()
    if appearance.voice and all(who != person for _, who in known.heard):
        unknown.append(here)  # they are heard somewhere, and nobody said which voice is theirs
    for span, who in known.heard:
        part = _within(grown(span), here)
        if part is None:
            continue
        if who == person:
            mine.append(part)
        elif who not in known.people and appearance.voice:
            unknown.append(part)
    if not (made.sound and made.changes(person)):
        yield from (Open(Why.VOICE_HEARD if made.sound else Why.WORDS_SHOWN, span) for span in union(mine))
    yield from (Open(Why.VOICE_UNKNOWN, span) for span in union(unknown))


def _name(known: Known, here: Span, made: Rendition) -> Iterator[Open]:
    """Which of the names said is whose is not known, so each counts for everybody of whom a name is said."""
    if not made.names:
        yield Open(Why.NAME_SHOWN, here)
    elif known.names is None:
        yield Open(Why.NAME_NOT_LOOKED, here)
    else:
        yield from (Open(Why.NAME_UNDECIDED, part) for span in known.names.open if (part := _within(grown(span), here)))
        if made.sound:
            yield from (Open(Why.NAME_HEARD, part) for span in known.names.heard if (part := _within(grown(span), here)))


# ---- time -------------------------------------------------------------------------------------


def _within(span: Span, limit: Span) -> Span | None:
    """The part of `span` in `limit`; None where they share no time."""
    part = span.within(limit)
    return part if part.duration_ms else None


def grown(span: Span) -> Span:
    """With the margin in which something that is said may still be heard."""
    return Span(max(0, span.start_ms - MARGIN_MS), span.end_ms + MARGIN_MS)


def without(span: Span, taken: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `span` without the times of `taken`.

    >>> without(Span(0, 9), [Span(2, 4), Span(3, 5)])
    (Span(start_ms=0, end_ms=2), Span(start_ms=5, end_ms=9))
    """
    out, at_ms = [], span.start_ms
    for one in union(taken):
        if one.end_ms <= at_ms or one.start_ms >= span.end_ms:
            continue
        if one.start_ms > at_ms:
            out.append(Span(at_ms, one.start_ms))
        at_ms = one.end_ms
    return (*out, Span(at_ms, span.end_ms)) if at_ms < span.end_ms else tuple(out)


def _in_order(left: Sequence[Open]) -> tuple[Open, ...]:
    return tuple(sorted(dict.fromkeys(left), key=lambda one: (one.span, one.why, one.media_id)))
