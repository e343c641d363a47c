"""A worker with slow fakes for the models, for tests that kill it. Prints "holds" when it has the lock, "words" whenever it
begins to listen."""

from __future__ import annotations

import sys
import time

from reflect import arriving, asr, diarization
from reflect.arriving import worker
from reflect.asr.fake import FakeRecognizer
from reflect.diarization import FakeDiarizer
from reflect.model.span import Span
from reflect.model.speech import Activity, Word
from reflect.store.database import open_store

WORDS = tuple(Word(f"woord{i}", Span(500 + 400 * i, 850 + 400 * i), 0.9) for i in range(6))
ACTIVE = (Activity(Span(500, 1_650), "S1"), Activity(Span(1_700, 2_900), "S2"))


class Slow(FakeRecognizer):
    def recognize(self, sound, progress):
        print("words", flush=True)
        for _ in range(20):
            time.sleep(0.05)
            progress(0.5)
        return super().recognize(sound, progress)


def fake_models() -> None:
    asr.create = lambda *args, **settings: Slow(WORDS)
    diarization.create = lambda *args, **settings: FakeDiarizer(ACTIVE)


def tell_of_the_lock() -> None:
    until_idle = worker._until_idle

    def told(*args: object) -> None:
        print("holds", flush=True)
        until_idle(*args)

    worker._until_idle = told


if __name__ == "__main__":
    fake_models()
    tell_of_the_lock()
    print("began", flush=True)
    with open_store() as store:
        print("worked" if arriving.work(store, idle_s=float(sys.argv[1])) else "another", flush=True)
