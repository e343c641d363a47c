"""Every reason for not storing has words on the screen, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reflect import tagging


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_reason_has_words(lang: str, repository: Path) -> None:
    words = json.loads((repository / "reflect" / "frontend" / "texts" / f"why.{lang}.json").read_text(encoding="utf-8"))
    assert set(words) == {f"player.why.{key}" for key in tagging.WHY}
    assert all(text.endswith(".") and "{" not in text for text in words.values())
