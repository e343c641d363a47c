"""Asking about one clip, confirming a yes, and who may play meanwhile. They join `reflect consent`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reflect import options
from reflect.cli.base import deliver, opened, recording_for, require_free
from reflect.cli.consenting import Form, PaperLanguage, Pseudonym, Purposes, consent, hash_of, known, purposes_of, who
from reflect.errors import UsageError


@consent.command(
    "clip", epilog="Example:  reflect consent clip r7k C1 --for P5 --from 2:15 --to 2:41 --note 'teaching set Contact' -o clip.pdf"
)
def clip(
    id: options.Id,
    pseudonym: Pseudonym,
    purposes: Purposes = None,
    start: options.Start = None,
    end: options.End = None,
    note: Annotated[str, typer.Option("--note", help="What it is for, in your own words; it stands on the form.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The form to print, a PDF.", show_default=False)] = None,
    language: PaperLanguage = "nl",
    force: options.Force = False,
) -> None:
    """Write down that a person is asked about one clip, and write the form for it: its moment, its length, and what is said in it.

    Keep the answer with: reflect consent yes (or no) ID PERSON --for P5 --from --to --form FILE.
    """
    from reflect import consenting, terminal
    from reflect.model.clip import Clip
    from reflect.report import LANGUAGES, clip_form
    from reflect.store import consents

    options.one_of(language, LANGUAGES, "--language")
    require_free(output, force)
    wanted, span = purposes_of(purposes), options.part(start, end)
    if span is None or len(wanted) != 1:
        raise UsageError("Name one clip with --from and --to, and one purpose with --for.")
    with opened() as store:
        recording = recording_for(store, id)
        person_id = known(store, pseudonym)
        asked = consenting.ask_clip(store, Clip(recording.id, span), person_id, wanted[0], who(store), note=note)
        if output is not None:
            person = next(p for p in consents.persons(store) if p.id == person_id)
            made = clip_form(store, Clip(recording.id, asked.span), person, wanted[0], who(store), language, asked.note)
            deliver(made.data, output)
            terminal.err.print(
                f"Version {made.version}, SHA-256 {made.sha256}. It is a draft: an officer has to agree to it.", markup=False
            )
    times = f"{asked.span.start_ms / 1000:g} to {asked.span.end_ms / 1000:g} s"
    terminal.err.print(f"Written down: {pseudonym} is asked about {times} of recording {recording.id}, for {wanted[0]}.", markup=False)


@consent.command("confirm", epilog="Example:  reflect consent confirm r7k C1 --form formulier-2027.pdf")
def confirm(id: options.Id, pseudonym: Pseudonym, form: Form = None, start: options.Start = None, end: options.End = None) -> None:
    """Keep that a person says yes to teaching (P5) once more, as is asked every year. reflect retention lists what is due."""
    from reflect import consenting, terminal
    from reflect.store import recordings

    with opened() as store:
        recording, span = recordings.get(store, id), options.part(start, end)
        person_id, name = known(store, pseudonym), form.name if form else ""
        consenting.confirm(store, recording.id, person_id, who(store), span=span, form=name, form_sha256=hash_of(form))
    terminal.err.print(f"Kept: {pseudonym} says yes to P5 once more, about recording {recording.id}.", markup=False)


@consent.command("hold", epilog="Example:  reflect consent hold r7k --importer marieke --days 7")
def hold(
    id: options.Id,
    importer: Annotated[str | None, typer.Option(help="The account of this machine that may play it. Left out: yours.")] = None,
    days: Annotated[int, typer.Option(help="For how many days, at most 14.")] = 14,
) -> None:
    """Put a recording in quarantine anew, or hand your quarantine to another account: only that one may play it until then."""
    from reflect import consenting, terminal
    from reflect.store import recordings

    with opened() as store:
        held = consenting.hold(store, recordings.get(store, id).id, who(store), days, importer)
    terminal.err.print(f"Only {held.importer} may play recording {held.recording_id} until {held.until:%Y-%m-%d}.", markup=False)
