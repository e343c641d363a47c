"""Who is on a recording, and what each of them agreed to.

A person is a pseudonym and nothing else. What somebody agreed to is never changed: a later `ConsentEvent` takes the place of an earlier
one. Consent is not a legal basis; that is kept beside it (`LegalBasis`), and neither says anything of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reflect.model.span import Span


class Purpose(StrEnum):
    """What film, sound or words are used for. Enforcement, benefit file and staff appraisal are not here: there is no way out for them."""

    RESEARCH = "P1"  # by the named researchers
    REFLECTION = "P2"  # with the klantmanager of the talk
    CLIENT_WORDS = "P3"  # what the client says of it, back to the klantmanager
    TEAM = "P4"  # learning in the team
    TRAINING = "P5"  # teaching, masked
    PUBLICATION = "P6"  # for everybody; it cannot be called back


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


class Asked(StrEnum):
    """When the question was put."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a recording, by pseudonym."""

    id: str
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person on a recording: in all of it, or in a span on the film's clock. `role` is as a speaker's, or "visitor"."""

    id: str
    recording_id: str
    person_id: str
    role: str
    span: Span | None = None
    face: bool = True
    voice: bool = True
    named: bool = False

    @property
    def identifiable(self) -> bool:
        return self.face or self.voice or self.named


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """What a person answered for one purpose, about a recording or (`span`) one clip of it.

    `at` is the moment of the answer, `until` the moment from which a yes no longer holds (None: no term). `form` names the version of the
    form and `form_sha256` its text. `asked_by` put the question. `number` counts all events of the data folder.
    """

    id: str
    person_id: str
    recording_id: str
    purpose: Purpose
    answer: Answer
    at: datetime
    asked_by: str
    asked: Asked = Asked.BEFORE
    span: Span | None = None
    until: datetime | None = None
    form: str = ""
    form_sha256: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """A person is asked about one clip. `span` is what will be shown, handles included, on the film's clock.

    `note` says what it is for, in somebody's own words. `answer` is what the person answered about exactly this since; None: nothing yet.
    """

    id: str
    recording_id: str
    person_id: str
    purpose: Purpose
    span: Span
    asked_by: str
    asked_at: datetime
    note: str = ""
    answer: ConsentEvent | None = None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A recording whose people were not all asked yet: `importer` alone may play it, `until` this moment."""

    recording_id: str
    importer: str
    until: datetime
