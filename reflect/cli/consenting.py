"""Who is on a recording and what they agreed to, and taking that back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import app, deliver, opened, print_json, require_free
from reflect.errors import NotFoundError, StoreError, UsageError

if TYPE_CHECKING:
    from reflect.model.consent import Answer, Appearance, ClipRequest, ConsentEvent, Purpose
    from reflect.store.database import Store

consent = typer.Typer(no_args_is_help=True, help="Who is on a recording and what each agreed to; taking that back.")
app.add_typer(consent, name="consent")

Pseudonym = Annotated[str, typer.Argument(metavar="PERSON", help="A pseudonym, such as K1 or C1. Never a name or a number.")]
Purposes = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="P1…P6", help="P1 research, P2 reflection, P3 client's words, P4 team, P5 teaching, P6 publication."),
]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day of a yes. Left out: no term.")]
When = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the answer. Left out: today.")]
Form = Annotated[Path | None, typer.Option(help="The form that was signed: its name and its hash are kept, not its text.")]
PaperOutput = Annotated[Path, typer.Option("-o", "--output", help="The PDF to write.", show_default=False)]
PaperLanguage = Annotated[str, typer.Option("--language", help="The language of the paper.", metavar="nl|en")]
After = Annotated[bool, typer.Option("--after", help="Asked after the talk. Left out: before.")]


@consent.command("show", epilog="Example:  reflect consent show r7k")
def show(id: options.Id, format: options.TableFormat = "table") -> None:
    """Say who is on a recording, what each answered, and what it may be used for."""
    from reflect import consenting, terminal
    from reflect.model.consent import Purpose
    from reflect.model.span import clock_text
    from reflect.privacy.deciding import MASKED_ONLY
    from reflect.store import consents, recordings

    with opened() as store:
        recording = recordings.get(store, id)
        register = consents.register(store, recording.id)
        names = {p.id: p.pseudonym for p in consents.persons(store)}
        asked = consenting.clip_requests(store, recording.id)
        may = {p: consents.may_use_all(store, recording.id, p, who(store), masked=() if p in MASKED_ONLY else None) for p in Purpose}
    if options.table_or_json(format):
        people = [_plain(a, names, register.events) for a in register.appearances]
        print_json({"recording": recording.id, "people": people, "asked": [_plain_request(one, names) for one in asked]})
        return
    rows = [
        [names[a.person_id], a.role, _span(a), *(_last(register.events, a.person_id, p) for p in Purpose)] for a in register.appearances
    ]
    terminal.print_table("", ("person", "role", "where", *map(str, Purpose)), rows)
    if not rows:
        terminal.err.print(f"Nobody is written down. Begin with: reflect consent person {recording.id} C1 --role client", markup=False)
    if register.quarantine is not None and not may[Purpose.RESEARCH]:
        terminal.err.print(f"In quarantine until {register.quarantine.until:%Y-%m-%d}: only {register.quarantine.importer} may play it.")
    yes = [str(p) for p, answer in may.items() if answer]
    terminal.err.print(f"May be used for: {', '.join(yes) or 'nothing yet'}.", markup=False)
    for one in asked:
        if one.answer is None:
            part = f"{clock_text(one.span.start_ms)} to {clock_text(one.span.end_ms)}"
            terminal.err.print(f"Asked, no answer yet: {names[one.person_id]}, {one.purpose}, clip from {part}.", markup=False)


@consent.command("person", epilog="Example:  reflect consent person r7k C1 --role client")
def person(
    id: options.Id,
    pseudonym: Pseudonym,
    role: Annotated[str, typer.Option(help="klantmanager, client, interpreter, colleague or visitor.")] = "client",
    start: options.Start = None,
    end: options.End = None,
    face: Annotated[bool, typer.Option(help="The face can be seen.")] = True,
    voice: Annotated[bool, typer.Option(help="The voice can be heard.")] = True,
    named: Annotated[bool, typer.Option(help="The name is said.")] = False,
) -> None:
    """Write down that a person is on a recording, in all of it or from one moment to another."""
    from reflect import consenting, terminal
    from reflect.store import recordings

    if role not in ROLES:
        raise UsageError(f"--role {role[:40]!r} is unknown. Choose {', '.join(ROLES)}.")
    with opened() as store:
        recording = recordings.get(store, id)
        span = options.part(start, end)
        consenting.appear(store, recording.id, pseudonym, role, who(store), span=span, face=face, voice=voice, named=named)
    terminal.err.print(
        f"{pseudonym} is on recording {recording.id}. Next: reflect consent yes {recording.id} {pseudonym} --for P1 --for P2"
    )


@consent.command("yes", epilog="Example:  reflect consent yes r7k C1 --for P1 --for P2 --until 2027-06-30 --form formulier-v2.pdf")
def yes(
    id: options.Id,
    pseudonym: Pseudonym,
    purposes: Purposes = None,
    on: When = None,
    until: Until = None,
    form: Form = None,
    after: After = False,
    start: options.Start = None,
    end: options.End = None,
) -> None:
    """Keep that a person agrees: to these purposes, about the recording or one clip of it."""
    from reflect.model.consent import Answer

    _answer(id, pseudonym, purposes, Answer.YES, on, until, form, after, start, end)


@consent.command("no", epilog="Example:  reflect consent no r7k C1 --for P5")
def no(
    id: options.Id,
    pseudonym: Pseudonym,
    purposes: Purposes = None,
    on: When = None,
    after: After = False,
    start: options.Start = None,
    end: options.End = None,
) -> None:
    """Keep that a person does not agree."""
    from reflect.model.consent import Answer

    _answer(id, pseudonym, purposes, Answer.NO, on, None, None, after, start, end)


@consent.command("withdraw", epilog="Examples:  reflect consent withdraw C1   |   reflect consent withdraw C1 --recording r7k --for P5")
def withdraw(
    pseudonym: Pseudonym,
    recording: Annotated[str | None, typer.Option(help="Only about this recording. Left out: every one this person is on.")] = None,
    purposes: Purposes = None,
    start: options.Start = None,
    end: options.End = None,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    format: options.TableFormat = "table",
) -> None:
    """Take back what a person agreed to: closed at once, then what was made for it is erased and looked for; without P1 the recording too.

    With --from and --to it is about one clip of the recording.
    """
    from reflect import consenting, terminal
    from reflect.store import recordings

    as_json = options.table_or_json(format)
    with opened() as store:
        found = known(store, pseudonym)
        only = recordings.get(store, recording).id if recording else None
        if not sure and not typer.confirm(f"Take back what {pseudonym} agreed to? Recordings without P1 are erased for good.", err=True):
            raise typer.Exit(1)
        taken, clip = purposes_of(purposes) if purposes else (), options.part(start, end)
        done = consenting.withdraw(store, found, who(store), recording_id=only, purposes=taken, clip=clip)
    if as_json:
        print_json([_statement(one) for one in done])
    for one in () if as_json else done:
        gone = ", ".join(f"{count} {name}" for name, count in one.erased.items()) or "nothing was made for it; it is closed"
        terminal.out.print(f"{one.recording_id}: {', '.join(one.purposes)} taken back. Erased: {gone}.", markup=False)
        if one.handed_out:
            terminal.out.print(
                f"  Handed out before: numbers {', '.join(map(str, one.handed_out))} of reflect audit --disclosures.", markup=False
            )
    left = [place.place for one in done for place in one.left]
    if left:
        raise StoreError(f"Something is left in {', '.join(left[:3])}. Remove that by hand, then run reflect verify.")


@consent.command("finish", epilog="Example:  reflect consent finish")
def finish() -> None:
    """Carry out what was to be erased and broke off, such as while a recording was being processed."""
    from reflect import consenting, terminal

    with opened() as store:
        number = consenting.resume(store, who(store))
    terminal.err.print(f"Erased and looked for: {number}." if number else "Nothing is left to erase.")


@consent.command("form", epilog="Examples:  reflect consent form -o formulier.pdf   |   reflect consent form --for klantmanager -o km.pdf")
def form(
    output: PaperOutput,
    reader: Annotated[str, typer.Option("--for", help="Whom it speaks to.", metavar="client|klantmanager|visitor")] = "client",
    language: PaperLanguage = "nl",
    force: options.Force = False,
) -> None:
    """Write a draft of the form to print: a yes and a no for each purpose. Have the data protection officer look at it first."""
    from reflect import terminal
    from reflect.consenting import retention
    from reflect.report import LANGUAGES, READERS, consent_form

    options.one_of(language, LANGUAGES, "--language")
    options.one_of(reader, READERS, "--for")
    require_free(output, force)
    with opened() as store:
        made = consent_form(retention.days_of(store), language, reader)
    deliver(made.data, output)
    terminal.err.print(f"Version {made.version}, SHA-256 {made.sha256}. It is a draft: an officer has to agree to it.", markup=False)


@consent.command("client", epilog="Example:  reflect consent client C1 -o overzicht.pdf")
def client(pseudonym: Pseudonym, output: PaperOutput, language: PaperLanguage = "nl", force: options.Force = False) -> None:
    """Write the page that a person may always ask for: what is kept of them, who got it, what they agreed to, how to stop."""
    from reflect import consenting
    from reflect.report import LANGUAGES, client_overview
    from reflect.store import consents

    options.one_of(language, LANGUAGES, "--language")
    require_free(output, force)
    with opened() as store:
        person_id = known(store, pseudonym)
        found = next(p for p in consents.persons(store) if p.id == person_id)
        made = client_overview(consenting.client_file(store, found, who(store)), language)
    deliver(made.data, output)


# ---- parts ------------------------------------------------------------------------------------

ROLES = ("klantmanager", "client", "interpreter", "colleague", "visitor")


def who(store: Store) -> str:
    """The name of who works here, as in the app."""
    from reflect.serving.calls import viewer_of

    return viewer_of(store).name


def _answer(
    id: str,
    pseudonym: str,
    purposes: list[str] | None,
    given: Answer,
    on: datetime | None,
    until: datetime | None,
    form: Path | None,
    after: bool,
    start: str | None,
    end: str | None,
) -> None:
    from reflect import consenting, terminal
    from reflect.model.consent import Asked
    from reflect.store import recordings

    wanted = purposes_of(purposes)
    with opened() as store:
        recording = recordings.get(store, id)
        consenting.answer(
            store,
            recording.id,
            known(store, pseudonym),
            wanted,
            given,
            who(store),
            at=on and on.replace(tzinfo=UTC),
            until=until and until.replace(hour=23, minute=59, second=59, tzinfo=UTC),
            asked=Asked.AFTER if after else Asked.BEFORE,
            span=options.part(start, end),
            form=form.name if form else "",
            form_sha256=hash_of(form),
        )
    terminal.err.print(f"Kept: {pseudonym} {given} to {', '.join(wanted)} about recording {recording.id}.", markup=False)


def known(store: Store, pseudonym: str) -> str:
    from reflect.store import consents

    found = next((p.id for p in consents.persons(store) if pseudonym in (p.pseudonym, p.id)), None)
    if found is None:
        raise NotFoundError(f"There is no person {pseudonym[:40]!r}. Write them down first: reflect consent person ID {pseudonym[:20]}")
    return found


def purposes_of(given: list[str] | None) -> list[Purpose]:
    from reflect.model.consent import Purpose

    try:
        wanted = [Purpose(one.upper()) for one in given or ()]
    except ValueError:
        wanted = []
    if not wanted:
        raise UsageError("Say for which purposes, each with --for: P1 research, P2 reflection, P3 client's words, P4 team, P5, P6.")
    return wanted


def hash_of(form: Path | None) -> str:
    from reflect.store.checking import sha256_of

    if form is None:
        return ""
    try:
        return sha256_of(form)
    except OSError as error:
        raise NotFoundError(f"The form {form} cannot be read. Give the file that was signed, or leave --form out.") from error


def _span(a: Appearance) -> str:
    return "all" if a.span is None else f"{a.span.start_ms / 1000:g}-{a.span.end_ms / 1000:g} s"


def _last(events: Any, person_id: str, purpose: Purpose) -> str:
    said = sorted((e for e in events if e.person_id == person_id and e.purpose is purpose), key=lambda e: (e.at, e.number))
    mine = [e for e in said if e.span is None]
    if said and not mine:
        return "some clips"
    return "-" if not mine else f"{mine[-1].answer}{f' to {mine[-1].until:%Y-%m-%d}' if mine[-1].until else ''}"


def _plain(a: Appearance, names: dict[str, str], events: Any) -> dict[str, Any]:
    mine: list[ConsentEvent] = [e for e in events if e.person_id == a.person_id]
    answers = [fields(e, ("number", "purpose", "answer", "at", "until", "asked", "asked_by", "form")) for e in mine]
    span = None if a.span is None else [a.span.start_ms, a.span.end_ms]
    return {"person": names[a.person_id], "span": span, **fields(a, ("role", "face", "voice", "named")), "answers": answers}


def _plain_request(one: ClipRequest, names: dict[str, str]) -> dict[str, Any]:
    answer = None if one.answer is None else str(one.answer.answer)
    span = [one.span.start_ms, one.span.end_ms]
    return {"person": names.get(one.person_id, ""), "span": span, **fields(one, ("purpose", "asked_at", "asked_by")), "answer": answer}


def fields(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Some fields of a value as JSON data."""
    return {name: _simple(getattr(value, name)) for name in names}


def _simple(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _statement(one: Any) -> dict[str, Any]:
    plain = fields(one, ("recording_id", "purposes", "closed_at", "erased", "handed_out", "verified_at"))
    return plain | {"left": [place.place for place in one.left]}
