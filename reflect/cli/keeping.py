"""Terms, what was done, and copies and checks of the data folder."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from reflect import options
from reflect.cli.base import app, opened, print_json
from reflect.cli.consenting import fields, purposes_of, who
from reflect.errors import StoreError, UsageError

DISCLOSED = ("number", "at", "who", "what", "purpose", "recipient", "recording_ids")
ERASED = ("number", "asked_at", "who", "why", "recording_id", "verified_at", "statement")
DONE = ("number", "at", "who", "action", "outcome", "about")


@app.command(epilog="Examples:  reflect retention   |   reflect retention --days 90   |   reflect retention --set P1 film 120")
def retention(
    days: Annotated[int, typer.Option(help="What ends within so many days.")] = 30,
    change: Annotated[tuple[str, str, int] | None, typer.Option("--set", metavar="PURPOSE ARTEFACT DAYS", help="Set a term.")] = None,
    format: options.TableFormat = "table",
) -> None:
    """List what is past its term or nearly so, and the terms. Nothing is erased by itself."""
    from reflect import terminal
    from reflect.consenting import retention as terms

    with opened() as store:
        if change is not None:
            terms.set_rule(store, purposes_of([change[0]])[0], _artefact(change[1]), change[2], who(store))
        found = terms.due(store, datetime.now(UTC).date(), days)
        rules = terms.rules(store)
    if options.table_or_json(format):
        due = [fields(d, ("recording_id", "purpose", "artefact", "on", "left")) for d in found]
        print_json({"due": due, "rules": [fields(r, ("purpose", "artefact", "days", "usual")) for r in rules]})
        return
    rows = [
        [d.recording_id, d.case or "", d.purpose, d.artefact, f"{d.on}", f"{d.left}" if d.left >= 0 else f"{-d.left} too late"]
        for d in found
    ]
    terminal.print_table("", ("recording", "case", "purpose", "what", "ends on", "days left"), rows)
    if not rows:
        terminal.err.print(f"Nothing ends within {days} days.")
    said = ", ".join(f"{r.purpose} {r.artefact} {r.days} days{'' if r.usual else ' (set)'}" for r in rules)
    terminal.err.print(f"Terms: {said}.", markup=False)


@app.command(epilog="Examples:  reflect audit   |   reflect audit --disclosures   |   reflect audit --erasures --format json")
def audit(
    disclosures: Annotated[bool, typer.Option("--disclosures", help="What was handed out.")] = False,
    erasures: Annotated[bool, typer.Option("--erasures", help="What was erased, with the statement of each.")] = False,
    last: Annotated[int, typer.Option(help="How many lines.")] = 100,
    format: options.TableFormat = "table",
) -> None:
    """Print who did what to which ids, and see that no line was changed."""
    from reflect import terminal
    from reflect.store import audit as log
    from reflect.store import disclosures as handed_out
    from reflect.store import erasures as erased

    with opened() as store:
        broken = log.verify(store)
        rows: list[dict[str, Any]]
        if disclosures:
            rows = [fields(d, ("number", "at", "who", "what", "purpose", "recipient", "recording_ids")) for d in handed_out.listing(store)]
        elif erasures:
            rows = [
                fields(e, ("number", "asked_at", "who", "why", "recording_id", "verified_at", "statement")) for e in erased.listing(store)
            ]
        else:
            rows = [fields(line, ("number", "at", "who", "action", "outcome", "about")) for line in log.lines(store)]
    rows = rows[-max(1, last) :]
    if options.table_or_json(format):
        print_json(rows)
    else:
        columns = list(rows[0]) if rows else ["number"]
        terminal.print_table("", columns, [[_short(value) for value in row.values()] for row in rows])
    if broken is not None:
        raise StoreError(f"The audit was changed from line {broken} on. Put back a backup, and find out who had the data folder.")


@app.command(epilog="Example:  reflect verify")
def verify(quiet: options.Quiet = False, format: options.TableFormat = "table") -> None:
    """Read every film, the database and the audit, and say what is not as it was stored."""
    from reflect import terminal
    from reflect.store import checking

    with opened() as store, terminal.bar("Checking", quiet) as tell:
        found = checking.verify(store, tell)
    if options.table_or_json(format):
        print_json([{"wrong": f.wrong, "place": f.place} for f in found])
    else:
        terminal.print_table("", ("what", "where"), [[f.wrong, f.place] for f in found])
    if found:
        raise StoreError(
            f"{len(found)} things are not as they were stored: see the lines above. Put back a backup: reflect restore FOLDER."
        )
    terminal.err.print("Everything is as it was stored.")


@app.command(epilog="Example:  reflect backup /media/disk/reflect-2026-11-22")
def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that is not there yet, on another disk.")], quiet: options.Quiet = False
) -> None:
    """Make a copy of the data folder and read it back."""
    from reflect import terminal
    from reflect.store import backup as copies

    with opened() as store, terminal.bar("Copying", quiet) as tell:
        made = copies.make(store, folder, tell)
    terminal.err.print(f"Written and read back: {made.files} files, {made.bytes / 1e6:.1f} MB in {made.folder}", markup=False)


@app.command(epilog="Example:  reflect restore /media/disk/reflect-2026-11-22 --replace")
def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that reflect backup made.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the data folder that is here.")] = False,
) -> None:
    """Put a backup back. What was erased or refused since it was made stays so."""
    from reflect import terminal
    from reflect.store import backup as copies
    from reflect.store.home import Home

    back = copies.restore(folder, Home.find(), replace=replace)
    terminal.err.print(f"Put back in {back.home}", markup=False)
    if back.erased:
        terminal.err.print(f"Erased since, and erased again: {', '.join(back.erased)}.", markup=False)


def _artefact(given: str) -> Any:
    from reflect.consenting.retention import Artefact

    try:
        return Artefact(given)
    except ValueError:
        raise UsageError(f"{given[:40]!r} is nothing that has a term. Choose {', '.join(Artefact)}.") from None


def _short(value: object) -> str:
    """A value in a table: a moment to the minute, the parts of a list or an object in a row, without those that hold nothing."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(part)}" for name, part in value.items() if part not in ([], {}))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return text[:16].replace("T", " ") if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", text) else text
