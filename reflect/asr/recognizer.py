"""The door of this room: one Protocol, and `create` to get a recogniser behind it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reflect.asr import weights as weight_files
from reflect.asr.languages import check_language
from reflect.errors import MissingPackageError, ReflectError, UsageError
from reflect.model.sound import Progress, Sound
from reflect.model.speech import Maker, Recognition

if TYPE_CHECKING:
    from reflect.asr.heard import Decoder
    from reflect.asr.listening import Detector

ENGINES = ("faster-whisper", "openai-whisper")
_MODULES = {"faster-whisper": "faster_whisper", "openai-whisper": "whisper"}


class Recognizer(Protocol):
    """Sound → words."""

    def maker(self) -> Maker:
        """Engine, model, identity of the weights and every setting that changes the outcome: a cache key."""
        ...

    def prepare(self) -> None:
        """Load what `recognize` needs, while something else has to be waited for. What goes wrong is told by `recognize`."""
        ...

    def recognize(self, sound: Sound, progress: Progress) -> Recognition:
        """The words of the whole sound, in order of their start and inside it.

        `progress` is called at least once a batch, from 0 to 1, never back; what it raises goes through.
        """
        ...


def create(
    engine: str = "faster-whisper",
    model: str | Path | None = None,
    language: str = "nl",
    glossary: Sequence[str] = (),
    *,
    cache: Path,
    device: str = "auto",
    threads: int | None = None,
) -> Recognizer:
    """A recogniser that loads nothing heavy until `recognize`.

    `model` is a folder (faster-whisper) or .pt file (openai-whisper), a name, or None for the best that
    is present. `language` is a code or "auto" (decided per stretch). `cache` is a folder for the
    embedded weights. `device` is "auto", "cpu" or "cuda". Raises `UsageError`, `ModelError`,
    `MissingPackageError`.
    """
    if engine not in ENGINES:
        raise UsageError(f"The engine {engine!r} is not known. Give one of: {', '.join(ENGINES)}.")
    if device not in ("auto", "cpu", "cuda"):
        raise UsageError(f"The device {device!r} is not known. Give one of: auto, cpu, cuda.")
    language = check_language(language)
    try:
        version(engine)
    except PackageNotFoundError as error:
        raise MissingPackageError(engine, "speech", "Recognising speech") from error
    threads = threads or min(os.cpu_count() or 2, 8)
    build = _faster if engine == "faster-whisper" else _openai
    return build(model, language, tuple(glossary), cache=cache, device=device, threads=threads)


class WhisperRecognizer:
    """A Whisper model of any engine in the loop of `transcribing`."""

    def __init__(self, maker: Maker, load: Callable[[], Decoder], language: str, glossary: tuple[str, ...]) -> None:
        self._maker, self._load, self._language, self._glossary = maker, load, language, glossary
        self._detector: Detector | None = None
        self._decoder: Decoder | None = None

    def maker(self) -> Maker:
        return self._maker

    def prepare(self) -> None:
        with suppress(ReflectError):
            self._listening()
            self._loaded()

    def recognize(self, sound: Sound, progress: Progress) -> Recognition:
        from reflect.asr.transcribing import transcribe

        done = transcribe(sound, self._listening(), self._loaded, language=self._language, glossary=self._glossary, progress=progress)
        return Recognition(done.words, done.speech, self._maker, done.warnings)

    def _listening(self) -> Detector:
        from reflect.asr.listening import silero

        if self._detector is None:
            self._detector = silero()
        return self._detector

    def _loaded(self) -> Decoder:
        if self._decoder is None:
            self._decoder = self._load()
        return self._decoder


def _settings(language: str, glossary: tuple[str, ...], device: str, packages: Sequence[str], **more: str) -> tuple[tuple[str, str], ...]:
    """Sorted pairs. The glossary holds names, so only its hash is kept."""
    named = hashlib.sha256("\n".join(glossary).encode()).hexdigest()[:16] if glossary else ""
    pairs = {"language": language, "glossary": named, "device": device, "loop": LOOP, **more}
    pairs |= {p: version(p) for p in packages}
    return tuple(sorted(pairs.items()))


LOOP = "2"
"""Raise when a change of this room's code changes what is recognised."""


def _faster(model: str | Path | None, language: str, glossary: tuple[str, ...], *, cache: Path, device: str, threads: int) -> Recognizer:
    from reflect.asr.faster import BEAM

    found = weight_files.find(model)

    def load() -> Decoder:
        from reflect.asr.faster import FasterDecoder

        return FasterDecoder(weight_files.ready(found, cache), device=device, threads=threads, beam=BEAM, glossary=glossary)

    settings = _settings(language, glossary, device, ("faster-whisper", "ctranslate2"), beam=str(BEAM))
    return WhisperRecognizer(Maker("faster-whisper", found.name, found.revision, settings), load, language, glossary)


def _openai(model: str | Path | None, language: str, glossary: tuple[str, ...], *, cache: Path, device: str, threads: int) -> Recognizer:
    from reflect.asr import openai

    name, checkpoint, revision = openai.find(model)

    def load() -> Decoder:
        path = openai.ready(checkpoint, revision, cache)
        return openai.OpenaiDecoder(path, name, device=device, threads=threads, beam=openai.BEAM, glossary=glossary)

    settings = _settings(language, glossary, device, ("openai-whisper", "torch"), beam=str(openai.BEAM))
    return WhisperRecognizer(Maker("openai-whisper", name, revision, settings), load, language, glossary)
