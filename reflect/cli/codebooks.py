"""Codebooks: which there are, whether a file can be one, which a recording is tagged with, and what changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import app, opened, print_json, recording_for
from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.codebook import Changes, Codebook, Entry, OlderCode
    from reflect.store.database import Store
    from reflect.store.values import Recording

RecordingId = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="A recording: what it is tagged with, and what changed since.", show_default=False)
]
CheckFile = Annotated[Path | None, typer.Option("--check", metavar="FILE", help="Say whether this file can be used.", show_default=False)]
Use = Annotated[
    str | None,
    typer.Option("--use", metavar="NAME", help="Tag the recording with this one from now on; without ID, every other.", show_default=False),
]
Renew = Annotated[bool, typer.Option("--renew", help="Give the recording's older fragments today's codes.")]


@app.command(
    epilog="Examples:  reflect codebooks   |   reflect codebooks --check eigen.yaml   |   reflect codebooks r7k --use duo-interview"
)
def codebooks(
    id: RecordingId = None,
    check: CheckFile = None,
    use: Use = None,
    renew: Renew = False,
    format: options.TableFormat = "table",
) -> None:
    """List the codebooks, check one, or choose one; a researcher's own are the YAML files in the folder kijkwijzer of the data folder."""
    options.one_of(format, ("table", "json"))
    if check is not None and (id or use or renew):
        raise UsageError("--check looks at a file alone. Leave out the recording, --use and --renew.")
    if renew and id is None:
        raise UsageError("--renew needs the id of a recording; reflect status lists them.")
    with opened() as store:
        if check is not None:
            _checked(check, store)
        elif id is None and use is None:
            _list(store, format)
        elif id is None:
            _choose(store, str(use))
        else:
            _of_recording(store, id, use, renew, format)


def _checked(path: Path, store: Store) -> None:
    from reflect import codebook
    from reflect.store import codebooks

    book = codebook.check(path, codebooks.folder(store))
    more = f", added to {book.extends[0]}" if book.extends else ""
    print(f"{path.name} can be used: {book.name}{more}. Themes: {len(book.themes)}; codes under them: {_under(book)}.")
    if path.resolve().parent != codebooks.folder(store).resolve():
        print(f"To use it, put it in {codebooks.folder(store)}")


def _list(store: Store, format: str) -> None:
    from reflect import codebook, terminal
    from reflect.store import codebooks

    found, chosen = codebook.listing(codebooks.folder(store)), codebooks.default(store)
    if format == "json":
        print_json([_plain(entry, entry.id == chosen) for entry in found])
        return
    rows = [_row(entry, entry.id == chosen) for entry in found]
    terminal.print_table("", ("name", "version", "in words", "themes", "codes", "file"), rows)
    for entry in found:
        if entry.error:
            terminal.err.print(f"Cannot be used: {entry.error}", markup=False)
    terminal.err.print(
        f"* is used unless a recording has its own. Add one: a file in {codebooks.folder(store)}", markup=False, soft_wrap=True
    )


def _row(entry: Entry, chosen: bool) -> tuple[str, ...]:
    name, book = entry.id + (" *" if chosen else ""), entry.book
    file = entry.file if entry.own else "comes with reflect"
    if book is None:
        return name, "", "cannot be used", "", "", file
    return name, str(book.version), book.label.en, str(len(book.themes)), str(_under(book)), file


def _under(book: Codebook) -> int:
    return sum(len(theme.codes) for theme in book.themes)


def _plain(entry: Entry, chosen: bool) -> dict[str, Any]:
    book = entry.book
    head = {"id": entry.id, "file": entry.file, "own": entry.own, "default": chosen, "error": entry.error}
    if book is None:
        return head
    codes = [{"code": code.code, "nl": code.label.nl, "en": code.label.en, "key": code.key} for code in book.codes]
    return {**head, "version": book.version, "label": book.label.en, "extends": list(book.extends), "codes": codes}


def _choose(store: Store, name: str) -> None:
    from reflect.store import codebooks

    book = codebooks.choose(store, name)
    print(f"Recordings without a choice of their own are tagged with {book.name} from now on.")


def _of_recording(store: Store, id: str, use: str | None, renew: bool, format: str) -> None:
    from reflect import tagging, terminal
    from reflect.store import codebooks, recordings

    recording = recording_for(store, id)
    if use is not None:
        codebooks.choose(store, use, recording.id)
        recording = recordings.get(store, recording.id)
    book = codebooks.of(store, recording)
    if renew:
        count = tagging.renew(store, recording.id, "reflect codebooks --renew")
        terminal.err.print(f"{count} fragments have today's codes now.")
    found = tagging.older(store, recording.id, book)
    if format == "json":
        print_json(_changes(recording, book, found))
    else:
        _print_changes(recording, book, found)


def _changes(recording: Recording, book: Codebook, found: Changes) -> dict[str, Any]:
    codes = [{"codebook": c.codebook, "code": c.code, "now": c.now, "fragments": list(c.fragments)} for c in found.codes]
    return {
        "recording": recording.id,
        "codebook": book.name,
        "own_choice": recording.codebook is not None,
        "fragments": found.fragments,
        "codes": codes,
        "news": [{"nl": words.nl, "en": words.en} for words in found.news],
    }


def _print_changes(recording: Recording, book: Codebook, found: Changes) -> None:
    from reflect import terminal

    own = "its own choice" if recording.codebook else "the choice of the settings"
    print(f"{recording.id} is tagged with {book.name}, {own}.")
    if not found:
        return
    for words in found.news:
        print(words.en)
    rows = [(c.codebook, c.code, _now(c), str(len(c.fragments))) for c in found.codes]
    terminal.print_table("", ("coded with", "code", "now", "fragments"), rows)
    if any(c.now is not None for c in found.codes):
        terminal.err.print(f"Nothing was rewritten. To use today's codes: reflect codebooks {recording.id} --renew", markup=False)


def _now(found: OlderCode) -> str:
    if found.foreign:
        return "of another codebook"
    return "gone" if found.now is None else "the same" if found.now == found.code else found.now
