"""Clip lists and fragments as files: byte for byte, read back, and what a spreadsheet or player makes of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import codebook
from reflect.errors import FormatError, UsageError
from reflect.exchange import clip_csv, clip_json, clip_lists, fragments
from reflect.exchange.clip_sources import Source, Sources, Take
from reflect.model.clip import Clip, ClipList
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span

many = settings(max_examples=30, deadline=None)
GOLDEN = Path(__file__).parent / "golden"
NOON = datetime(2026, 11, 22, 12, 0, 0, 250, tzinfo=UTC)
SOURCES = {
    "r1": Source("r1", 60_000, (Take(Path("/films/gesprek 1#\n2.mp4"), duration_ms=60_000, fps=25.0, channels=2),)),
    "r2": Source("r2", None, (Take(Path("/films/é.mp4"), fps=25.0),)),
}

CLIPS = ClipList(
    id="6f1c2b1e-0000-4000-8000-000000000001",
    title='Contact,\n"echt" #EXTM3U',
    clips=(
        Clip(
            "r1",
            Span(12_340, 15_600),
            2_000,
            2_000,
            "6f1c2b1e-0000-4000-8000-00000000000a",
            "contact.oordeel",
            "Wat zie je, \nen wat hoor je?",
        ),
        Clip("r1", Span(59_000, 60_000), 0, 2_000, None, "", "=HYPERLINK(1)"),
        Clip("r2", Span(3_661_001, 3_662_000), code="verdwenen.code", question="é \u2028 😀 - Hoe nu?"),
    ),
    who="Noor",
    revision=3,
    created_at=NOON,
)

TAGS = (
    Fragment(
        id="6f1c2b1e-0000-4000-8000-00000000000a",
        recording_id="r1",
        span=Span(12_340, 15_600),
        code="contact.oordeel",
        perspective=Perspective.CLIENT,
        coder="Noor",
        codebook="kijkwijzer 1",
        note="-1 punt; =1+1\nen door",
        questions=("Wat zie je?", "@home"),
        revision=2,
        created_at=NOON,
        updated_at=NOON,
    ),
    Fragment("6f1c2b1e-0000-4000-8000-00000000000b", "r1", Span(0, 40), "", Perspective.RESEARCHER, "+Sam", ""),
    Fragment(
        "6f1c2b1e-0000-4000-8000-00000000000c", "r1", Span(0, 40), "regie", Perspective.RESEARCHER, "Sam", "kijkwijzer 1", deleted=True
    ),
)


@pytest.mark.parametrize("format", clip_lists.LOSSES)
def test_a_clip_list_is_the_golden_file(format: str) -> None:
    assert clip_lists.encode(CLIPS, format, sources=SOURCES).data == (GOLDEN / f"clips.{format}").read_bytes()


@pytest.mark.parametrize("format", fragments.LOSSES)
def test_fragments_are_the_golden_file(format: str) -> None:
    assert fragments.dumps(TAGS, format, "r1").encode() == (GOLDEN / f"fragments.{format}").read_bytes()


def test_only_our_own_formats_lose_nothing() -> None:
    for losses in (clip_lists.LOSSES, fragments.LOSSES):
        assert [name for name, lost in losses.items() if not lost] == ["json"]
    with pytest.raises(UsageError, match=r"^There is no format 'aaf' for clips; choose one of: csv, json, m3u, xspf, edl, otio, fcpxml\.$"):
        clip_lists.encode(CLIPS, "aaf")
    with pytest.raises(UsageError, match=r"^There is no format 'eaf' for fragments; choose one of: csv, json\.$"):
        fragments.dumps(TAGS, "eaf")


def text_of(clips: ClipList, format: str, sources: Sources | None = None) -> str:
    return clip_lists.encode(clips, format, sources=sources).data.decode()


# ---- read back --------------------------------------------------------------------------------

SPANS = st.tuples(st.integers(0, 10**8), st.integers(0, 10**7)).map(lambda t: Span(t[0], t[0] + t[1]))
MOMENTS = st.none() | st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))
WORDS = st.text(max_size=12)
A_CLIP = st.builds(
    Clip,
    WORDS,
    SPANS,
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.none() | st.uuids().map(str),
    st.sampled_from(["", "contact", "x"]),
    WORDS,
)
A_LIST = st.builds(
    ClipList, WORDS, WORDS, st.lists(A_CLIP, max_size=4).map(tuple), WORDS, st.integers(1, 99), st.none() | WORDS, MOMENTS, MOMENTS
)
A_FRAGMENT = st.builds(
    Fragment,
    id=WORDS,
    recording_id=WORDS,
    span=SPANS,
    code=WORDS,
    perspective=st.sampled_from(Perspective),
    coder=WORDS,
    codebook=WORDS,
    note=WORDS,
    questions=st.lists(WORDS, max_size=3).map(tuple),
    revision=st.integers(1, 9),
    deleted=st.booleans(),
    created_at=MOMENTS,
    updated_at=MOMENTS,
)


@many
@given(A_LIST)
def test_our_json_gives_the_clip_list_back(clips: ClipList) -> None:
    assert clip_json.loads(clip_lists.encode(clips, "json").data) == clips


@many
@given(st.lists(A_FRAGMENT, max_size=4).map(tuple))
def test_our_json_gives_the_fragments_back(tags: tuple[Fragment, ...]) -> None:
    assert fragments.loads(fragments.dumps(tags, "json", "r1").encode()) == tags


@many
@given(A_LIST, st.lists(A_FRAGMENT, max_size=4))
def test_no_cell_is_a_formula_or_a_second_line(clips: ClipList, tags: list[Fragment]) -> None:
    for text in (text_of(clips, "csv"), fragments.dumps(tags, "csv")):
        assert text[0] == "\ufeff"
        rows = list(csv.reader(io.StringIO(text[1:], newline="")))
        assert len(text.split("\r\n")) == len(rows) + 1
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


@many
@given(A_LIST)
def test_a_playlist_has_four_lines_for_each_clip(clips: ClipList) -> None:
    sources = {c.recording_id: Source(c.recording_id, None, (Take(Path(f"/film\n#EXTINF {n}")),)) for n, c in enumerate(clips.clips)}
    lines = text_of(clips, "m3u", sources).split("\n")
    shown = [clip for clip in clips.clips if clip.shown().duration_ms]
    assert len(lines) == 2 + 4 * len(shown) + 1
    for number, clip in enumerate(shown):
        title, start, stop, film = lines[2 + 4 * number : 6 + 4 * number]
        assert title.startswith("#EXTINF:")
        assert round(float(start.removeprefix("#EXTVLCOPT:start-time=")) * 1000) == clip.shown().start_ms
        assert round(float(stop.removeprefix("#EXTVLCOPT:stop-time=")) * 1000) == clip.shown().end_ms
        assert film.startswith("file:///film%0A%23EXTINF%20")


def test_a_playlist_needs_every_film() -> None:
    with pytest.raises(UsageError, match=r"^Clip 3 cannot be played: recording r2 has no film\. Take the clip out of the list\.$"):
        clip_lists.encode(CLIPS, "m3u", sources={"r1": SOURCES["r1"]})


def test_columns_are_described_and_codes_are_in_words() -> None:
    for columns, text in ((clip_csv.COLUMNS, text_of(CLIPS, "csv")), (fragments.COLUMNS, fragments.dumps(TAGS, "csv"))):
        rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
        assert list(rows[0]) == list(columns)
        assert all(columns.values())
        assert rows[0]["label"] == codebook.load().title("contact.oordeel") == "Contact: Oordeel"
        assert rows[1]["label"] == ""
    assert [row["fragment"] for row in rows] == [f.id for f in TAGS if not f.deleted]


# ---- changed by hand --------------------------------------------------------------------------


def changed(value: object, **fields: Any) -> str:
    data = json.loads(clip_json.dumps(CLIPS) if value is CLIPS else fragments.dumps(TAGS, "json", "r1"))
    for path, new in fields.items():
        *way, last = path.split("__")
        inner: Any = data
        for part in way:
            inner = inner[int(part) if part.isdigit() else part]
        inner[last] = new
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "a.json, line 1: it is not JSON. Export the clip list again with: reflect clips ID LIST --format json."),
        ("[]", "a.json: it is not a reflect/clip-list. Export the clip list again with: reflect clips ID LIST --format json."),
        (changed(CLIPS, version=3), "a.json: it is not version 2, which this reflect reads. Use the reflect that wrote it."),
        (changed(CLIPS, title=None), "a.json: title must be text of at most 20000 characters. "),
        (changed(CLIPS, revision=-1), "a.json: revision must be a whole number from 0 to 3600000000. "),
        (changed(CLIPS, clips={}), "a.json: clips must be a list of at most 100000 objects. "),
        (changed(CLIPS, created_at="gisteren"), "a.json: created_at must be a moment such as 2026-11-22T10:00:00+00:00. "),
        (changed(CLIPS, created_at="2026-11-22T10:00:00"), "a.json: created_at must be a moment with its time zone. "),
        (changed(CLIPS, clips__1__end_ms=5), "a.json: clips[1].end_ms must be no less than start_ms. "),
        (changed(CLIPS, clips__1__start_ms=1.5), "a.json: clips[1].start_ms must be a whole number from 0 to 3600000000. "),
        (changed(CLIPS, clips__0__fragment=3), "a.json: clips[0].fragment must be text of at most 20000 characters. "),
    ],
)
def test_a_clip_list_changed_by_hand_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(FormatError) as error:
        clip_json.loads(text, "a.json")
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed(CLIPS), "a.json: it is not a reflect/fragments. Export the fragments again with: reflect tags ID --format json."),
        (changed(TAGS, fragments__0__perspective="god"), "a.json: fragments[0].perspective must be researcher, klantmanager, client. "),
        (changed(TAGS, fragments__0__questions=["a", 1]), "a.json: fragments[0].questions must be a list of texts. "),
        (changed(TAGS, fragments__2__deleted=0), "a.json: fragments[2].deleted must be true or false. "),
    ],
)
def test_fragments_changed_by_hand_are_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(FormatError) as error:
        fragments.loads(text, "a.json")
    assert str(error.value).startswith(said)


def test_a_film_that_became_shorter_ends_the_last_clip() -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(CLIPS, "csv", {"r1": Source("r1", 59_500)})[1:], newline="")))
    assert (rows[1]["to"], rows[1]["shown_end_ms"], rows[1]["seconds"]) == ("0:59.500", "59500", "0.5")
