"""Reading a codebook file, which is YAML that a person wrote: everything is checked, and every error has its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml

from reflect.codebook.book import Code, Codebook, Label, Theme
from reflect.errors import FormatError, NotFoundError
from reflect.resources import resource

KIJKWIJZER = "kijkwijzer"
MAX_BYTES = 256 * 1024
"""A codebook is a few pages; more is no codebook."""
MAX_TEXT = 400
MAX_LIST = 200
MAX_DEPTH = 20

_WORD = r"[a-z][a-z0-9_-]{0,39}"
_ID, _CODE = re.compile(_WORD), re.compile(rf"{_WORD}(\.{_WORD})?")
_COLOUR, _DIGIT, _LETTER = re.compile(r"#[0-9a-f]{6}"), re.compile("[1-9]"), re.compile("[a-z]")

T = TypeVar("T")


@lru_cache(maxsize=8)
def load(name: str | None = None) -> Codebook:
    """The codebook that comes with reflect under this name (default: the Kijkwijzer), read once.

    NotFoundError for a name that is not there, FormatError for a file that is no codebook.
    """
    name = name or KIJKWIJZER
    if not _ID.fullmatch(name):
        raise NotFoundError(f"There is no codebook {name[:60]!r}. A name has small letters, digits, - and _, as in {KIJKWIJZER}.")
    book = read(resource(f"{KIJKWIJZER}/{name}.yaml"))
    if book.id != name:
        raise FormatError(f"{name}.yaml: its id is {book.id}. Make the id and the name of the file the same.")
    return book


def read(path: Path) -> Codebook:
    """The codebook in a file. FormatError names the file (without its folder) and the line; NotFoundError when it is not there."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFoundError(f"The codebook {path} cannot be read ({error.strerror}). Give the path of a YAML file.") from error
    return loads(data, path.name)


def loads(text: str | bytes, source: str = "The codebook") -> Codebook:
    """The codebook in YAML text; `source` begins every error."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if len(data) > MAX_BYTES:
        raise FormatError(f"{source}: it is longer than {MAX_BYTES // 1024} kB. Give a codebook.")
    try:
        node = _Loader(data.decode("utf-8-sig")).get_single_node()
    except UnicodeDecodeError as error:
        raise FormatError(f"{source}: it is not UTF-8 text. Save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f", line {error.problem_mark.line + 1}"
        raise FormatError(f"{source}{line}: it is not YAML that can be used ({error.problem}). Correct that line.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FormatError(f"{source}: it is not YAML that can be used ({type(error).__name__}). Give a text file with themes.") from error
    return _book(_Place(node, source))


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, a few of which can stand for gigabytes, and no deeper than a codebook is."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            self._refuse("an alias, *name, is not allowed; write it out")
        if self.depth == MAX_DEPTH:
            self._refuse("it is nested too deep")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse(self, problem: str) -> None:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        raise yaml.composer.ComposerError(None, None, problem, mark)


class _Place:
    """A node of the file that knows where it stands."""

    def __init__(self, node: yaml.Node | None, source: str, path: str = "") -> None:
        self.node, self.source, self.path = node, source, path

    def error(self, wrong: str) -> FormatError:
        where = self.source if self.node is None else f"{self.source}, line {self.node.start_mark.line + 1}"
        return FormatError(f"{where}: {self.path or 'the file'} {wrong}")

    def fields(self, needed: Iterable[str], allowed: Iterable[str] = ()) -> Mapping[str, _Place]:
        """The values of a mapping by their keys, which must be `needed` and may be `allowed`."""
        needed, known = tuple(needed), (*needed, *allowed)
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"must have the fields {', '.join(known)}.")
        found: dict[str, _Place] = {}
        for key, value in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            place = _Place(key, self.source, f"{self.path}.{name}".lstrip(".")[:120])
            if name not in known:
                raise place.error(f"is no field here. Allowed: {', '.join(known)}.")
            if name in found:
                raise place.error("stands here twice. Take one away.")
            found[name] = _Place(value, self.source, place.path)
        for name in needed:
            if name not in found:
                raise self.error(f"lacks the field {name}. Needed: {', '.join(needed)}.")
        return found

    def items(self) -> list[_Place]:
        if not isinstance(self.node, yaml.SequenceNode) or not 0 < len(self.node.value) <= MAX_LIST:
            raise self.error(f"must be a list of 1 to {MAX_LIST}.")
        return [_Place(node, self.source, f"{self.path}[{n}]") for n, node in enumerate(self.node.value, 1)]

    def text(self, limit: int = MAX_TEXT) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag == "tag:yaml.org,2002:null":
            raise self.error("must be text.")
        text = " ".join(str(self.node.value).split())
        if not 0 < len(text) <= limit or not text.isprintable():
            raise self.error(f"must be text of 1 to {limit} characters that can be printed.")
        return text

    def like(self, pattern: re.Pattern[str], allowed: str) -> str:
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.error(f"cannot be {text[:40]!r}. Allowed: {allowed}.")
        return text

    def whole(self) -> int:
        text = self.text()
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
            raise self.error(f"cannot be {text[:40]!r}. Allowed: a whole number from 1.")
        return int(text)


def _book(place: _Place) -> Codebook:
    fields = place.fields(("id", "version", "label", "themes"), ("source",))
    items = fields["themes"].items()
    themes = tuple(_theme(item) for item in items)
    _unique(items, themes, lambda t: t.code, "code")
    _unique(items, themes, lambda t: t.key, "key")
    return Codebook(
        id=fields["id"].like(_ID, "small letters, digits, - and _, beginning with a letter"),
        version=fields["version"].whole(),
        label=_label(fields["label"]),
        themes=themes,
        source=fields["source"].text() if "source" in fields else "",
    )


def _theme(place: _Place) -> Theme:
    fields = place.fields(("code", "key", "colour", "label", "question"), ("codes",))
    code = fields["code"].like(_ID, "small letters, digits, - and _, beginning with a letter")
    items = fields["codes"].items() if "codes" in fields else []
    codes = tuple(_code(item, code) for item in items)
    _unique(items, codes, lambda c: c.code, "code")
    _unique(items, codes, lambda c: c.key, "key")
    return Theme(
        code=code,
        label=_label(fields["label"]),
        question=_label(fields["question"]),
        colour=fields["colour"].like(_COLOUR, "# and six of 0-9 and a-f, between quotes"),
        key=fields["key"].like(_DIGIT, "a digit from 1 to 9"),
        codes=codes,
    )


def _code(place: _Place, theme: str) -> Code:
    fields = place.fields(("code", "key", "label"))
    code = fields["code"].like(_CODE, f"{theme}. and a word of small letters, as in {theme}.woord")
    if not code.startswith(theme + "."):
        raise fields["code"].error(f"cannot be {code[:40]!r}. Allowed: {theme}. and a word of small letters, as in {theme}.woord.")
    return Code(code, _label(fields["label"]), fields["key"].like(_LETTER, "one small letter"))


def _label(place: _Place) -> Label:
    fields = place.fields(("nl", "en"))
    return Label(fields["nl"].text(), fields["en"].text())


def _unique(places: Iterable[_Place], values: Iterable[T], of: Callable[[T], str], what: str) -> None:
    seen: dict[str, _Place] = {}
    for place, value in zip(places, values, strict=True):
        first = seen.setdefault(of(value), place)
        if first is not place:
            raise place.error(f"has the {what} {of(value)!r}, which {first.path} has already. Give each its own.")
