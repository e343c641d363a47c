"""What stands in a report, before any format: golden texts, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from reading_back import MADE_AT, material, report_of
from session_world import RELEASED, SECRET, World, a_still

from reflect import report as reports
from reflect.errors import MediaError
from reflect.privacy import Denied, Reason, Why
from reflect.report import Kind, Report, gathering
from reflect.report.blocks import Picture, Quote, Room, Ticks, texts_of
from reflect.report.document import document
from reflect.report.words import LANGUAGES, catalogue
from reflect.store import consents, recordings

GOLDEN = Path(__file__).parent / "golden"


def shown(report: Report) -> str:
    """The report as text to compare: a line for each text, blocks by name."""
    lines: list[str] = []

    def walk(value: Any, depth: int) -> None:
        if is_dataclass(value) and not isinstance(value, type):
            lines.append("  " * depth + type(value).__name__)
            for field in fields(value):
                if field.name not in ("kind", "language", "name", "made_at", "widths"):
                    walk(getattr(value, field.name), depth + 1)
        elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            lines.append("  " * depth + " | ".join(item.replace("\n", " / ") for item in value))
        elif isinstance(value, tuple):
            for item in value:
                walk(item, depth)
        elif isinstance(value, bytes):
            lines.append("  " * depth + "(still)")
        else:
            lines.append("  " * depth + str(value).replace("\n", " / "))

    walk(report, 0)
    return "\n".join(line.rstrip() for line in lines) + "\n"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_content_is_what_it_was(world: World, kind: Kind, language: str) -> None:
    found = shown(report_of(world, kind, language))
    golden = GOLDEN / f"{kind}.{language}.txt"
    assert found == golden.read_text(encoding="utf-8")


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    places = {language: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in catalogue(language).items()} for language in LANGUAGES}
    assert list(places["nl"].items()) == list(places["en"].items())
    assert all(text.strip() for language in LANGUAGES for text in catalogue(language).values())


def test_words_that_were_not_released_are_nowhere(world: World) -> None:
    for kind in Kind:
        assert SECRET not in texts_of(report_of(world, kind))
        assert RELEASED in texts_of(report_of(world, kind))


def test_the_worksheet_can_leave_the_client_out_and_shows_the_words_after_the_room_to_write(world: World) -> None:
    assert RELEASED not in texts_of(report_of(world, Kind.WERKBLAD, with_client=False))
    first = report_of(world, Kind.WERKBLAD).sections[1].blocks
    assert [type(b) for b in first] == [Picture, Room, Quote]


def test_people_are_called_by_their_role(world: World) -> None:
    text = texts_of(report_of(world))
    assert "Fatima" not in text
    assert "klantmanager" in text


def test_a_clip_that_may_not_be_shown_gives_its_reason_and_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stills: list[int] = []
    monkeypatch.setattr(consents, "may_hand_out", lambda store, clip, purpose, viewer: Denied((Reason(Why.WITHDRAWN),)))

    def still(film: Path, at_ms: int) -> bytes:
        stills.append(at_ms)
        return a_still()

    for kind in Kind:
        found = document(gathering.gather(world.store, world.file(), "An", "nl", still), kind, "nl")
        text = texts_of(found)
        assert text.count("Dit fragment mag hier niet getoond worden: iemand heeft de toestemming ingetrokken.") == 3
        assert RELEASED not in text
        assert "Niet goed. Ik ben gestopt" not in text
        assert not [b for s in found.sections for b in s.blocks if isinstance(b, Picture) and b.jpeg]
    assert stills == []


def test_every_reason_has_words_of_its_own() -> None:
    for language in LANGUAGES:
        assert {f"denied.{why}" for why in Why} <= set(catalogue(language))


def test_a_viewer_without_a_name_sees_nothing(world: World) -> None:
    found = document(material(world, viewer=""), Kind.VERSLAG, "nl")
    assert "niet bekend is wie er kijkt" in texts_of(found)
    assert RELEASED not in texts_of(found)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_session_says_so(world: World, kind: Kind) -> None:
    file = world.file()
    nothing = replace(file, session=replace(file.session, title="", note=""), clips=(), closing=(), remarks=(), points=())
    content = document(replace(material(world), file=nothing), kind, "nl")
    assert "Sessie zonder titel" in texts_of(content)
    assert "In deze sessie zitten nog geen fragmenten." in texts_of(content)
    for format in reports.FORMATS:
        assert reports.write(content, format).data


def test_a_recording_that_is_gone_keeps_its_question_and_notes(own_world: World) -> None:
    recordings.delete_recording(own_world.store, own_world.film)
    found = report_of(own_world)
    text = texts_of(found)
    assert "De opname is er niet meer." in text
    assert "Wie had hier de leiding?" in text
    assert "Ik vulde haar zin aan." in text
    assert RELEASED not in text
    losses = [loss.of("en") for loss in reports.write(found, "docx").losses]
    assert losses[0] == "fragment 1 has no picture: The recording is gone. What was written about it stays"


def test_a_film_that_is_gone_from_the_disk_leaves_the_lines(world: World, tmp_path: Path) -> None:
    file = world.file()
    first = file.clips[0]
    assert first.recording is not None
    assert first.recording.film is not None
    moved = replace(first.recording, media=(replace(first.recording.film, path=tmp_path / "moved.mp4"),))
    gone = replace(file, clips=(replace(first, recording=moved),))
    found = gathering.gather(world.store, gone, "An", "nl", lambda film, at_ms: a_still())
    text = texts_of(document(found, Kind.VERSLAG, "nl"))
    assert "Het filmbestand is niet gevonden" in text
    assert "Niet goed. Ik ben gestopt" in text


def test_a_moment_without_a_picture_is_a_grey_box(world: World) -> None:
    def still(film: Path, at_ms: int) -> bytes:
        raise MediaError("nothing there")

    found = document(gathering.gather(world.store, world.file(), "An", "en", still), Kind.VERSLAG, "en")
    pictures = [b for s in found.sections for b in s.blocks if isinstance(b, Picture)]
    assert {(b.jpeg, b.instead) for b in pictures} == {(None, "No picture can be read at this moment of the recording.")}


def test_a_clip_beyond_the_end_is_shown_up_to_the_end(world: World) -> None:
    file = world.file()
    first = file.clips[0]
    assert first.recording is not None
    short = replace(first, recording=replace(first.recording, duration_ms=33_000))
    moments: list[int] = []

    def still(film: Path, at_ms: int) -> bytes:
        moments.append(at_ms)
        return a_still()

    seen = gathering.gather(world.store, replace(file, clips=(short,)), "An", "nl", still).seen[first.clip.id]
    assert seen.shown is not None
    assert seen.shown.end_ms <= 33_000
    assert moments[0] < 33_000


def test_later_points_are_no_news_for_an_earlier_session(world: World) -> None:
    found = material(world)
    old = next(p for p in found.file.points if p.text == "Ik zeg wat ik ga doen.")
    assert old.created_at is not None
    late = replace(old, text="Van veel later.", created_at=old.created_at + timedelta(days=40))
    points = (*found.file.points, late)
    text = texts_of(document(replace(found, file=replace(found.file, points=points)), Kind.VERSLAG, "nl"))
    assert old.text in text
    assert late.text not in text


def test_the_worksheet_has_boxes_for_old_and_new_points(world: World) -> None:
    new_points, old_points = (b for s in report_of(world, Kind.WERKBLAD).sections for b in s.blocks if isinstance(b, Ticks))
    assert new_points.items == ("Drie tellen stil zijn.", "Vragen wat zij zelf als doel ziet.", "", "", "")
    assert new_points.boxes == ("geprobeerd", "gezien", "werkte")
    assert "Ik zeg wat ik ga doen." in old_points.items


def test_the_name_of_the_file_tells_nothing(world: World) -> None:
    made = report_of(world, Kind.WERKBLAD)
    assert made.name == f"werkblad-{world.session.id[:8]}-2026-10-15"
    assert made.made_at == MADE_AT


def test_a_turn_that_goes_on_outside_the_clip_says_so(world: World) -> None:
    lines = material(world).seen[world.clips[0].id].lines
    assert lines[0].text == "Hoe gaat het met je werk?"
    assert lines[-1].text == "Dat wilde ik niet …"
    assert [line.who for line in lines] == ["klantmanager", "cliënt ?"] * 2
