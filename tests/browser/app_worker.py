"""The real worker with fakes for the speech models. Listening to a film takes until a file exists, so that a test can look on.

python app_worker.py GATE     works for the data folder in REFLECT_HOME until it is ended
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from reflect import arriving, asr, diarization
from reflect.asr.fake import FakeRecognizer
from reflect.diarization import FakeDiarizer
from reflect.model.sound import Progress, Sound
from reflect.model.span import Span
from reflect.model.speech import Activity, Recognition, Word
from reflect.store.database import open_store

WORDS = tuple(Word(f"woord{i}", Span(500 + 400 * i, 850 + 400 * i), 0.9) for i in range(6))
ACTIVE = (Activity(Span(500, 1_650), "S1"), Activity(Span(1_700, 2_900), "S2"))
IDLE_S = 120.0


class Gated(FakeRecognizer):
    """Is at 40 % until the gate is there."""

    def __init__(self, gate: Path) -> None:
        super().__init__(WORDS)
        self.gate = gate

    def recognize(self, sound: Sound, progress: Progress) -> Recognition:
        while not self.gate.exists():
            time.sleep(0.05)
            progress(0.4)
        return super().recognize(sound, progress)


def fake_models(gate: Path) -> None:
    def recognizer(*args: Any, **settings: Any) -> Gated:
        return Gated(gate)

    def diarizer(*args: Any, **settings: Any) -> FakeDiarizer:
        return FakeDiarizer(ACTIVE)

    asr.create = recognizer  # type: ignore[assignment]
    diarization.create = diarizer  # type: ignore[assignment]


if __name__ == "__main__":
    fake_models(Path(sys.argv[1]))
    with open_store() as store:
        arriving.work(store, idle_s=IDLE_S)
