"""What was said, and who spoke when: the values that cross from one room to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reflect.model.span import Span, hull


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a derived thing: a tool with its model and settings, or a person.

    `settings` are sorted (name, value) pairs of plain text, so that two makers compare and print.
    """

    name: str
    model: str = ""
    revision: str = ""
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word on the video clock.

    `text` has its punctuation and no space around it; `probability` is the recogniser's own, 0 to 1.
    `speaker` is a label of the recording's diarization ("S1"), None until alignment gives one.
    `language` is an ISO 639-1 code. `doubtful` marks a word from a stretch that the recogniser
    repeated or was unsure of as a whole.
    """

    text: str
    span: Span
    probability: float
    speaker: str | None = None
    language: str = "nl"
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a recogniser heard: words in order of their start, and what a person should know about them.

    `speech` is where it listened (voice activity). `warnings` are sentences for a person without
    any words of the recording.
    """

    words: tuple[Word, ...]
    speech: tuple[Span, ...]
    maker: Maker
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Activity:
    """One stretch in which one speaker is active (a line of an RTTM file)."""

    span: Span
    speaker: str


@dataclass(frozen=True, slots=True)
class Diarization:
    """Who spoke when. Activities are sorted and may overlap; speakers are "S1", "S2", … in order of
    first speech. `warnings` are sentences for a person."""

    activities: tuple[Activity, ...]
    maker: Maker
    warnings: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.speaker for a in self.activities))


class Role(StrEnum):
    KLANTMANAGER = "klantmanager"
    CLIENT = "client"
    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice on the recording. `confirmed` is False while `role` is a guess, and `reason` says on what
    the guess rests. `name` is a pseudonym that a person gave, or empty."""

    label: str
    role: Role = Role.UNKNOWN
    confirmed: bool = False
    reason: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive words of one speaker. Turns of two speakers may overlap in time."""

    speaker: str
    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        return hull(w.span for w in self.words)

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One version of what was said on a recording: turns in order of their first word.

    `activities` are the diarization's, kept because speech without recognised words counts as speech.
    """

    language: str
    duration_ms: int
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    activities: tuple[Activity, ...] = ()
    makers: tuple[Maker, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(w for t in self.turns for w in t.words)

    def speaker(self, label: str) -> Speaker:
        return next((s for s in self.speakers if s.label == label), Speaker(label))
