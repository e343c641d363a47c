"""What the commands share: the application they join, the store they open, and how results and errors are printed."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reflect.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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
    store: Store, id: str, version: int | None, format: str = "table", masked: Collection[str] | None = None, recipient: str = ""
) -> tuple[str, Transcript]:
    from reflect.store import transcripts

    recording = recording_for(store, id, format, "transcript", masked, recipient)
    found = transcripts.latest(store, recording.id) if version is None else transcripts.get(store, recording.id, version)
    return recording.id, found.transcript


def recording_for(
    store: Store, id: str, format: str = "table", what: str = "", masked: Collection[str] | None = None, recipient: str = ""
) -> Recording:
    """The recording, when it may be looked at here (a table), or handed out for research (any other format), which is written down.

    `masked` are the persons of whom nothing is left in what is handed out: they need not agree. `recipient` is who gets it.
    """
    from reflect.model.consent import Purpose
    from reflect.serving.calls import viewer_of
    from reflect.store import consents, disclosures, recordings
    from reflect.store.account import account

    recording = recordings.get(store, id)
    if format == "table":
        consents.require_play(store, recording.id, account())
    else:
        consents.require_use(store, recording.id, Purpose.RESEARCH, account(), masked)
        disclosures.add(
            store, viewer_of(store).name, f"{what} {format}", Purpose.RESEARCH, recording_ids=[recording.id], recipient=recipient
        )
    return recording


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
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def fail(message: str, tail: str = "") -> None:
    """One line on standard error, then the last words of a program that failed."""
    print(f"reflect: {' '.join(message.split())}", file=sys.stderr)
    for line in tail.splitlines()[-8:]:
        print(f"  | {line}", file=sys.stderr)
