"""How exact are a recogniser's word times, and what is left of names once they are hidden? On made speech whose words have known times.

    python tests/bench/names.py [default engine and model]

Each sentence is spoken in three parts (before, the name, after) with pauses of 0, 60 and 200 ms around the name, by two of the demo's
voices. Needs what `annotations/demo/make_demo.py` needs, and the extra `speech`. Takes ten minutes or more; it prints the errors of begin
and end of the names that were recognised, how many the margins of `edges` cover, and how many are still heard after masking.
"""

from __future__ import annotations

import difflib
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "annotations" / "demo"))

from demo_voice import RATE_HZ, Sound, Voices  # noqa: E402

from reflect import asr  # noqa: E402
from reflect.masking import words  # noqa: E402
from reflect.masking.words.tokens import core  # noqa: E402
from reflect.media import WaveSound, write_wave  # noqa: E402
from reflect.model.span import Span  # noqa: E402
from reflect.model.speech import Word  # noqa: E402

SENTENCES = (
    ("Ik heb gisteren gesproken met", "Fatma Yilmaz", "over de brief van vorige week."),
    ("Mijn naam is", "Karel de Boer", "en ik kom uit de stad."),
    ("Mevrouw", "Van Dijk", "heeft mij geholpen met het formulier."),
    ("Ik woon in", "Rotterdam", "bij mijn moeder en mijn broer."),
    ("Mijn dochter", "Aicha", "gaat naar de school op de hoek."),
    ("U kunt bellen met", "Willem Jansen", "van de afdeling inkomen."),
    ("Toen zei", "Mohammed", "dat ik mijn papieren moest brengen."),
    ("Ik werkte bij", "Bakkerij Hendriks", "tot het einde van het jaar."),
)
NEAR_MS = 1_500


def trimmed(sound: Sound) -> Sound:
    """From the first to the last sample above a hundredth of the loudest."""
    loud = np.nonzero(np.abs(sound) > 0.01 * np.abs(sound).max())[0]
    return sound[loud[0] : loud[-1] + 1]


def spoken() -> tuple[np.ndarray, list[tuple[str, Span]]]:
    """All of it at 16 kHz with a soft hiss, and where each name lies."""
    voices, names = Voices(), []
    pieces = [np.zeros(int(0.8 * RATE_HZ), np.float32)]
    for voice in ("jf_alpha", "jm_kumo"):
        for sentence in SENTENCES:
            before, name, after = (trimmed(voices.say(part, voice, 0.95)) for part in sentence)
            for pause_s in (0.0, 0.06, 0.2):
                pause = np.zeros(int(pause_s * RATE_HZ), np.float32)
                start = sum(map(len, pieces)) + len(before) + len(pause)
                names.append((sentence[1], Span(start * 1000 // RATE_HZ, (start + len(name)) * 1000 // RATE_HZ)))
                pieces += [before, pause, name, pause, after, np.zeros(int(0.7 * RATE_HZ), np.float32)]
    mix = np.concatenate(pieces)
    hiss = np.random.default_rng(7).normal(0, 0.0015, len(mix))
    return resample_poly(0.6 * mix / np.abs(mix).max() + hiss, 2, 3).astype(np.float32), names


def heard_at(name: str, true: Span, said: tuple[Word, ...]) -> Span | None:
    """Where the recogniser puts a name, when it heard something like it."""
    near = [w for w in said if w.span.start_ms < true.end_ms + NEAR_MS and w.span.end_ms > true.start_ms - NEAR_MS]

    def best(part: str) -> tuple[float, Word | None]:
        return max(
            ((difflib.SequenceMatcher(None, core(w.text), core(part)).ratio(), w) for w in near), key=lambda p: p[0], default=(0.0, None)
        )

    (first, begin), (last, end) = (best(name.split()[at]) for at in (0, -1))
    if begin is None or end is None or min(first, last) <= 0.5 or end.span.end_ms <= begin.span.start_ms:
        return None
    return Span(begin.span.start_ms, end.span.end_ms)


def main() -> None:
    samples, names = spoken()
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "said.wav", Path(folder) / "masked.flac"
        write_wave(path, [samples])
        recognizer = asr.create(cache=Path(folder) / "models")
        with WaveSound(path) as sound:
            said = recognizer.recognize(sound, lambda _: None).words
        found = [(name, true, at) for name, true in names if (at := heard_at(name, true, said)) is not None]
        print(f"{recognizer.maker().model}: {len(found)} of {len(names)} names are heard as something like them")
        for what, errors in (
            ("begin", [at.start_ms - true.start_ms for _, true, at in found]),
            ("end", [at.end_ms - true.end_ms for _, true, at in found]),
        ):
            print(f"{what}: median {np.median(errors):.0f} ms, from {min(errors)} to {max(errors)} ms")
        done = words.mask_sound(path, target, [at for _, _, at in found])
        covered = sum(any(span.start_ms <= true.start_ms and true.end_ms <= span.end_ms for span in done.spans) for _, true, _ in found)
        wanted = sorted({name for name, _, _ in found})
        before = words.still_heard(path, wanted, done.spans, recognizer)
        after = words.still_heard(target, wanted, done.spans, recognizer)
        print(f"covered whole: {covered} of {len(found)}; heard again before {len(before)}, after {len(after)} of {len(done.spans)}")


if __name__ == "__main__":
    main()
