"""What kijkwijzer/README.md shows can be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from reflect import codebook
from reflect.codebook import loading


def test_the_examples_are_codebooks(repository: Path, tmp_path: Path) -> None:
    text = (repository / "kijkwijzer" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"`([a-z-]+\.yaml)`:\n\n```yaml\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 2
    for name, example in shown:
        (tmp_path / name).write_text(example, encoding="utf-8")
        assert codebook.check(tmp_path / name).id == name.removesuffix(".yaml")
    assert [entry.error for entry in codebook.listing(tmp_path)] == [""] * (len(codebook.included()) + 2)


def test_every_field_is_described(repository: Path) -> None:
    text = (repository / "kijkwijzer" / "README.md").read_text(encoding="utf-8")
    table = text.partition("| field |")[2]
    for name in (*loading.BOOK, *loading.ADDED, *loading.THEME, *loading.UNDER):
        assert f"`{name}`" in table
