"""From the store to a file: which files saw a recording, on which clock, and which clips may leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from agreed import everybody_agrees

from reflect import exporting
from reflect.errors import NotFoundError
from reflect.exchange import clip_json
from reflect.exchange.clip_sources import TakeKind
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span
from reflect.privacy import Purpose
from reflect.store import NewMedia, open_store, recordings
from reflect.store.database import Store
from reflect.store.home import Home
from reflect.store.incoming import import_media
from reflect.store.values import MediaKind, Recording

VIDEO = {"width": 1920, "height": 1080, "fps": 29.97, "variable_frame_rate": True}
SOUND = [{"index": 0, "channels": 1, "default": False}, {"index": 1, "channels": 2, "default": True}]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as store:
        yield store


def stored(store: Store, folder: Path, name: str, kind: MediaKind = MediaKind.FILM, **facts: object) -> NewMedia:
    file = folder / name
    file.write_bytes(name.encode() * 20)
    clock = {} if kind is MediaKind.FILM else {"offset_ms": 1_200.5, "drift_ppm": -7.0}
    return NewMedia(import_media(store, file), kind, facts={"duration_ms": 50_000, **facts}, **clock)


@pytest.fixture
def recording(store: Store, tmp_path: Path) -> Recording:
    made = recordings.add(store, [stored(store, tmp_path, "Gesprek met mevrouw Jansen.mp4", video=VIDEO, audio=SOUND)], duration_ms=60_000)
    for number in (1, 2):
        recordings.add_media(store, made.id, stored(store, tmp_path, f"cam{number}.mp4", MediaKind.CAMERA, video=VIDEO))
    recordings.add_media(store, made.id, stored(store, tmp_path, "recorder.wav", MediaKind.AUDIO, audio=SOUND[:1]))
    everybody_agrees(store)
    return recordings.get(store, made.id)


def listed(*clips: Clip) -> ClipList:
    return ClipList("6f1c2b1e-0000-4000-8000-000000000001", "Contact", clips, "Noor")


def test_a_recording_as_an_export_sees_it(recording: Recording) -> None:
    source = exporting.source(recording)
    film, *others = source.takes
    assert (source.duration_ms, film.kind, film.fps, film.variable_rate, film.channels, film.here) == (
        60_000,
        TakeKind.FILM,
        29.97,
        True,
        2,
        True,
    )
    assert [(take.name, take.kind, take.offset_ms, take.drift_ppm, take.channels) for take in others] == [
        ("Camera 1", TakeKind.CAMERA, 1_200.5, -7.0, 0),
        ("Camera 2", TakeKind.CAMERA, 1_200.5, -7.0, 0),
        ("Recorder 1", TakeKind.AUDIO, 1_200.5, -7.0, 1),
    ]
    assert (others[2].fps, others[0].duration_ms) == (None, 50_000)


@pytest.mark.parametrize("format", ["csv", "json", "m3u", "xspf", "edl", "otio", "fcpxml"])
def test_no_export_holds_the_name_that_the_file_had(store: Store, recording: Recording, format: str) -> None:
    made = exporting.clip_list(store, listed(Clip(recording.id, Span(0, 1_000))), format, "Noor")
    assert b"Jansen" not in made.data
    assert b"cam1" not in made.data


def test_a_list_over_several_recordings_has_the_media_of_each(store: Store, recording: Recording, tmp_path: Path) -> None:
    second = recordings.add(store, [stored(store, tmp_path, "tweede.mp4", video=VIDEO)], duration_ms=60_000)
    everybody_agrees(store)
    clips = listed(Clip(second.id, Span(0, 1_000)), Clip(recording.id, Span(2_000, 3_000)), Clip(second.id, Span(5, 1_000)))
    assert list(exporting.sources(store, clips)) == [second.id, recording.id]
    made = exporting.clip_list(store, clips, "m3u", "Noor")
    assert made.data.decode().count("file://") == 3
    assert [dict(loss.values) for loss in made.losses] == [{"n": 1, "clips": "2"}]


def test_clips_that_may_not_be_used_are_left_out_and_named_with_the_reason(store: Store, recording: Recording) -> None:
    clips = listed(Clip(recording.id, Span(0, 1_000)), Clip(recording.id, Span(2_000, 3_000)))
    made = exporting.clip_list(store, clips, "json", "Noor", purpose=Purpose.PUBLICATION)
    assert clip_json.loads(made.data).clips == ()
    assert [loss.text() for loss in made.losses] == ["clips that may not be used for this (1, 2: not masked)"]
    assert clip_json.loads(exporting.clip_list(store, clips, "json", "Noor").data) == clips


def test_a_recording_that_is_gone_and_a_film_that_is_gone(store: Store, recording: Recording) -> None:
    clips = listed(Clip(recording.id, Span(0, 1_000)))
    recording.media[0].path.rename(recording.media[0].path.with_suffix(".away"))
    with pytest.raises(NotFoundError, match=rf"^Clip 1 cannot be played: the film of recording {recording.id} is not on this disk"):
        exporting.clip_list(store, clips, "xspf", "Noor")
    recordings.delete_recording(store, recording.id)
    made = exporting.clip_list(store, clips, "json", "Noor")
    assert clip_json.loads(made.data).clips == (), "nobody is known to agree"
    assert [loss.text() for loss in made.losses] == ["clips that may not be used for this (1: nobody listed)"]
