"""Processes a film with slow fakes for the models, for a test that kills it. Prints each step when it begins to listen."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import ACTIVITIES, WORDS, Listener

from reflect import asr, diarization
from reflect.asr.fake import FakeRecognizer
from reflect.diarization import FakeDiarizer
from reflect.pipeline import Settings, process
from reflect.store.database import open_store


class Slow(FakeRecognizer):
    def recognize(self, sound, progress):
        print("words", flush=True)
        time.sleep(0.15)
        return super().recognize(sound, progress)


class SlowDiarizer(FakeDiarizer):
    def diarize(self, sound, speakers, progress):
        time.sleep(1)  # the words are done by then
        print("speakers", flush=True)
        return super().diarize(sound, speakers, progress)


if __name__ == "__main__":
    asr.create = lambda *args, **settings: Slow(WORDS)
    diarization.create = lambda *args, **settings: SlowDiarizer(ACTIVITIES)
    with open_store() as store:
        print("done", process(store, Path(sys.argv[1]), Settings(), Listener()).recording_id, flush=True)
