"""Proposed fragments: of a recording, and how good such proposals are on dialogues that a person coded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import Handing, app, hand_out, opened, print_json, recording_for, require_free
from reflect.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.codebook import Codebook
    from reflect.model.speech import Transcript
    from reflect.model.suggestion import Suggestion
    from reflect.suggestions.evaluation import Counts, Evaluation

Dialogues = Annotated[
    list[Path],
    typer.Argument(
        metavar="DIALOGUE.json...", help="Dialogues with speaker, start_ms, end_ms, text and codes of every turn.", show_default=False
    ),
]
CODES = Annotated[bool, typer.Option("--codes", help="A line for every code too, not only for every theme.")]


@app.command(epilog="Examples:  reflect suggest r7k   |   reflect suggest r7k --format csv -o suggestions.csv")
def suggest(
    id: options.Id,
    format: options.TagsFormat = "table",
    version: options.Version = None,
    output: options.Output = None,
    force: options.Force = False,
    recipient: options.Recipient = "",
) -> None:
    """Propose fragments of a recording, each with the reason why. Nothing is tagged: that is up to a person."""
    from reflect import suggestions
    from reflect.exchange import suggestions as formats
    from reflect.store import codebooks, transcripts
    from reflect.suggestions import listening

    options.one_of(format, ("table", *formats.LOSSES))
    if format == "table" and output is not None:
        raise UsageError("A table is for the screen. Give --format csv or json with -o.")
    require_free(output, force)
    with opened() as store:
        recording = recording_for(store, id, format)
        found = transcripts.latest(store, recording.id) if version is None else transcripts.get(store, recording.id, version)
        book = codebooks.of(store, recording)
        proposed = suggestions.propose(found.transcript, book, sound=listening.kept(store, recording))
        if format != "table":
            data = formats.dumps(proposed, format, recording.id, book).encode("utf-8", "replace")
            hand_out(store, data, Handing("suggestions", format, [recording.id], recipient, losses=formats.LOSSES[format]), output)
            return
    _print_suggestions(proposed, found.transcript, book)


def _print_suggestions(proposed: Sequence[Suggestion], transcript: Transcript, book: Codebook) -> None:
    from reflect import terminal
    from reflect.model.span import clock_text

    if not proposed:
        terminal.out.print("Nothing to propose here.")
        return
    roles = {s.label: s.role.value for s in transcript.speakers}
    rows = [
        (clock_text(s.span.start_ms), clock_text(s.span.end_ms), book.title(s.code), roles.get(s.speaker or "", s.speaker or ""),
         f"{s.strength:.2f}", s.reason)
        for s in proposed
    ]  # fmt: skip
    terminal.print_table("", ("from", "to", "code", "voice", "strength", "reason"), rows)


@app.command(
    name="evaluate-suggestions",
    epilog="Example:  reflect evaluate-suggestions annotations/demo/gesprek.json --format json",
)
def evaluate_suggestions(files: Dialogues, format: options.TableFormat = "table", codes: CODES = False) -> None:
    """Measure proposals against coded dialogues: precision, recall and F of every theme, and of all together.

    A proposal is right when it lies on a turn that bears its code, or a code under its theme; it finds one place at most.
    """
    from reflect.suggestions.dialogues import load_dialogue
    from reflect.suggestions.evaluation import evaluate

    as_json = options.table_or_json(format)
    result = evaluate([load_dialogue(path) for path in files])
    if as_json:
        print_json(_plain(result))
    else:
        _print_evaluation(result, codes)


def _plain(result: Evaluation) -> dict[str, Any]:
    def one(counts: Counts) -> dict[str, Any]:
        figures = {"precision": counts.precision, "recall": counts.recall, "f": counts.f}
        return {
            "right": counts.right,
            "proposed": counts.proposed,
            "coded": counts.coded,
            **{name: None if value is None else round(value, 4) for name, value in figures.items()},
        }

    return {
        "dialogues": result.dialogues,
        "turns": result.turns,
        "themes": {c.name: one(c) for c in result.themes},
        "codes": {c.name: one(c) for c in result.codes},
        "micro": one(result.micro),
    }


def _print_evaluation(result: Evaluation, codes: bool) -> None:
    from reflect import terminal

    rows = [_row(c.name, c) for c in result.themes]
    rows.append(_row("micro-averaged", result.micro))
    terminal.print_table(
        f"{terminal.number_of(result.dialogues, 'dialogue')}, {terminal.number_of(result.turns, 'turn')}",
        ("theme", "precision", "recall", "F", "right", "proposed", "coded"),
        rows,
    )
    if codes:
        terminal.out.print()
        terminal.print_table(
            "", ("code", "precision", "recall", "F", "right", "proposed", "coded"), [_row(c.name, c) for c in result.codes]
        )


def _row(name: str, counts: Counts) -> tuple[str, ...]:
    figures = ("–" if v is None else f"{v:.2f}" for v in (counts.precision, counts.recall, counts.f))
    return (name, *figures, str(counts.right), str(counts.proposed), str(counts.coded))
