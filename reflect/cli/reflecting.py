"""Cases: which there are, and one of them with its talks, interviews, sessions and attention points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import Handing, app, hand_out, json_text, opened

if TYPE_CHECKING:
    from reflect.model.reflection import FollowUp
    from reflect.reflection import CaseFile, Visit
    from reflect.store.cases import CaseLine

Code = Annotated[str | None, typer.Argument(metavar="[CODE]", help="A case by its code or id; without it all cases.", show_default=False)]
Format = Annotated[str, typer.Option("--format", help="table for people, json to take along.", metavar="table|json")]
SCHEMA = "reflect/case"
VERSION = 1


@app.command(name="case", epilog="Examples:  reflect case   |   reflect case T12   |   reflect case T12 --format json")
def case(code: Code = None, format: Format = "table", recipient: options.Recipient = "") -> None:
    """List the cases (trajecten), or show one: talks in order, interviews, sessions, attention points and how it went with them."""
    from reflect import reflection
    from reflect.store import cases, consents
    from reflect.store.account import account

    options.one_of(format, ("table", "json"))
    with opened() as store:
        if code is None:
            lines = cases.listing(store)
            _print_json({"cases": [_line(line) for line in lines]}) if format == "json" else _print_cases(lines)
            return
        chosen = cases.get(store, code)
        found = reflection.case_file(store, chosen.id, consents.closed(store, account()))
        if format == "json":
            ids = [v.recording.id for v in found.visits]
            hand_out(store, f"{_json(_plain(found))}\n".encode("utf-8", "replace"), Handing("case", "json", ids, recipient))
            return
    _print_case(found)


# ---- for people -------------------------------------------------------------------------------


def _print_cases(lines: tuple[CaseLine, ...]) -> None:
    from reflect import terminal

    if not lines:
        terminal.out.print("There are no cases yet. Give a recording one: reflect process FILM --case CODE, or in the app.")
        return
    rows = [
        (_line_of(c.case.code), str(c.recordings), str(c.sessions), str(c.points), f"{c.last_at:%Y-%m-%d}" if c.last_at else "")
        for c in lines
    ]
    terminal.print_table("", ("case", "recordings", "sessions", "points", "last talk"), rows)


def _print_case(found: CaseFile) -> None:
    from reflect import terminal

    terminal.out.print(_line_of(found.case.code), markup=False)
    rows = sorted((row for visit in found.visits for row in _talk(visit)), key=lambda row: row[0])
    rows += [_session(found, n) for n in range(len(found.sessions))]
    terminal.print_table("", ("date", "what", "id", "about"), sorted(rows, key=lambda row: row[0]))
    days = {v.recording.id: f"{v.sitting.at:%Y-%m-%d}" for v in found.visits}
    for point in found.points:
        state = "closed" if point.closed else "open"
        terminal.out.print(f"{_line_of(point.text)} ({_line_of(point.who)}, {state})", markup=False)
        for up in found.follow_ups.get(point.id, ()):
            terminal.out.print(f"  {days.get(up.recording_id, '')} {up.recording_id}: {_went(up)}", markup=False)
    if not found.points:
        terminal.out.print("No attention points yet.")


def _talk(visit: Visit) -> list[tuple[str, str, str, str]]:
    """The talk, and the interviews about it."""
    later = "" if visit.days is None else f", {visit.days} {'day' if visit.days == 1 else 'days'} later"
    day = f"{visit.sitting.at:%Y-%m-%d}"
    rows = [(day, "talk", visit.recording.id, f"{_line_of(visit.recording.title)}{later}")]
    for held in visit.interviews:
        rows.append(
            (f"{held.held_on or day}", "interview", visit.recording.id, f"{_line_of(held.interviewer)}, {len(held.fragments)} fragments")
        )
    return rows


def _session(found: CaseFile, n: int) -> tuple[str, str, str, str]:
    session = found.sessions[n]
    day = session.held_on or (session.created_at.date() if session.created_at else "")
    return f"{day}", "session", session.id[:8], f"{_line_of(session.title)}, {found.clips.get(session.id, 0)} clips"


def _went(up: FollowUp) -> str:
    """In words: what was answered, and where it is seen."""
    from reflect.model.span import clock_text

    said = [f"{name} {getattr(up, name)}" for name in ("tried", "seen", "worked") if getattr(up, name)]
    where = [f"at {clock_text(up.span.start_ms)}-{clock_text(up.span.end_ms)}"] if up.span else []
    return ", ".join([*said, *where, *filter(None, [_line_of(up.note)])]) or "nothing answered yet"


# ---- for programs -----------------------------------------------------------------------------


def _print_json(value: dict[str, Any]) -> None:
    print(_json(value))


def _json(value: dict[str, Any]) -> str:
    return json_text({"schema": SCHEMA, "version": VERSION, **value})


def _line(line: CaseLine) -> dict[str, Any]:
    last = line.last_at and line.last_at.isoformat()
    return {"id": line.case.id, "code": line.case.code, "recordings": line.recordings, "sessions": line.sessions} | {
        "points": line.points,
        "last_at": last,
    }


def _plain(found: CaseFile) -> dict[str, Any]:
    """All but what the interviewer wrote down: of a client's words only how many were released."""
    return {
        "case": {"id": found.case.id, "code": found.case.code},
        "talks": [_plain_talk(v) for v in found.visits],
        "sessions": [
            {"id": s.id, "title": s.title, "held_on": s.held_on and s.held_on.isoformat(), "clips": found.clips.get(s.id, 0)}
            for s in found.sessions
        ],
        "points": [
            {"id": p.id, "text": p.text, "who": p.who, "session": p.session_id, "closed": p.closed}
            | {"follow_ups": [_plain_up(f) for f in found.follow_ups.get(p.id, ())]}
            for p in found.points
        ],
    }


def _plain_talk(visit: Visit) -> dict[str, Any]:
    held = [
        {"id": i.id, "held_on": i.held_on and i.held_on.isoformat(), "interviewer": i.interviewer, "fragments": len(i.fragments)}
        for i in visit.interviews
    ]
    return {"recording": visit.recording.id, "title": visit.recording.title, "at": visit.sitting.at.isoformat()} | {
        "days_after_previous": visit.days,
        "interviews": held,
        "released": visit.said,
    }


def _plain_up(up: FollowUp) -> dict[str, Any]:
    return {"recording": up.recording_id, "tried": str(up.tried), "seen": str(up.seen), "worked": str(up.worked)} | {
        "span_ms": [up.span.start_ms, up.span.end_ms] if up.span else None,
        "note": up.note,
    }


def _line_of(text: str) -> str:
    from reflect.exchange.plain_text import one_line  # here, so that --help does not wait for every format

    return one_line(text)
