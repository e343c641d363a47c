"""SLIM readings: of a recording, and over the recordings of its case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reflect import options
from reflect.cli.base import Handing, app, hand_out, opened, recording_for, require_free
from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.codebook.slim import Slim
    from reflect.model.slim import Outcome, SlimReading
    from reflect.slim import Step

Over = Annotated[bool, typer.Option("--case", help="All recordings of the case of this one, in order of time.")]
Format = Annotated[str, typer.Option("--format", help="table for people, csv or json to take along.", metavar="table|csv|json")]
LANGUAGE = "en"


@app.command(
    name="slim", epilog="Examples:  reflect slim r7k   |   reflect slim r7k --case   |   reflect slim r7k --format csv -o slim.csv"
)
def readings(
    id: options.Id,
    case: Over = False,
    format: Format = "table",
    output: options.Output = None,
    force: options.Force = False,
    recipient: options.Recipient = "",
) -> None:
    """List how people read self-image and approach (SLIM) in a recording, whether they fit, and where readers differ."""
    from reflect import slim
    from reflect.codebook import slim as models
    from reflect.exchange import slim as formats

    options.one_of(format, ("table", *formats.LOSSES))
    if format == "table" and output is not None:
        raise UsageError("A table is for the screen. Give --format csv or json with -o.")
    require_free(output, force)
    model = models.load()
    with opened() as store:
        recording = recording_for(store, id, format)
        steps = slim.course(store, recording.id, model)
        for step in steps if case else ():
            recording_for(store, step.sitting.recording_id, format)
        found = [reading for step in steps if case or step.sitting.recording_id == recording.id for reading, _ in step.readings]
        if format != "table":
            text = formats.dumps(found, format, "" if case else recording.id, model)
            ids = [step.sitting.recording_id for step in steps] if case else [recording.id]
            handing = Handing("slim", format, ids, recipient, losses=formats.LOSSES[format])
            hand_out(store, text.encode("utf-8", "replace"), handing, output)
            return
    if case:
        _print_course(steps, model)
    else:
        _print_readings(found, model)


def _print_readings(found: list[SlimReading], model: Slim) -> None:
    from reflect import slim, terminal

    if not found:
        terminal.out.print("Nobody read this recording with SLIM yet. Open the app to do so: reflect app")
        return
    rows = [(_moment(r), *_codes(r, model), _outcome(model.outcome_of(r), r, model), str(r.reader), r.coder, r.note) for r in found]
    terminal.print_table("", ("moment", "self-image", "approach", "outcome", "reader", "coder", "note"), rows)
    for moment in slim.moments(found, model):
        aspects = dict.fromkeys(difference.aspect for difference in moment.differences)
        if aspects:
            what = ", ".join(name.replace("_", "-").removesuffix("s") for name in aspects)
            terminal.out.print(f"{_moment(moment.readings[0])}: readers differ about {what}.", markup=False)


def _print_course(steps: tuple[Step, ...], model: Slim) -> None:
    from reflect import terminal

    rows = []
    for step in steps:
        first = (step.sitting.recording_id, f"{step.sitting.at:%Y-%m-%d}", step.sitting.title)
        for reading, outcome in step.readings:
            rows.append((*first, _moment(reading), *_codes(reading, model), _outcome(outcome, reading, model), str(reading.reader)))
            first = ("", "", "")
        if not step.readings:
            rows.append((*first, "", "", "", "not read yet", ""))
    terminal.print_table("", ("id", "date", "title", "moment", "self-image", "approach", "outcome", "reader"), rows)


def _moment(reading: SlimReading) -> str:
    from reflect.model.span import clock_text

    span = reading.span
    return "whole conversation" if span is None else f"{clock_text(span.start_ms)}-{clock_text(span.end_ms)}"


def _codes(reading: SlimReading, model: Slim) -> tuple[str, str]:
    images, roles = (" + ".join(model.title(code, LANGUAGE) for code in codes) for codes in (reading.self_images, reading.approach))
    return images, roles


def _outcome(outcome: Outcome | None, reading: SlimReading, model: Slim) -> str:
    """In words, with the reason when the reader holds another one than the computed."""
    words = "not computable: codes of another model" if outcome is None else model.words(outcome).label.of(LANGUAGE)
    return f"{words} (overruled: {reading.reason})" if reading.overruled else words
