"""Terms, what was done, and copies and checks of the data folder."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import app, opened, print_json
from reflect.cli.consenting import fields, purposes_of, who
from reflect.errors import StoreError, UsageError

if TYPE_CHECKING:
    from reflect.store.database import Store

DISCLOSED = ("number", "at", "who", "what", "purpose", "recipient", "sha256", "expires_on", "recording_ids")
ERASED = ("number", "asked_at", "who", "why", "purpose", "recording_id", "verified_at", "statement")
DONE = ("number", "at", "who", "action", "outcome", "about")


Thing = tuple[str, str, str]
THING = "RECORDING PURPOSE ARTEFACT"


@app.command(
    epilog="Examples:  reflect retention   |   reflect retention --set P1 film 120   |   reflect retention --erase-film r7k   |   "
    "reflect retention --erase r7k P2 session   |   "
    "reflect retention --keep r7k P1 film --until 2027-03-01 --reason 'appeal is running'"
)
def retention(
    days: Annotated[int, typer.Option(help="What ends within so many days.")] = 30,
    change: Annotated[tuple[str, str, int] | None, typer.Option("--set", metavar="PURPOSE ARTEFACT DAYS", help="Set a term.")] = None,
    erase: Annotated[Thing | None, typer.Option("--erase", metavar=THING, help="Erase one thing whose term has ended.")] = None,
    erase_film: Annotated[
        str | None, typer.Option("--erase-film", metavar="RECORDING", help="Erase film and sound; transcript, tags and notes stay.")
    ] = None,
    keep: Annotated[Thing | None, typer.Option("--keep", metavar=THING, help="Let one thing stay, with --until and --reason.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day that it stays.")] = None,
    reason: Annotated[str, typer.Option(help="Why it stays.")] = "",
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    format: options.TableFormat = "table",
) -> None:
    """List what is past its term or nearly so, and the terms; erase one thing, or keep it with a reason. Nothing is erased by itself.

    A film has a shorter term than what is read of it: P1 film takes picture and sound away, P1 words the whole recording.
    """
    from reflect import terminal
    from reflect.consenting import retention as terms
    from reflect.store import consents

    with opened() as store:
        if erase is not None:
            _erase(store, erase, sure)
        if erase_film is not None:
            _erase(store, (erase_film, "P1", "film"), sure)
        if keep is not None:
            _keep(store, keep, until, reason)
        if change is not None:
            terms.set_rule(store, purposes_of([change[0]])[0], _artefact(change[1]), change[2], who(store))
        found = terms.due(store, datetime.now(UTC).date(), days)
        rules = terms.rules(store)
        names = {p.id: p.pseudonym for p in consents.persons(store)}
    if options.table_or_json(format):
        due = [fields(d, ("recording_id", "purpose", "artefact", "on", "left", "kept")) | {"person": names.get(d.person_id)} for d in found]
        print_json({"due": due, "rules": [fields(r, ("purpose", "artefact", "days", "usual")) for r in rules]})
        return
    rows = [
        [
            d.recording_id,
            d.case or "",
            d.purpose,
            f"{d.artefact} of {names[d.person_id]}" if d.person_id in names else d.artefact,
            f"{d.on}",
            f"{d.left}" if d.left >= 0 else f"{-d.left} too late",
            d.kept,
        ]
        for d in found
    ]
    terminal.print_table("", ("recording", "case", "purpose", "what", "ends on", "days left", "kept because"), rows)
    if not rows:
        terminal.err.print(f"Nothing ends within {days} days.")
    said = ", ".join(f"{r.purpose} {r.artefact} {r.days} days{'' if r.usual else ' (set)'}" for r in rules)
    terminal.err.print(f"Terms: {said}.", markup=False)


_TAKES = {
    "film": "the film with its sound, copies and pictures, for good; transcript, tags, notes and masked clips stay",
    "recording": "the whole recording, for good",
    "use": "what was made of it for {purpose}",
    "nothing": "nothing, that has no such term",
}
"""What goes, by the names of `retention.Takes`."""


def _erase(store: Store, thing: Thing, sure: bool) -> None:
    from reflect import consenting, terminal
    from reflect.consenting.retention import TERMS, Takes
    from reflect.store import recordings

    id, purpose, artefact = recordings.get(store, thing[0]).id, purposes_of([thing[1]])[0], _artefact(thing[2])
    takes = TERMS[purpose, artefact].takes if (purpose, artefact) in TERMS else Takes.NOTHING
    whole = _TAKES[takes].format(purpose=purpose)
    if not sure and not typer.confirm(f"Erase of {id}: {whole}?", err=True):
        raise typer.Exit(1)
    erased, left = consenting.erase_due(store, id, purpose, artefact, who(store))
    gone = ", ".join(f"{count} {name}" for name, count in erased.items()) or "nothing, there was none"
    terminal.err.print(f"{id}: erased {gone}.", markup=False)
    if left:
        raise StoreError(f"Something is left in {', '.join(one.place for one in left[:3])}. Remove that by hand, then run reflect verify.")


def _keep(store: Store, thing: Thing, until: datetime | None, reason: str) -> None:
    from reflect import consenting, terminal
    from reflect.store import recordings

    id, purpose, artefact = recordings.get(store, thing[0]).id, purposes_of([thing[1]])[0], _artefact(thing[2])
    if until is None:
        raise UsageError("Say until which day it stays, with --until.")
    consenting.keep(store, id, purpose, artefact, until.date(), reason, who(store), datetime.now(UTC).date())
    terminal.err.print(f"{id}: {purpose} {artefact} stays until {until:%Y-%m-%d}.", markup=False)


@app.command(
    epilog="Examples:  reflect audit   |   reflect audit --disclosures   |   reflect audit --erasures --format json   |   "
    "reflect audit --since 120:4f0c61ab90d2e3f7"
)
def audit(
    disclosures: Annotated[bool, typer.Option("--disclosures", help="What was handed out.")] = False,
    erasures: Annotated[bool, typer.Option("--erasures", help="What was erased, with the statement of each.")] = False,
    last: Annotated[int, typer.Option(help="How many lines.")] = 100,
    since: Annotated[
        str | None, typer.Option(metavar="HEAD", help="A head that was written down before: is all of that still there?")
    ] = None,
    format: options.TableFormat = "table",
) -> None:
    """Print who did what to which ids, and see that no line was changed or cut off.

    The last line printed is the head: give it to somebody who cannot write here, such as the data protection officer. Who may write the
    data folder could make a whole new audit; only a head that is kept elsewhere shows that.
    """
    from reflect import terminal
    from reflect.store import audit as log
    from reflect.store import disclosures as handed_out
    from reflect.store import erasures as erased

    with opened() as store:
        broken, head = log.verify(store), log.head(store)
        missed = log.since(store, log.Head.parse(since)) if since is not None else None
        rows: list[dict[str, Any]]
        if disclosures:
            rows = [fields(d, DISCLOSED) for d in handed_out.listing(store)]
        elif erasures:
            rows = [fields(e, ERASED) for e in erased.listing(store)]
        else:
            rows = [fields(line, DONE) for line in log.lines(store)]
    rows = rows[-max(1, last) :]
    if options.table_or_json(format):
        print_json(rows)
    else:
        columns = list(rows[0]) if rows else ["number"]
        terminal.print_table("", columns, [[_short(value) for value in row.values()] for row in rows])
    if broken is not None:
        raise StoreError(f"The audit was changed from line {broken} on. Put back a backup, and find out who had the data folder.")
    if missed is not None:
        raise StoreError(f"The audit is not the one of which this head was written down: line {missed} differs or is gone.")
    terminal.err.print(f"Nothing was changed. The head to write down elsewhere: {head}", markup=False)


@app.command(epilog="Examples:  reflect verify   |   reflect verify --against /media/disk/reflect-2026-11-22")
def verify(
    against: Annotated[Path | None, typer.Option(help="A backup: does the audit still begin as it was then?", show_default=False)] = None,
    quiet: options.Quiet = False,
    format: options.TableFormat = "table",
) -> None:
    """Read every film, the database and the audit, and say what is not as it was stored."""
    from reflect import terminal
    from reflect.store import audit as log
    from reflect.store import backup as copies
    from reflect.store import checking

    known = copies.head(against) if against is not None else None
    with opened() as store, terminal.bar("Checking", quiet) as tell:
        found = checking.verify(store, tell)
        missed = log.since(store, known) if known is not None else None
    if missed is not None:
        found = (*found, checking.Finding(checking.Wrong.AUDIT, f"line {missed}, against {against}"))
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
    terminal.err.print(
        f"Written and read back: {terminal.number_of(made.files, 'file')}, {made.bytes / 1e6:.1f} MB in {made.folder}", markup=False
    )


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
