"""Measures of a talk, of its thirds, and over the recordings of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from reflect import options
from reflect.cli.base import Handing, app, hand_out, opened, recording_for, require_free
from reflect.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from reflect.measures import Measure
    from reflect.measures.course import Line
    from reflect.model.speech import Transcript
    from reflect.store.database import Store
    from reflect.store.values import Recording

Id = Annotated[str | None, typer.Argument(metavar="[ID]", help="A recording's id, or its first letters.", show_default=False)]
Case = Annotated[str | None, typer.Option(help="All recordings of this case (traject), in order of time.", show_default=False)]
Format = Annotated[
    str,
    typer.Option(
        "--format", help="table for people; csv, json or parquet to take along, a row for each number.", metavar="table|csv|json|parquet"
    ),
]
SCHEMA = "reflect/measures"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Measured:
    recording: Recording
    version: str
    transcript: Transcript
    whole: tuple[Measure, ...]
    thirds: tuple[Measure, ...]


@app.command(
    epilog="Examples:  reflect measures r7k   |   reflect measures r7k --format parquet -o r7k.parquet   |   reflect measures --case T12"
)
def measures(
    id: Id = None,
    case: Case = None,
    format: Format = "table",
    output: options.Output = None,
    force: options.Force = False,
    version: options.Version = None,
    recipient: options.Recipient = "",
) -> None:
    """Measure turn-taking, silences and questions of a recording, its thirds and its voices, or their course over a case."""
    from reflect.exchange import long_table

    options.one_of(format, ("table", *long_table.LOSSES))
    if (id is None) == (case is None):
        raise UsageError("Name a recording, or a case with --case CODE. Type reflect status to list the recordings.")
    if case is not None and version is not None:
        raise UsageError("--version is a version of one transcript. Leave it out with --case.")
    if format == "table" and output is not None:
        raise UsageError("A table is for the screen. Give --format csv, json or parquet with -o.")
    require_free(output, force)
    with opened() as store:
        found = [_measure(store, recording, version) for recording in _recordings(store, id, case, format)]
        if format != "table":
            ids = [one.recording.id for one in found]
            hand_out(store, _encoded(found, format), Handing("measures", format, ids, recipient, losses=long_table.LOSSES[format]), output)
            return
    if case is None:
        _print_one(found[0])
    else:
        _print_course(found)


def _recordings(store: Store, id: str | None, case: str | None, format: str) -> list[Recording]:
    """In order of time; those of a case that have no transcript yet are left out, with a note."""
    from reflect import terminal
    from reflect.store import cases, recordings

    if id is not None:
        return [recording_for(store, id, format)]
    lines = [line for line in recordings.listing(store) if (line.recording.case or "").casefold() == str(case).strip().casefold()]
    if not lines:
        raise NotFoundError(f"There is no case {case!r}. The page Bibliotheek of the app lists the recordings with their cases.")
    spoken = {line.recording.id for line in lines if line.versions}
    if not spoken:
        raise NotFoundError(f"No recording of the case {case!r} has a transcript yet. Make one with: reflect process FILE")
    talks = cases.sittings(store, lines[0].recording.id)
    steps = [recording_for(store, s.recording_id, format) for s in talks]
    for recording in steps:
        if recording.id not in spoken:
            terminal.err.print(f"note: {recording.id} has no transcript yet, and is left out.", markup=False)
    return [recording for recording in steps if recording.id in spoken]


def _measure(store: Store, recording: Recording, version: int | None) -> Measured:
    from reflect.measures import Talk, of, of_thirds
    from reflect.store import transcripts

    found = transcripts.latest(store, recording.id) if version is None else transcripts.get(store, recording.id, version)
    talk = Talk(found.transcript)
    return Measured(recording, found.stamp, found.transcript, of(talk), of_thirds(talk))


def _encoded(found: list[Measured], format: str) -> bytes:
    from reflect import __version__
    from reflect.exchange import long_table
    from reflect.measures import table

    rows, moments = [], []
    for one in found:
        source = table.Source(one.recording.id, one.recording.case or "", one.version, one.transcript)
        numbers = (*one.whole, *one.thirds)
        rows += list(table.rows(source, numbers))
        moments += [[(s.start_ms, s.end_ms) for s in m.spans] for m in numbers]
    made = long_table.LongTable(table.COLUMNS, table.WHOLE_NUMBERS, table.NUMBERS, rows, moments)
    head = {"schema": SCHEMA, "version": VERSION, "made_by": f"reflect {__version__}", "columns": dict(table.COLUMNS)}
    return long_table.encode(made, format, head, "measures")


# ---- for people ---------------------------------------------------------------------------------


def _print_one(one: Measured) -> None:
    """A line for each number, with the counts it rests on and its three thirds."""
    from reflect import terminal
    from reflect.measures.course import whos

    names = whos(one.transcript.speakers)
    thirds = {(m.name, m.speaker, m.low, m.high, m.part): m for m in one.thirds}
    short = next((m.said for m in one.thirds), "")
    group = ""
    rows = []
    for m in one.whole:
        parts = [thirds[m.name, m.speaker, m.low, m.high, n] for n in (1, 2, 3)]
        rows.append(
            (
                m.group if m.group != group else "",
                _name(m.name, m.low, m.high),
                names.get(m.speaker or "", m.speaker or ""),
                _value(m) if m.value is not None else m.said,
                _counts(m),
                *([] if short else [_value(p) for p in parts]),
            )
        )
        group = m.group
    columns = ("group", "measure", "who", "value", "from", *(() if short else ("1st third", "2nd", "3rd")))
    terminal.print_table("", columns, rows)
    if short:
        terminal.out.print(f"By third: {short}.", markup=False)


def _print_course(found: list[Measured]) -> None:
    from reflect import terminal
    from reflect.measures.course import course

    rows = []
    for line in course([(one.transcript.speakers, one.whole) for one in found]):
        values = [_value(m) if m is not None else "" for m in line.found]
        rows.append((_name(line.name, line.low, line.high), line.who, *values, *([_change(line)] if len(found) > 1 else [])))
    columns = ("measure", "who", *(one.recording.id for one in found), *(["first to last"] if len(found) > 1 else []))
    terminal.print_table("", columns, rows)


def _change(line: Line) -> str:
    """How much the last one is more (+) or less (-) than the first; shares in points of a hundred."""
    if line.change is None:
        return "–"
    unit = next(m.unit for m in line.found if m is not None)
    match unit:
        case "ms":
            return f"{line.change / 1000:+.2f} s"
        case "share":
            return f"{100 * line.change:+.0f} points"
    return f"{line.change:+.4g}"


def _name(name: str, low: int | None, high: int | None) -> str:
    """
    >>> _name("turn_count", None, None), _name("transfer_class", -500, 0), _name("transfer_class", 2000, None)
    ('turn count', 'transfer class -0.5 to 0 s', 'transfer class 2 s or more')
    """
    words = name.replace("_", " ")
    if low is None and high is None:
        return words
    if low is None:
        return f"{words} under {(high or 0) / 1000:g} s"
    return f"{words} {low / 1000:g} s or more" if high is None else f"{words} {low / 1000:g} to {high / 1000:g} s"


def _value(m: Measure) -> str:
    if m.value is None:
        return "–"
    match m.unit:
        case "ms":
            return f"{m.value / 1000:.2f} s"
        case "share":
            return f"{m.value:.0%}"
    return f"{m.value:.1f}" if m.denominator is not None else f"{m.value:g}"


def _counts(m: Measure) -> str:
    """What the number rests on: "3 of 12", or how many observations."""
    if m.value is None or m.denominator is None:
        return f"{m.count}" if m.count else ""
    if m.unit == "share" and m.numerator == m.count:
        return f"{m.count} of {m.denominator:g}"
    return f"{m.numerator / 1000:.1f} of {m.denominator / 1000:.1f} s" if m.unit == "share" and m.numerator is not None else f"{m.count}"
