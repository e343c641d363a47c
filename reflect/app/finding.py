"""What a search finds, as the library shows it: lines with the words marked, and the moment to open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from reflect.exchange.plain_text import one_line, shorten
from reflect.model.span import clock_text
from reflect.model.text import fold

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.store.database import Store

Plain = dict[str, Any]
MOST = 60
BEFORE, LONGEST = 60, 220
"""So many letters are shown before the first found word, and in all."""


def hits(
    store: Store,
    typed: object,
    books: Sequence[Codebook],
    say: Callable[..., str],
    language: str,
    coder: str | None = None,
    closed: Collection[str] = (),
) -> Plain | None:
    """The hits for what was typed; None when nothing was. `books` put codes into words, the first that knows one.

    Tags and notes of one `coder` only, for who codes blind; nothing of recordings that are `closed`.
    """
    from reflect.store import searching, tagged

    query = one_line(typed)[:200] if isinstance(typed, str) else ""
    words = fold(query).split()
    if not words:
        return None
    found = [
        (h.recording_id, h.title, h.kind, h.start_ms, h.text)
        for h in searching.search(store, query, MOST, coder)
        if h.kind != searching.TITLE
    ]
    labels = {code: book.title(code, language) for book in reversed(books) for code in codes_named(book, words, language)}
    found += [(rid, title, "tag", start, labels[code]) for rid, title, code, start in tagged.with_codes(store, tuple(labels), MOST, coder)]
    found = [hit for hit in found if hit[0] not in closed]
    order = list(dict.fromkeys(rid for rid, *_ in found))
    found.sort(key=lambda hit: (order.index(hit[0]), hit[3]))
    items = [_item(hit, words, say) for hit in found[:MOST]]
    return {"query": query, "items": items, "more": len(found) >= MOST}


def codes_named(book: Codebook, words: Sequence[str], language: str) -> list[str]:
    """The codes whose name holds all words."""
    codes = [*(code.code for code in book.codes), *book.renamed]
    return [code for code in codes if all(word in fold(book.title(code, language)) for word in words)]


def _item(hit: tuple[str, str, str, int, str], words: Sequence[str], say: Callable[..., str]) -> Plain:
    recording, title, kind, start, text = hit
    shown, marks = excerpt(one_line(text), words)
    return {
        "rid": recording,
        "title": shorten(one_line(title), 200),
        "t": start,
        "time": clock_text(start),
        "kind": kind,
        "who": say(f"hit.{kind}"),
        "text": shown,
        "marks": marks,
    }


def excerpt(text: str, words: Sequence[str]) -> tuple[str, list[list[int]]]:
    """The part of `text` around the first word, and where the words are in it: [from, to) of each.

    >>> excerpt("Een café is er één.", ["een"])
    ('Een café is er één.', [[0, 3], [15, 18]])
    """
    found = _places(text, words)
    start = max(0, (found[0][0] if found else 0) - BEFORE)
    if start:
        start = text.rfind(" ", 0, start) + 1
    head = "… " if start else ""
    shown = head + shorten(text[start:], LONGEST)
    shift = len(head) - start
    marks = [[a + shift, min(b + shift, len(shown))] for a, b in found if a + shift < len(shown)]
    return shown, marks


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the folded words are in the text as written, without overlap; folding may make more letters of one."""
    folded, back = [], []
    for at, letter in enumerate(text):
        for small in fold(letter):
            folded.append(small)
            back.append(at)
    whole, out = "".join(folded), set()
    for word in words:
        at = whole.find(word)
        while at >= 0:
            out.add((back[at], back[at + len(word) - 1] + 1))
            at = whole.find(word, at + len(word))
    return _joined(sorted(out))


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in places:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
