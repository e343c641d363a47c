"""Whether a name is still heard in what was made: the recogniser listens to each masked clip before anybody can have it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import InputError, SetupError
from reflect.model.span import Span, clock_text
from reflect.teaching.preparing import Hiding

if TYPE_CHECKING:
    from reflect.asr import Recognizer

MOST_PLACES = 8


class Listened(StrEnum):
    """Whether the recogniser listened for names in what was made."""

    NOTHING = "nothing"  # there was no name to silence
    HEARD = "heard"  # it listened, and heard none
    NOBODY = "nobody"  # the packages for speech are not on this machine


UNHEARD = "Nobody listened whether a name is still heard: {why} Listen to all of it yourself before you hand it out."


class Listener:
    """Listens to the clips of one making, with one recogniser. `cache` is where models lie; `state` tells whether it could listen."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._recognizers: dict[str, Recognizer] = {}
        self._places: list[str] = []
        self.state, self.why = Listened.NOTHING, ""

    def listen(self, number: int, path: Path, hidden: Hiding, span: Span, tell: Callable[[float], None]) -> None:
        """Listen to the masked film of clip `number`, which shows `span`, around every place where a name was silenced."""
        from reflect import asr
        from reflect.masking import words

        if not hidden.sounds or not hidden.names or self.state is Listened.NOBODY:
            return
        language = hidden.transcript.language if hidden.transcript is not None else "nl"
        try:
            if language not in self._recognizers:
                self._recognizers[language] = asr.create(language=language, cache=self._cache)
            recognizer = self._recognizers[language]
            heard = words.still_heard(path, hidden.names, hidden.sounds, recognizer, tell, stays=hidden.stays)
        except SetupError as error:
            self.state, self.why = Listened.NOBODY, str(error)
            return
        self.state = Listened.HEARD
        for one in heard:
            at, on_film = clock_text(one.start_ms), clock_text(span.start_ms + one.start_ms)
            self._places.append(f"clip {number} at {at} ({on_film} of the film)")

    def require_silent(self) -> None:
        """InputError when a name is still heard somewhere: where, and what to do."""
        if self._places:
            more = f" and {len(self._places) - MOST_PLACES} more" if len(self._places) > MOST_PLACES else ""
            raise InputError(
                f"Nothing was made: a name is still heard in {', '.join(self._places[:MOST_PLACES])}{more}. Listen there. On the page "
                "Namen, hide what was missed or make the stretch longer; what is no name, answer so there. Then make it again."
            )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person has to know before handing it out."""
        return (UNHEARD.format(why=self.why),) if self.state is Listened.NOBODY else ()
