"""Cues as a person writes them: which words may show that a turn bears a code. `kijkwijzer/cues.nl.yaml` as frozen values.

Patterns stand here as they were written; `reflect.suggestions` reads them, and gives the line of one that it cannot read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reflect.codebook.places import Place, parse, unique
from reflect.errors import NotFoundError
from reflect.resources import resource

WHO = ("client", "klantmanager", "anyone")
CONDITIONS = ("most_words", "least_words", "pause_ms", "after_question", "asks", "place")
PLACES = ("begin", "end")


@dataclass(frozen=True, slots=True)
class Written:
    """A text and its line in the file."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns that speak for a code when one of them is found in a turn, and none of `unless` in the same turn.

    `name` is the code with a word of its own. `who` says whose turns count. `strength` is 0 to 1: of turns with this cue alone, the
    part that bears the code. `reason` is Dutch and is shown with the words that were found. `yes` and `no` are turns in which it must
    and must not be found. A turn has `least_words` to `most_words`, begins `pause_ms` or more after the turn before it,
    comes `after_question` of somebody else, `asks` something, and stands at the `place` ("begin" or "end") of the talk: each of these
    only where it is given.
    """

    name: str
    code: str
    who: str
    strength: float
    reason: str
    say: tuple[Written, ...]
    line: int
    unless: tuple[Written, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    least_words: int = 0
    most_words: int | None = None
    pause_ms: int = 0
    after_question: bool = False
    asks: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CueBook:
    """`same`: spoken form → written form, "-" for a sound that says nothing. `starters`: what a sentence may begin with before it says
    anything. `particles`: small words that may stand between any two words of a pattern. `setting`: words by which
    one hears that this is a consultation. `lists`: name → words or phrases that a
    pattern calls by "@name"."""

    id: str
    version: int
    language: str
    source: str
    same: tuple[tuple[str, str], ...]
    starters: tuple[str, ...]
    particles: tuple[str, ...]
    setting: tuple[str, ...]
    lists: tuple[tuple[str, tuple[Written, ...]], ...]
    cues: tuple[Cue, ...]


@lru_cache(maxsize=4)
def load_cues(language: str = "nl") -> CueBook | None:
    """The cues that come with reflect for this language; None when there are none."""
    try:
        path = resource(f"kijkwijzer/cues.{language}.yaml") if language.isascii() and language.isalpha() else None
    except NotFoundError:
        return None
    return read_cues(path) if path else None


def read_cues(path: Path) -> CueBook:
    """The cues in a file. FormatError names the file and the line, NotFoundError when it is not there."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"The cues {path} cannot be read ({error.strerror}). Give the path of a YAML file.") from error
    return loads_cues(data, path.name)


def loads_cues(text: str | bytes, source: str = "The cues") -> CueBook:
    """The cues in YAML text; `source` begins every error."""
    return _book(parse(text, source))


def _book(place: Place) -> CueBook:
    fields = place.fields(("id", "version", "language", "cues"), ("source", "same", "starters", "particles", "setting", "lists"))
    items = fields["cues"].items()
    cues = tuple(_cue(item) for item in items)
    unique(items, cues, lambda c: c.name, "name")
    return CueBook(
        id=fields["id"].text(40),
        version=fields["version"].whole(),
        language=fields["language"].text(8),
        source=fields["source"].text() if "source" in fields else "",
        same=tuple((name, value.text()) for name, value in _named(fields["same"])) if "same" in fields else (),
        starters=_texts(fields["starters"]) if "starters" in fields else (),
        particles=_texts(fields["particles"]) if "particles" in fields else (),
        setting=_texts(fields["setting"]) if "setting" in fields else (),
        lists=tuple((name, _written(value)) for name, value in _named(fields["lists"])) if "lists" in fields else (),
        cues=cues,
    )


def _cue(place: Place) -> Cue:
    fields = place.fields(("cue", "who", "strength", "reason", "say", "yes"), ("unless", "no", *CONDITIONS))
    name = fields["cue"].text(80)
    code, _, own = name.rpartition(".")
    if not code or not own:
        raise fields["cue"].error(f"cannot be {name[:60]!r}. Allowed: a code, a point and a word, as in emotie.bang.")
    return Cue(
        name=name,
        code=code,
        who=fields["who"].one_of(WHO),
        strength=fields["strength"].number(0.01, 1),
        reason=fields["reason"].text(),
        say=_written(fields["say"]),
        line=_line(place),
        unless=_written(fields["unless"]) if "unless" in fields else (),
        yes=_texts(fields["yes"]),
        no=_texts(fields["no"]) if "no" in fields else (),
        least_words=fields["least_words"].whole() if "least_words" in fields else 0,
        most_words=fields["most_words"].whole() if "most_words" in fields else None,
        pause_ms=fields["pause_ms"].whole() if "pause_ms" in fields else 0,
        after_question="after_question" in fields and fields["after_question"].one_of(("true",)) == "true",
        asks="asks" in fields and fields["asks"].one_of(("true",)) == "true",
        place=fields["place"].one_of(PLACES) if "place" in fields else "",
    )


def _line(place: Place) -> int:
    return 0 if place.node is None else place.node.start_mark.line + 1


def _written(place: Place) -> tuple[Written, ...]:
    return tuple(Written(item.text(), _line(item)) for item in place.items())


def _texts(place: Place) -> tuple[str, ...]:
    return tuple(item.text() for item in place.items())


def _named(place: Place) -> list[tuple[str, Place]]:
    return [(key.text(40), value) for key, value in place.entries()]
