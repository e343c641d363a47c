"""Makes `kijkwijzer/weights.nl.json` from the coded dialogues in `tests/suggestions/dialogues/` (needs scikit-learn).

    python tests/bench/learn_suggestions.py            learn from all of them and write the weights
    python tests/bench/learn_suggestions.py --check    write nothing: leave one set (a, c, d …) out, learn from the others, measure on it

A logistic regression with L2 for each code. An observation counts when it is in two dialogues or more, so that names and topics of one
talk teach nothing; turns with the code weigh (share of turns without it / share with it) ** `BALANCE`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from reflect.codebook import load  # noqa: E402
from reflect.codebook.cues import load_cues  # noqa: E402
from reflect.suggestions import proposing  # noqa: E402
from reflect.suggestions.dialogues import Dialogue, load_dialogue  # noqa: E402
from reflect.suggestions.evaluation import evaluate  # noqa: E402
from reflect.suggestions.learned import Row, loads  # noqa: E402

FOLDER = ROOT / "tests/suggestions/dialogues"
TARGET = ROOT / "kijkwijzer/weights.nl.json"
BALANCE, INVERSE_PENALTY, LEAST = 0.6, 1.0, 2


def turns(dialogue: Dialogue) -> list[tuple[Row, set[str]]]:
    """Each turn's observations and codes."""
    book, cues = load(), load_cues()
    if cues is None:
        raise SystemExit("There are no cues for Dutch.")
    heeds = proposing.attend(dialogue.transcript, cues)
    coded = {c.span.start_ms: c.codes for c in dialogue.coded}
    found = [coded.get(line.span.start_ms, ()) for line in heeds.lines]
    return [(row, {c for c in codes if book.theme_of(c) is not None}) for row, codes in zip(heeds.rows, found, strict=True)]


def learn(dialogues: Sequence[Dialogue]) -> dict[str, Any]:
    """The weights as `reflect.suggestions.learned.loads` reads them."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    talks = [turns(d) for d in dialogues]
    seen = Counter(name for talk in talks for name in {name for row, _ in talk for name in row})
    names = sorted(name for name, count in seen.items() if count >= LEAST)
    numbers = {name: n for n, name in enumerate(names)}
    rows = [row for talk in talks for row, _ in talk]
    labels = [codes for talk in talks for _, codes in talk]
    at = [(r, numbers[name], value) for r, row in enumerate(rows) for name, value in row.items() if name in numbers]
    where = (np.array([a[0] for a in at], np.int32), np.array([a[1] for a in at], np.int32))
    matrix = csr_matrix((np.array([a[2] for a in at]), where), shape=(len(rows), len(names)))
    codes = sorted({code for found in labels for code in found})
    biases, columns = [], []
    for code in codes:
        wanted = np.array([code in found for found in labels])
        heavy = np.where(wanted, (np.sum(~wanted) / np.sum(wanted)) ** BALANCE, 1.0)
        made = LogisticRegression(C=INVERSE_PENALTY, max_iter=500, solver="liblinear").fit(matrix, wanted, sample_weight=heavy)
        biases.append(round(100 * float(made.intercept_[0])))
        columns.append(np.round(100 * made.coef_[0]).astype(int))
    table = np.array(columns).T
    kept = {name: [int(w) for w in table[n]] for name, n in numbers.items() if np.abs(table[n]).max() >= 5}
    return {"source": "tests/bench/learn_suggestions.py", "codes": codes, "bias": biases, "weights": kept}


def written(made: dict[str, Any]) -> str:
    """JSON with an observation on each line."""
    head = {key: value for key, value in made.items() if key != "weights"}
    rows = made["weights"].items()
    lines = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(w, separators=(',', ':'))}" for name, w in rows)
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "weights": {\n' + lines + "\n}}\n"


def check(paths: Sequence[Path]) -> None:
    for own in sorted({path.stem[0] for path in paths}):
        made = loads(written(learn([load_dialogue(p) for p in paths if p.stem[0] != own])))
        proposing.weights = lambda language, made=made: made  # type: ignore[assignment,misc]
        left_out = evaluate(load_dialogue(p) for p in paths if p.stem[0] == own)
        m = left_out.micro
        print(f"set {own} left out: precision {m.precision:.2f}, recall {m.recall:.2f}, F {m.f:.2f} ({m.right}/{m.proposed}/{m.coded})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="measure each set on weights that did not see it")
    parser.add_argument("paths", nargs="*", type=Path, help="dialogues to learn from instead")
    given = parser.parse_args()
    paths = given.paths or sorted(FOLDER.glob("*.json"))
    if given.check:
        check(paths)
        return
    TARGET.write_text(written(learn([load_dialogue(path) for path in paths])), "utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB from {len(paths)} dialogues")


if __name__ == "__main__":
    main()
