"""What each format writes for one talk, byte for byte, and what independent readers make of it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pysubs2
import pytest

from reflect.errors import FormatError, UsageError
from reflect.exchange import FORMATS, csv_table, export, reflect_json, rttm
from reflect.exchange.cues import LONGEST_MS, cues
from reflect.exchange.frame import turns_frame, words_frame
from reflect.exchange.labels import speaker_labels
from reflect.exchange.rows import TURN_COLUMNS, WORD_COLUMNS
from reflect.model.span import Span
from reflect.model.speech import Activity, Role, Speaker, Transcript, Turn, Word

GOLDEN = Path(__file__).parent / "golden"
EMPTY = Transcript("nl", 0, (), ())


@pytest.mark.parametrize("name", FORMATS)
def test_format_writes_the_golden_file(name: str, talk: Transcript) -> None:
    assert export(name).encode(talk, "demo") == (GOLDEN / f"talk{FORMATS[name].suffix}").read_bytes()


def test_words_table_writes_the_golden_file(talk: Transcript) -> None:
    assert csv_table.dumps(talk, level="word").encode() == (GOLDEN / "talk.words.csv").read_bytes()


def test_an_unknown_format_is_refused_with_the_list() -> None:
    with pytest.raises(UsageError) as error:
        export("docx")
    assert str(error.value) == "There is no export format 'docx'; choose one of: json, rttm, vtt, srt, txt, csv."
    assert export(" VTT ") is FORMATS["vtt"]


def test_every_format_but_ours_names_its_losses() -> None:
    assert [f.name for f in FORMATS.values() if not f.losses] == ["json"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_recording_without_speech_can_be_written(name: str) -> None:
    expected = {"rttm": b"", "vtt": b"WEBVTT\n", "srt": b"", "csv": ("\ufeff" + ",".join(TURN_COLUMNS) + "\r\n").encode()}
    data = export(name).encode(EMPTY, "leeg")
    assert data == expected.get(name, data)
    assert name != "txt" or data.decode() == "Opname    leeg\nDuur      0:00\nTaal      nl\n\n(Er zijn geen woorden herkend.)\n"
    assert name != "json" or reflect_json.loads(data).transcript == EMPTY


def test_subtitles_mean_the_same_to_pysubs2(talk: Transcript) -> None:
    made = cues(talk, speaker_labels(talk))
    for name in ("vtt", "srt"):
        read = pysubs2.SSAFile.from_string(export(name).encode(talk).decode(), format_=name)
        assert [(e.start, e.end) for e in read] == [(c.span.start_ms, c.span.end_ms) for c in made]
        assert "Ik heb de brief gelezen, twee keer zelfs," in " ".join(" ".join(e.plaintext.split()) for e in read)


def test_subtitles_mean_the_same_to_webvtt_py(talk: Transcript) -> None:
    webvtt = pytest.importorskip("webvtt", reason="webvtt-py is not installed")
    made = cues(talk, speaker_labels(talk))
    read = list(webvtt.from_buffer(io.StringIO(export("vtt").encode(talk).decode())))
    assert [c.voice for c in read] == [c.name for c in made]
    assert {c.voice for c in read} == {"Klantmanager", "Roos", "Tolk", "Spreker 4"}
    assert [len(c.lines) for c in read] == [2, 1, 1, 1, 2, 2, 1, 1]


def test_speakers_times_mean_the_same_to_pyannote(talk: Transcript, tmp_path: Path) -> None:
    util = pytest.importorskip("pyannote.database.util", reason="pyannote.database is not installed")
    (tmp_path / "talk.rttm").write_text(rttm.dumps(talk, "demo"), encoding="utf-8")
    read = util.load_rttm(tmp_path / "talk.rttm")["demo"]
    found = sorted(Activity(Span.from_seconds(s.start, s.end), label) for s, _, label in read.itertracks(yield_label=True))
    assert found == sorted(talk.activities)


def test_tables_mean_the_same_to_pandas(talk: Transcript) -> None:
    import pandas as pd

    read = pd.read_csv(io.BytesIO(export("csv").encode(talk)), encoding="utf-8-sig")
    assert list(read.columns) == list(TURN_COLUMNS)
    assert read["start_ms"].tolist() == [1_100, 4_500, 5_250, 7_000, 16_000, 3_661_001]
    assert read["text"][4].startswith("'=SOM(1)")
    assert csv_table.dumps(talk, delimiter=";").splitlines()[0] == "\ufeff" + ";".join(TURN_COLUMNS)


def test_tables_refuse_other_levels_and_delimiters(talk: Transcript) -> None:
    with pytest.raises(UsageError, match=r"^A table has one row for each turn or word, not 'page'\.$"):
        csv_table.dumps(talk, level="page")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="comma, a semicolon or a tab, not '='"):
        csv_table.dumps(talk, delimiter="=")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("  @som", "'  @som"),
        ("-nee", "'-nee"),
        ("ja;=1", "ja;'=1"),
        ('"=1', "'\"=1"),
        ("＝1", "'＝1"),
        ("e-mail +31", "e-mail +31"),
        ("'s morgens", "'s morgens"),
    ],
)
def test_a_spreadsheet_runs_nothing(text: str, written: str) -> None:
    assert csv_table.harmless(text) == written


def test_frames_have_documented_columns_and_types(talk: Transcript) -> None:
    turns, words = turns_frame(talk), words_frame(talk)
    assert list(turns.columns) == list(TURN_COLUMNS)
    assert list(words.columns) == list(WORD_COLUMNS)
    assert len(turns) == len(talk.turns)
    assert len(words) == len(talk.words)
    assert (words["end_ms"] - words["start_ms"]).sum() == sum(w.span.duration_ms for w in talk.words)
    assert turns.groupby("name")["words"].sum()["Klantmanager"] == 13
    assert turns["text"][4].startswith("=SOM(1)")
    for full, empty in ((turns, turns_frame(EMPTY)), (words, words_frame(EMPTY))):
        assert len(empty) == 0
        assert list(empty.dtypes) == list(full.dtypes)


def test_names_on_screen() -> None:
    speakers = (
        Speaker("S1", Role.KLANTMANAGER),
        Speaker("S2", Role.CLIENT),
        Speaker("S3", Role.CLIENT, name=" "),
        Speaker("S4", Role.COLLEAGUE, name="Cliënt 1"),
        Speaker("S5"),
        Speaker("stem\n7"),
    )
    stranger = Turn("S9", (Word("ja", Span(0, 1), 1.0),))
    assert speaker_labels(Transcript("nl", 10, speakers, (stranger,))) == {
        "S1": "Klantmanager",
        "S2": "Cliënt 2",
        "S3": "Cliënt 3",
        "S4": "Cliënt 1",
        "S5": "Spreker 5",
        "stem\n7": "Spreker stem 7",
        "S9": "Spreker 9",
    }


def test_cues_break_at_sentences_and_pauses() -> None:
    def word(text: str, start_ms: int, end_ms: int) -> Word:
        return Word(text, Span(start_ms, end_ms), 1.0)

    # Two lines are full at "vorige", too early to cut at "goed."; the clause is cut in its middle.
    said = "Dat vind ik goed. Ik wil het dan ook hebben over de brief van vorige week die ik niet begrijp want er staat zoveel in"
    first = [word(w, i * 300, i * 300 + 300) for i, w in enumerate(said.split())]
    later = [word("gekomen.", 9_000, 9_400), word("Dank.", 60_000, 69_000)]
    made = cues(Transcript("nl", 80_000, (), (Turn("S1", (*first, *later)),)), {"S1": "Spreker 1"})
    assert [" ".join(c.words) for c in made] == [
        "Dat vind ik goed. Ik wil het dan ook hebben over de brief",
        "van vorige week die ik niet begrijp want er staat zoveel in",
        "gekomen.",
        "Dank.",
    ]
    assert made[2].span == Span(9_000, 10_000)
    assert made[3].span == Span(60_000, 60_000 + LONGEST_MS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "x.json, line 1: it is not JSON. Export the transcript again with: reflect export ID json."),
        ("[]", "x.json: it is not a reflect/transcript-file. Use a file that `reflect export ID json` wrote."),
        (
            '{"schema": "reflect/transcript-file", "version": 2}',
            "x.json: it is not version 1, which this reflect reads. Use the reflect that wrote it.",
        ),
        (
            '{"schema": "reflect/transcript-file", "version": 1}',
            "x.json: it does not name its recording. Export the transcript again with: reflect export ID json.",
        ),
        (
            '{"schema": "reflect/transcript-file", "version": 1, "recording": "a"}',
            "x.json: This is not a reflect/transcript: it has no schema and version. Use a file that reflect wrote.",
        ),
    ],
)
def test_a_broken_transcript_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError) as error:
        reflect_json.loads(text, "x.json")
    assert str(error.value) == message


def test_a_damaged_word_is_named_by_its_place(talk: Transcript) -> None:
    data = json.loads(reflect_json.dumps(talk, "demo"))
    data["transcript"]["turns"][2]["words"][1][1] = "x"
    with pytest.raises(FormatError, match=r"^x\.json: .*turns\[2\]\.words\[1\]"):
        reflect_json.loads(json.dumps(data), "x.json")


def test_rttm_passes_over_comments_and_other_records() -> None:
    text = "\ufeff;; SPEAKER of a comment\n\nSPKR-INFO a 1 <NA> <NA> <NA> unknown S1\nLEXEME a 1\nspeaker a 1 1e0 .5 <NA> <NA> S1\n"
    assert rttm.loads(text) == {"a": (Activity(Span(1000, 1500), "S1"),)}


@pytest.mark.parametrize("number", ["-1", "nan", "inf", "1_0", "1,5", "0x1", "1e9", "٣"])
def test_rttm_is_strict_on_numbers(number: str) -> None:
    with pytest.raises(FormatError) as error:
        rttm.loads(f";; ok\nSPEAKER a 1 0 {number} <NA> <NA> S1 <NA> <NA>\n", "x.rttm")
    assert str(error.value) == f"x.rttm, line 2: the duration {number!r} is not a number of seconds from 0 to 3600000. Correct the line."


def test_rttm_with_too_few_fields_is_refused() -> None:
    with pytest.raises(FormatError, match=r"^x\.rttm, line 1: a SPEAKER line has 5 fields instead of at least 8"):
        rttm.loads("SPEAKER a 1 0 1", "x.rttm")


def test_importing_the_room_is_light() -> None:
    code = "import sys, reflect.exchange; print(sorted({'pandas', 'numpy', 'scipy'} & set(sys.modules)))"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root).stdout == "[]\n"
