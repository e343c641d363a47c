"""What is made of a stretch of film, and what is hidden in it."""

from __future__ import annotations

from dataclasses import dataclass

from reflect.model.mask import Style

MOVED = 0.85
"""How a voice is moved when nobody says otherwise; see `masking.words.voice` for what that does and does not hide."""
_LEAST_MOVED = 0.1
"""A voice that is moved by less is still that voice."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """`picture`, `sound` and `text` (words to read) say what is in it; the others what is hidden there.

    `faces`: every confirmed face that was not chosen to stay visible is covered, in `style` (None gives each its own). `names`: confirmed
    names are replaced in text and silenced in sound. `voices` are the persons whose voice is changed, `all_voices` changes the whole
    sound, both by `voice` (pitch and formants). `media` are the films whose picture is shown; empty stands for the recording's own.
    """

    picture: bool = True
    sound: bool = True
    text: bool = False
    faces: bool = True
    style: Style | None = None
    names: bool = True
    voices: frozenset[str] = frozenset()
    all_voices: bool = False
    voice: float = MOVED
    media: frozenset[str] = frozenset()

    def changes(self, person_id: str) -> bool:
        """Whether this person's voice is changed by enough to count."""
        return changes_voice(self.voice) and (self.all_voices or person_id in self.voices)


def changes_voice(factor: float) -> bool:
    """Whether a voice that is moved by this factor counts as another."""
    return abs(factor - 1) >= _LEAST_MOVED - 1e-9
