"""Recordings and what is known of them: status, show, speakers, export, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from reflect import options
from reflect.cli.base import Handing, app, hand_out, latest, opened, print_json, recording_for, require_free, transcript_of
from reflect.errors import Stopped, UsageError

if TYPE_CHECKING:
    from reflect.store.database import Store


@app.command()
def status(format: options.TableFormat = "table") -> None:
    """List the recordings and how far each step is."""
    from reflect import terminal
    from reflect.store import recordings

    with opened() as store:
        lines = recordings.listing(store)
    if options.table_or_json(format):
        print_json([terminal.summary_plain(line) for line in lines])
    elif not lines:
        terminal.out.print("There are no recordings yet. Type: reflect demo, or: reflect process FILE")
    else:
        terminal.print_status(lines)


@app.command(epilog="Example:  reflect show r7k --from 2:00 --to 4:00")
def show(id: options.Id, version: options.Version = None, start: options.Start = None, end: options.End = None) -> None:
    """Print a transcript: time, role and text of every turn, doubtful words underlined."""
    from dataclasses import replace

    from reflect import terminal

    part = options.part(start, end)
    transcript = transcript_of(id, version)
    if part is not None:
        transcript = replace(transcript, turns=tuple(t for t in transcript.turns if t.span.overlap_ms(part)))
    terminal.print_transcript(transcript)


@app.command(epilog="Example:  reflect speakers r7k S1=klantmanager S2=client:Linde")
def speakers(id: options.Id, who: options.Voices = None) -> None:
    """List the voices of a recording with their guessed roles, or confirm who they are."""
    from reflect import terminal
    from reflect.store import people

    with opened() as store:
        recording = recording_for(store, id)
        for label, role, name in [_voice(text) for text in who or ()]:
            people.confirm_role(store, recording.id, label, role, name)
        voices = people.speakers_of(store, recording.id)
    rows = [(s.label, s.role.value, "confirmed" if s.confirmed else f"a guess: {s.reason}", s.name) for s in voices]
    terminal.print_table("", ("voice", "role", "certainty", "pseudonym"), rows)


def _voice(text: str) -> tuple[str, Any, str | None]:
    from reflect.model.speech import Role

    label, _, rest = text.partition("=")
    role, _, name = rest.partition(":")
    try:
        return label.strip(), Role(role.strip().lower()), name.strip() or None
    except ValueError:
        allowed = ", ".join(role.value for role in Role)
        raise UsageError(f"{text!r} confirms no voice. Write LABEL=ROLE, such as S1=client; the roles are: {allowed}.") from None


@app.command(epilog="Examples:  reflect export r7k vtt -o talk.vtt   |   reflect export r7k json > talk.json")
def export(
    id: options.Id,
    format: options.ExportFormat,
    output: options.Output = None,
    force: options.Force = False,
    version: options.Version = None,
    masked: options.Masked = False,
    recipient: options.Recipient = "",
    until: options.Until = None,
) -> None:
    """Write a transcript in a format of the field; says what the format cannot express."""
    from reflect import exchange

    wanted = exchange.export(format)
    require_free(output, force)
    with opened() as store:
        hidden = _hidden_in_text(store, id) if masked and version is None else None
        recording_id, transcript = latest(store, id, version, wanted.name, hidden)
        if masked:
            from reflect.masking import words

            transcript = words.masked(transcript, [one.mask for one in words.ready(store, recording_id, transcript)])
        day = None if until is None else until.date()
        data = wanted.encode(transcript, recording_id, exchange.for_whom(recipient, day))
        hand_out(store, data, Handing("transcript", wanted.name, [recording_id], recipient, day, wanted.losses), output)


def _hidden_in_text(store: Store, id: str) -> frozenset[str]:
    """Who need not agree to a masked text: who is only seen, or only named. What somebody says is theirs, with or without their name."""
    from reflect.masking.persons import Rendition, masked_persons
    from reflect.store import recordings

    return masked_persons(store, recordings.get(store, id).id, None, Rendition(picture=False, sound=False, text=True))


@app.command(epilog="Example:  reflect forget r7k")
def forget(id: options.Id, yes: options.Yes = False) -> None:
    """Remove a recording with its film, sound and transcripts. The file that it came from is not touched."""

    from reflect import consenting, terminal
    from reflect.serving.calls import viewer_of
    from reflect.store import recordings

    with opened() as store:
        recording = recordings.get(store, id)
        if not yes and not typer.confirm(f"Remove {recording.id} ({recording.title!r}) with everything made of it?", err=True):
            raise Stopped("Nothing was removed.")
        consenting.remove(store, recording.id, viewer_of(store).name)
    terminal.err.print(f"Removed {recording.id}.")
