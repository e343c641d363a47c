"""How far two coders agree: agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reflect import options
from reflect.cli.base import Handing, app, deliver, hand_out, opened, recording_for, require_free
from reflect.errors import InputError, NotFoundError, UsageError

if TYPE_CHECKING:
    from reflect.agreement import Agreement, Figure, Row
    from reflect.codebook import Codebook
    from reflect.model.fragment import Fragment, Perspective

MAX_BYTES = 64 << 20
EXAMPLES = (
    "Examples:  reflect agreement r7k --coder Anna --coder Bram   |   reflect agreement anna.json bram.json --length 45:00   |   "
    "reflect agreement r7k --format csv --disagreements -o look.csv"
)

What = Annotated[
    list[str],
    typer.Argument(metavar="ID|A.json B.json", help="A recording's id, or the files of two coders (reflect tags ID --format json)."),
]
Coders = Annotated[
    list[str] | None,
    typer.Option("--coder", help="The first coder, then the second. Left out: the two that there are.", show_default=False),
]
View = Annotated[
    str | None, typer.Option("--perspective", help="Only fragments of researcher, klantmanager or client.", show_default=False)
]
Length = Annotated[
    str | None,
    typer.Option(help="With files: how long the recording is, such as 45:00. Left out: to the last fragment.", show_default=False),
]
Book = Annotated[
    str | None, typer.Option("--codebook", help="The codebook to read codes by. Left out: the recording's.", show_default=False)
]
Unit = Annotated[float, typer.Option(help="Seconds of a unit of time, for kappa and alpha.")]
Tolerance = Annotated[
    float, typer.Option(help="Seconds that begin and end of two fragments may differ and be the same within the tolerance.")
]
Block = Annotated[float, typer.Option(help="Seconds of the blocks that are drawn for the intervals.")]
CodedOnly = Annotated[bool, typer.Option("--coded-only", help="Leave out units of time to which neither coder gave any code.")]
Listed = Annotated[bool, typer.Option("--disagreements", help="With csv: the list of disagreements instead of the figures.")]


@app.command(epilog=EXAMPLES)
def agreement(
    what: What,
    coder: Coders = None,
    perspective: View = None,
    length: Length = None,
    codebook: Book = None,
    unit: Unit = 1.0,
    tolerance: Tolerance = 2.0,
    block: Block = 30.0,
    coded_only: CodedOnly = False,
    format: options.TagsFormat = "table",
    disagreements: Listed = False,
    output: options.Output = None,
    force: options.Force = False,
    recipient: options.Recipient = "",
) -> None:
    """Compare two coders of a recording: kappa, alpha, overlap of fragments, and where they differ."""
    from reflect import agreement as comparing
    from reflect import terminal

    options.one_of(format, ("table", "csv", "json"))
    require_free(output, force)
    view, wanted = _perspective(perspective), tuple(coder or ())
    if len(wanted) not in (0, 2):
        raise UsageError("Two coders are compared. Give --coder twice: first one name, then the other.")
    settings = comparing.Settings(_ms(unit), not coded_only, _ms(tolerance), _ms(block))
    if _are_files(what):
        sides = _from_files([Path(w) for w in what], wanted, length, codebook)
    else:
        sides = _from_store(what[0], wanted, codebook, format)
    found = comparing.compare(sides.a, sides.b, sides.duration_ms, sides.book, settings, coders=sides.names, perspective=view)
    if format == "table":
        if output is not None:
            raise UsageError("A table is for the screen. Choose --format csv or json for a file.")
        _print(found, sides.book)
    else:
        _hand_out(sides, _encoded(found, sides.book, format, disagreements), format, recipient, output)
    if sides.guessed:
        terminal.err.print(sides.guessed, markup=False)


# ---- where the fragments come from ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sides:
    names: tuple[str, str]
    a: Sequence[Fragment]
    b: Sequence[Fragment]
    duration_ms: int
    book: Codebook
    guessed: str = ""
    recording_id: str = ""


def _hand_out(sides: _Sides, data: bytes, format: str, recipient: str, output: Path | None) -> None:
    """Of files that the caller has, nothing leaves that was here; of a recording it is written down."""
    if not sides.recording_id:
        deliver(data, output)
        return
    with opened() as store:
        hand_out(store, data, Handing("agreement", format, [sides.recording_id], recipient), output)


def _are_files(what: Sequence[str]) -> bool:
    """UsageError for what can be neither files nor one recording."""
    files = [w.lower().endswith(".json") for w in what]
    if len(what) > 2 or (len(what) == 2 and not all(files)):
        raise UsageError("Give the id of one recording, or two files that end in .json.")
    return all(files)


def _from_store(id: str, wanted: tuple[str, ...], codebook: str | None, format: str) -> _Sides:
    from reflect import tagging
    from reflect.store import codebooks

    with opened() as store:
        recording = recording_for(store, id, format)
        book = codebooks.load(store, codebook) if codebook else codebooks.of(store, recording)
        found = tagging.fragments(store, recording.id)
    a, b = _two(found, wanted, recording.id)
    last = max((f.span.end_ms for f in found), default=0)
    return _Sides((a, b), _of(found, a), _of(found, b), recording.duration_ms or last, book, recording_id=recording.id)


def _from_files(paths: Sequence[Path], wanted: tuple[str, ...], length: str | None, codebook: str | None) -> _Sides:
    read = [_read(path) for path in paths]
    if len(read) == 1:
        a, b = _two(read[0], wanted, paths[0].name)
        read = [_of(read[0], a), _of(read[0], b)]
    else:
        a, b = (_one(fragments, wanted[n : n + 1], path.name) for n, (fragments, path) in enumerate(zip(read, paths, strict=True)))
        read = [_of(fragments, name) for fragments, name in zip(read, (a, b), strict=True)]
        if a == b:
            a, b = (f"{name} ({path.name})" for name, path in zip((a, b), paths, strict=True))
    every = [f for fragments in read for f in fragments if not f.deleted]
    last = max((f.span.end_ms for f in every), default=0)
    if length is None and not last:
        raise InputError("The files hold no fragments. Export them again with: reflect tags ID --format json.")
    guessed = "" if length else "The files do not say how long the recording is; up to the last fragment is compared. Say it with --length."
    duration_ms = options.moment(length, "--length") if length else last
    return _Sides((a, b), read[0], read[1], duration_ms, _book(every, codebook), guessed)


def _read(path: Path) -> tuple[Fragment, ...]:
    from reflect.exchange import fragments

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read ({error.strerror}). Give files of: reflect tags ID --format json.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path.name} is larger than {MAX_BYTES >> 20} MB. Give files of: reflect tags ID --format json.")
    return fragments.loads(data, path.name)


def _book(fragments: Iterable[Fragment], wanted: str | None) -> Codebook:
    """The codebook that was asked for, or that the fragments were coded with; of whichever version."""
    from reflect.codebook import load
    from reflect.store.home import Home

    ids = sorted({f.codebook.partition(" ")[0] for f in fragments if f.code})
    if wanted is None and len(ids) > 1:
        raise InputError(f"The files were coded with several codebooks: {', '.join(ids)}. Choose one with --codebook.")
    return load(wanted or (ids[0] if ids else None), Home.find().path / "kijkwijzer")


# ---- who ---------------------------------------------------------------------------------------


def _names(fragments: Iterable[Fragment]) -> list[str]:
    return sorted({f.coder for f in fragments if not f.deleted})


def _of(fragments: Iterable[Fragment], coder: str) -> tuple[Fragment, ...]:
    return tuple(f for f in fragments if f.coder == coder)


def _two(fragments: Sequence[Fragment], wanted: tuple[str, ...], where: str) -> tuple[str, str]:
    """The two coders in one place."""
    names = _names(fragments)
    if wanted:
        first, second = (_known(name, names, where) for name in wanted)
        return first, second
    if len(names) != 2:
        raise UsageError(f"{where} has {_counted(names)}. Choose two with --coder NAME --coder NAME.")
    return names[0], names[1]


def _one(fragments: Sequence[Fragment], wanted: tuple[str, ...], where: str) -> str:
    """The coder of a file."""
    names = _names(fragments)
    if wanted:
        return _known(wanted[0], names, where)
    if len(names) > 1:
        raise UsageError(f"{where} has {_counted(names)}. Choose one of each file with --coder NAME --coder NAME.")
    return names[0] if names else Path(where).stem


def _known(name: str, names: Sequence[str], where: str) -> str:
    alike = [n for n in names if n == name] or [n for n in names if n.casefold() == name.strip().casefold()]
    if len(alike) != 1:
        raise NotFoundError(f"{where} has no fragments of {name!r}. It has {_counted(names)}.")
    return alike[0]


def _counted(names: Sequence[str]) -> str:
    listed = f": {', '.join(names[:20])}" if names else ""
    return f"fragments of {len(names) or 'no'} coder{'' if len(names) == 1 else 's'}{listed}"


def _perspective(name: str | None) -> Perspective | None:
    from reflect.model.fragment import Perspective

    if name is None:
        return None
    try:
        return Perspective(name.strip().lower())
    except ValueError:
        raise UsageError(f"--perspective {name} is not known. Give {', '.join(Perspective)}.") from None


def _ms(seconds: float) -> int:
    if not 0 <= seconds < 1e6:
        raise UsageError(f"{seconds:g} is no number of seconds.")
    return round(seconds * 1000)


# ---- what comes out ---------------------------------------------------------------------------


def _encoded(found: Agreement, book: Codebook, format: str, listed: bool) -> bytes:
    import json

    from reflect.agreement import plain
    from reflect.exchange.csv_text import csv_text

    if format == "json":
        return (json.dumps(plain.to_plain(found, book, "en"), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    columns, rows = (
        (plain.DISAGREEMENT_COLUMNS, plain.disagreement_rows(found, book, "en"))
        if listed
        else (plain.FIGURE_COLUMNS, plain.figure_rows(found, book, "en"))
    )
    return csv_text(list(columns), rows).encode("utf-8", "replace")


SHOWN = {"kappa": "kappa", "alpha": "alpha", "unitised_alpha": "alpha, unitised", "f": "F", "edge_f": "F, edges"}

KINDS = {
    "only_a": "only A",
    "only_b": "only B",
    "other_code": "another theme",
    "other_subcode": "another code of the theme",
    "edges": "another begin or end",
    "split": "one against several",
}


def _print(found: Agreement, book: Codebook) -> None:
    from reflect import terminal
    from reflect.model.span import clock_text

    settings = found.settings
    terminal.out.print(_heading(found), markup=False)
    shown = [row for row in found.rows if not found.repeats(row)]
    columns = ("code", "A", "B", *SHOWN.values())
    rows = [(_label(row, book), str(row.fragments_a), str(row.fragments_b), *(_cell(row.figure(n)) for n in SHOWN)) for row in shown]
    terminal.print_table("", columns, rows)
    bounds = f"Between brackets: {settings.level:.0%} intervals, from blocks of {settings.block_ms / 1000:g} s."
    if any(f.value is not None and f.low is None for row in shown for f in row.figures):
        bounds += " There is none where the code is too rare or the recording too short; --format json says it of each."
    terminal.out.print(bounds, style="dim", markup=False)
    for line in (*_missing(shown, book), *(str(note) for note in found.notes)):
        terminal.out.print(line, markup=False, style="dim")
    if not found.disagreements:
        terminal.out.print("\nThey differ nowhere.")
        return
    terminal.out.print(f"\nWhere they differ: {len(found.disagreements)} places")
    places = [
        (clock_text(d.span.start_ms), clock_text(d.span.end_ms), KINDS[str(d.kind)], *(_title(f, book) for f in (d.a, d.b)))
        for d in found.disagreements
    ]
    terminal.print_table("", ("from", "to", "how", "A", "B"), places)


def _heading(found: Agreement) -> str:
    from reflect.model.span import clock_text

    s = found.settings
    view = f", perspective {found.perspective}" if found.perspective else ""
    counted = "" if s.count_uncoded else ", without units that nobody coded"
    return (
        f"A is {found.coder_a}, B is {found.coder_b}; {clock_text(found.duration_ms)} of recording, codebook {found.codebook}{view}.\n"
        f"Units of {s.unit_ms / 1000:g} s{counted}; F, edges: begin and end within {s.tolerance_ms / 1000:g} s."
    )


def _label(row: Row, book: Codebook) -> str:
    if not row.code:
        return str(row.level).capitalize()
    title = book.title(row.code, "en")
    if row.level != "code":
        return title
    return f"· {title.rpartition(': ')[2]}" if "." in row.code else "· the theme itself"


def _cell(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    bounds = "" if figure.low is None else f" [{_short(figure.low)}–{_short(figure.high or 0.0)}]"
    return f"{figure.value:.2f}{bounds}"


def _short(bound: float) -> str:
    """A bound without the 0 before its point."""
    return f"{bound:.2f}".replace("0.", ".", 1)


def _missing(rows: Iterable[Row], book: Codebook) -> list[str]:
    """What could not be computed, a line for each reason."""
    reasons: dict[str, dict[str, None]] = {}
    for row in rows:
        for name, shown in SHOWN.items():
            why = row.figure(name).why
            if why is not None:
                reasons.setdefault(str(why), {})[f"{shown} of {book.title(row.code, 'en') or _label(row, book)}"] = None
    return [f"– : not computable, because {why}: {'; '.join(names)}." for why, names in reasons.items()]


def _title(fragment: Fragment | None, book: Codebook) -> str:
    return "" if fragment is None else book.title(fragment.code, "en")
