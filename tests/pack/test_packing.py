"""A session becomes a folder or a zip: whole or not at all, with what may be seen and nothing else."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cycle import change, new
from pack_world import CLOSING, EARLIER, EVIL, NAME, POINT, QUESTION, RELEASED, SECRET, TIP, World, make_world

from reflect import pack
from reflect.errors import NotFoundError, Stopped, StoreError, UsageError
from reflect.media import probe
from reflect.pack import making
from reflect.pack.page import as_data
from reflect.privacy import Denied
from reflect.rendering import Rendered, RenderedClip
from reflect.store import Home, disclosures, erasing, open_store, recordings

GOOD = "vier woorden zijn genoeg"


def packed(world: World, target: Path, **options: Any) -> pack.Packed:
    return pack.make(world.store, world.file(), target, pack.Options(workers=2, **options), viewer="Noor")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips that are no films, for tests of everything but films."""

    def render(inputs: Any, clips: Any, folder: Path, options: Any, *_: Any, **__: Any) -> Rendered:
        folder.mkdir(exist_ok=True)
        made = []
        for number in sorted(options.only):
            path = folder / f"{number:02d}-clip.mp4"
            path.write_bytes(b"\0\0\0\x18ftyp" + b"film" * 1000)
            clip = clips.clips[number - 1]
            made.append(RenderedClip(number, clip, clip.shown(), path))
        return Rendered(folder, tuple(made))

    monkeypatch.setattr("reflect.rendering.render", render)


def data(folder: Path) -> dict[str, Any]:
    """What the page's script reads."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="pack">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "home")


def test_a_folder_has_the_page_the_clips_and_how_to_open_it(world: World, tmp_path: Path) -> None:
    parts: list[float] = []
    target = tmp_path / "sessie"
    made = pack.make(world.store, world.file(), target, pack.Options(workers=2), parts.append, viewer="Noor")
    films = ["01-emotie", "02-contact", "03-clip"]
    assert (made.clips, made.gaps, made.encrypted) == (3, (), False)
    assert sorted(p.name for p in target.iterdir()) == ["LEES-MIJ.txt", "clips", "index.html"]
    said = {f"{name}.srt" for name in films[:2]}
    assert {p.name for p in (target / "clips").iterdir()} == {f"{n}{end}" for n in films for end in (".mp4", ".jpg")} | said
    assert parts == sorted(parts)
    assert parts[-1] == 1
    names = sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
    lines = "".join(f"{hashlib.sha256((target / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    assert disclosures.listing(world.store)[0].sha256 == hashlib.sha256(lines.encode()).hexdigest(), "as sha256sum prints it"
    assert left(tmp_path) == ["sessie"]
    assert list(world.store.home.tmp.iterdir()) == [], "films stay nowhere else"
    first = data(target)["clips"][0]
    assert (first["question"], first["tip"], first["said"]) == (QUESTION, TIP, [RELEASED])
    assert first["lines"][0][2:] == ["Klantmanager", "klantmanager", "Hoe gaat het?"]
    assert first["lines"][0][0] == 200, "from the clip's own beginning"
    assert (data(target)["points"], data(target)["earlier"]) == ([POINT], [EARLIER])
    assert [one["text"] for one in data(target)["closing"]] == [CLOSING]
    check_private(world, target)


def check_private(world: World, target: Path) -> None:
    """Clips are H.264 without metadata; words that were not released, names and places of this machine are nowhere."""
    film = target / "clips" / "01-emotie.mp4"
    info = probe(film)
    assert info.video is not None
    assert (info.video.codec, info.duration_ms) == ("h264", pytest.approx(4_000, abs=60))
    for path in target.rglob("*.*"):
        for secret in (SECRET.encode(), NAME.encode(), b"Ilse", b"Lavf", b"x264", b"Exif", str(world.store.home.path).encode()):
            assert secret not in path.read_bytes(), (path.name, secret)


@pytest.mark.usefixtures("quick")
def test_tips_and_words_are_left_at_home_when_asked(world: World, tmp_path: Path) -> None:
    packed(world, tmp_path / "sessie", tips=False, cards=False, language="en")
    page = (tmp_path / "sessie" / "index.html").read_text(encoding="utf-8")
    assert TIP not in page
    assert data(tmp_path / "sessie")["cards"] is False
    assert '<html lang="en">' in page
    assert "unpack" in (tmp_path / "sessie" / "READ-ME.txt").read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("quick")
def test_what_is_gone_or_denied_is_a_card_without_words(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    erasing.erase(world.store, world.films[1])
    real = making.gather

    def denied(*args: Any) -> Any:
        content = real(*args)
        first = replace(content.clips[0], said=(), gap=pack.Gap(1, making.Why.DENIED, ("withdrawn",)))
        return replace(content, clips=(first, *content.clips[1:]))

    monkeypatch.setattr(making, "gather", denied)
    made = packed(world, tmp_path / "sessie")
    assert [(gap.number, gap.why) for gap in made.gaps] == [(1, "denied"), (3, "gone")]
    first, second, third = data(tmp_path / "sessie")["clips"]
    assert first["gap"] == "Dit fragment mag hier niet worden getoond. Iemand die erop staat heeft de toestemming ingetrokken."
    assert (first["film"], first["lines"], first["question"]) == ("", [], QUESTION)
    assert (second["gap"], second["film"]) == ("", "clips/02-clip.mp4")
    assert (third["gap"], third["film"]) == ("De opname van dit fragment is er niet meer.", "")
    assert not list((tmp_path / "sessie").rglob("01-*"))


def test_nobody_named_sees_nothing(world: World, tmp_path: Path) -> None:
    made = pack.make(world.store, world.file(), tmp_path / "sessie", viewer="")
    assert made.clips == 0
    assert [gap.why for gap in made.gaps] == ["denied"] * 3
    page = (tmp_path / "sessie" / "index.html").read_text(encoding="utf-8")
    assert RELEASED not in page
    assert CLOSING not in page
    assert "Hoe gaat het?" not in page


def test_a_film_that_is_gone_or_too_short_is_said(world: World, tmp_path: Path) -> None:
    film = recordings.get(world.store, world.films[1]).film
    assert film is not None
    film.path.unlink()
    world.send(change("clip", world.clips[1].id, world.clips[1].revision, do="delete"))
    made = packed(world, tmp_path / "sessie")
    assert made.gaps == (pack.Gap(2, making.Why.FILM),)
    film.path.write_bytes(b"no film at all")
    made = packed(world, tmp_path / "sessie", force=True)
    assert made.gaps == (pack.Gap(2, making.Why.BROKEN),)
    assert "could not be read" in made.warnings[0] or "left out" in made.warnings[0]


def test_a_session_without_clips_is_refused(world: World, tmp_path: Path) -> None:
    for clip in world.clips:
        world.send(change("clip", clip.id, clip.revision, do="delete"))
    with pytest.raises(UsageError, match=r"^This session has no clips yet\. Choose fragments for it in the app first\.$"):
        packed(world, tmp_path / "sessie.zip")


def test_what_is_there_already_is_kept(world: World, tmp_path: Path) -> None:
    target = tmp_path / "sessie"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"is already there\. Choose another name, or add --force to replace it"):
        packed(world, target)
    with pytest.raises(UsageError, match="is not a pack of reflect, so it is not replaced"):
        packed(world, target, force=True)
    with pytest.raises(UsageError, match="is already there"):
        packed(world, world.store.home.path)
    with pytest.raises(NotFoundError, match=r"The folder .*nowhere does not exist\. Make it"):
        packed(world, tmp_path / "nowhere" / "sessie.zip")
    assert (target / "mine.txt").read_text() == "mine"


def test_stopped_half_way_nothing_lies_there_and_clips_are_used_again(world: World, tmp_path: Path) -> None:
    def stop(part: float) -> None:
        if part > 0.9:
            raise Stopped("Stopped.")

    for name in ("sessie", "sessie.zip"):
        with pytest.raises(Stopped):
            pack.make(world.store, world.file(), tmp_path / name, tell=stop, viewer="Noor")
        assert left(tmp_path) == []
    made = packed(world, tmp_path / "sessie.zip")
    assert made.kept == 3
    assert list(world.store.home.tmp.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_who_erases_a_recording_erases_clips_of_an_interrupted_run(world: World, tmp_path: Path) -> None:
    def stop(_: float) -> None:
        raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        pack.make(world.store, world.file(), tmp_path / "sessie", tell=stop, viewer="Noor")
    assert [path.name for path in world.store.home.benches()[0].iterdir()] == ["clips"]
    erasing.erase(world.store, world.films[0])
    assert world.store.home.benches() == []


def test_killed_half_way_leaves_nothing_for_long(world: World, tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom reflect import pack, reflection\nfrom reflect.store import Home, open_store\n"
        "home, case, session, target = sys.argv[1:]\n"
        "def die(part):\n    if part > 0.9: os._exit(9)\n"
        "with open_store(Home(Path(home))) as store:\n"
        "    pack.make(store, reflection.session_file(store, case, session), Path(target), tell=die, viewer='Noor')\n"
    )
    target = tmp_path / "sessie.zip"
    done = subprocess.run([sys.executable, "-c", code, str(world.store.home.path), world.case, world.session, str(target)], check=False)
    assert done.returncode == 9
    assert not target.exists()
    assert all(name.endswith(".reflect-tmp") for name in left(tmp_path))
    assert packed(world, target).kept == 3
    assert left(tmp_path) == ["sessie.zip"], "what the dead process left is swept"


@pytest.mark.usefixtures("quick")
def test_another_window_that_packs_it_is_waited_for(world: World, tmp_path: Path) -> None:
    def again(part: float) -> None:
        if part > 0.9:
            packed(world, tmp_path / "two.zip")

    with pytest.raises(UsageError, match="This session is being packed in another window"):
        pack.make(world.store, world.file(), tmp_path / "one.zip", tell=again, viewer="Noor")


@pytest.mark.usefixtures("quick")
def test_a_full_disk_is_said(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("reflect.pack.zipping._fill", full)
    with pytest.raises(
        StoreError, match=r"There is no room left for .*sessie\.zip\. Free some disk space, or choose another place with -o"
    ):
        packed(world, tmp_path / "sessie.zip")
    assert left(tmp_path) == []


@pytest.mark.usefixtures("quick")
def test_a_plain_zip_holds_clips_as_they_are(world: World, tmp_path: Path) -> None:
    made = packed(world, tmp_path / "sessie.zip", recipient="team Noord")
    [left_house] = disclosures.listing(world.store)
    assert (left_house.recipient, left_house.sha256) == ("team Noord", hashlib.sha256(made.path.read_bytes()).hexdigest())
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        kinds = {info.filename.split("/", 1)[1]: info.compress_type for info in archive.infolist()}
        assert {info.filename.split("/")[0] for info in archive.infolist()} == {f"reflectie-{world.session[:8]}"}
        readme = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    assert kinds["clips/01-clip.mp4"] == zipfile.ZIP_STORED
    assert kinds["index.html"] == zipfile.ZIP_DEFLATED
    assert "Dubbelklik in de uitgepakte map op index.html" in readme
    assert "versleuteld (AES" not in readme


def read_elsewhere(raw: bytes, passphrase: str) -> dict[str, bytes]:
    """The zip's files, read by a program that did not write it."""
    from stream_unzip import stream_unzip

    return {name.decode().split("/", 1)[1]: b"".join(blocks) for name, _, blocks in stream_unzip([raw], password=passphrase.encode())}


@pytest.mark.usefixtures("quick")
def test_an_encrypted_zip_opens_with_its_passphrase_in_another_reader(world: World, tmp_path: Path) -> None:
    from stream_unzip import IncorrectAESPasswordError

    target = tmp_path / "sessie.zip"
    made = packed(world, target, passphrase=GOOD)
    assert made.encrypted
    raw = target.read_bytes()
    for secret in (QUESTION.encode(), b"Content-Security-Policy", b"ftyp", b"Hoe gaat"):
        assert secret not in raw
    with zipfile.ZipFile(target) as archive:
        assert "7-Zip" in archive.read(archive.namelist()[0]).decode("utf-8-sig"), "how to open it can be read before it is opened"
        assert all(info.flag_bits & 1 for info in archive.infolist()[1:])
    found = read_elsewhere(raw, GOOD)
    assert b"Content-Security-Policy" in found["index.html"]
    assert found["clips/01-clip.mp4"][4:8] == b"ftyp"
    with pytest.raises(IncorrectAESPasswordError):
        read_elsewhere(raw, "vier woorden zijn fout")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("elf tekens!", "is too short: use at least 12 characters"),
        ("é" * 12, "letters without accents"),
        (f" {GOOD}", "begins or ends with a space"),
    ],
)
def test_weak_passphrases_are_refused_before_any_work(world: World, tmp_path: Path, given: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        packed(world, tmp_path / "sessie.zip", passphrase=given)


def test_only_a_zip_is_encrypted_and_made_up_passphrases_differ(world: World, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Only a zip can be encrypted\. Give a name that ends in \.zip"):
        packed(world, tmp_path / "sessie", passphrase=GOOD)
    some = {pack.new_passphrase() for _ in range(50)}
    assert len(some) == 50
    assert all(pack.require_good(one) == one and len(one) == 24 for one in some)
    assert GOOD not in repr(pack.Options(passphrase=GOOD))


@pytest.mark.usefixtures("quick")
def test_text_of_people_is_data_and_never_html(tmp_path: Path, stock: tuple[Path, Path]) -> None:
    with open_store(Home(tmp_path / "home")) as store:
        world = make_world(store, stock, title=EVIL, question=EVIL, tip=EVIL, said=EVIL)
        world.send(new("point", session_id=world.session, text=EVIL))
        packed(world, tmp_path / "sessie")
    page = (tmp_path / "sessie" / "index.html").read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    assert data(tmp_path / "sessie")["clips"][0]["question"] == world.clips[0].question
    assert "{{data}}" in data(tmp_path / "sessie")["clips"][0]["question"]


def test_data_for_a_script_ends_no_script() -> None:
    out = as_data({"a": "</script><!--\u2028\u2029&\ud800"})
    assert out.isascii()
    assert not set("<>&") & set(out)
    assert json.loads(out) == {"a": "</script><!--\u2028\u2029&\ud800"}


def test_the_answer_of_consent_is_asked_for_every_clip(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect import exporting
    from reflect.pack.gathering import gather

    seen: list[Any] = []
    real = exporting.asked

    def asked(*args: Any) -> tuple[Any, ...]:
        seen.append(args)
        return real(*args)

    monkeypatch.setattr(exporting, "asked", asked)
    content = gather(world.store, world.file(), "", pack.Options())
    assert len(seen) == 1
    assert all(isinstance(one, Denied) for one in real(*seen[0]))
    assert all(clip.gap is not None and clip.said == () for clip in content.clips)
