"""May a clip be in what is made of its set? For each clip the answer, and for each person who is in the way what they did not agree to.

Teaching takes masked film only. Who is masked for the whole stretch, handles included, need not agree; everybody else has to, within a
year. A set that nobody confirmed for a year is used for nothing until somebody does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from reflect import privacy
from reflect.masking import persons
from reflect.masking.persons import Known, Rendition
from reflect.model.clip import Clip
from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.model.teaching import TeachingClip, TeachingSet
from reflect.privacy import Denied, Register
from reflect.teaching.preparing import Looked
from reflect.teaching.values import DEFAULT

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import Recording


class Why(StrEnum):
    """Why a clip or a set may not be used, besides the keys of `reflect.privacy.Why`, as a key for the words on the screen."""

    GONE = "gone"  # the recording is not there any more
    CLOSED = "closed"  # the recording may not be played by who looks
    FILM = "film"  # its film is not on this disk
    ERASED = "erased"  # its film was erased, because its term had ended
    STALE = "stale"  # nobody confirmed the set for a year
    ENDED = "ended"  # the set was closed


@dataclass(frozen=True, slots=True)
class Reason:
    """`why` is a key of `Why` here or in `reflect.privacy`; `person_id` is who did not agree, "" when it is about the clip.

    `lacks` says what of the person is left in what is made, as keys of masking: with these mended, they would not need to agree.
    """

    why: str
    person_id: str = ""
    pseudonym: str = ""
    role: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """`shown` is the stretch of the film with its handles, None for a recording that is gone. `masked` are the persons who are masked."""

    recording: Recording | None
    shown: Span | None
    reasons: tuple[Reason, ...] = ()
    masked: frozenset[str] = frozenset()

    @property
    def allowed(self) -> bool:
        return not self.reasons


def as_clip(clip: TeachingClip) -> Clip:
    """The clip as what shows and renders knows it. The answer is the trainer's, so it is no tip that comes along."""
    return Clip(clip.recording_id, clip.span, clip.before_ms, clip.after_ms, clip.fragment_id, clip.theme, clip.question)


def stale(found: TeachingSet, today: date) -> bool:
    """Whether the set has to be confirmed before it is used."""
    until = found.good_until()
    return until is not None and until < today


def decide(
    store: Store, clip: TeachingClip, viewer: str, closed: Collection[str] = (), made: Rendition = DEFAULT, *, ready: bool = False
) -> Decision:
    """Whether the clip may be used for teaching by `viewer`, in this masked rendition. `closed` recordings may not be played by who looks.

    `ready`: it was masked already, so what has to be done before that is not looked for.
    """
    return Deciding(store, viewer, closed, made).of(clip, ready=ready)


class Deciding:
    """The same for many clips of one moment: every recording is read once."""

    def __init__(self, store: Store, viewer: str, closed: Collection[str] = (), made: Rendition = DEFAULT) -> None:
        self._store, self._viewer, self._closed, self._made = store, viewer, closed, made
        self._known: dict[str, _Talk | None] = {}

    def of(self, clip: TeachingClip, *, ready: bool = False, names: bool = True) -> Decision:
        """See `decide`; without `names` nobody looks whether one is still to be hidden, for a list of many."""
        if clip.recording_id in self._closed:
            return Decision(None, None, (Reason(Why.CLOSED),))
        if clip.recording_id not in self._known:
            self._known[clip.recording_id] = _Talk.read(self._store, clip.recording_id)
        talk = self._known[clip.recording_id]
        if talk is None:
            return Decision(None, None, (Reason(Why.GONE),))
        shown = as_clip(clip).shown(talk.recording.duration_ms)
        reasons = [] if ready else [Reason(str(why)) for why in talk.looked(self._store).unready(shown, names=names)]
        if talk.recording.film_erased_at is not None:
            reasons.append(Reason(Why.ERASED))
        elif talk.recording.film is None or not talk.recording.film.path.is_file():
            reasons.append(Reason(Why.FILM))
        found = persons.standing(talk.known_in(self._store, shown), shown, self._made)
        lacks, masked = {s.person_id: tuple(map(str, s.whys)) for s in found}, frozenset(s.person_id for s in found if s.masked)
        answer = privacy.decide(talk.register, shown, Purpose.TRAINING, self._viewer, datetime.now(UTC), masked)
        if isinstance(answer, Denied):
            reasons += [
                Reason(str(r.why), r.person_id, *talk.people.get(r.person_id, ("", "")), lacks=lacks.get(r.person_id, ()))
                for r in answer.reasons
            ]
        return Decision(talk.recording, shown, tuple(reasons), masked)


@dataclass(slots=True)
class _Talk:
    """What decides about the clips of a recording. `people` are pseudonym and role of everybody on it, by id."""

    recording: Recording
    register: Register
    known: Known
    people: Mapping[str, tuple[str, str]]
    _looked: Looked | None = None

    @classmethod
    def read(cls, store: Store, recording_id: str) -> _Talk | None:
        """None for a recording that is gone."""
        from reflect.store import consents, recordings

        if not recordings.exists(store, recording_id):
            return None
        register = consents.register(store, recording_id)
        names = {person.id: person.pseudonym for person in consents.persons(store)}
        people = {a.person_id: (names.get(a.person_id, ""), a.role) for a in register.appearances}
        return cls(recordings.get(store, recording_id), register, persons.known(store, recording_id, names=False), people)

    def looked(self, store: Store) -> Looked:
        self._looked = self._looked or Looked.at(store, self.recording)
        return self._looked

    def known_in(self, store: Store, shown: Span) -> Known:
        """With the names in the stretch, where somebody is named on the recording."""
        named = any(a.named for a in self.register.appearances)
        return persons.known(store, self.recording.id, shown) if named else self.known
