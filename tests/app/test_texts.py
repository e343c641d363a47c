"""The words on screen: both languages say the same things, and the pages say nothing by themselves."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from reflect.app import words

APP = Path(words.__file__).parent
MODULES = sorted(APP.glob("*.py"))
SCRIPTS = sorted((APP / "ui").glob("*.js"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    dutch, english = (words.catalogue(language) for language in words.LANGUAGES)
    assert list(dutch) == list(english)
    assert [key for key in dutch if places(dutch[key]) != places(english[key])] == []


def test_no_text_is_empty_or_has_a_place_without_a_name() -> None:
    for language in words.LANGUAGES:
        for key, text in words.catalogue(language).items():
            assert text.strip(), key
            assert "" not in places(text), key


def test_an_unknown_language_is_dutch() -> None:
    assert words.catalogue("fr") is not None
    assert words.say("fr", "page.library") == "Bibliotheek"


def test_what_is_filled_in_is_not_read_as_a_text_of_ours() -> None:
    assert words.say("nl", "role.voice", label="{key}") == "Spreker {key}"


def literals() -> tuple[set[str], set[str]]:
    """Texts that the code names in full, and beginnings of those that it puts together."""
    whole, begun = set(), set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
    for path in SCRIPTS:
        source = path.read_text(encoding="utf-8")
        whole |= set(re.findall(r'"([a-z_.0-9]+)"', source))
        begun |= set(re.findall(r"`([a-z_]+\.)\$\{", source))
    return whole, {text for text in begun if re.fullmatch(r"[a-z_]+\.[a-z_]*", text)}


def test_no_text_is_left_unused() -> None:
    whole, begun = literals()
    used = {key for key in words.catalogue("nl") if key in whole or any(key.startswith(text) for text in begun)}
    assert set(words.catalogue("nl")) - used == set()


def test_every_text_that_is_asked_for_exists() -> None:
    known = words.catalogue("nl")
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "t"
                and isinstance(node.args[0], ast.Constant)
            ):
                assert node.args[0].value in known, f"{path.name}:{node.lineno}"
    for path in SCRIPTS:
        for key in re.findall(r'\bt\("([^"]+)"', path.read_text(encoding="utf-8")):
            assert key in known, path.name


DUTCH = re.compile(r"\b(de|het|een|niet|wordt|je|opname|geen|naar|zoek|kies|bekijk|klaar|traject|spreker)\b", re.IGNORECASE)
ADDRESSES = {"opname", "bekijken", "verbeteren", "maten", "instellingen", "traject"}


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=lambda path: path.name)
def test_pages_have_no_words_of_their_own(path: Path) -> None:
    """Addresses are the only Dutch in the code; sentences are in the texts."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        found = re.findall(r'"([^"\n]*)"', re.sub(r"//.*|/\*[\s\S]*?\*/", "", source))
    else:
        tree = ast.parse(source)
        told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
        found = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told
        ]
    assert [text for text in found if text not in ADDRESSES and len(text) > 2 and DUTCH.search(text)] == []


@pytest.mark.parametrize(
    "text", ["**vet**", "<script>alert(1)</script>", ":red[x]", "$x^2$", "[klik](http://x)", "a\n# kop", "`x`", ":material/home:"]
)
def test_stored_text_is_escaped_for_markdown(text: str) -> None:
    shown = words.plain(text)
    assert "\n" not in shown
    assert re.sub(r"\\(.)", r"\1", shown) == " ".join(text.split())
    assert not re.search(r"(?<!\\)[*<`$\[:#]", shown)
