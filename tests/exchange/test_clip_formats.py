"""Clip lists for players and editing programs, read back by programs that are not ours: adapters of OpenTimelineIO, xspf-lib."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest
import xspf_lib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflect.errors import NotFoundError, SetupError, UsageError
from reflect.exchange import clip_json, frame_rates
from reflect.exchange.clip_lists import LOSSES, Encoded, encode
from reflect.exchange.clip_losses import ENGLISH
from reflect.exchange.clip_sources import Source, Take, TakeKind
from reflect.exchange.frame_rates import RATES, Rate, nearest
from reflect.exchange.xml_text import cleaned
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span

many = settings(max_examples=40, deadline=None)
FRAMED = ("edl", "otio", "fcpxml")
PLAYED = ("m3u", "xspf", *FRAMED)
HOUR = 3_600_000
EXTRA = [
    "../../x",
    "x" * 20_000,
    "\"&<>'",
    "a\nb\r\nc\u2028d",
    "\x00\x1b[31m\ufffe",
    "\ud800",
    "é – 😀",
    "* FROM CLIP: x",
    "]]>",
    "001  AX V C 1 2 3 4",
]
WORDS = st.text(max_size=20) | st.sampled_from(EXTRA)
SPANS = st.tuples(st.integers(0, HOUR), st.integers(1, 20_000)).map(lambda t: Span(t[0], t[0] + t[1]))


def listed(*clips: Clip, title: str = "Contact") -> ClipList:
    return ClipList("6f1c2b1e-0000-4000-8000-000000000001", title, clips, "Noor")


def filmed(fps: float | None = 25.0, *others: Take, **more: object) -> dict[str, Source]:
    film = replace(Take(Path("/films/een.mp4"), duration_ms=2 * HOUR, fps=fps, channels=2, width=1280, height=720), **more)
    return {"r1": Source("r1", 2 * HOUR, (film, *others))}


CLIPS = st.builds(
    lambda spans, question, tip, title: listed(
        *(Clip("r1", span, 1_000, 500, code="contact", question=question, tip=tip) for span in spans), title=title
    ),
    st.lists(SPANS, max_size=4),
    WORDS,
    WORDS,
    WORDS,
)
FPS = st.sampled_from([23.976, 24.0, 25.0, 29.97, 30.0, 50.0, 59.94, 60.0, 12.5, 15.0, 29.83])


def text_of(clips: ClipList, format: str, sources: Mapping[str, Source]) -> str:
    return encode(clips, format, sources=sources).data.decode()


def said(made: Encoded) -> dict[str, dict[str, int | str]]:
    return {loss.key: dict(loss.values) for loss in made.losses}


def near(found: float, wanted: float, rate: Rate, frames: float = 0.5) -> bool:
    """Within half a frame, and what a float of a fraction costs."""
    return abs(found - wanted) <= frames * 1000 / float(rate.fps) + 0.01


def same_times(found: list[tuple[float, float]], clips: ClipList, rate: Rate, frames: float = 0.5) -> None:
    wanted = [clip.shown(2 * HOUR) for clip in clips.clips]
    assert len(found) == len(wanted)
    for (start, end), span in zip(found, wanted, strict=True):
        assert near(start, span.start_ms, rate, frames)
        assert near(end, span.end_ms, rate, frames)


def ms_of(span: otio.opentime.TimeRange) -> tuple[float, float]:
    return span.start_time.to_seconds() * 1000, span.end_time_exclusive().to_seconds() * 1000


# ---- time code --------------------------------------------------------------------------------


@many
@given(st.sampled_from(RATES), st.integers(0, 24 * 216_000 - 1))
@example(RATES[3], 1_800)
@example(RATES[6], 3_600)
def test_time_code_is_that_of_opentimelineio(rate: Rate, frame: int) -> None:
    fps = float(rate.fps)
    if frame >= fps * 86_400 - 1:
        frame = int(fps * 86_399)
    assert rate.timecode(frame) == otio.opentime.to_timecode(otio.opentime.RationalTime(frame, fps), fps, rate.drop)


def test_drop_frame_keeps_the_time_of_the_wall() -> None:
    """An hour at 29.97 is called 01:00:00;00; counted without dropping it would be 3.6 s late."""
    for rate in RATES:
        frame = rate.frame(HOUR)
        assert rate.timecode(frame) in ("01:00:00;00", "01:00:00:00") or rate.fps == Fraction(24_000, 1001)
    assert RATES[0].timecode(RATES[0].frame(HOUR)) == "00:59:56:10"


def test_every_minute_but_the_tenth_leaves_out_numbers() -> None:
    rate = RATES[3]
    shown = {rate.timecode(frame) for frame in range(20 * 1_800)}
    for minute in range(20):
        assert (f"00:{minute:02d}:00;00" in shown) == (minute % 10 == 0)
        assert (f"00:{minute:02d}:00;01" in shown) == (minute % 10 == 0)
        assert f"00:{minute:02d}:00;02" in shown


# ---- read back --------------------------------------------------------------------------------


@many
@given(CLIPS, FPS)
def test_an_edl_is_read_back_by_another_program(clips: ClipList, fps: float) -> None:
    text, rate = text_of(clips, "edl", filmed(fps)), nearest(fps if clips.clips else None)
    assert text.isascii()
    assert text.splitlines()[1] == ("FCM: DROP FRAME" if rate.drop else "FCM: NON-DROP FRAME")
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate.fps))
    assert [track.kind for track in timeline.tracks] == (["Video", "Audio"] if clips.clips else [])
    for track in timeline.tracks:
        same_times([ms_of(clip.source_range) for clip in track], clips, rate)
        assert {clip.media_reference.target_url for clip in track} <= {"file:///films/een.mp4"}
        assert {clip.metadata["cmx_3600"]["reel"] for clip in track} <= {"EEN"}


def storable(text: str) -> str:
    """The library ends a text at a NUL, and UTF-8 has no half surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


@many
@given(CLIPS, FPS)
def test_a_timeline_is_read_back_and_holds_every_clip_whole(clips: ClipList, fps: float) -> None:
    timeline = otio.adapters.read_from_string(text_of(clips, "otio", filmed(fps)), "otio_json")
    picture, sound = timeline.tracks
    for track in (picture, sound):
        same_times([ms_of(clip.source_range) for clip in track], clips, nearest(fps))
    for clip, made in zip(clips.clips, picture, strict=True):
        kept = dict(made.metadata["reflect"])
        assert (kept.pop("schema"), kept.pop("version")) == ("reflect/clip-list/clip", clip_json.VERSION)
        wanted = clip_json.plain(clip)
        assert kept == wanted | {key: storable(wanted[key]) for key in ("question", "tip")}
    assert timeline.metadata["reflect"]["title"] == storable(clips.title)


@many
@given(CLIPS, st.sampled_from([24.0, 25.0, 30.0, 50.0, 60.0]))
def test_a_project_for_final_cut_is_read_back_by_another_program(clips: ClipList, fps: float) -> None:
    """The adapter counts whole frames a second only, and rounds some frames down: exact times and broken rates are looked at below."""
    [timeline] = otio.adapters.read_from_string(text_of(clips, "fcpxml", filmed(fps)), "fcpx_xml")
    tracks = list(timeline.tracks)
    assert len(tracks) == bool(clips.clips)
    for track in tracks:
        same_times([ms_of(clip.source_range) for clip in track if not isinstance(clip, otio.schema.Gap)], clips, nearest(fps), 2.5)
        assert {clip.media_reference.target_url for clip in track.find_clips()} == {"file:///films/een.mp4"}


def seconds(text: str) -> Fraction:
    return Fraction(text.removesuffix("s"))


@many
@given(CLIPS, FPS)
def test_times_in_a_project_are_whole_frames(clips: ClipList, fps: float) -> None:
    top, rate = ET.fromstring(text_of(clips, "fcpxml", filmed(fps))), nearest(fps)
    made = top.findall("./event/project/sequence/spine/asset-clip")
    found = [(seconds(one.attrib["start"]) * 1000, (seconds(one.attrib["start"]) + seconds(one.attrib["duration"])) * 1000) for one in made]
    same_times([(float(start), float(end)) for start, end in found], clips, rate)
    at = Fraction(0)
    for one in made:
        assert seconds(one.attrib["offset"]) == at
        at += seconds(one.attrib["duration"])
        assert {(seconds(one.attrib[name]) * rate.fps).denominator for name in ("start", "offset", "duration")} == {1}
    assert seconds(top.find("./event/project/sequence").attrib["duration"]) == at
    wanted = [cleaned("\n".join(text for text in (clip.question, clip.tip) if text)) for clip in clips.clips]
    assert [one.findtext("note", "") for one in made] == wanted


@many
@given(CLIPS)
def test_a_playlist_is_read_back_by_another_program(clips: ClipList) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.xspf")
        file.write_bytes(encode(clips, "xspf", sources=filmed()).data)
        tracks = list(xspf_lib.Playlist.parse(str(file)))
    shown = [clip.shown(2 * HOUR) for clip in clips.clips]
    assert [track.duration for track in tracks] == [span.duration_ms for span in shown]
    assert [list(track.location) for track in tracks] == [["file:///films/een.mp4"]] * len(shown)
    for track, span in zip(tracks, shown, strict=True):
        [vlc] = track.extension
        start, stop = (option.text.split("=") for option in vlc.content)
        assert (start[0], stop[0]) == ("start-time", "stop-time")
        assert (round(float(start[1]) * 1000), round(float(stop[1]) * 1000)) == (span.start_ms, span.end_ms)


def test_vlc_finds_its_options_by_their_written_names() -> None:
    """It compares names letter by letter, prefix and all."""
    text = text_of(listed(Clip("r1", Span(1_000, 2_500))), "xspf", filmed())
    assert 'xmlns:vlc="http://www.videolan.org/vlc/playlist/ns/0/"' in text
    assert '<extension application="http://www.videolan.org/vlc/playlist/0">' in text
    assert "<vlc:option>start-time=1.000</vlc:option>" in text
    assert "<vlc:option>stop-time=2.500</vlc:option>" in text


@pytest.mark.parametrize("format", LOSSES)
def test_an_empty_list_is_a_file_that_opens(format: str) -> None:
    made = encode(listed(), format)
    assert made.losses == ()
    match format:
        case "edl":
            assert len(otio.adapters.read_from_string(made.data.decode(), "cmx_3600").tracks) == 0
        case "otio":
            timeline = otio.adapters.read_from_string(made.data.decode(), "otio_json")
            assert [len(track) for track in timeline.tracks] == [0, 0]
        case "fcpxml":
            assert ET.fromstring(made.data).find("./event/project/sequence").attrib["duration"] == "0s"
        case "xspf":
            assert len(ET.fromstring(made.data).find("{http://xspf.org/ns/0/}trackList")) == 0
        case _:
            assert made.data


# ---- several cameras --------------------------------------------------------------------------

CAMERA = Take(Path("/films/twee.mp4"), "Camera 1", TakeKind.CAMERA, 10_000.0, 100.0, HOUR, 25.0, channels=1)
RECORDER = Take(Path("/films/drie.wav"), "Recorder 1", TakeKind.AUDIO, -2_000.0, 0.0, HOUR, None, channels=1)
TWO = filmed(25.0, CAMERA, RECORDER)
LATE = listed(Clip("r1", Span(1_810_000, 1_820_000)))
OWN_MS = (1_810_000 - 10_000) / 1.0001  # 179.98 ms before what the offset alone would say


def test_cameras_are_alternatives_of_a_clip_in_a_timeline_each_on_its_own_clock() -> None:
    timeline = otio.adapters.read_from_string(text_of(LATE, "otio", TWO), "otio_json")
    clip = timeline.tracks[0][0]
    references = clip.media_references()
    assert set(references) == {"film", "camera_1", "recorder_1"}
    assert clip.active_media_reference_key == "film"
    for key, wanted in (("film", 1_810_000), ("camera_1", OWN_MS), ("recorder_1", 1_812_000)):
        available = references[key].available_range.start_time
        assert near((clip.source_range.start_time - available).to_seconds() * 1000, wanted, RATES[2])


def test_cameras_are_connected_to_the_film_and_switched_off_in_a_project() -> None:
    text = text_of(LATE, "fcpxml", TWO)
    inner = ET.fromstring(text).findall(".//spine/asset-clip/asset-clip")
    assert [(one.attrib["name"], one.attrib["lane"], one.attrib["enabled"]) for one in inner] == [
        ("Camera 1", "1", "0"),
        ("Recorder 1", "-2", "0"),
    ]
    assert near(float(seconds(inner[0].attrib["start"]) * 1000), OWN_MS, RATES[2])
    [timeline] = otio.adapters.read_from_string(text, "fcpx_xml")
    assert sorted(clip.name for track in timeline.tracks for clip in track) == ["1.", "Camera 1", "Recorder 1"]
    for track in timeline.tracks:
        assert ms_of(track[0].trimmed_range_in_parent())[0] == 0


def test_cameras_have_their_own_times_in_every_other_format() -> None:
    own = f"{round(OWN_MS)}-{round(1_810_000 / 1.0001)}"
    assert f"Camera 1 twee.mp4 {own}" in text_of(LATE, "csv", TWO)
    assert '"file": "twee.mp4", "name": "Camera 1", "kind": "camera", "offset_ms": 10000.0, "drift_ppm": 100.0' in text_of(
        LATE, "json", TWO
    )
    assert "* COMMENT: CAMERA 1: 00:29:59:21 00:30:09:20 file:///films/twee.mp4" in text_of(LATE, "edl", TWO)
    take = ET.fromstring(text_of(LATE, "xspf", TWO)).find(".//{urn:reflect:clips}take")
    assert f"{take.attrib['start_ms']}-{take.attrib['end_ms']}" == own
    assert said(encode(LATE, "m3u", sources=TWO)) == {"cameras": {"n": 1, "clips": "1"}}


@pytest.mark.parametrize("format", ["xspf", *FRAMED])
def test_what_a_camera_did_not_see_is_said(format: str) -> None:
    clips = listed(Clip("r1", Span(0, 5_000)), Clip("r1", Span(8_000, 12_000)), Clip("r1", Span(20_000, 21_000)))
    made = encode(clips, format, sources=filmed(25.0, CAMERA))
    assert said(made)["partly"] == {"n": 2, "clips": "1, 2"}
    assert made.data.count(b"twee.mp4") == (2 if format != "otio" else 4) - (format == "fcpxml")


@many
@given(SPANS, st.floats(-20_000, 20_000), st.floats(-200, 200), st.sampled_from(FRAMED))
def test_a_camera_is_never_shown_outside_its_file(span: Span, offset: float, drift: float, format: str) -> None:
    camera = replace(CAMERA, offset_ms=offset, drift_ppm=drift, duration_ms=1_800_000)
    text = text_of(listed(Clip("r1", span)), format, filmed(25.0, camera))
    if format == "fcpxml":
        for one in ET.fromstring(text).findall(".//asset-clip/asset-clip"):
            assert 0 <= seconds(one.attrib["start"]) <= 1_800
            assert seconds(one.attrib["start"]) + seconds(one.attrib["duration"]) <= Fraction(1_800) + Fraction(2, 25)
    assert text


# ---- losses of the list at hand ---------------------------------------------------------------


def test_clips_between_frames_are_counted_and_measured() -> None:
    clips = listed(
        Clip("r1", Span(1_018, 2_000)), Clip("r1", Span(40, 2_000)), Clip("r1", Span(1_000, 2_001)), Clip("r1", Span(5_000, 5_010))
    )
    for format in FRAMED:
        made = encode(clips, format, sources=filmed())
        assert said(made) == {"moved": {"n": 2, "ms": 18}, "short": {"n": 1}}
    assert made.losses[0].text() == "clips that begin or end between two frames, moved by at most 18 ms (2)"


def test_rates_that_editing_programs_do_not_count_are_said() -> None:
    clips = listed(Clip("r1", Span(0, 1_000)), Clip("r2", Span(0, 1_000)), Clip("r3", Span(0, 1_000)))
    second = Source("r2", HOUR, (Take(Path("/films/b.mp4"), fps=29.83, variable_rate=True),))
    third = Source("r3", HOUR, (Take(Path("/films/c.mp4"), fps=50.0),))
    made = encode(clips, "edl", sources=filmed(12.4) | {"r2": second, "r3": third})
    assert said(made) == {
        "variable": {"n": 1, "fps": "25"},
        "rate": {"n": 1, "rates": "12.400", "fps": "25"},
        "mixed": {"n": 1, "fps": "25"},
    }


def test_letters_that_an_edl_cannot_hold_are_replaced_and_counted() -> None:
    clips = listed(Clip("r1", Span(0, 1_000), question="Hoe is één … “zo”? 😀", tip="plain"), title="Cliënt")
    made = encode(clips, "edl", sources=filmed())
    assert "TITLE: Client" in made.data.decode()
    assert '* COMMENT: QUESTION: Hoe is een ... "zo"? ?' in made.data.decode()
    assert "* COMMENT: TIP: plain" in made.data.decode()
    assert said(made) == {"letters": {"n": 2}}


def test_a_long_question_becomes_many_comments_without_losing_a_word() -> None:
    question = " ".join(f"woord{n}" for n in range(400)) + " " + "x" * 200
    lines = text_of(listed(Clip("r1", Span(0, 1_000), question=question)), "edl", filmed()).splitlines()
    parts = [line.removeprefix("* COMMENT: QUESTION: ") for line in lines if "QUESTION" in line]
    assert "".join(parts).replace(" ", "") == question.replace(" ", "")
    assert max(map(len, parts)) <= 72


def test_reels_of_films_with_the_same_name_differ() -> None:
    sources = {f"r{n}": Source(f"r{n}", HOUR, (Take(Path(f"/films/{n}/gesprek met iemand.mp4"), fps=25.0),)) for n in range(12)}
    text = text_of(listed(*(Clip(name, Span(0, 1_000)) for name in sources)), "edl", sources)
    reels = [line.split()[1] for line in text.splitlines() if line[:3].isdigit()]
    assert len(set(reels)) == 12
    assert all(len(reel) <= 8 and reel.isalnum() for reel in reels)


@pytest.mark.parametrize("format", PLAYED)
def test_a_clip_beyond_the_end_is_left_out_and_named(format: str) -> None:
    clips = listed(Clip("r1", Span(0, 1_000)), Clip("r1", Span(3 * HOUR, 3 * HOUR + 5)), Clip("r1", Span(2 * HOUR - 500, 2 * HOUR + 500)))
    made = encode(clips, format, sources=filmed())
    assert said(made) == {"beyond": {"n": 1, "clips": "2"}} | ({"moved": {"n": 1, "ms": 20}} if format in FRAMED else {})


@pytest.mark.parametrize("format", PLAYED)
def test_a_recording_without_a_film_is_named_with_what_to_do(format: str) -> None:
    with pytest.raises(UsageError, match=r"^Clip 1 cannot be played: recording r9 has no film\. Take the clip out of the list\.$"):
        encode(listed(Clip("r9", Span(0, 1))), format, sources=filmed())


def test_a_film_that_is_gone_stops_a_playlist_and_is_named_elsewhere() -> None:
    clips, gone = listed(Clip("r1", Span(0, 1_000)), Clip("r1", Span(1_000, 2_000))), filmed(here=False)
    for format in ("m3u", "xspf"):
        with pytest.raises(
            NotFoundError, match=r"^Clip 1 cannot be played: the film of recording r1 is not on this disk\. Put the file back"
        ):
            encode(clips, format, sources=gone)
    for format in FRAMED:
        assert said(encode(clips, format, sources=gone)) == {"gone": {"n": 2, "clips": "1, 2"}}


def test_sound_alone_is_sound_in_every_format() -> None:
    clips, sound = listed(Clip("r1", Span(0, 1_000))), filmed(None, channels=1, width=0, height=0)
    assert "001  EEN      A     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00" in text_of(clips, "edl", sound)
    picture, heard = otio.adapters.read_from_string(text_of(clips, "otio", sound), "otio_json").tracks
    assert (type(picture[0]).__name__, type(heard[0]).__name__) == ("Gap", "Clip")
    asset = ET.fromstring(text_of(clips, "fcpxml", sound)).find(".//asset")
    assert (asset.get("hasVideo"), asset.get("hasAudio")) == (None, "1")


def test_a_list_beyond_a_day_is_refused_by_an_edl_with_another_way() -> None:
    sources = {"r1": Source("r1", None, (Take(Path("/f.mp4"), fps=25.0),))}
    clips = listed(Clip("r1", Span(30 * HOUR, 31 * HOUR)))
    with pytest.raises(
        UsageError, match=r"^EDL counts to 24 hours, and clip 1 goes beyond\. Make the list shorter, or choose json, otio or fcpxml\.$"
    ):
        encode(clips, "edl", sources=sources)


def test_every_loss_has_a_sentence_and_every_format_says_what_it_loses() -> None:
    assert [name for name, lost in LOSSES.items() if not lost] == ["json"]
    assert all(not text.endswith(".") for text in ENGLISH.values())


def test_the_rate_of_a_film_is_found_from_its_average() -> None:
    found = {
        fps: str(nearest(fps)) for fps in (23.976, 23.98, 24.0, 25.0, 29.97, 29.970029, 30.0, 50.0, 59.94, 60.0, 12.5, 15.0, 100.0, 119.88)
    }
    assert found == {
        23.976: "23.976", 23.98: "23.976", 24.0: "24", 25.0: "25", 29.97: "29.97", 29.970029: "29.97", 30.0: "30", 50.0: "50",
        59.94: "59.94", 60.0: "60", 12.5: "25", 15.0: "30", 100.0: "50", 119.88: "59.94",
    }  # fmt: skip
    assert frame_rates.is_exact(RATES[3], 29.97)
    assert not frame_rates.is_exact(RATES[4], 29.97)


@pytest.mark.parametrize("format", ["xspf", "otio", "fcpxml"])
def test_characters_that_a_file_cannot_hold_are_taken_out_and_counted(format: str) -> None:
    clips = listed(Clip("r1", Span(0, 1_000), question="a\0b", tip="\ud800"), Clip("r1", Span(0, 1_000), question="<&>\"'\n😀"))
    made = encode(clips, format, sources=filmed())
    assert said(made) == {"letters": {"n": 2}}
    assert b"ab" in made.data
    assert b"\0" not in made.data


def test_without_the_library_a_timeline_is_refused_with_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    with pytest.raises(
        SetupError, match=r"^OTIO needs the package opentimelineio\. Type: pip install opentimelineio, or choose fcpxml or edl\.$"
    ):
        encode(listed(), "otio")


def test_a_long_title_of_an_edl_is_cut_and_said() -> None:
    made = encode(listed(title="x" * 80), "edl")
    assert made.data.decode().splitlines()[0] == "TITLE: " + "x" * 70
    assert [loss.text() for loss in made.losses] == ["the end of the title of the list"]


def test_spaces_are_no_loss() -> None:
    clips = listed(Clip("r1", Span(0, 1_000), question="Wat zie je?  En nu? "))
    for format in ("csv", "edl"):
        assert encode(clips, format, sources=filmed()).losses == ()
