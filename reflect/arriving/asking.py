"""What a person may ask of the worker, and what is still waiting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.arriving.worker import ensure_worker
from reflect.errors import MediaError, MissingPackageError, NotFoundError, UsageError
from reflect.model.span import Span
from reflect.store.home import disk_errors
from reflect.store.values import Arrival, MediaFile, MediaKind, State, Wish

if TYPE_CHECKING:
    from reflect.pipeline import Settings
    from reflect.store.database import Store
    from reflect.store.home import Home

MOST_FILMS = 200
"""So many films of one folder at once: more is a slip of the hand, such as choosing a whole disk."""


def ask(store: Store, path: str | os.PathLike[str], settings: Settings) -> tuple[Arrival, ...]:
    """Bring in and process the film at `path`, or all films of that folder. A film that already waits is not added again.

    Raises NotFoundError, MediaError or UsageError, each with what to do, before anything is kept.
    """
    from reflect.store import arrivals

    chosen = Path(os.fspath(path).strip()).expanduser().absolute()
    films = _films_in(chosen) if os.path.isdir(chosen) else [_checked(chosen, store.home)]
    if len(films) > 1 and (settings.audio or settings.cameras):
        raise UsageError("A separate recorder or camera belongs to one film. Choose that film instead of a folder.")
    for other in (settings.audio, *settings.cameras):
        if other is not None:
            _checked(other.expanduser().absolute(), store.home)
    plain = to_plain(settings)
    asked = tuple(arrivals.add(store, Wish.FILM, path=os.fspath(film), settings=plain) for film in films)
    ensure_worker(store.home)
    return asked


def waiting(store: Store) -> tuple[Arrival, ...]:
    """Films and recordings that wait, are being brought in, or failed; the oldest first. What is made of them is not among them."""
    from reflect.store import arrivals

    return tuple(a for a in arrivals.listing(store) if a.kind in (Wish.FILM, Wish.AGAIN))


def cancel(store: Store, arrival_id: str) -> None:
    """Take a wish back: one that waits or failed goes away, one that is being worked on is stopped. What is finished is kept."""
    from reflect.store import arrivals

    found = next((a for a in arrivals.listing(store) if a.id == arrival_id), None)
    arrivals.cancel(store, arrival_id)
    if found is not None and found.state is State.RUNNING and found.recording_id and found.kind is not Wish.COPY:
        _stop_job(store, found.recording_id)


def stop(store: Store, recording_id: str) -> None:
    """Stop processing a recording, whoever does it. Finished steps are kept; `resume` goes on."""
    from reflect.store import arrivals

    for arrival in arrivals.listing(store, recording_id):
        if arrival.kind is not Wish.COPY and arrival.state in (State.QUEUED, State.RUNNING):
            arrivals.cancel(store, arrival.id)
    _stop_job(store, recording_id)


def resume(store: Store, recording_id: str, settings: Settings | None = None) -> Arrival:
    """Go on with a recording that was stopped, killed or failed, from its stored film and with the settings of its last run; or
    process it once more with other `settings`. NotFoundError when its film is no longer there."""
    from reflect.pipeline import Settings, require_film
    from reflect.store import arrivals, jobs, recordings

    recording = recordings.get(store, recording_id)
    require_film(recording)
    if recording.film is None or not recording.film.path.is_file():
        raise NotFoundError(f"The film of recording {recording.id} is no longer on the disk. Bring the film in again.")
    if settings is None:
        last = next(iter(jobs.of_recording(store, recording.id)), None)
        settings = Settings.from_plain(last.settings if last else {"language": recording.language or "nl"})
        # The recorder that was listened to is in the library; only where it came from was not kept.
        recorder = next((m for m in recording.media if m.kind is MediaKind.AUDIO), None)
        settings = replace(settings, audio=recorder.path if recorder else None)
    asked = arrivals.add(store, Wish.AGAIN, recording_id=recording.id, settings=to_plain(settings))
    ensure_worker(store.home)
    return asked


def ask_copy(store: Store, medium: MediaFile) -> Arrival:
    """Make a copy of the film that a browser can play. The film stays as it is."""
    from reflect.store import arrivals

    if not medium.path.is_file():
        raise NotFoundError(f"The film {medium.id} is no longer on the disk.")
    asked = arrivals.add(store, Wish.COPY, recording_id=medium.recording_id, media_id=medium.id)
    ensure_worker(store.home)
    return asked


def copy_path(home: Home, medium: MediaFile) -> Path:
    """Where the viewing copy of a film lies, when it is made: among what can be made again."""
    return home.work(medium.recording_id) / f"copy-{medium.id}.mp4"


def missing() -> str:
    """Why nothing can be processed on this machine, with the line to type; "" when it can."""
    lacks = next((name for name in ("faster_whisper", "torch") if find_spec(name) is None), None)
    return str(MissingPackageError(lacks.replace("_", "-"), "speech", "Making a transcript")) if lacks else ""


# ---- the inbox --------------------------------------------------------------------------------


def inbox_folder(home: Home) -> Path:
    """A folder to put films in; made when absent."""
    folder = home.path / "inbox"
    with disk_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def inbox(store: Store) -> tuple[Path, ...]:
    """The films in the inbox that are not in the library yet and were not asked for. They stay where they are."""
    from reflect.store import arrivals, recordings

    known = {(m.original_name, m.size_bytes) for line in recordings.listing(store) for m in line.recording.media}
    asked = {a.path for a in arrivals.listing(store)}
    films = _films(inbox_folder(store.home))
    return tuple(f for f in films if os.fspath(f) not in asked and (f.name, f.stat().st_size) not in known)


# ---- settings as they wait ----------------------------------------------------------------------


def to_plain(settings: Settings) -> dict[str, Any]:
    """All settings, glossary and paths included, as JSON data: kept until the work is done, then removed with the wish."""
    plain = asdict(settings)
    part = settings.part
    return {
        **plain,
        "glossary": list(settings.glossary),
        "part": None if part is None else [part.start_ms, part.end_ms],
        "audio": None if settings.audio is None else os.fspath(settings.audio.expanduser().absolute()),
        "cameras": [os.fspath(camera.expanduser().absolute()) for camera in settings.cameras],
    }


def from_plain(plain: dict[str, Any]) -> Settings:
    from reflect.pipeline import Settings

    part, audio = plain.get("part"), plain.get("audio")
    return Settings(
        **{
            **plain,
            "glossary": tuple(plain.get("glossary", ())),
            "part": None if part is None else Span(*part),
            "audio": None if audio is None else Path(audio),
            "cameras": tuple(map(Path, plain.get("cameras", ()))),
        }
    )


# ---- inside -----------------------------------------------------------------------------------


def _checked(path: Path, home: Home) -> Path:
    # os.path says False of what cannot even be a name; pathlib raises.
    if not os.path.exists(path):
        raise NotFoundError(f"There is no file {path}. Check the name and the folder.")
    if not os.path.isfile(path):
        raise MediaError(f"{path} is not a file. Choose a film or a sound file.")
    if not _is_film(path):
        raise MediaError(f"{path.name} is no film or sound file by its name. Choose one that ends in .mp4, .mov, .mkv, .mts, .wav or .mp3.")
    if path.resolve().is_relative_to(home.media("x").parent.resolve()):
        raise UsageError(f"{path.name} is in the library already. Open its recording and go on with it there.")
    return path


def _films_in(folder: Path) -> list[Path]:
    films = list(_films(folder))
    if not films:
        raise NotFoundError(f"The folder {folder} holds no films. Choose a folder with films, or one film.")
    if len(films) > MOST_FILMS:
        raise UsageError(f"The folder {folder} holds {len(films)} films. Choose at most {MOST_FILMS} at once.")
    return films


def _films(folder: Path) -> Iterator[Path]:
    with disk_errors(folder, "choose another folder"):
        found = sorted(folder.iterdir())
    return (path for path in found if path.is_file() and _is_film(path))


def _is_film(path: Path) -> bool:
    from reflect.store.incoming import EXTENSIONS

    return path.suffix.lower().removeprefix(".") in EXTENSIONS and not path.name.startswith(".")


def _stop_job(store: Store, recording_id: str) -> None:
    from reflect.store import jobs

    for job in jobs.of_recording(store, recording_id):
        if job.state in (State.QUEUED, State.RUNNING):
            jobs.stop(store, job.id)
