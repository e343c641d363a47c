"""A recogniser for tests of other rooms: gives back the words it was made with."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.model.sound import RATE, Progress, Sound
from reflect.model.span import Span, union
from reflect.model.speech import Maker, Recognition, Word


class FakeRecognizer:
    """Hears `words`, as far as they lie inside the sound, in `steps` steps of progress."""

    def __init__(self, words: Sequence[Word] = (), warnings: Sequence[str] = (), steps: int = 4, revision: str = "1") -> None:
        self._words, self._warnings, self._steps, self._revision = tuple(words), tuple(warnings), steps, revision

    def maker(self) -> Maker:
        return Maker("fake-recognizer", "none", self._revision, (("words", str(len(self._words))),))

    def prepare(self) -> None:
        """There is nothing to load."""

    def recognize(self, sound: Sound, progress: Progress) -> Recognition:
        length_ms = sound.samples * 1000 // RATE
        for i in range(self._steps + 1):
            progress(i / self._steps)
        words = tuple(w for w in self._words if w.span.end_ms <= length_ms)
        speech = union((Span(w.span.start_ms, w.span.end_ms) for w in words), bridge_ms=300)
        return Recognition(words, speech, self.maker(), self._warnings)
