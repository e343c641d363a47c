"""What is asked of a making, and what comes out: values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from reflect.errors import UsageError
from reflect.exchange.plain_text import one_line
from reflect.masking.persons import Rendition
from reflect.masking.words import voice
from reflect.model.bsn import holds_bsn
from reflect.model.mask import Style
from reflect.model.teaching import Made, Making

LANGUAGES = ("nl", "en")
MOST_DAYS = 730
"""What is made may be used for at most so long: the term of teaching."""
MOST_RECIPIENT = 100
Tell = Callable[[float], None]
"""Called with the part that is done, 0 to 1; may raise `Stopped`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made of a set, for whom and until when (the last day on which it may be used).

    `voice` moves pitch and formants, of everybody or of the persons in `voices`; 1 leaves voices as they are. `feedback` takes the
    client's own words along where clips ask for it and the client agreed, `answers` the trainer's answers. `style` covers every face.
    A `passphrase` encrypts the zip. `force` replaces what lies at the target.
    """

    what: Made
    recipient: str
    expires_on: date
    language: str = "nl"
    feedback: bool = True
    answers: bool = False
    style: Style = Style.SOLID
    bleep: bool = True
    voice: float = 1.0
    voices: frozenset[str] | None = None
    passphrase: str | None = field(default=None, repr=False)
    force: bool = False
    workers: int | None = None

    def rendition(self) -> Rendition:
        """What is hidden in it, as `masking.persons` asks."""
        moved = self.voice != 1.0
        every = moved and self.voices is None
        some = self.voices if moved and self.voices is not None else frozenset[str]()
        return Rendition(text=True, style=self.style, voices=some, all_voices=every, voice=self.voice if moved else Rendition().voice)

    def checked(self, today: date) -> Wish:
        """UsageError for a making without a recipient, or until a day that cannot be."""
        who = one_line(self.recipient)
        if not who:
            raise UsageError("Say who it is for: a making without a recipient cannot be asked back. Give --recipient.")
        if len(who) > MOST_RECIPIENT:
            raise UsageError(f"The recipient is longer than {MOST_RECIPIENT} characters. It stands in every picture: give a short name.")
        if holds_bsn(who):
            raise UsageError("A burgerservicenummer may not be kept. Name the recipient in another way.")
        if self.expires_on < today:
            raise UsageError(f"{self.expires_on} has passed. Give the last day on which it may be used.")
        if self.expires_on > today + timedelta(days=MOST_DAYS):
            raise UsageError(
                f"{self.expires_on} is too far away: teaching material may be used for at most {MOST_DAYS} days. Give an earlier day."
            )
        if self.language not in LANGUAGES:
            raise UsageError(f"--language {self.language} is not known. Give nl or en.")
        voice.check(self.voice)
        return self


DEFAULT = Rendition(text=True, style=Style.SOLID)
"""What a making is unless something else is asked: faces covered, names replaced and silenced, voices as they are."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A clip that did not come along, by its number, and why: keys of `deciding.Why`, of `privacy.Why` or of `preparing.Unready`."""

    number: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What was made: where it lies (`path`), its record, how many clips are in it, and those that are not.

    `warnings` are sentences for a person, without words of the talk. `masked`: something in it is hidden. `listened`: a key of
    `listening.Listened`, whether the recogniser listened for the names that were silenced.
    """

    path: Path
    making: Making
    clips: int
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()
    encrypted: bool = False
    masked: bool = True
    listened: str = ""
