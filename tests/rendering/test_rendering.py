"""A clip list becomes films that are exact, say nothing of who made them, and are not made twice."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import av
import pytest
from counted import clicks_of, numbers
from PIL import Image
from rendered import BOOK, CLIPS, QUESTION, TALK, material

from reflect import rendering
from reflect.errors import MediaError, NotAllowedError, NotFoundError, Stopped, StoreError, ToolError, UsageError
from reflect.media import probe
from reflect.model.clip import Clip, ClipList
from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.privacy import Allowed, Denied, Reason, Why
from reflect.rendering import CARD_MS, Material, Options, Progress, Rendered, Source, Subtitles, still
from reflect.temporary import TEMP_END

render = partial(rendering.render, ask=lambda clip, purpose, viewer: Allowed())
QUIET = Options(even_loudness=False)
REEL_ONLY = replace(QUIET, clips=False, cards=False, subtitles=Subtitles.NONE)
CLIPS_ONLY = replace(QUIET, reel=False, subtitles=Subtitles.NONE)


@pytest.fixture(scope="session")
def made(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The whole list, with everything."""
    return render(material(stock), CLIPS, tmp_path_factory.mktemp("films") / "clips", Options(workers=2), viewer="Noor")


def one(clip: Clip) -> ClipList:
    return replace(CLIPS, clips=(clip,))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_are_named_by_number_and_theme_and_never_by_what_was_typed(made: Rendered) -> None:
    assert names(made.folder) == [
        ".reflect-render.json",
        *(f"01-weerstand-spanning{end}" for end in (".jpg", ".mp4", ".srt", ".vtt")),
        *(f"02-clip{end}" for end in (".jpg", ".mp4", ".srt", ".vtt")),
        *(f"03-clip{end}" for end in (".jpg", ".mp4")),
        *(f"reel{end}" for end in (".mp4", ".srt", ".vtt")),
    ]
    assert all(path.stat().st_mode & 0o077 == 0 for path in made.folder.iterdir())


def test_every_clip_shows_its_span_with_handles(made: Rendered) -> None:
    first, second, third = made.clips
    assert [clip.span for clip in made.clips] == [Span(1000, 3000), Span(2200, 4500), Span(1000, 2000)]
    assert [number for _, number in numbers(first.path)] == list(range(25, 75))
    assert [number for _, number in numbers(second.path)] == list(range(55, 113))
    assert [number for _, number in numbers(third.path)] == list(range(30, 60))
    assert first.copied is not None
    assert first.copied > 0.9


def test_the_reel_has_cards_and_all_clips_in_order(made: Rendered) -> None:
    assert made.reel is not None
    assert made.reel_ms == 4 * CARD_MS + 2000 + 2300 + 1000
    assert probe(made.reel).duration_ms == pytest.approx(made.reel_ms, abs=30)
    begins_s = 2 * CARD_MS / 1000
    shown = dict(numbers(made.reel, begins_s + 4))
    assert {number for at, number in shown.items() if at < begins_s - 0.001} == {0}
    assert [number for at, number in shown.items() if begins_s - 0.001 <= at < begins_s + 2 - 0.001] == list(range(25, 75))
    clicks = [at for at in clicks_of(made.reel) if begins_s - 0.01 < at < begins_s + 2.0 - 0.01]
    assert clicks == pytest.approx([begins_s + n / 2 for n in range(4)], abs=0.005)


def test_nothing_tells_who_made_the_films_or_where(made: Rendered) -> None:
    for path in made.folder.iterdir():
        data = path.read_bytes()
        for secret in (b"Ahmed", b"Marijke", b"Lavf", b"Lavc", b"x264", b"one.mp4", b"Exif", str(made.folder).encode()):
            assert secret not in data, (path.name, secret)
        if path.suffix == ".mp4":
            with av.open(str(path)) as film:
                assert set(film.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
                assert all(set(s.metadata) <= {"language", "handler_name", "vendor_id"} for s in film.streams)


def test_subtitles_lie_beside_with_times_of_the_clip_and_roles_for_names(made: Rendered) -> None:
    first = made.clips[0]
    assert first.srt is not None
    assert first.subtitles is not None
    assert first.srt.read_text().splitlines()[:3] == ["1", "00:00:00,000 --> 00:00:01,000", "Klantmanager: Vertel eens."]
    assert "<v Cliënt>Ik sliep</v>" in first.subtitles.read_text()
    assert made.reel_subtitles is not None
    assert "00:00:08.000 --> 00:00:09.000\n<v Klantmanager>Vertel eens.</v>" in made.reel_subtitles.read_text()
    assert made.clips[2].subtitles is None


def test_subtitles_say_for_whom_they_are_in_a_note_and_not_on_the_screen(stock: Path, tmp_path: Path) -> None:
    options = replace(CLIPS_ONLY, subtitles=Subtitles.BESIDE, note="Voor: K1.")
    [clip] = render(material(stock), one(CLIPS.clips[0]), tmp_path / "o", options, viewer="Noor").clips
    assert clip.subtitles is not None
    assert clip.srt is not None
    assert clip.subtitles.read_text().startswith("WEBVTT\n\nNOTE Voor: K1.\n\n00:00:00.000 -->")
    assert "K1" not in clip.srt.read_text()


def test_the_still_is_the_middle_of_the_fragment(made: Rendered, stock: Path) -> None:
    path = made.clips[0].still
    assert path is not None
    with Image.open(path) as image:
        assert image.size == (256, 144)
        assert not image.getexif()
        bits = [image.convert("L").getpixel((bit * 16 + 8, 8)) > 128 for bit in range(16)]
    assert sum(1 << n for n, bit in enumerate(bits) if bit) == 50
    assert still(stock / "one.mp4", 2000)[:2] == b"\xff\xd8"


def test_a_second_run_makes_only_what_changed(made: Rendered, stock: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    shutil.copytree(made.folder, folder)
    again = render(material(stock), CLIPS, folder, Options(), viewer="Noor")
    assert again.kept == 4
    assert [clip.copied for clip in again.clips] == [None, None, None]
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    shorter = replace(CLIPS, clips=(CLIPS.clips[0], replace(CLIPS.clips[1], after_ms=0)))
    third = render(material(stock), shorter, folder, replace(Options(), reel=False), viewer="Noor")
    assert third.kept == 1
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name in before if name not in after} == {"03-clip.mp4", "03-clip.jpg", "reel.mp4", "reel.srt", "reel.vtt"}
    assert after["01-weerstand-spanning.mp4"] == before["01-weerstand-spanning.mp4"]
    assert after["02-clip.mp4"] != before["02-clip.mp4"]


def test_a_stopped_run_leaves_no_half_file_and_is_continued(stock: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clips"

    def stop(progress: Progress) -> None:
        if progress.done == 1:
            raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        render(material(stock), CLIPS, folder, replace(CLIPS_ONLY, workers=1), stop, viewer="Noor")
    assert [path.name for path in folder.iterdir() if path.suffix == ".mp4"] == ["01-weerstand-spanning.mp4"]
    assert not list(folder.rglob(f"*{TEMP_END}*"))
    parts: list[Progress] = []
    again = render(material(stock), CLIPS, folder, CLIPS_ONLY, parts.append, viewer="Noor")
    assert again.kept == 1
    assert again.clips[0].copied is None
    assert again.clips[1].copied is not None
    assert parts[-1] == Progress(1.0, 2, 2)
    assert [p.part for p in parts] == sorted(p.part for p in parts)
    assert not (folder / ".reflect-render").exists()


def test_burned_subtitles_stand_in_the_picture_while_they_are_said(stock: Path, tmp_path: Path) -> None:
    made = render(material(stock), one(CLIPS.clips[0]), tmp_path / "o", replace(CLIPS_ONLY, subtitles=Subtitles.BURNED), viewer="N")
    with av.open(str(made.clips[0].path)) as film:
        low = [frame.to_ndarray()[120:140, 80:176] for frame in film.decode(video=0)]
    dark = [int((part < 60).sum()) for part in low]
    assert min(dark[2:20]) > 300
    assert max(int((part > 200).sum()) for part in low[2:20]) > 20
    assert [number for _, number in numbers(made.clips[0].path)] == list(range(25, 75))


def test_cameras_side_by_side_and_one_chosen(stock: Path, tmp_path: Path) -> None:
    clip = one(Clip("r1", Span(1000, 2000)))
    beside = render(material(stock), clip, tmp_path / "a", replace(CLIPS_ONLY, side_by_side=True), viewer="N").clips[0].path
    video = probe(beside).video
    assert video is not None
    assert (video.width, video.height) == (512, 144)
    assert [number for _, number in numbers(beside)] == list(range(25, 50))
    second = render(material(stock), clip, tmp_path / "b", replace(CLIPS_ONLY, camera=2), viewer="N").clips[0].path
    assert numbers(second)[0][1] == 35
    assert clicks_of(second)[:2] == pytest.approx([0.0, 0.5], abs=0.005)
    with pytest.raises(UsageError, match="--camera 3: the recording of clip 1 has 2, counted from 1"):
        render(material(stock), clip, tmp_path / "c", replace(CLIPS_ONLY, camera=3), viewer="N")


def test_a_camera_that_was_not_there_gives_way_to_the_film(stock: Path, tmp_path: Path) -> None:
    film = material(stock)["r1"]
    late = {"r1": replace(film, cameras=(film.cameras[0], replace(film.cameras[1], offset_ms=60_000.0)))}
    made = render(late, one(Clip("r1", Span(1000, 1500))), tmp_path / "o", replace(CLIPS_ONLY, camera=2), viewer="N")
    assert made.warnings == ("Clip 1: camera 2 did not film this stretch. The film was taken.",)
    assert numbers(made.clips[0].path)[0][1] == 25


def test_sound_alone_is_a_sound_file_and_a_still_card_in_the_reel(stock: Path, tmp_path: Path) -> None:
    from odd_media import ffmpeg

    ffmpeg("-i", stock / "one.mp4", "-vn", "-c:a", "copy", tmp_path / "talk.m4a")
    inputs = {"r1": Material("r1", (Source(tmp_path / "talk.m4a"),))}
    made = render(inputs, one(Clip("r1", Span(1000, 3000))), tmp_path / "o", replace(QUIET, cards=False), viewer="N")
    assert made.clips[0].path.name == "01-clip.m4a"
    assert made.clips[0].still is None
    assert probe(made.clips[0].path).video is None
    assert made.reel is not None
    reel = probe(made.reel)
    assert reel.video is not None
    assert (reel.video.width, reel.video.height) == (1280, 720)
    assert clicks_of(made.reel) == pytest.approx([0.0, 0.5, 1.0, 1.5], abs=0.005)


def test_a_clip_beyond_the_end_is_cut_and_said_so_or_refused(stock: Path, tmp_path: Path) -> None:
    made = render(material(stock), one(Clip("r1", Span(4500, 7000))), tmp_path / "a", CLIPS_ONLY, viewer="N")
    assert made.warnings == ("Clip 1 goes on after the end of its film and was cut to 0:05.",)
    assert made.clips[0].span.end_ms == pytest.approx(5000, abs=40)
    outside = one(Clip("r1", Span(60_000, 61_000)))
    says = "Clip 1 begins at 1:00, but its film ends at 0:05: nothing of it is left. Take it out of the list, or add --skip-missing."
    with pytest.raises(UsageError) as refused:
        render(material(stock), outside, tmp_path / "b", CLIPS_ONLY, viewer="N")
    assert str(refused.value) == says
    assert not (tmp_path / "b").exists()


def test_a_recording_that_is_gone_is_said_before_any_work(stock: Path, tmp_path: Path) -> None:
    gone = replace(CLIPS, clips=(Clip("r1", Span(1000, 1500)), Clip("r9", Span(0, 1000))))
    with pytest.raises(NotFoundError, match=r"Clip 2: its recording is not there any more\. Take it out of the list"):
        render(material(stock), gone, tmp_path / "a", CLIPS_ONLY, viewer="N")
    made = render(material(stock), gone, tmp_path / "b", replace(CLIPS_ONLY, skip_missing=True), viewer="N")
    assert made.warnings == ("Clip 2: its recording is not there any more. It was left out.",)
    assert [clip.number for clip in made.clips] == [1]
    film = {"r1": Material("r1", (Source(stock / "nowhere.mp4"),))}
    with pytest.raises(NotFoundError, match="the film of its recording is not there any more"):
        render(film, one(Clip("r1", Span(0, 1000))), tmp_path / "c", CLIPS_ONLY, viewer="N")


def test_what_may_not_be_used_is_not_rendered(stock: Path, tmp_path: Path) -> None:
    asked = []

    def ask(clip: Clip, purpose: Purpose, viewer: str) -> Denied:
        asked.append((purpose, viewer))
        return Denied((Reason(Why.NOT_ASKED, "p1"),))

    with pytest.raises(NotAllowedError, match=r"Clip 1 may not be used for this purpose \(not asked\)"):
        render(material(stock), CLIPS, tmp_path / "o", replace(CLIPS_ONLY, purpose=Purpose.TRAINING), viewer="N", ask=ask)
    assert asked[0] == (Purpose.TRAINING, "N")
    assert not (tmp_path / "o").exists()


def test_an_empty_list_and_nothing_asked_for_are_refused(stock: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"This list has no clips\. Add a fragment to it first"):
        render(material(stock), replace(CLIPS, clips=()), tmp_path / "o", viewer="N")
    with pytest.raises(UsageError, match=r"Nothing is asked for: leave out --no-clips or --no-reel"):
        render(material(stock), CLIPS, tmp_path / "o", Options(clips=False, reel=False), viewer="N")


def test_a_file_of_somebody_else_is_never_replaced(stock: Path, tmp_path: Path) -> None:
    mine = tmp_path / "01-clip.mp4"
    mine.write_text("my own film")
    clip = one(Clip("r1", Span(1000, 1500)))
    with pytest.raises(UsageError, match=r"is already there and was not made by this rendering\. Choose another folder, or add --force"):
        render(material(stock), clip, tmp_path, CLIPS_ONLY, viewer="N")
    assert mine.read_text() == "my own film"
    render(material(stock), clip, tmp_path, replace(CLIPS_ONLY, force=True), viewer="N")
    assert probe(mine).video is not None


def test_a_full_disk_is_said_and_leaves_nothing_half(stock: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, hard))
    try:
        with pytest.raises(StoreError, match=r"cannot be written .*Free space on this disk and try again"):
            render(material(stock), one(Clip("r1", Span(0, 4000))), tmp_path / "o", CLIPS_ONLY, viewer="N")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in (tmp_path / "o").rglob("*") if path.is_file()] == []


def test_the_last_words_of_ffmpeg_are_told(stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'the cameras do not fit' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("REFLECT_FFMPEG", str(program))
    with pytest.raises(ToolError, match=r"ffmpeg failed \(status 1\): the cameras do not fit") as failed:
        render(material(stock), one(Clip("r1", Span(1000, 1400))), tmp_path / "o", replace(CLIPS_ONLY, side_by_side=True), viewer="N")
    assert "hstack" in failed.value.command
    assert not list((tmp_path / "o").rglob("*.mp4"))


def test_a_folder_holds_one_list(made: Rendered, stock: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    shutil.copytree(made.folder, folder)
    other = replace(one(Clip("r1", Span(1000, 1500))), id="6f1c2b1e-0000-4000-8000-000000000002")
    with pytest.raises(UsageError, match=r"holds the films of another list\. Choose another folder, or add --force"):
        render(material(stock), other, folder, CLIPS_ONLY, viewer="N")
    assert names(folder) == names(made.folder)


def test_a_damaged_film_is_said(stock: Path, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes((stock / "one.mp4").read_bytes()[:3000])
    with pytest.raises(UsageError, match=r"Clip 1: film\.mp4: is cut off before its index"):
        render({"r1": Material("r1", (Source(tmp_path / "film.mp4"),))}, one(Clip("r1", Span(0, 1000))), tmp_path / "o", viewer="N")
    ffmpeg_sound(tmp_path / "sound.wav")
    with pytest.raises(MediaError, match="has no picture"):
        still(tmp_path / "sound.wav", 100)


def ffmpeg_sound(path: Path) -> None:
    from odd_media import ffmpeg

    ffmpeg("-f", "lavfi", "-i", "sine=1000:d=1", path)


def test_the_manifest_holds_no_words_and_no_paths(made: Rendered) -> None:
    data = json.loads((made.folder / ".reflect-render.json").read_text())
    assert set(data) == {"version", "list", "files"}
    assert all(len(key) == 32 for key, _ in data["files"].values())
    assert QUESTION not in json.dumps(data)
    assert BOOK.id not in json.dumps(data)
    assert TALK.turns[0].text not in json.dumps(data)
