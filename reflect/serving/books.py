"""The codebook of a recording on the screen: its themes, the choice of another, and what changed since fragments were coded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.errors import InputError, NotFoundError
from reflect.exchange.plain_text import one_line
from reflect.serving import payload
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, Refused, given

if TYPE_CHECKING:
    from reflect.codebook import Changes, Codebook, Entry
    from reflect.model.fragment import Fragment

Plain = dict[str, Any]
UNUSABLE = (NotFoundError, InputError)


def at_hand(call: Call, fragments: Iterable[Fragment]) -> Plain:
    """What the document of a recording says. A codebook that cannot be used has no themes, and says why: none is taken in its place."""
    from reflect.codebook import changes
    from reflect.store import codebooks

    try:
        book = codebooks.of(call.store, call.recording)
    except UNUSABLE as error:
        id = call.recording.codebook or codebooks.default(call.store)
        return {"codebook": payload.no_codebook(id, one_line(str(error))), "older": None}
    return {"codebook": payload.codebook(book, call.lang), "older": _older(call, changes(book, fragments))}


def name(call: Call) -> str:
    """Of the codebook that the recording has now, as the document says it."""
    from reflect.store import codebooks

    book = codebooks.usable(call.store, call.recording)
    return (call.recording.codebook or codebooks.default(call.store)) if book is None else book.name


def listed(call: Call) -> Response:
    """The codebooks to choose from, and what changed since the fragments were coded."""
    from reflect import codebook, tagging
    from reflect.store import codebooks

    found = at_hand(call, tagging.fragments(call.store, call.recording.id, call.viewer.only))
    entries = codebook.listing(codebooks.folder(call.store))
    body = {
        "chosen": call.recording.codebook,
        "default": codebooks.default(call.store),
        "books": [_entry(entry, call.lang) for entry in entries],
        "name": found["codebook"]["name"],
        "older": found["older"],
    }
    return document(call.request, to_json(body))


def change(call: Call) -> Response:
    """`{"use": "<id>" | null}` chooses (null: as the settings say); `{"renew": true}` gives older fragments today's codes."""
    from reflect import tagging
    from reflect.store import codebooks

    if given(call.body, "renew", bool, False):
        return JSON({"renewed": tagging.renew(call.store, call.recording.id, call.viewer.name, call.viewer.only)})
    if "use" not in call.body:
        raise Refused(400, "use")
    wanted = call.body["use"]
    if wanted is None:
        codebooks.as_settings(call.store, call.recording.id)
        return JSON({"use": None})
    try:
        book = codebooks.choose(call.store, given(call.body, "use", str)[:60], call.recording.id)
    except UNUSABLE:
        raise Refused(400, "use") from None
    return JSON({"use": book.id})


def _entry(entry: Entry, lang: str) -> Plain:
    book = entry.book
    label = entry.id if book is None else book.label.of(lang)
    return {"id": entry.id, "label": label, "version": book.version if book else 0, "own": entry.own, "error": one_line(entry.error)}


def _older(call: Call, found: Changes) -> Plain | None:
    """None when every fragment was coded with the codebook as it is now."""
    if not found:
        return None
    books = {name: _book(call, name) for name in found.books}
    codes = [
        {"codebook": c.codebook, "code": c.code, "now": c.now, "foreign": c.foreign, "n": len(c.fragments)}
        | {"words": book.title(c.code, call.lang) if (book := books[c.codebook]) and book.find(c.code) else c.code}
        for c in found.codes
    ]
    return {"fragments": sum(found.books.values()), "codes": codes, "news": [words.of(call.lang) for words in found.news]}


def _book(call: Call, name: str) -> Codebook | None:
    """The codebook that a fragment was coded with, in today's version; None when it is not here any more."""
    from reflect.store import codebooks

    try:
        return codebooks.load(call.store, name.partition(" ")[0])
    except UNUSABLE:
        return None
