"""How good it is, and what is on this machine: evaluate, models, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reflect import options
from reflect.cli.base import app, print_json, transcript_of
from reflect.errors import SetupError, UsageError


@app.command(epilog="Example:  reflect evaluate r7k --reference talk.rttm --collar 0.25")
def evaluate(
    id: options.Id,
    reference: options.Reference,
    collar: options.Collar = 0.25,
    version: options.Version = None,
    format: options.TableFormat = "table",
) -> None:
    """Measure a transcript against a reference: WER, cpWER, DER with its parts, shares of time."""
    from reflect import evaluation, terminal

    if not 0 <= collar <= 5:
        raise UsageError(f"--collar {collar} cannot be. Give seconds from 0 to 5; 0.25 is usual.")
    transcript = transcript_of(id, version)
    result = evaluation.evaluate(transcript, evaluation.load_reference(reference), collar_ms=round(collar * 1000))
    if options.table_or_json(format):
        print_json(result.to_plain())
    else:
        terminal.print_table("", ("measure", "value", "counts"), result.rows())


@app.command(epilog="Examples:  reflect models   |   reflect models --check   |   reflect models --fetch large-v3-turbo")
def models(check: options.Check = False, fetch: options.Fetch = None, format: options.TableFormat = "table") -> None:
    """List the speech and diarization models, check them, or fetch one."""
    from reflect import asr, diarization, doctor, terminal
    from reflect.store.home import Home

    cache = Home.find().models
    states = {s.name: (room, s) for room in (asr, diarization) for s in _states(room, cache)}
    if fetch is not None:
        terminal.err.print(f"Fetching {fetch} from the model hub …", markup=False)
        room = states[fetch][0] if fetch in states else asr
        states[fetch] = (room, room.weights.fetch(fetch))
    if check:
        states = {name: (room, room.weights.check(name, cache)) for name, (room, _) in states.items()}
    found = [doctor.model_check(state) for _, state in states.values()]
    if options.table_or_json(format):
        print_json([f.to_plain() for f in found])
    else:
        terminal.print_checks(found)
    if check and any(f.health is doctor.Health.MEND for f in found):
        raise SetupError("A model is damaged: see the lines above.")


def _states(room: Any, cache: Path) -> Any:
    from reflect import asr

    return room.weights.states(cache) if room is asr else room.weights.states()


@app.command()
def doctor(format: options.TableFormat = "table") -> None:
    """Print versions, models, accelerator, database, ffmpeg and disk, and what to mend."""
    from reflect import terminal
    from reflect.doctor import Health, examine
    from reflect.store.home import Home

    checks = examine(Home.find())
    if options.table_or_json(format):
        print_json([check.to_plain() for check in checks])
    else:
        terminal.print_checks(checks)
    if any(check.health is Health.MEND for check in checks):
        raise SetupError("Something needs mending: see the lines above.")
