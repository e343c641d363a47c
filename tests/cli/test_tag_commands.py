"""`reflect tags` and `reflect clips` on a recording with tags, with none, and on what people mistype."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect import tagging
from reflect.exchange import clip_json, fragments
from reflect.store import open_store, recordings

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "reflection"))

Reflect = Callable[..., Any]
LISTS = {"6f1c2b1e-0000-4000-8000-000000000001": "Contact", "6f2c2b1e-0000-4000-8000-000000000002": "Regie; =1+1"}


@pytest.fixture
def talk(tmp_path: Path) -> str:
    """A recording of a minute without tags."""
    from tag_ops import make_recording

    with open_store() as store:
        made = make_recording(store, tmp_path)
        everybody_agrees(store)
    return made


@pytest.fixture
def tagged(talk: str) -> str:
    from tag_ops import add

    made = [
        add(start=12_000, end=15_500, code="weerstand.vechten", note="Hij zucht.", questions=["Wat zie je?"]),
        add(start=2_000, end=3_000, code=None, note="[b]stilte"),
    ]
    with open_store() as store:
        assert {a.status for a in tagging.apply(store, talk, made, "Noor").acks} == {"stored"}
        for list_id, title in LISTS.items():
            one = {"start": 12_000, "end": 15_500, "before": 2_000, "after": 1_000, "code": "weerstand.vechten", "question": "Wat zie je?"}
            tagging.save_clips(store, talk, {"id": list_id, "title": title, "clips": [one]}, "Noor")
    return talk


def test_tags_as_people_read_them(reflect: Reflect, tagged: str) -> None:
    said = reflect("tags", tagged[:5])
    assert (said.status, said.err) == (0, "")
    head, first, second, *_ = said.out.splitlines()
    assert head.split() == ["from", "to", "code", "perspective", "coder", "note"]
    assert first.split() == ["0:02", "0:03", "(observation)", "researcher", "Noor", "[b]stilte"]
    assert "Resistance: Fighting" in second
    assert "Hij zucht. ? Wat zie je?" in said.out


def test_tags_as_programs_read_them(reflect: Reflect, tagged: str) -> None:
    rows = list(csv.DictReader(io.StringIO(reflect("tags", tagged, "--format", "csv").out.lstrip("\ufeff"))))
    assert [(r["start_ms"], r["label"]) for r in rows] == [("2000", ""), ("12000", "Weerstand: Vechten")]
    read = fragments.loads(reflect("tags", tagged, "--format", "json").out)
    with open_store() as store:
        assert read == tagging.fragments(store, tagged)


def test_clip_lists_and_the_clips_of_one(reflect: Reflect, tagged: str) -> None:
    said = reflect("clips", tagged)
    assert said.out.splitlines()[0].split() == ["list", "title", "clips", "length", "who"]
    assert {line.split()[0] for line in said.out.splitlines()[1:] if line} == {"6f1c2b1e", "6f2c2b1e"}
    assert f"Play one in VLC:   reflect clips {tagged} " in said.err
    for name in ("6f1c2b1e", "contact", next(iter(LISTS))):
        one = reflect("clips", tagged, name)
        assert one.out.splitlines()[0].strip() == "Contact"
        assert "0:10" in one.out
        assert "Wat zie je?" in one.out


def test_a_clip_list_as_a_file(reflect: Reflect, tagged: str, tmp_path: Path) -> None:
    target = tmp_path / "contact.m3u"
    said = reflect("clips", tagged, "Contact", "--format", "m3u", "-o", target)
    assert (said.status, said.out) == (0, "")
    assert f"Written: {target}" in " ".join(said.err.split())
    assert "m3u cannot hold: the fragment apart from its handles" in said.err
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[3:5] == ["#EXTVLCOPT:start-time=10.000", "#EXTVLCOPT:stop-time=16.500"]
    assert Path(lines[5].removeprefix("file://")).is_file()
    again = reflect("clips", tagged, "Contact", "--format", "json", "-o", target)
    assert (again.status, again.err) == (2, f"reflect: {target} is already there. Choose another name, or add --force to replace it.\n")
    assert reflect("clips", tagged, "Contact", "--format", "json", "-o", target, "--force").status == 0
    assert clip_json.loads(target.read_bytes()).title == "Contact"
    assert "Weerstand: Vechten" in reflect("clips", tagged, "Contact", "--format", "csv").out
    assert json.loads(reflect("clips", tagged, "6f2", "--format", "json").out)["title"] == "Regie; =1+1"


def test_the_ending_of_a_file_tells_its_format(reflect: Reflect, tagged: str, tmp_path: Path) -> None:
    begins = {
        "a.csv": "\ufeffclip,from",
        "a.json": "{",
        "a.m3u": "#EXTM3U",
        "a.m3u8": "#EXTM3U",
        "a.XSPF": "<?xml",
        "a.edl": "TITLE: Contact\nFCM: NON-DROP FRAME\n\n001  ",
        "a.otio": "{",
        "a.fcpxml": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>',
    }
    for name, start in begins.items():
        said = reflect("clips", tagged, "Contact", "-o", tmp_path / name)
        assert (said.status, said.out) == (0, "")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    said = reflect("clips", tagged, "Contact", "-o", tmp_path / "a.mp4")
    assert said.status == 2
    assert said.err.startswith(
        "reflect: a.mp4 does not tell its format. End the name in .csv .json .m3u .xspf .edl .otio .fcpxml .m3u8, or"
    )
    assert not (tmp_path / "a.mp4").exists()


def test_the_clips_of_a_session_over_two_recordings(reflect: Reflect, tmp_path: Path) -> None:
    from cycle import Cycle
    from tag_ops import make_recording

    with open_store() as store:
        ids = [recordings.change(store, make_recording(store, tmp_path), case="T-1").id for _ in range(2)]
        cycle = Cycle(store, *ids)
        everybody_agrees(store)
        session, _ = cycle.session_with_clip()
        cycle.made("clip", session_id=session.id, recording_id=ids[1], fragment_id=cycle.tags[ids[1]], place=2)
    shown = reflect("clips", session.id[:8], "--session").out
    assert shown.splitlines()[0].strip() == "Sessie 1"
    said = reflect("clips", "sessie 1", "--session", "-o", tmp_path / "sessie.json")
    assert said.status == 0
    kept = clip_json.loads((tmp_path / "sessie.json").read_bytes())
    assert (kept.id, [clip.recording_id for clip in kept.clips]) == (session.id, ids)
    assert reflect("clips", "zomaar", "--session").err.startswith("reflect: 'zomaar' is not one session. Name one of: ")
    with open_store() as store:
        recordings.delete_recording(store, ids[0])
    assert "Lost from this list: clips whose recording is gone (1)." in reflect("clips", session.id, "--session", "--format", "edl").err


def test_what_this_list_lost_is_said(reflect: Reflect, talk: str) -> None:
    one = {"start": 12_018, "end": 15_500, "before": 0, "after": 0, "code": "", "question": "Zoë?"}
    with open_store() as store:
        tagging.save_clips(store, talk, {"id": next(iter(LISTS)), "title": "Een", "clips": [one]}, "Noor")
    said = reflect("clips", talk, "Een", "--format", "edl")
    assert "* COMMENT: QUESTION: Zoe?" in said.out
    assert " ".join(said.err.split()) == (
        "Lost from this list: clips that begin or end between two frames, moved by at most 20 ms (1); "
        "characters that the format has no place for, in 1 texts."
    )


def test_what_people_mistype(reflect: Reflect, tagged: str, tmp_path: Path) -> None:
    assert reflect("tags", tagged, "--format", "xls").err == "reflect: --format xls is not known. Give table, csv or json.\n"
    assert reflect("clips", tagged, "--format", "aaf").err == (
        "reflect: --format aaf is not known. Give table, csv, json, m3u, xspf, edl, otio or fcpxml.\n"
    )
    said = reflect("clips", tagged, "6f")
    assert said.status == 3
    assert said.err.startswith(f"reflect: '6f' is not one clip list of recording {tagged}: 6f")
    assert "(Contact)" in said.err
    assert reflect("clips", tagged, "--format", "csv").err.startswith("reflect: Name one of its clip lists: 6f")
    gone = tmp_path / "weg" / "clips.csv"
    assert reflect("clips", tagged, "contact", "--format", "csv", "-o", gone).err.startswith(
        f"reflect: The folder {gone.parent} does not exist."
    )
    assert reflect("tags", "r9999999").status == 3


def test_a_recording_without_tags(reflect: Reflect, talk: str) -> None:
    assert reflect("tags", talk).out == "Nothing was tagged on this recording yet. Open the app to tag: reflect app\n"
    assert json.loads(reflect("tags", talk, "--format", "json").out)["fragments"] == []
    assert reflect("clips", talk).out == "There are no clip lists of this recording yet. Open the app to make one: reflect app\n"
    said = reflect("clips", talk, "--format", "m3u")
    assert (said.status, said.err) == (3, f"reflect: Recording {talk} has no clip lists. Make one in the app: reflect app\n")
