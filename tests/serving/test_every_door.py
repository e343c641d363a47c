"""Every route and command in every state of consent: what may not be seen is not there. A door that is not in the list fails."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from serving_site import POST, Site
from sqlalchemy import delete
from typer.testing import CliRunner

from reflect import teaching
from reflect.cli import app
from reflect.errors import NotAllowedError
from reflect.exchange.clip_lists import LOSSES as CLIP_FORMATS
from reflect.model.clip import Clip, ClipList
from reflect.model.consent import Answer, Appearance, ConsentEvent, Purpose, Quarantine
from reflect.model.span import Span
from reflect.serving.routes import routes
from reflect.store import cases, consents
from reflect.store.account import account
from reflect.store.consent_tables import AppearanceRow, ConsentEventRow
from reflect.store.database import Store

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)
NOBODY = uuid.UUID(int=1)

FREE = {"/reflect", "/reflect/{rest:path}", "/reflect/ui/{version}/{name}"}
"""Addresses that say nothing of a recording."""
SETS = "/reflect/teaching"
"""Teaching sets are of many recordings: what may not be seen is a gap in them."""
GIVEN = {"yes": ["yes"], "no": ["no"], "withdrawn": ["yes", "withdrawn"], "expired": ["yes"], "": []}
BODIES: dict[str, Any] = {"ops": []}


def people(store: Store, rid: str, *answers: str) -> None:
    """A person for each: "yes", "no", "withdrawn", "expired" for P1 and P2, or "" who was not asked."""
    for number, answer in enumerate(answers):
        who = consents.named(store, f"C{number}")
        consents.put_appearance(store, Appearance(str(uuid.uuid4()), rid, who.id, "client"))
        for step, one in enumerate(GIVEN[answer]):
            at = NOW - timedelta(days=9 - step)
            until = YESTERDAY if answer == "expired" else None
            for purpose in (Purpose.RESEARCH, Purpose.REFLECTION):
                consents.add(store, ConsentEvent(str(uuid.uuid4()), who.id, rid, purpose, Answer(one), at, "Noor", until=until))


def over(store: Store, rid: str) -> None:
    consents.hold(store, Quarantine(rid, account(), YESTERDAY))


STATES: dict[str, tuple[Callable[[Store, str], None], bool, bool]] = {
    "nobody is written down": (over, False, False),
    "nobody yet, in the importer's quarantine": (lambda store, rid: None, True, False),
    "in somebody else's quarantine": (lambda s, rid: consents.hold(s, Quarantine(rid, "another", NOW + timedelta(days=9))), False, False),
    "not asked": (lambda store, rid: (over(store, rid), people(store, rid, "", ""))[0], False, False),
    "yes of all": (lambda store, rid: people(store, rid, "yes", "yes"), True, True),
    "one said no": (lambda store, rid: people(store, rid, "yes", "no"), False, False),
    "one of three was not asked": (lambda store, rid: (over(store, rid), people(store, rid, "yes", "yes", ""))[0], False, False),
    "one took it back": (lambda store, rid: people(store, rid, "yes", "withdrawn"), False, False),
    "one's term has ended": (lambda store, rid: people(store, rid, "yes", "expired"), False, False),
}
"""Each state: how it comes about, whether the recording may be played and worked on here, whether something may be handed out."""


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest, site: Site, store: Store) -> tuple[bool, bool]:
    """(may be played, may be handed out)."""
    with store.writing() as connection:
        connection.execute(delete(AppearanceRow))
        connection.execute(delete(ConsentEventRow))
    make, play, out = STATES[request.param]
    make(store, site.recording.id)
    return play, out


def doors(site: Site, store: Store) -> list[tuple[str, str]]:
    """(method, address) of every route about a recording or a case, with what is there filled in."""
    case = cases.of_recording(store, site.recording.id)
    assert case is not None
    filled = {"rid": site.recording.id, "cid": case.id, "mid": site.film.id, "lid": str(NOBODY), "sid": str(NOBODY)}
    return [(method, path.format(**filled)) for method, path in paths() if not path.startswith(SETS)]


def paths() -> list[tuple[str, str]]:
    return [
        (method, route.path)  # type: ignore[attr-defined]
        for route in routes()
        if (route.path not in FREE)  # type: ignore[attr-defined]
        for method in sorted(route.methods - {"HEAD"})  # type: ignore[attr-defined]
    ]


def test_no_route_tells_of_what_may_not_be_seen(site: Site, store: Store, state: tuple[bool, bool]) -> None:
    play, out = state
    for method, address in doors(site, store):
        answer = site.client.get(address) if method == "GET" else site.client.post(address, json=BODIES, headers=POST)
        nowhere = str(NOBODY) in address
        if not play or (address.endswith("/export") and not out):
            assert (answer.status_code, answer.content) == (404, b'{"error":"not found"}'), f"{method} {address}"
        elif not nowhere:
            assert answer.status_code != 404 or "/peaks/" in address, f"{method} {address}"


def test_a_teaching_set_tells_nothing_of_what_may_not_be_seen(site: Site, store: Store, state: tuple[bool, bool]) -> None:
    play, _ = state
    id, clip = str(uuid.uuid4()), {"recording_id": site.recording.id, "span": [1_000, 3_000]}
    clip |= {"question": "Zonnewijzer?", "answer": "Windvaan"}
    teaching.begin(store, [{"what": "set", "op": str(uuid.uuid4()), "do": "add", "id": id, "title": "Luisteren"}], "Noor")
    teaching.apply(store, id, [{"what": "clip", "op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), **clip}], "Noor")
    told = []
    for method, path in paths():
        if path.startswith(SETS):
            address = path.format(set=id, clip=NOBODY, watching=NOBODY)
            answer = site.client.get(address) if method == "GET" else site.client.post(address, json=BODIES, headers=POST)
            told += [f"{method} {path}" for mark in MARKS if mark in answer.text or mark in str(answer.headers)]
    telling = {"GET /reflect/teaching/{set}", "GET /reflect/teaching/{set}/presses", "GET /reflect/teaching/fragments"}
    assert set(told) == (telling if play else set())


MARKS = ("Zonnewijzer", "Windvaan", "gesprek", "woord1", "/reflect/film/")
"""The question, the answer, the recording's title, its words and its film."""


def test_every_format_of_a_clip_list_keeps_to_it(site: Site, store: Store, state: tuple[bool, bool]) -> None:
    from reflect import exporting

    clips = ClipList(str(NOBODY), "Lijst", (Clip(site.recording.id, Span(1_000, 2_000), question="Zonnewijzer?"),), "Noor")
    for format in CLIP_FORMATS:
        for purpose in Purpose:
            made = exporting.clip_list(store, clips, format, "Noor", purpose=purpose)
            allowed = state[1] and purpose in (Purpose.RESEARCH, Purpose.REFLECTION)
            assert (b"Zonnewijzer" in made.data) is allowed, f"{format} {purpose}"


PLAYS, HANDS_OUT, OTHERWISE = "plays", "hands out", "otherwise"
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "show": (PLAYS, ("ID",)),
    "speakers": (PLAYS, ("ID",)),
    "tags": (PLAYS, ("ID",)),
    "slim": (PLAYS, ("ID",)),
    "measures": (PLAYS, ("ID",)),
    "suggest": (PLAYS, ("ID",)),
    "codebooks": (PLAYS, ("ID",)),
    "mask names": (PLAYS, ("ID",)),
    "mask who": (PLAYS, ("ID",)),
    "mask sound": (HANDS_OUT, ("ID", "-o", "OUT.mp4")),
    "export": (HANDS_OUT, ("ID", "txt")),
    "consent clip": (PLAYS, ("ID", "C0", "--for", "P2", "--from", "0:01", "--to", "0:02", "-o", "OUT.pdf")),
    "tags csv": (HANDS_OUT, ("ID", "--format", "csv")),
    "slim json": (HANDS_OUT, ("ID", "--format", "json")),
    "measures json": (HANDS_OUT, ("ID", "--format", "json")),
    "suggest json": (HANDS_OUT, ("ID", "--format", "json")),
    "agreement json": (HANDS_OUT, ("ID", "--format", "json")),
}
ELSEWHERE = {
    "process": "brings in, into quarantine",
    "demo": "the demo's own people agree",
    "app": "its routes are above",
    "work": "asks before it goes on with a recording",
    "status": "names recordings and steps, no content",
    "forget": "takes away",
    "clips": "its formats are above",
    "render": "asks for every clip: tests/rendering",
    "case": "leaves closed recordings out: tests/cli/test_case_command.py",
    "report": "asks for every clip: tests/report",
    "pack": "asks for every clip: tests/pack",
    "agreement": "as tags, of two coders",
    "evaluate-suggestions": "reads files of the caller",
    "evaluate": "reads a transcript as show does",
    "retention": "terms",
    "audit": "ids",
    "verify": "hashes",
    "backup": "a copy of all for the owner",
    "restore": "puts a copy back",
    "models": "no recording",
    "doctor": "no recording",
    "consent show": "answers, no content",
    "consent person": "answers",
    "consent yes": "answers",
    "consent no": "answers",
    "consent withdraw": "answers",
    "consent form": "a form",
    "consent client": "what is kept of a person, for that person",
    "consent finish": "erases",
    "consent confirm": "answers",
    "consent hold": "who may play while people are asked",
    "mask faces": "proposes boxes",
    "mask render": "asks: tests/masking",
    "teach list": "titles of sets, and counts",
    "teach new": "writes a set",
    "teach add": "asks as tags does: tests/teaching",
    "teach show": "leaves out what may not be seen: tests/teaching",
    "teach confirm": "a day",
    "teach make": "asks for every clip: tests/teaching",
    "teach presses": "what trainees pressed; leaves out what may not be seen: tests/teaching",
}


def test_every_command_is_in_the_list() -> None:
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        names += [f"{group.name} {c.name or c.callback.__name__}" for c in group.typer_instance.registered_commands if c.callback]
    assert sorted(set(names) - ELSEWHERE.keys() - COMMANDS.keys()) == [], "say what these do with a recording, and test it"


def test_no_command_tells_of_what_may_not_be_seen(site: Site, state: tuple[bool, bool], tmp_path: Any) -> None:
    play, out = state
    for name, (kind, arguments) in COMMANDS.items():
        words = [*name.split()[: 2 if name.startswith(("mask", "consent")) else 1], *arguments]
        words = [site.recording.id if w == "ID" else str(tmp_path / w) if w.startswith("OUT") else w for w in words]
        answer = CliRunner().invoke(app, words)
        may = out if kind == HANDS_OUT else play
        if may:
            assert not isinstance(answer.exception, NotAllowedError), f"{name}: {answer.exception}"
        else:
            assert isinstance(answer.exception, NotAllowedError), f"{name}: {answer.exception!r} {answer.output[:80]}"
            assert "woord1" not in answer.output
