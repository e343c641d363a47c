"""What is known of a model's files on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelState:
    """One model as `reflect models` lists it.

    `purpose` is "speech" or "diarization". `path` is where the files lie, None when absent.
    `problem` says in one sentence what is missing or damaged, "" when the model can be used.
    `embedded` models come with the installed packages; the others must be fetched or pointed to.
    """

    name: str
    purpose: str
    path: Path | None
    problem: str
    embedded: bool
    size_bytes: int
    licence: str
    source: str
