"""The commands that the README shows are run, in its order."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from reflect.diarization import FakeDiarizer
from reflect.media import write_wave
from reflect.model.sound import RATE
from reflect.model.span import Span
from reflect.model.speech import Activity, Word

sys.path.insert(0, str(Path(__file__).parent.parent / "pipeline"))


def shown_commands(text: str) -> list[list[str]]:
    """The `reflect …` lines of the README's code blocks, without their comments."""
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("reflect ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README names."""
    chance = np.random.default_rng(3)
    sound = chance.normal(0, 0.2, 40 * RATE).astype(np.float32) * (np.sin(np.arange(40 * RATE) / 3_000) > 0)
    write_wave(tmp_path / "film.mp4", [sound])
    write_wave(tmp_path / "talk.mp4", [sound[::-1]])
    write_wave(tmp_path / "recorder.wav", [0.5 * sound[5 * RATE :]])
    write_wave(tmp_path / "second.mp4", [0.8 * sound[2 * RATE :]])
    (tmp_path / "names.txt").write_text("Participatiewet\nUWV\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def coded_by_two(recording: str) -> None:
    """A and B each tag the recording, as they would in the app."""
    from reflect import tagging
    from reflect.store.database import open_store

    with open_store() as store:
        for coder in "AB":
            op = {"op": str(uuid4()), "do": "add", "id": str(uuid4()), "start": 500, "end": 1_500, "code": "emotie"}
            assert tagging.apply(store, recording, [op], coder).acks[0].status == tagging.STORED


def looked_back_on(recording: str) -> str:
    """The id of a session with one clip, in the case that the README names."""
    from reflect import reflection
    from reflect.store import cases, recordings
    from reflect.store.database import open_store

    session = {"what": "session", "op": str(uuid4()), "do": "add", "id": str(uuid4()), "title": "Sessie"}
    clip = {"what": "clip", "op": str(uuid4()), "do": "add", "id": str(uuid4()), "session_id": session["id"]}
    with open_store() as store:
        recordings.change(store, recording, case="T-12")
        case = cases.get(store, "T-12")
        acks = reflection.apply(store, case.id, [session, clip | {"recording_id": recording, "span": [500, 1_500]}], "A")
    assert [ack.status for ack in acks] == ["stored", "stored"]
    return session["id"]


def test_the_commands_of_the_readme_work(
    reflect: Callable[..., Any], desk: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reflect.asr.fake import FakeRecognizer

    words = [Word("Goedemorgen.", Span(1_000, 1_600), 0.9), Word("Ja?", Span(3_000, 3_400), 0.9)]
    active = [Activity(Span(900, 1_700), "S1"), Activity(Span(2_900, 3_500), "S2")]
    monkeypatch.setattr("reflect.asr.create", lambda *args, **settings: FakeRecognizer(words))
    monkeypatch.setattr("reflect.diarization.create", lambda *args, **settings: FakeDiarizer(active))
    commands = shown_commands((repository / "README.md").read_text(encoding="utf-8"))
    assert {c[0] for c in commands} >= {"process", "status", "show", "speakers", "export", "evaluate", "models", "doctor", "app"}
    recording = session = ""
    for command in commands:
        if command[0] == "app" or "COMMAND" in command:  # a server; a placeholder
            continue
        if command[0] == "evaluate":
            reflect("export", recording, "json", "-o", "talk.json")
        if command[0] == "agreement":
            coded_by_two(recording)
        if command[0] == "case":
            session = looked_back_on(recording)
        said = reflect(*({"r7k": recording, "4a37": session}.get(part, part) for part in command))
        # doctor and models tell by their status that something on this machine wants mending.
        assert said.status in ((0, 5) if command[0] in ("doctor", "models") else (0,)), f"{command}: {said.err}"
        if command[0] == "process":
            recording = said.out.split()[-1]
    assert os.path.getsize(desk / "talk.vtt") > 20


def test_every_command_has_help_with_its_purpose(reflect: Callable[..., Any]) -> None:
    for command in ("process", "demo", "app", "status", "show", "speakers", "export", "evaluate", "models", "doctor", "forget"):
        said = reflect(command, "--help")
        assert said.status == 0
        assert "Usage:" in said.out
