"""The weights that come with reflect are what `tests/bench/learn_suggestions.py` makes of the coded dialogues as they are now."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="weights are learned with scikit-learn")

LEARNING = Path(__file__).parent.parent / "bench" / "learn_suggestions.py"
CLOSE = 2
"""Hundredths: solvers of other versions round otherwise."""


def learning() -> ModuleType:
    spec = importlib.util.spec_from_file_location("learn_suggestions", LEARNING)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_weights_are_what_is_learned_from_the_dialogues() -> None:
    script = learning()
    kept: dict[str, Any] = json.loads(script.TARGET.read_text("utf-8"))
    made: dict[str, Any] = script.learn([script.load_dialogue(path) for path in sorted(script.FOLDER.glob("*.json"))])
    assert kept["codes"] == made["codes"]
    assert far(kept["bias"], made["bias"]) <= CLOSE
    nothing = [0] * len(kept["codes"])
    names = kept["weights"].keys() | made["weights"].keys()
    # An observation that weighs little may be just in the one and just out of the other.
    gone = {name for name in names if name not in kept["weights"] or name not in made["weights"]}
    assert all(far((kept["weights"] | made["weights"])[name], nothing) <= 5 + CLOSE for name in gone), (
        "run tests/bench/learn_suggestions.py"
    )
    assert max(far(kept["weights"][name], made["weights"][name]) for name in names - gone) <= CLOSE, "run tests/bench/learn_suggestions.py"


def far(a: list[int], b: list[int]) -> int:
    return max(abs(x - y) for x, y in zip(a, b, strict=True))
