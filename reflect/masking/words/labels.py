"""What takes the place of a name: "[naam 1]", or an invented name. The same person gets the same one.

Two mentions are one person when the words of one are among those of the other: "Fatma", "mevrouw Yilmaz" and "Fatma Yilmaz". Where "Jansen"
may be either of two people with a longer name, it is somebody of its own, until a person says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reflect.masking.words.everyday import LINKS, TITLES
from reflect.masking.words.tokens import core
from reflect.model.mask import NameKind

LABELS = {
    NameKind.PERSON: "naam",
    NameKind.PLACE: "plaats",
    NameKind.ORGANISATION: "organisatie",
    NameKind.DATE: "datum",
    NameKind.NUMBER: "nummer",
    NameKind.OTHER: "gegeven",
}

INVENTED: Mapping[NameKind, tuple[str, ...]] = {
    NameKind.PERSON: tuple(
        """
        Alwin Bente Corvin Dorre Edzer Femme Gerben Hilke Ivar Jelske Korneel Liset Merijn Nynke Okke Perle Quirine Rinske Siebe Tjalda
        Ubel Vroukje Wobbe Xanne Ype Zjoerd
        """.split()
    ),
    NameKind.PLACE: tuple("Oosterloo Wesselburg Dalmeer Hoogeland Rietbroek Zandwerf Lindwoude Karsveen Molenzijl Berkewold".split()),
    NameKind.ORGANISATION: tuple(f"Bureau {name}" for name in "Kompas Horizon Anker Baken Spoor Zeil Wending Passage".split()),
}
"""Names that hardly anybody has, so that no other person is pointed at."""

Key = tuple[NameKind, frozenset[str]]


def key_of(kind: NameKind, words: Sequence[str]) -> Key:
    """What tells whether two mentions are one: the words of the name without titles and links."""
    parts = [core(word) for word in words]
    named = frozenset(part for part in parts if part and part not in TITLES and part not in LINKS)
    return kind, named or frozenset(parts)


def groups(keys: Sequence[Key]) -> list[int]:
    """For each mention the number of who or what it is, from 0 in order of first mention."""
    distinct = list(dict.fromkeys(keys))
    full = [key for key in distinct if not any(key[0] == other[0] and key[1] < other[1] for other in distinct)]
    of: dict[Key, Key] = {}
    for key in distinct:
        wider = [other for other in full if other[0] == key[0] and key[1] <= other[1]] if key[0] is NameKind.PERSON else [key]
        of[key] = wider[0] if len(wider) == 1 else key
    order = {key: number for number, key in enumerate(dict.fromkeys(of[key] for key in keys))}
    return [order[of[key]] for key in keys]


def label(kind: NameKind, number: int, *, invented: bool = False) -> str:
    """The replacement of the `number`-th of its kind, from 1.

    >>> label(NameKind.PERSON, 2), label(NameKind.PERSON, 2, invented=True), label(NameKind.DATE, 1, invented=True)
    ('[naam 2]', 'Bente', '[datum 1]')
    """
    names = INVENTED.get(kind, ())
    if invented and number <= len(names):
        return names[number - 1]
    return f"[{LABELS[kind]} {number}]"


def next_label(kind: NameKind, taken: Sequence[str], *, invented: bool = False) -> str:
    """The first replacement of this kind that nobody has."""
    return next(made for n in range(1, len(taken) + 2) if (made := label(kind, n, invented=invented)) not in taken)
