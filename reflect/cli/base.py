"""What the commands share: the application they join, the store they open, and how results and errors are printed."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reflect.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from reflect.model.consent import Purpose
    from reflect.model.speech import Transcript
    from reflect.store.database import Store
    from reflect.store.values import Recording

app = typer.Typer(
    name="reflect",
    help="Video reflection on consultations: a transcript with speakers on video time, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with [bold]reflect demo[/bold]. All data lie in one folder: REFLECT_HOME, or what [bold]reflect doctor[/bold] names.",
)


@contextmanager
def opened() -> Iterator[Store]:
    from reflect.store.database import open_store

    store = open_store()
    try:
        yield store
    finally:
        store.close()


def transcript_of(id: str, version: int | None) -> Transcript:
    with opened() as store:
        return latest(store, id, version)[1]


def latest(
    store: Store, id: str, version: int | None, format: str = "table", masked: Collection[str] | None = None
) -> tuple[str, Transcript]:
    from reflect.store import transcripts

    recording = recording_for(store, id, format, masked)
    found = transcripts.latest(store, recording.id) if version is None else transcripts.get(store, recording.id, version)
    return recording.id, found.transcript


def recording_for(store: Store, id: str, format: str = "table", masked: Collection[str] | None = None) -> Recording:
    """The recording, when it may be looked at here (a table), or handed out for research (any other format: then `hand_out` it).

    `masked` are the persons of whom nothing is left in what is handed out: they need not agree.
    """
    from reflect.model.consent import Purpose
    from reflect.store import consents, recordings
    from reflect.store.account import account

    recording = recordings.get(store, id)
    if format == "table":
        consents.require_play(store, recording.id, account())
    else:
        consents.require_use(store, recording.id, Purpose.RESEARCH, account(), masked)
    return recording


@dataclass(frozen=True, slots=True)
class Handing:
    """Something that leaves: `what` and its `format`, of which recordings, to whom, until which day it may be used, for what (None: P1)."""

    what: str
    format: str
    recording_ids: Sequence[str]
    recipient: str = ""
    expires_on: date | None = None
    losses: Sequence[str] = ()
    purpose: Purpose | None = None


def hand_out(store: Store, data: bytes, handing: Handing, output: Path | None = None) -> None:
    """Write down who gets it, with the SHA-256 of exactly these bytes, and then `deliver` them: a line too many does no harm.

    UsageError for a recipient that holds a burgerservicenummer; nothing leaves then.
    """
    import hashlib  # here, so that --help does not wait for a library of ciphers

    from reflect.model.consent import Purpose
    from reflect.serving.calls import viewer_of
    from reflect.store import disclosures

    what = f"{handing.what} {handing.format}"
    disclosures.add(
        store,
        viewer_of(store).name,
        what,
        handing.purpose or Purpose.RESEARCH,
        recording_ids=handing.recording_ids,
        recipient=handing.recipient,
        sha256=hashlib.sha256(data).hexdigest(),
        expires_on=handing.expires_on,
    )
    deliver(data, output, handing.format, handing.losses)


def require_free(output: Path | None, force: bool) -> None:
    """Before the work begins: the file that it is for is not there yet."""
    if output is not None and output.exists() and not force:
        raise UsageError(f"{output} is already there. Choose another name, or add --force to replace it.")


def deliver(data: bytes, output: Path | None = None, format: str = "", losses: Sequence[str] = ()) -> None:
    """To the file, whole or not at all, and then say what its format cannot hold; without a file to standard output."""
    from reflect import terminal
    from reflect.store.home import atomic_write

    if output is None:
        sys.stdout.buffer.write(data)
        return
    if not output.parent.is_dir():
        raise NotFoundError(f"The folder {output.parent} does not exist. Make it, or choose another place for {output.name}.")
    atomic_write(output, data)
    terminal.err.print(f"Written: {output}", markup=False)
    if losses:
        terminal.err.print(f"{format} cannot hold: {'; '.join(losses)}.", markup=False)


def print_json(value: object) -> None:
    print(json_text(value))


def json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)


def fail(message: str, tail: str = "") -> None:
    """One line on standard error, then the last words of a program that failed."""
    print(f"reflect: {' '.join(message.split())}", file=sys.stderr)
    for line in tail.splitlines()[-8:]:
        print(f"  | {line}", file=sys.stderr)
