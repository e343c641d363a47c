"""The player's texts: the same in both languages, none missing, none left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reflect.errors import SetupError
from reflect.frontend import FOLDER, files, texts, version
from reflect.frontend.player import LANGUAGES

PLACE = re.compile(r"\{(\w+)\}")
PARTS = "player|editor|clips|versions|slim|faces|names|cycle|case|interview|follow|session|show|teaching|moment"
KEY = re.compile(rf"[\"'`]((?:{PARTS})\.[a-zA-Z0-9_.]*[a-zA-Z0-9_])[\"'`]")
PREFIX = re.compile(rf"`((?:{PARTS})\.(?:[a-zA-Z0-9_]+\.)*)\$\{{")
NAMES = (".css", ".js")
OWN = sorted(path.name for path in FOLDER.glob("texts/*.nl.json"))


def _modules() -> dict[str, str]:
    # Names of places in sessionStorage look like keys of texts.
    return {path.name: re.sub(r"storage\(\"[^\"]*\"\)", "", path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.js"))}


def test_both_languages_have_the_same_keys_and_places() -> None:
    dutch, english = texts("nl"), texts("en")
    assert set(dutch) == set(english)
    assert {key: set(PLACE.findall(text)) for key, text in dutch.items()} == {
        key: set(PLACE.findall(text)) for key, text in english.items()
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_empty_or_has_loose_space(lang: str) -> None:
    assert [key for key, text in texts(lang).items() if not text.strip() or text != text.strip()] == []


def test_every_file_has_its_own_prefix_and_its_twin() -> None:
    assert OWN, "no texts"
    for name in OWN:
        assert (FOLDER / "texts" / name.replace(".nl.", ".en.")).is_file()


def test_every_key_in_the_modules_has_a_text() -> None:
    known = texts("nl")
    missing = {
        f"{name}: {key}"
        for name, source in _modules().items()
        for key in KEY.findall(source)
        if key not in known and not key.endswith(NAMES)
    }
    # A key may also be the beginning of a family, as in `player.state.${state}`.
    assert sorted(one for one in missing if not _is_family(one.split(": ")[1], known)) == []


def _is_family(key: str, known: object) -> bool:
    return any(text.startswith(key + ".") for text in known)  # type: ignore[attr-defined]


def test_every_text_is_used() -> None:
    sources = "\n".join(_modules().values())
    used = set(KEY.findall(sources))
    used |= {key.replace("session.", "teaching.", 1) for key in used}  # a teaching set says some of a session's words otherwise
    families = tuple(set(PREFIX.findall(sources)))
    assert [key for key in texts("nl") if key not in used and not key.startswith(families)] == []


def test_a_family_is_complete() -> None:
    """Keys that are put together from a state or a mode have a text for each of them."""
    known = texts("nl")
    wanted = {
        "player.state.": ("stored", "sending", "retrying", "conflict", "refused"),
        "player.saved.": ("saved", "saving", "retrying", "attention"),
        "player.transcript.": ("ready", "processing", "failed", "waiting", "empty"),
        "player.film.": ("missing", "unplayable", "gone", "offline", "none"),
        "player.perspective.": ("researcher", "klantmanager", "client"),
        "player.mode.": ("tag", "edit", "clips"),
    }
    assert [prefix + name for prefix, names in wanted.items() for name in names if prefix + name not in known] == []


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SetupError, match=r"'de' is not a language of the player: choose nl or en"):
        texts("de")


def test_only_modules_and_style_sheets_are_served() -> None:
    names = files()
    assert {"player.js", "player.css", "types.js"} <= set(names)
    assert all(Path(name).name == name and name.endswith((".js", ".css")) for name in names)
    assert names["player.js"].kind.startswith("text/javascript")


def test_the_version_is_of_the_content() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", version())


def test_modules_import_only_each_other() -> None:
    loose = []
    for name, source in _modules().items():
        for target in re.findall(r"from \"([^\"]+)\"|import\(\"([^\"]+)\"\)", source):
            path = next(filter(None, target))
            if not (path.startswith("./") and (FOLDER / path[2:]).is_file()):
                loose.append(f"{name}: {path}")
    assert loose == []


def test_text_of_people_never_becomes_markup() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert [name for name, source in _modules().items() if forbidden.search(source)] == []


@pytest.mark.parametrize("name", sorted(_modules()))
def test_modules_are_small_and_checked(name: str) -> None:
    source = _modules()[name]
    assert source.startswith("// @ts-check")
    assert source.count("\n") < 400
