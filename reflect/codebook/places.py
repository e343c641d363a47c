"""YAML that a person wrote, read place by place: whatever is wrong is said with the file, the line and what may stand there.

The codebooks, SLIM and the cues of the suggestions are read with it.

    place = parse(path.read_bytes(), path.name)
    fields = place.fields(needed=("id",), allowed=("note",))
    fields["id"].like(ID, "small letters")        # FormatError: "eigen.yaml, line 3: id cannot be 'A'. Allowed: small letters."
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import yaml

from reflect.codebook.book import Label
from reflect.errors import FormatError

MAX_BYTES = 256 * 1024
"""A file of this kind is a few pages; more is something else."""
MAX_TEXT = 400
MAX_LIST = 200
MAX_DEPTH = 20
MAX_WHOLE = 999_999

T = TypeVar("T")


def parse(text: str | bytes, source: str, max_bytes: int = MAX_BYTES) -> Place:
    """The whole file as a place. FormatError when it is no YAML in UTF-8, or longer than `max_bytes`."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if len(data) > max_bytes:
        raise FormatError(f"{source}: it is longer than {max_bytes // 1024} kB. Give a codebook.")
    try:
        return Place(_composed(_decoded(data, source), source), source)
    except yaml.MarkedYAMLError as error:
        raise _unusable(source, error.problem_mark, error.problem or "no YAML") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FormatError(f"{source}: it is not YAML that can be used ({type(error).__name__}). Give a text file with themes.") from error


def _unusable(source: str, mark: Any, problem: str) -> FormatError:
    line = "" if mark is None else f", line {mark.line + 1}"
    return FormatError(f"{source}{line}: it is not YAML that can be used ({problem}). Correct that line.")


def _composed(text: str, source: str) -> yaml.Node | None:
    """The file as nodes with their lines; the loader in C reads these pages ten times as fast.

    Before anything is built, aliases are refused, a few of which can stand for gigabytes, and what is deeper than a codebook is.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            raise _unusable(source, event.start_mark, "an alias, *name, is not allowed; write it out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _unusable(source, event.start_mark, "it is nested too deep")
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node


def _decoded(data: bytes, source: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FormatError(f'{source}: it is UTF-16 text, which Windows calls "Unicode". Save it as UTF-8.')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(f"{source}, line {line}: it is not UTF-8 text (byte {data[error.start]:#04x}). Save it as UTF-8.") from error


class Place:
    """A node of the file that knows where it stands."""

    def __init__(self, node: yaml.Node | None, source: str, path: str = "") -> None:
        self.node, self.source, self.path = node, source, path

    def error(self, wrong: str) -> FormatError:
        where = self.source if self.node is None else f"{self.source}, line {self.node.start_mark.line + 1}"
        return FormatError(f"{where}: {self.path or 'the file'} {wrong}")

    def fields(self, needed: Iterable[str], allowed: Iterable[str] = ()) -> Mapping[str, Place]:
        """The values of a mapping by their keys, which must be `needed` and may be `allowed`."""
        needed, known = tuple(needed), (*needed, *allowed)
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"must have the fields {', '.join(known)}.")
        found: dict[str, Place] = {}
        for key, value in self._pairs():
            if key.name not in known:
                raise key.error(f"is no field here. Allowed: {', '.join(known)}.")
            if key.name in found:
                raise key.error("stands here twice. Take one away.")
            found[key.name] = value
        for name in needed:
            if name not in found:
                raise self.error(f"lacks the field {name}. Needed: {', '.join(needed)}.")
        return found

    def peek(self, name: str) -> str:
        """The text of a field, before the fields are looked at; empty when there is none."""
        pairs = self._pairs() if isinstance(self.node, yaml.MappingNode) else []
        return next((value.name for key, value in pairs if key.name == name), "")

    def entries(self) -> list[tuple[Place, Place]]:
        """Keys and values of a mapping whose keys are free, in the order of the file; a key stands there once."""
        if not isinstance(self.node, yaml.MappingNode) or len(self.node.value) > MAX_LIST:
            raise self.error(f"must be a mapping of at most {MAX_LIST}.")
        pairs = self._pairs()
        seen: set[str] = set()
        for key, _ in pairs:
            if key.name in seen:
                raise key.error("stands here twice. Take one away.")
            seen.add(key.name)
        return pairs

    def items(self) -> list[Place]:
        if not isinstance(self.node, yaml.SequenceNode) or not 0 < len(self.node.value) <= MAX_LIST:
            raise self.error(f"must be a list of 1 to {MAX_LIST}.")
        return [Place(node, self.source, f"{self.path}[{n}]") for n, node in enumerate(self.node.value, 1)]

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
            raise self.refused(text, allowed)
        return text

    def one_of(self, values: Iterable[str]) -> str:
        """One of the values, all of which the error names."""
        text, known = self.text(), tuple(values)
        if text not in known:
            raise self.refused(text, ", ".join(known) or "nothing")
        return text

    def whole(self, least: int = 1) -> int:
        text = self.text()
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= MAX_WHOLE):
            raise self.refused(text, f"a whole number from {least}")
        return int(text)

    def number(self, low: float, high: float) -> float:
        text = self.text()
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text, re.ASCII) or not low <= float(text) <= high:
            raise self.refused(text, f"a number from {low:g} to {high:g}")
        return float(text)

    def label(self) -> Label:
        """The same words in both languages: `{nl: …, en: …}`."""
        fields = self.fields(("nl", "en"))
        return Label(fields["nl"].text(), fields["en"].text())

    def refused(self, text: str, allowed: str) -> FormatError:
        return self.error(f"cannot be {text[:40]!r}. Allowed: {allowed}.")

    @property
    def name(self) -> str:
        """The value as it is written, for one that is text."""
        return str(self.node.value) if isinstance(self.node, yaml.ScalarNode) else "?"

    def _pairs(self) -> list[tuple[Place, Place]]:
        pairs = []
        for key, value in self.node.value if self.node is not None else ():
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            path = f"{self.path}.{name}".lstrip(".")[:120]
            pairs.append((Place(key, self.source, path), Place(value, self.source, path)))
        return pairs


def unique(places: Iterable[Place], values: Iterable[T], of: Callable[[T], str], what: str) -> None:
    """An error for the second of two values that have the same `what`; the empty one may stand there often."""
    seen: dict[str, Place] = {}
    for place, value in zip(places, values, strict=True):
        word = of(value)
        first = seen.setdefault(word, place) if word else place
        if first is not place:
            raise place.error(f"has the {what} {word!r}, which {first.path} has already. Give each its own.")
