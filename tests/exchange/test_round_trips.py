"""Laws that hold for every transcript, however odd its text."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from itertools import pairwise

import pysubs2
import webvtt
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reflect.exchange import FORMATS, csv_table, reflect_json, rttm, txt
from reflect.exchange.cues import LINE_CHARACTERS, LINES, LONGEST_MS, cues, lines_of
from reflect.exchange.labels import speaker_labels
from reflect.exchange.plain_text import one_line, token
from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word

ODD = (
    *('"ja"', "a,b", "a\nb", "-->", "😀", "שלום", "مرحبا", "=1+1", "+31", "-nee", "@x", "\x00", "\x1b[31m", "<v x>", "&amp;"),
    *("{\\an8}", "w" * 100, "ja;=1", "\u2028", "\x85", "\ufeff", "1", "00:00:01.000", "NOTE", "'s", "é", "e\u0301", "", " ", "Ja.", "nee,"),
)
texts = st.sampled_from(ODD) | st.text(max_size=12)
labels = st.sampled_from(["S1", "S2", "S3", "stem 4", "", "<x>"])
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 4_000_000), st.integers(0, 12_000))


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    speaker, at, words = draw(labels), draw(st.integers(0, 3_700_000)), []
    for text, gap, length in draw(
        st.lists(st.tuples(texts, st.sampled_from([0, 0, 0, 100, 2_000]), st.integers(0, 900) | st.just(9_000)), min_size=1, max_size=30)
    ):
        at += gap
        words.append(
            Word(text, Span(at, at + length), draw(st.floats(0, 1)), draw(st.none() | st.just(speaker)), "nl", draw(st.booleans()))
        )
        at += length
    return Turn(speaker, tuple(words))


speakers = st.builds(Speaker, labels, st.sampled_from(Role), st.booleans(), texts, texts)
makers = st.builds(Maker, texts, texts, texts, st.lists(st.tuples(texts, texts), max_size=2).map(tuple))
transcripts = st.builds(
    Transcript,
    language=st.sampled_from(["nl", "ar"]),
    duration_ms=st.integers(0, 4_000_000),
    speakers=st.lists(speakers, max_size=3, unique_by=lambda s: s.label).map(tuple),
    turns=st.lists(turns(), max_size=5).map(lambda ts: tuple(sorted(ts, key=lambda t: t.words[0].span))),
    activities=st.lists(st.builds(Activity, spans, labels), max_size=5).map(tuple),
    makers=st.lists(makers, max_size=2).map(tuple),
    warnings=st.lists(texts, max_size=2).map(tuple),
)
many = settings(max_examples=30, deadline=None)


def printed(transcript: Transcript) -> list[str]:
    return [piece for w in transcript.words for piece in one_line(w.text).split()]


@many
@given(transcripts, texts)
def test_json_loses_nothing(transcript: Transcript, recording: str) -> None:
    data = FORMATS["json"].encode(transcript, recording)
    assert reflect_json.loads(data) == reflect_json.TranscriptFile(recording, transcript)


@given(st.text(alphabet=st.characters(categories=["Cs"]) | st.characters(), max_size=5))
def test_json_keeps_half_surrogates(text: str) -> None:
    # Two halves in the right order are one character in JSON, and only then.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    transcript = Transcript("nl", 0, (), (), warnings=(text,))
    data = reflect_json.dumps(transcript).encode("utf-8")
    assert reflect_json.loads(data).transcript.warnings == (whole,)


@many
@given(transcripts, texts)
def test_rttm_keeps_who_and_when(transcript: Transcript, recording: str) -> None:
    spoken = transcript.activities or [Activity(t.span, t.speaker) for t in transcript.turns]
    wanted = sorted(Activity(a.span, token(a.speaker, "unknown")) for a in spoken if a.span.duration_ms)
    read = rttm.loads(FORMATS["rttm"].encode(transcript, recording).decode())
    assert read == ({token(recording, "recording"): tuple(wanted)} if wanted else {})


@many
@given(transcripts)
def test_cues_hold_every_word_once_and_stay_readable(transcript: Transcript) -> None:
    made = cues(transcript, speaker_labels(transcript))
    assert Counter(p for c in made for w in c.words for p in w.split()) == Counter(printed(transcript))
    assert all(a.span.start_ms <= b.span.start_ms for a, b in pairwise(made))
    for cue in made:
        assert 0 < cue.span.duration_ms <= LONGEST_MS
        for lines in (lines_of(cue.words), lines_of(cue.words, f"{cue.name}:")):
            assert len(lines) <= LINES
            assert len(cue.words) == 1 or max(map(len, lines)) <= LINE_CHARACTERS


TIME = Word("00:00:01.000", Span(0, 0), 0.0, None, "nl", False)


@many
@given(transcripts)
@example(Transcript("nl", 0, (), (Turn("S1", (TIME, TIME)),), (), (), ()))
def test_vtt_reads_back(transcript: Transcript) -> None:
    made = cues(transcript, speaker_labels(transcript))
    text = FORMATS["vtt"].encode(transcript).decode()
    blocks = [b.split("\n") for b in text.rstrip("\n").split("\n\n")]
    assert blocks[0] == ["WEBVTT"]
    shown = [b for b in blocks[1:] if not b[0].startswith("NOTE ")]
    assert len(shown) == len(made)
    for block, cue in zip(shown, made, strict=True):
        match = re.fullmatch(r"<v ([^<>\n]*)>([^<>]*)</v>", "\n".join(block[1:]))
        assert match
        assert html.unescape(match[1]) == cue.name
        assert html.unescape(match[2]).split() == " ".join(cue.words).split()
    assert [(_ms(c.start), _ms(c.end)) for c in webvtt.from_string(text)] == [(c.span.start_ms, c.span.end_ms) for c in made]


def _ms(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)


@many
@given(transcripts)
def test_srt_reads_back(transcript: Transcript) -> None:
    made = cues(transcript, speaker_labels(transcript))
    text = FORMATS["srt"].encode(transcript).decode()
    blocks = [b.split("\n") for b in text.rstrip("\n").split("\n\n")] if text else []
    assert [b[0] for b in blocks] == [str(i) for i in range(1, len(made) + 1)]
    for block, cue in zip(blocks, made, strict=True):
        said = " ".join([f"{cue.name}:", *cue.words])
        assert " ".join(block[2:]).split() == said.translate(str.maketrans("<>{}", "‹›()")).split()
    # pysubs2 takes any line with two times for the times of a subtitle, also one without an arrow.
    assume(all(line.count("00:00:01.000") < 2 for line in text.split("\n")))
    assert [(e.start, e.end) for e in pysubs2.SSAFile.from_string(text, format_="srt")] == [(c.span.start_ms, c.span.end_ms) for c in made]


@many
@given(transcripts, st.sampled_from(["turn", "word"]), st.sampled_from([",", ";", "\t"]))
def test_csv_reads_back_and_runs_nothing(transcript: Transcript, level: csv_table.Level, delimiter: str) -> None:
    text = csv_table.dumps(transcript, level=level, delimiter=delimiter)
    assert text.count("\r\n") == text.count("\n") == text.count("\r")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
    wanted = [t.text for t in transcript.turns] if level == "turn" else [w.text for w in transcript.words]
    assert len(rows) == 1 + len(wanted)
    for row, said in zip(rows[1:], wanted, strict=True):
        assert len(row) == len(rows[0])
        assert not any(re.match(r"\s*[=+\-@]", cell) for cell in row)
        assert row[-1].replace("'", "") == one_line(said).replace("'", "")


@many
@given(transcripts, texts)
def test_txt_shows_every_word(transcript: Transcript, recording: str) -> None:
    text = txt.dumps(transcript, recording)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", text)
    assert not Counter(printed(transcript)) - Counter(text.split())
    assert all(len(line) <= txt.WIDTH or len(line.split()[-1]) > 20 for line in text.splitlines())


@many
@given(transcripts)
def test_no_two_voices_share_a_name(transcript: Transcript) -> None:
    names = speaker_labels(transcript)
    assert {t.speaker for t in transcript.turns} | {a.speaker for a in transcript.activities} <= names.keys()
    assert len(set(names.values())) == len(names)
