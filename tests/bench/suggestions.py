"""How good and how quiet the suggestions are, and how fast.

    python tests/bench/suggestions.py                    the tables below, from reference text
    python tests/bench/suggestions.py --recognised       the same talks as our own pipeline heard them too (minutes)
    python tests/bench/suggestions.py FOLDER             the dialogues in another folder: one the cues were not learned from

Prints precision, recall and F of every theme for the demo, for `../shared/data/speech/nl_de_brief.json` and for the dialogues in
`tests/suggestions/dialogues/`; the number of suggestions per ten minutes of friends talking (`../shared/data/ifadv_dev.csv`); and the time
for 12,000 words.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT))

from reflect import suggestions  # noqa: E402
from reflect.model.span import Span  # noqa: E402
from reflect.model.speech import Role, Speaker, Transcript, Turn  # noqa: E402
from reflect.suggestions.dialogues import Dialogue, load_dialogue, spread  # noqa: E402
from reflect.suggestions.evaluation import Counts, evaluate  # noqa: E402

DEMO = (ROOT / "annotations/demo/gesprek.mp4", ROOT / "annotations/demo/gesprek.json")
BRIEF = (SHARED / "speech/nl_de_brief.flac", SHARED / "speech/nl_de_brief.json")
OWN = sorted((ROOT / "tests/suggestions/dialogues").glob("*.json"))
WINDOW_MS = 600_000


def figure(value: float | None) -> str:
    return "   –" if value is None else f"{value:.2f}"


def line(counts: Counts, name: str) -> str:
    figures = "  ".join(figure(v) for v in (counts.precision, counts.recall, counts.f))
    return f"{name:30} {figures}  {counts.right:4} {counts.proposed:4} {counts.coded:4}"


def table(title: str, dialogues: Sequence[Dialogue]) -> None:
    result = evaluate(dialogues)
    print(f"\n{title} ({result.turns} turns)\n{'':30} prec  rec   F     right prop coded")
    for counts in result.themes:
        print(line(counts, counts.name))
    print(line(result.micro, "micro-averaged"))


def bare(dialogue: Dialogue) -> Dialogue:
    """The same words without capitals and punctuation."""
    turns = tuple(
        replace(t, words=tuple(replace(w, text=w.text.lower().strip(".,?!…;:")) for w in t.words)) for t in dialogue.transcript.turns
    )
    return replace(dialogue, transcript=replace(dialogue.transcript, turns=turns))


def friends() -> dict[str, Transcript]:
    talks: dict[str, list[Turn]] = defaultdict(list)
    with (SHARED / "ifadv_dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            start_ms, end_ms = round(float(row["begin"])), round(float(row["end"]))
            who = row["participant"].split()[0]
            if words := spread(row["utterance"].split(), Span(start_ms, max(end_ms, start_ms + 1)), who):
                talks[row["source"]].append(Turn(who, words))
    out = {}
    for source, turns in talks.items():
        turns.sort(key=lambda t: t.span)
        out[source] = Transcript(
            "nl", max(t.span.end_ms for t in turns), tuple(Speaker(s) for s in sorted({t.speaker for t in turns})), tuple(turns)
        )
    return out


def quiet() -> None:
    print("\nfriends talking (IFADV): suggestions per ten minutes, and in the fullest ten minutes")
    for who in ("spreker1", "spreker2", ""):
        cells = []
        for source, talk in friends().items():
            speakers = tuple(Speaker(s.label, Role.KLANTMANAGER if s.label == who else Role.CLIENT, True) for s in talk.speakers)
            starts = [s.span.start_ms for s in suggestions.propose(replace(talk, speakers=speakers) if who else talk)]
            fullest = max((sum(a <= b < a + WINDOW_MS for b in starts) for a in starts), default=0)
            cells.append(f"{source} {len(starts) / talk.duration_ms * WINDOW_MS:.1f}/{fullest}")
        print(f"{who + ' is klantmanager' if who else 'roles unknown':24}", "  ".join(cells))


def speed(dialogues: Sequence[Dialogue]) -> None:
    turns: list[Turn] = []
    at = words = 0
    while words < 12_000:
        for one in dialogues:
            turns.extend(Turn(t.speaker, tuple(replace(w, span=w.span.shifted(at)) for w in t.words)) for t in one.transcript.turns)
            at, words = at + one.transcript.duration_ms, words + len(one.transcript.words)
    talk = Transcript("nl", at, dialogues[0].transcript.speakers, tuple(turns))
    spent = []
    for _ in range(5):
        began = time.process_time()
        suggestions.propose(talk)
        spent.append((time.process_time() - began) / words * 12_000)
    print(f"\n12,000 words: {min(spent):.2f} s of one processor core")


def recognised(pairs: Sequence[tuple[Path, Dialogue]]) -> None:
    """What our own pipeline makes of the sound; roles are its own guesses."""
    with tempfile.TemporaryDirectory() as folder:
        home = os.environ | {"REFLECT_HOME": folder, "REFLECT_WORKER": "off"}
        for film, dialogue in pairs:
            command = [sys.executable, "-m", "reflect.cli", "process", str(film), "--speakers", "2", "--quiet"]
            id = subprocess.run(command, env=home, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[-1]
            show(id, Path(folder), dialogue)


def show(id: str, folder: Path, dialogue: Dialogue) -> None:
    from reflect.store import recordings, transcripts
    from reflect.store.database import open_store

    os.environ["REFLECT_HOME"] = str(folder)
    store = open_store()
    try:
        heard = transcripts.latest(store, recordings.get(store, id).id).transcript
    finally:
        store.close()
    table(
        f"{dialogue.name}, recognised ({', '.join(f'{s.label} {s.role.value}' for s in heard.speakers)})",
        [replace(dialogue, transcript=heard)],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="dialogues to measure instead")
    parser.add_argument("--recognised", action="store_true", help="process the demo and the brief, and measure on what was heard")
    parser.add_argument("--home", type=Path, help="with recordings that were processed before: REFLECT_HOME, then ID=DIALOGUE.json …")
    parser.add_argument("--known", nargs="*", default=[], metavar="ID=DIALOGUE.json")
    given = parser.parse_args()
    if given.home:
        for pair in given.known:
            id, _, path = pair.partition("=")
            show(id, given.home, load_dialogue(Path(path)))
        return
    began = time.process_time()
    suggestions.propose(talk := load_dialogue(DEMO[1]).transcript)
    print(f"the first talk, with reading the cues: {time.process_time() - began:.2f} s of one core for {len(talk.words)} words\n")
    own = [load_dialogue(path) for path in (sorted(given.folder.glob("*.json")) if given.folder else OWN)]
    for one in own:
        print(line(evaluate([one]).micro, one.name))
    table("dialogues together", own)
    if given.folder:
        return
    table("dialogues together, without capitals and punctuation", [bare(d) for d in own])
    talks = [(film, load_dialogue(path)) for film, path in (DEMO, BRIEF) if path.exists()]
    for _, dialogue in talks:
        table(dialogue.name, [dialogue])
        table(f"{dialogue.name}, without capitals and punctuation", [bare(dialogue)])
    if (SHARED / "ifadv_dev.csv").exists():
        quiet()
    speed(own)
    if given.recognised:
        recognised(talks)


if __name__ == "__main__":
    main()
