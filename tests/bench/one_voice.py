"""How much of one person's speech is left unchanged when their voice is moved by the turns that a machine found.

    REFLECT_HOME=/some/folder reflect demo
    REFLECT_HOME=/some/folder python tests/bench/one_voice.py

The demo's speech is made, so the true moments of every turn are known (`annotations/demo/gesprek.json`). A voice is moved where the
transcript and the diarization say that it speaks, with margins; the rest of the sound is untouched, to the sample.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from reflect.masking import words
from reflect.masking.persons.standing import without
from reflect.model.span import Span, union
from reflect.store import open_store, recordings, transcripts

ROOT = Path(__file__).resolve().parents[2]
LONG_MS = 200
"""A shorter piece of speech that is left tells a voice hardly."""


def total(spans: tuple[Span, ...]) -> int:
    return sum(span.duration_ms for span in spans)


def main() -> None:
    talk = json.loads((ROOT / "annotations" / "demo" / "gesprek.json").read_text("utf-8"))
    truth, length_ms = talk["turns"], talk["film"]["duration_ms"]
    with open_store() as store:
        recording = next(line.recording for line in recordings.listing(store) if abs((line.recording.duration_ms or 0) - length_ms) < 1_000)
        transcript = transcripts.latest(store, recording.id).transcript
        film = recording.film
        assert film is not None
        for role in ("klantmanager", "client"):
            spoken = union(Span(t["start_ms"], t["end_ms"]) for t in truth if t["speaker"] == role)
            others = union(Span(t["start_ms"], t["end_ms"]) for t in truth if t["speaker"] != role)
            labels = {s.label for s in transcript.speakers if s.role == role}
            found = [t.span for t in transcript.turns if t.speaker in labels]
            found += [a.span for a in transcript.activities if a.speaker in labels]
            with tempfile.TemporaryDirectory() as folder:
                changed = words.mask_sound(film.path, Path(folder) / "out.flac", [], voice=0.85, voices=found).changed
            left = tuple(piece for span in spoken for piece in without(span, changed))
            long = tuple(piece for piece in left if piece.duration_ms >= LONG_MS)
            also = total(others) - sum(total(without(span, changed)) for span in others)
            print(
                f"{role}: {total(spoken) / 1000:.1f} s of speech, {total(left) / 1000:.2f} s left as it was ({len(left)} pieces, "
                f"{len(long)} of at least {LONG_MS} ms); {also / 1000:.1f} of {total(others) / 1000:.1f} s of the other is changed as well"
            )


if __name__ == "__main__":
    main()
