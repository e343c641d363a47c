"""`reflect teach presses`: what trainees pressed. It joins `reflect teach`."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import Handing, hand_out, json_text, opened, require_free
from reflect.cli.teaching import Set, file_of, teach
from reflect.errors import NotFoundError

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.teaching import PressFile

From = Annotated[Path | None, typer.Option("--from", help="Bring in the file that a trainee saved in a pack.", show_default=False)]
Forget = Annotated[str, typer.Option("--forget", help="Erase all that a trainee of this made-up name pressed.", show_default=False)]
PressFormat = Annotated[str, typer.Option("--format", help="table for people, csv or json to take along.", metavar="table|csv|json")]


@teach.command(
    epilog="Examples:  reflect teach presses 4a37   |   reflect teach presses 4a37 --format csv -o druk.csv   |   "
    "reflect teach presses 4a37 --from momenten-91c2.json"
)
def presses(
    wanted: Set,
    bring: From = None,
    forget: Forget = "",
    format: PressFormat = "table",
    output: options.Output = None,
    force: options.Force = False,
    recipient: options.Recipient = "",
) -> None:
    """What trainees pressed beside what researchers tagged: hits, misses, extra. With --from, bring in a trainee's file first."""
    from reflect import teaching, terminal
    from reflect.model.consent import Purpose
    from reflect.serving.calls import viewer_of
    from reflect.teaching import bringing

    options.one_of(format, ("table", "csv", "json"))
    require_free(output, force)
    with opened() as store:
        found = teaching.find_set(store, wanted)
        if bring is not None:
            done = bringing.bring(store, bringing.read_file(bring), viewer_of(store).name, found.id)
            left = f"; {sum(done.refused.values())} could not be kept" if done.refused else ""
            terminal.err.print(f"{done.trainee}: {done.presses} presses{left}.", markup=False)
        if forget:
            gone = _forget(store, found.id, forget)
            terminal.err.print(f"Erased: {gone} presses.", markup=False)
        file = teaching.press_file(store, file_of(store, found.id), viewer_of(store).only)
        if format != "table":
            data = _csv(file) if format == "csv" else f"{json_text(_plain_presses(file))}\n".encode("utf-8", "replace")
            ids = sorted({one.shown.clip.recording_id for one in file.clips})
            hand_out(store, data, Handing("presses", format, ids, recipient, purpose=Purpose.TRAINING), output)
            return
    _print_presses(file)


# ---- parts ------------------------------------------------------------------------------------


def _forget(store: Store, set_id: str, trainee: str) -> int:
    """Erase what every trainee of this name pressed in the set; how many presses. NotFoundError when there is none such."""
    from reflect import teaching
    from reflect.model.teaching import Spotting
    from reflect.serving.calls import viewer_of
    from reflect.store import teaching as rows

    mine = [s for s in rows.of(store, Spotting, set_id, deleted=True) if s.trainee.casefold() == trainee.strip().casefold()]
    if not mine:
        raise NotFoundError(f"No trainee is called {trainee[:40]!r} in this set. See: reflect teach presses {set_id[:8]}")
    return teaching.forget(store, set_id, [s.id for s in mine], viewer_of(store).name)


def _plain_presses(file: PressFile) -> dict[str, Any]:
    return {
        "set": file.set.id,
        "trainees": [
            {"id": w.spotting.id, "trainee": w.spotting.trainee, "hits": w.score.hits, "misses": w.score.misses, "extra": w.score.extra}
            for w in file.watched
        ],
        "presses": [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(file)],
    }


_COLUMNS = ("trainee", "clip", "recording", "at_ms", "theme", "inside")


def _rows(file: PressFile) -> list[tuple[object, ...]]:
    names = {w.spotting.id: w.spotting.trainee for w in file.watched}
    return [
        (names.get(p.press.spotting_id, ""), one.shown.number, one.shown.clip.recording_id, p.press.at_ms, p.press.theme, int(p.inside))
        for one in file.clips
        if one.shown.decision.shown is not None
        for p in one.presses
    ]


def _csv(file: PressFile) -> bytes:
    """For a spreadsheet."""
    from reflect.exchange.csv_table import harmless

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for name, *rest in _rows(file):
        writer.writerow([harmless(str(name)), *rest])
    return out.getvalue().encode("utf-8-sig")


def _print_presses(file: PressFile) -> None:
    from reflect import terminal

    if not file.watched:
        terminal.out.print("No trainee pressed yet.")
        return
    rows = [(w.spotting.trainee, str(w.score.hits), str(w.score.misses), str(w.score.extra)) for w in file.watched]
    terminal.print_table("", ("trainee", "hits", "misses", "extra"), rows)
