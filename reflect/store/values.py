"""What the store hands out: frozen values, never a row of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from reflect.model.speech import Maker, Transcript

Plain = dict[str, Any]


class MediaKind(StrEnum):
    FILM = "film"
    AUDIO = "audio"
    CAMERA = "camera"


class State(StrEnum):
    """Of a job or a step. INTERRUPTED is never stored: it is a running one whose process is gone."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class TranscriptKind(StrEnum):
    RECOGNISED = "recognised"
    ALIGNED = "aligned"
    CORRECTED = "corrected"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A film or sound file that `import_media` brought into the data folder.

    `path` is absolute. `known_as` is the recording that already holds this very film, None when it
    is new; a known one is not kept twice. Hand a new one to `recordings.add` or
    `recordings.add_media`, or throw it away with `discard_media`.
    """

    id: str
    sha256: str
    size_bytes: int
    original_name: str
    path: Path
    known_as: str | None = None


@dataclass(frozen=True, slots=True)
class NewMedia:
    """A stored file with what is known of it, ready to belong to a recording.

    `offset_ms` and `drift_ppm` put the file on the film's clock:
    film time = file time · (1 + drift_ppm / 1e6) + offset_ms.
    """

    stored: StoredMedia
    kind: MediaKind = MediaKind.FILM
    container: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    offset_ms: float = 0.0
    drift_ppm: float = 0.0
    clock_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that belongs to a recording; `path` is absolute, clock fields as in `NewMedia`."""

    id: str
    recording_id: str
    kind: MediaKind
    sha256: str
    size_bytes: int
    original_name: str
    path: Path
    container: str
    facts: Plain
    offset_ms: float
    drift_ppm: float
    clock_confidence: float | None


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded consultation. Moments are in UTC; `media` starts with the film.

    `codebook` is the id of the codebook it is tagged with; None stands for the one of the settings. `film_erased_at` is when its films and
    sound were taken away while what was said and tagged stayed; None as long as they are here.
    """

    id: str
    title: str
    case: str | None
    created_at: datetime
    recorded_at: datetime | None
    duration_ms: int | None
    language: str | None
    codebook: str | None = None
    film_erased_at: datetime | None = None
    media: tuple[MediaFile, ...] = ()

    @property
    def film(self) -> MediaFile | None:
        return next((m for m in self.media if m.kind is MediaKind.FILM), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job. `progress` is 0 to 1; `reused` means that an earlier run's result served."""

    job_id: str
    name: str
    key: str
    state: State
    progress: float
    reused: bool
    started_at: datetime | None
    finished_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Job:
    """One run of the pipeline over a recording, as a person sees it (see `State.INTERRUPTED`)."""

    id: str
    recording_id: str
    settings: Plain
    state: State
    host: str
    pid: int | None
    heartbeat_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step made from the inputs and settings that `key` stands for. `payload` is JSON data or bytes."""

    recording_id: str
    name: str
    key: str
    payload: Any
    maker: Maker
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a transcript, without its words. `number` counts from 1 within the recording."""

    id: str
    recording_id: str
    number: int
    parent_id: str | None
    kind: TranscriptKind
    maker: Maker
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TranscriptVersion:
    """A version with its words, all `edits` corrections on it folded in. `newer` is the number of a later recognition that waits
    behind what a person corrected, None when there is none."""

    version: Version
    transcript: Transcript
    edits: int = 0
    newer: int | None = None

    @property
    def stamp(self) -> str:
        """What another window compares to see that something changed."""
        return f"v{self.version.number}.{self.edits}"


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of the library: a recording, its last job and how much there is of everything."""

    recording: Recording
    job: Job | None
    speakers: int
    versions: int
    media_bytes: int


class Wish(StrEnum):
    """FILM: process the file at `path`. AGAIN: process a recording that is here. COPY: make a viewing copy of a medium. MAKING: make
    something of the teaching set whose id is `path`."""

    FILM = "film"
    AGAIN = "again"
    COPY = "copy"
    MAKING = "making"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A wish and how it stands: queued, running or failed; a making also done, with what came of it as its `settings`. `progress` (0 to 1)
    is of copying, before there is a job that tells more, or of a making.

    `recording_id` is None for a film until it is in. `error` is one line for a person, "" as long as nothing went wrong.
    """

    id: str
    kind: Wish
    path: str
    media_id: str | None
    settings: Plain
    state: State
    progress: float
    recording_id: str | None
    error: str
    created_at: datetime
