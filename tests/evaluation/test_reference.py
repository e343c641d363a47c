"""Reference files of every form, and the words of the errors for broken ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.errors import FormatError, NotFoundError
from reflect.evaluation import ReferenceTurn, load_reference
from reflect.evaluation.reference import FORMS
from reflect.exchange import export
from reflect.model.codec import to_json
from reflect.model.span import Span
from reflect.model.speech import Transcript, Turn, Word

WANTED = (ReferenceTurn("A", Span(500, 2_000), "Goedemorgen, mevrouw."), ReferenceTurn("B", Span(1_500, 2_250), "Ja."))
UNTOLD = tuple(ReferenceTurn(t.speaker, t.span) for t in WANTED)

DIALOGUE = {
    "title": "x",
    "turns": [
        {"speaker": "B", "start_ms": 1500, "end_ms": 2250, "text": "Ja.", "codes": []},
        {"speaker": "A", "start_ms": 500, "end_ms": 2000, "text": "Goedemorgen, mevrouw."},
    ],
}
SEGLST = [
    {"session_id": "x", "speaker": "A", "start_time": 0.5, "end_time": "2.0", "words": "Goedemorgen, mevrouw."},
    {"session_id": "x", "speaker": "B", "start_time": 1.5, "end_time": 2.25, "words": "Ja."},
]
STM = ";; comment\nx 1 A 0.5 2 <o,f0,unknown> Goedemorgen, mevrouw.\n\nx 1 B 1.5 2.25 Ja.\n"
RTTM = "SPEAKER x 1 0.5 1.5 <NA> <NA> A <NA> <NA>\nSPEAKER x 1 1.5 0.75 <NA> <NA> B <NA> <NA>\n"


UNTIMED = [{"speaker": t.speaker, "start_time": t.span.start_ms / 1000, "end_time": t.span.end_ms / 1000} for t in WANTED]
ALLOWED = f"Allowed: {FORMS}."
ORDER = "start and end are not seconds in order from 0 to 3600000. Correct them."


@pytest.mark.parametrize(
    ("name", "text", "turns"),
    [
        ("a.json", json.dumps(DIALOGUE), WANTED),
        ("a.json", "\ufeff" + json.dumps(SEGLST), WANTED),
        ("a.STM", STM, WANTED),
        ("a.rttm", RTTM, UNTOLD),
        ("x.rttm", RTTM + "SPEAKER other 1 0 9 <NA> <NA> C <NA> <NA>\n", UNTOLD),
        (
            "a.json",
            json.dumps(UNTIMED),
            UNTOLD,
        ),
        ("a.stm", "x 1 A 0 1\n", (ReferenceTurn("A", Span(0, 1_000), ""),)),
    ],
)
def test_every_form_is_read(name: str, text: str, turns: tuple[ReferenceTurn, ...], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    reference = load_reference(tmp_path / name)
    assert (reference.turns, reference.source) == (turns, name)
    assert reference.has_text is (turns[0].text is not None)


@pytest.mark.parametrize("stored", ["export", "codec"])
def test_our_own_export_is_read(stored: str, tmp_path: Path) -> None:
    words = (Word("Dag,", Span(100, 300), 1.0), Word("Ömer!", Span(900, 1_200), 1.0))
    transcript = Transcript("nl", 5_000, (), (Turn("S2", words), Turn("S1", ())))
    path = tmp_path / "own.json"
    path.write_bytes(export("json").encode(transcript, "r1") if stored == "export" else to_json(transcript).encode())
    assert load_reference(path).turns == (ReferenceTurn("S2", Span(100, 1_200), "Dag, Ömer!"),)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"x", f"a.txt: a reference has the suffix .json, .rttm, .stm, not '.txt'. {ALLOWED}"),
        ("a.stm", b" \n", f"a.stm: this reference is empty. {ALLOWED}"),
        ("a.stm", b";; nothing\n", f"a.stm: this reference holds no turns. {ALLOWED}"),
        ("a.rttm", b"hello\n", f"a.rttm: this reference holds no turns. {ALLOWED}"),
        ("a.json", b'{"turns": []}', f"a.json: this reference holds no turns. {ALLOWED}"),
        ("a.json", b"caf\xe9", "a.json: byte 3 is not UTF-8 text. Save the file as UTF-8."),
        ("a.json", b'{\n"turns": [,]}', f"a.json, line 2: it is not JSON (Expecting value). {ALLOWED}"),
        ("a.json", b"[" * 200_000, f"a.json: it is not usable JSON. {ALLOWED}"),
        ("a.json", b'{"words": 1}', f"a.json: this JSON has none of the known shapes. {ALLOWED}"),
        ("a.json", b"[3]", f"a.json, item 1: it is not an object with a speaker and times. {ALLOWED}"),
        (
            "a.json",
            b'[{"speaker": "A", "start_time": 2, "end_time": 1}]',
            f"a.json, item 1: {ORDER}",
        ),
        (
            "a.json",
            b'[{"speaker": "A", "start_time": NaN, "end_time": 1}]',
            f"a.json, item 1: {ORDER}",
        ),
        ("a.json", b'[{"speaker": "A", "end_time": 1}]', "a.json, item 1: start and end are not seconds. Correct them."),
        ("a.json", b'[{"start_time": 0, "end_time": 1, "words": "a"}]', "a.json, item 1: speaker is missing or not text. Correct it."),
        (
            "a.json",
            b'{"turns": [{"speaker": "A", "start_ms": 0, "end_ms": 0.5}]}',
            "a.json, turns[0]: start_ms and end_ms are not whole milliseconds in order from 0. Correct them.",
        ),
        (
            "a.json",
            b'{"turns": [{"speaker": "A", "start_ms": 0, "end_ms": 5, "text": 7}]}',
            "a.json, turns[0]: text is not text. Correct it, or leave it out in every turn.",
        ),
        (
            "a.json",
            b'{"transcript": {}}',
            "a.json: This is not a reflect/transcript: it has no schema and version. Use a file that reflect wrote.",
        ),
        (
            "a.stm",
            b"x 1 A 0 1 ja\nx 1 A 0\n",
            "a.stm, line 2: an STM line is `file channel speaker start end words`, this has 4 fields. Correct it.",
        ),
        (
            "a.stm",
            b"x 1 A 0 1 ignore_time_segment_in_scoring\n",
            "a.stm, line 1: stretches that are not to be scored are not supported. Measure a part with --from and --to.",
        ),
        ("a.stm", b"x 1 A 0 1_0 ja\n", "a.stm, line 1: start and end are not seconds. Correct them."),
        (
            "a.stm",
            b"x 1 A 0 1 ja\ny 1 A 0 1 ja\n",
            "a.stm: it is about 2 recordings (x, y). Keep the lines of one, or name the file after the one that is meant.",
        ),
        (
            "a.rttm",
            b"SPEAKER x 1 -1 1 <NA> <NA> A <NA> <NA>",
            "a.rttm, line 1: the start '-1' is not a number of seconds from 0 to 3600000. Correct the line.",
        ),
    ],
)
def test_broken_references(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FormatError) as error:
        load_reference(tmp_path / name)
    assert str(error.value) == message


def test_no_file_and_no_readable_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"^a\.json: there is no such reference file\. Check the path after --reference\.$"):
        load_reference(tmp_path / "a.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(FormatError, match=re.escape("folder.json: the reference cannot be read (Is a directory).")):
        load_reference(tmp_path / "folder.json")


def test_real_references_are_read_as_pyannote_reads_them(shared_speech: Path) -> None:
    util = pytest.importorskip("pyannote.database.util", reason="pyannote.database is not installed")
    for path in sorted(shared_speech.glob("*.rttm")):
        annotation = next(iter(util.load_rttm(path).values()))
        read = sorted((Span.from_seconds(s.start, s.end), label) for s, _, label in annotation.itertracks(yield_label=True))
        assert [(t.span, t.speaker) for t in load_reference(path).turns] == read
    dialogue = load_reference(shared_speech / "nl_de_brief.json")
    assert dialogue.speakers == ("klantmanager", "client")
    assert dialogue.has_text


def test_importing_the_room_is_light() -> None:
    code = "import sys, reflect.evaluation; print(sorted({'pandas', 'numpy', 'scipy', 'jiwer', 'meeteval', 'pyannote'} & set(sys.modules)))"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root).stdout == "[]\n"
