"""A codebook from YAML. The text of a place and its errors are `places`'; here is what a codebook must hold.

A file that `extends` another codebook adds to it: themes of its own, and codes, reflection questions and tips under the other's
themes. What the other has stays as it is, so that one code means one thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from reflect.codebook.book import Code, Codebook, Group, Label, Theme
from reflect.codebook.places import Place, parse, unique
from reflect.errors import NotFoundError

MAX_FILE = 1024 * 1024
REFLECTION = range(2, 5)
"""How many reflection questions a theme has, if it has any: enough to choose from, few enough to read."""
TIPS = range(1, 9)
BOOK = ("id", "version", "label", "themes", "extends", "source", "groups", "renamed", "changed")
"""The fields of a codebook, of which the first four are needed."""
ADDED = ("codes", "reflection", "tips")
"""What a file may add to a theme of the codebook that it extends."""
THEME = ("code", "colour", "label", "question", "key", "group", "why")
"""The other fields of a theme, of which the first four are needed."""
UNDER = ("code", "key", "label", "question", "score")
"""The fields of a code under a theme, of which the first three are needed."""

WORD = r"[a-z][a-z0-9_-]{0,39}"
ID, CODE = re.compile(WORD), re.compile(rf"{WORD}(\.{WORD})?")
OLD = re.compile(rf"{WORD}(\.{WORD}){{0,3}}")
COLOUR, DIGIT, LETTER = re.compile("#[0-9a-f]{6}"), re.compile("[1-9]"), re.compile("[a-z]")
_ID_WORDS = "small letters, digits, - and _, beginning with a letter"

Find = Callable[[str], Codebook]


def read(path: Path, find: Find | None = None) -> Codebook:
    """The codebook in a file. FormatError names the file (without its folder) and the line; NotFoundError when it is not there.

    `find` gives the codebook that the file extends; without it a file stands alone.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE)
    except OSError as error:
        raise NotFoundError(f"The codebook {path} cannot be read ({error.strerror}). Give the path of a YAML file.") from error
    return loads(data, path.name, find)


def loads(text: str | bytes, source: str = "The codebook", find: Find | None = None) -> Codebook:
    """The codebook in YAML text; `source` begins every error. `find` as in `read`."""
    return _book(parse(text, source), find)


def _book(place: Place, find: Find | None) -> Codebook:
    fields = place.fields(BOOK[:4], BOOK[4:])
    id = fields["id"].like(ID, _ID_WORDS)
    base = _base(fields["extends"], id, find) if "extends" in fields else None
    groups = base.groups if base else ()
    if "groups" in fields:
        groups = (*groups, *_groups(fields["groups"], {group.code for group in groups}))
    book = Codebook(
        id=id,
        version=fields["version"].whole(),
        label=fields["label"].label(),
        themes=_themes(fields["themes"], groups, base),
        source=fields["source"].label() if "source" in fields else None,
        groups=groups,
        extends=() if base is None else (base.id, *base.extends),
    )
    renamed = _renamed(fields["renamed"], book) if "renamed" in fields else {}
    changed = _changed(fields["changed"], book.version) if "changed" in fields else {}
    return replace(book, renamed={**(base.renamed if base else {}), **renamed}, changed=changed)


def _base(place: Place, id: str, find: Find | None) -> Codebook:
    name = place.like(ID, _ID_WORDS)
    if name == id:
        raise place.error("cannot be the codebook itself. Give the id of another codebook, as in kijkwijzer.")
    if find is None:
        raise place.error("cannot be used here: only one file was given. Put it in the folder of your codebooks.")
    try:
        return find(name)
    except NotFoundError as error:
        raise place.error(f"cannot be {name!r}, because there is no such codebook. Type: reflect codebooks") from error


def _themes(place: Place, groups: tuple[Group, ...], base: Codebook | None) -> tuple[Theme, ...]:
    """The themes of `base` with what the file adds to them, then the file's own."""
    items, there = place.items(), base.themes if base else ()
    known = {theme.code: theme for theme in there}
    read = [_more(item, known[code]) if (code := item.peek("code")) in known else _theme(item, groups) for item in items]
    unique(items, read, lambda t: t.code, "code")
    own = [(item, theme) for item, theme in zip(items, read, strict=True) if theme.code not in known]
    unique([item for item, _ in own], [theme for _, theme in own], lambda t: t.key, "key")
    keys = {theme.key: theme.code for theme in there if theme.key}
    for item, theme in own:
        if theme.key in keys:
            raise item.error(f"has the key {theme.key!r}, which {keys[theme.key]} has already. {_free('123456789', keys)}")
    merged = {theme.code: theme for theme in read}
    return (*(merged.get(theme.code, theme) for theme in there), *(theme for _, theme in own))


def _theme(place: Place, groups: tuple[Group, ...]) -> Theme:
    fields = place.fields(THEME[:4], (*THEME[4:], *ADDED))
    code = fields["code"].like(ID, _ID_WORDS)
    return Theme(
        code=code,
        label=fields["label"].label(),
        question=fields["question"].label(),
        colour=fields["colour"].like(COLOUR, "# and six of 0-9 and a-f, between quotes"),
        key=fields["key"].like(DIGIT, "a digit from 1 to 9") if "key" in fields else "",
        codes=_codes(fields["codes"], code) if "codes" in fields else (),
        group=fields["group"].one_of(g.code for g in groups) if "group" in fields else "",
        why=fields["why"].label() if "why" in fields else None,
        reflection=_labels(fields["reflection"], REFLECTION) if "reflection" in fields else (),
        tips=_labels(fields["tips"], TIPS) if "tips" in fields else (),
    )


def _more(place: Place, old: Theme) -> Theme:
    """A theme of the codebook that the file extends, with what the file adds to it."""
    fields = place.fields(("code",), ADDED)
    codes = _codes(fields["codes"], old.code, old.codes) if "codes" in fields else ()
    reflection = _labels(fields["reflection"], REFLECTION) if "reflection" in fields else ()
    tips = _labels(fields["tips"], TIPS) if "tips" in fields else ()
    return replace(old, codes=(*old.codes, *codes), reflection=(*old.reflection, *reflection), tips=(*old.tips, *tips))


def _codes(place: Place, theme: str, there: tuple[Code, ...] = ()) -> tuple[Code, ...]:
    """The codes of a list, which are none of those that are `there`."""
    items = place.items()
    codes = tuple(_code(item, theme) for item in items)
    unique(items, codes, lambda c: c.code, "code")
    unique(items, codes, lambda c: c.key, "key")
    names, keys = {c.code for c in there}, {c.key: c.code for c in there}
    for item, code in zip(items, codes, strict=True):
        if code.code in names:
            raise item.error(f"has the code {code.code!r}, which is there already. Give it another name.")
        if code.key in keys:
            free = _free("abcdefghijklmnopqrstuvwxyz", keys)
            raise item.error(f"has the key {code.key!r}, which {keys[code.key]} has already. {free}")
    return codes


def _free(letters: str, taken: Mapping[str, str]) -> str:
    return f"Free: {', '.join(sorted(set(letters) - set(taken))) or 'none'}."


def _code(place: Place, theme: str) -> Code:
    fields = place.fields(UNDER[:3], UNDER[3:])
    code, allowed = fields["code"].text(), f"{theme}. and a word of small letters, as in {theme}.woord"
    if not CODE.fullmatch(code) or not code.startswith(theme + "."):
        raise fields["code"].refused(code, allowed)
    return Code(
        code=code,
        label=fields["label"].label(),
        key=fields["key"].like(LETTER, "one small letter"),
        question=fields["question"].label() if "question" in fields else None,
        score=fields["score"].whole(0) if "score" in fields else None,
    )


def _labels(place: Place, count: range) -> tuple[Label, ...]:
    labels = tuple(item.label() for item in place.items())
    if len(labels) not in count:
        raise place.error(f"has {len(labels)}. Allowed: {count.start} to {count.stop - 1}.")
    return labels


def _groups(place: Place, there: set[str]) -> tuple[Group, ...]:
    items = place.items()
    groups = tuple(_group(item) for item in items)
    unique(items, groups, lambda g: g.code, "code")
    for item, group in zip(items, groups, strict=True):
        if group.code in there:
            raise item.error(f"has the code {group.code!r}, which is there already. Give it another name, or leave it out.")
    return groups


def _group(place: Place) -> Group:
    fields = place.fields(("code", "label"))
    return Group(fields["code"].like(ID, _ID_WORDS), fields["label"].label())


def _renamed(place: Place, book: Codebook) -> dict[str, str]:
    """Older codes with the codes of today that took their place."""
    renamed = {}
    for key, value in place.entries():
        old = key.like(OLD, "a code of an older version, as in contact.vroeger")
        if book.find(old) is not None:
            raise key.error("is a code of this version. Only older codes can be renamed.")
        renamed[old] = value.one_of(code.code for code in book.codes)
    return renamed


def _changed(place: Place, version: int) -> dict[int, Label]:
    changed = {}
    for key, value in place.entries():
        number = key.whole(2)
        if number > version:
            raise key.refused(str(number), f"from 2 up to the version of this file, which is {version}")
        changed[number] = value.label()
    return changed
