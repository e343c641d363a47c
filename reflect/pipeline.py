"""From a recording to a transcript with speakers on video time. Start reading here.

    film → take_in → sound → (recorder and cameras on the film's clock) → words → speakers → transcript

Every step's result is kept under a key: the hash of what went in and of the settings that change the
outcome. A killed run goes on where it was, and another diarizer does not transcribe again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from reflect import alignment, asr, diarization, media
from reflect.errors import InputError, MediaError, NotFoundError, ReflectError, Stopped, UsageError
from reflect.heap import keep_freed_memory
from reflect.media.clock import ClockFit, align_clocks, retime
from reflect.media.facts import report_from_json, report_to_json
from reflect.model.sound import RATE, Progress, Sound, SoundPart
from reflect.model.span import Span, clock_text
from reflect.model.speech import Diarization, Maker, Recognition, Transcript
from reflect.steps import Reporter, Step, Work, digest
from reflect.store import consents, incoming, jobs, people, recordings, transcripts, views
from reflect.store.account import account
from reflect.store.database import Store
from reflect.store.values import MediaKind, NewMedia, Recording, TranscriptKind, TranscriptVersion

SHORTEST_MS = 2_000
"""A film shorter than this holds no consultation."""

COPYING = "Copying"
SOUND = Step("sound", "Taking out the sound", report_to_json, report_from_json)
CLOCK = Step("clock", "Comparing clocks", asdict, lambda data: ClockFit(**data))
WORDS = Step.of("words", "Recognising words", Recognition)
SPEAKERS = Step.of("speakers", "Finding who speaks", Diarization)
MEDIA = Maker("reflect.media", revision="1")
"""Its revision is raised when the same film gives other sound or another clock than before."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person asks of a run; `reflect process --help` explains each.

    `speakers` None: found automatically. `part` None: the whole recording. `audio` is a separate recorder
    whose sound is used instead of the film's, `cameras` are further films of the same talk.
    """

    language: str = "nl"
    engine: str = "faster-whisper"
    model: str | None = None
    diarizer: str = "embedded"
    speakers: int | None = None
    glossary: tuple[str, ...] = ()
    part: Span | None = None
    case: str | None = None
    audio: Path | None = None
    cameras: tuple[Path, ...] = ()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Settings:
        """What the record of a job keeps of its settings; anything else has its default."""
        part = plain.get("part")
        known = {name: plain[name] for name in ("language", "engine", "model", "diarizer", "speakers") if name in plain}
        return cls(**known, part=None if part is None else Span(*part))

    def to_plain(self) -> dict[str, Any]:
        """For the job's record. The glossary may hold names, and paths tell of people: neither is kept."""
        kept = ("language", "engine", "model", "diarizer", "speakers")
        return {**{name: getattr(self, name) for name in kept}, "glossary_terms": len(self.glossary), "part": _plain_part(self.part)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`heard` is what was listened to, `seconds` the time that the run took; `reused` names the steps that an earlier run had finished."""

    recording_id: str
    transcript: Transcript
    heard: Span
    seconds: float
    reused: tuple[str, ...]

    @property
    def real_time_factor(self) -> float:
        """Time taken over the length of what was heard: at 0.1 an hour of talk takes six minutes."""
        return self.seconds / max(0.001, self.heard.duration_ms / 1000)


def process(
    store: Store, film: Path, settings: Settings, report: Reporter, begun: Callable[[str], None] = lambda recording_id: None
) -> Outcome:
    """The whole way. Nothing is kept of a film that cannot be used. Raises `ReflectError`: one line for a person.

    `begun` is told the recording's id as soon as the film is in.
    """
    return _listened(store, film, settings, report, lambda: taken_in(store, film, settings, report), begun)


def process_again(store: Store, recording_id: str, settings: Settings, report: Reporter) -> Outcome:
    """The same for a film that is in already: what was stopped, killed or failed goes on, and other settings make a new version."""
    recording = recordings.get(store, recording_id)
    consents.require_play(store, recording.id, account(), views.PROCESS)
    require_film(recording)
    if recording.film is None or not recording.film.path.is_file():
        raise NotFoundError(f"The film of recording {recording.id} is no longer on the disk. Process the film again: reflect process FILE")
    # The film is called by the recording's id: its path says nothing to a person.
    return _listened(store, Path(recording.id), settings, report, lambda: taken_up(store, recording, settings, report))


def require_film(recording: Recording) -> None:
    """NotFoundError when its film was erased: then nothing can be made of it again."""
    if recording.film_erased_at is not None:
        raise NotFoundError(
            f"The film of recording {recording.id} was erased on {recording.film_erased_at:%Y-%m-%d}, so it cannot be processed again. "
            f"Its transcript and tags are still here: reflect show {recording.id}"
        )


def _listened(
    store: Store,
    film: Path,
    settings: Settings,
    report: Reporter,
    working: Callable[[], AbstractContextManager[tuple[Recording, Work]]],
    begun: Callable[[str], None] = lambda recording_id: None,
) -> Outcome:
    """From the film's sound to a transcript that is kept. Messages call the film `film`."""
    began = monotonic()
    keep_freed_memory()
    recognizer = asr.create(settings.engine, settings.model, settings.language, settings.glossary, cache=store.home.models)
    diarizer = diarization.create(settings.diarizer)
    diarization.checked_count(settings.speakers)
    # A missing model shows here, before anything is kept of the film.
    makers = recognizer.maker(), diarizer.maker()

    with working() as (recording, work):
        begun(recording.id)
        sound, source = sound_of_the_talk(work, recording, film, settings, meanwhile=recognizer.prepare)
        talk, part = part_of(sound, settings.part, film)
        listen = partial(words_of, work, talk, part, source, recognizer)
        tell_apart = partial(speakers_of, work, talk, part, source, diarizer, settings.speakers)
        # openai-whisper and the diarizers share PyTorch's threads, so there each has its turn.
        at_once = settings.engine == "faster-whisper"
        heard, who = work.side_by_side(listen, tell_apart) if at_once else (listen(), tell_apart())
        transcript = alignment.build_transcript(heard, who, sound.samples * 1000 // RATE, settings.language)
        transcript = replace(transcript, warnings=(*work.warnings, *transcript.warnings))
        made_from = [source, part, *makers, settings.speakers, alignment.REVISION]
        kept = keep(store, recording.id, transcript, digest("transcript", made_from))
    if kept.newer is not None:
        report.note(f"the corrected transcript stays in front; the new one is version {kept.newer}")
    return Outcome(recording.id, kept.transcript, part, monotonic() - began, tuple(work.reused))


# ---- the film and its sound -------------------------------------------------------------------


@contextmanager
def taken_in(store: Store, film: Path, settings: Settings, report: Reporter) -> Iterator[tuple[Recording, Work]]:
    """The film as a recording, with a running job on it. The same film twice is the same recording.

    When the film turns out not to be usable, a recording that is new is taken away again.
    """
    info = media.probe(film)
    _check_film(film, info)
    with report.step(COPYING) as progress:
        stored = incoming.import_media(store, film, progress)
    if stored.known_as is not None:
        report.note(f"this film is already here as {stored.known_as}; what was done before is used again")
        recording = recordings.get(store, stored.known_as)
        consents.require_play(store, recording.id, account(), views.PROCESS)
        if settings.case is not None:
            recording = recordings.change(store, recording.id, case=settings.case)
    else:
        film_facts = NewMedia(stored, MediaKind.FILM, info.container, asdict(info))
        recording = recordings.add(store, [film_facts], case=settings.case, duration_ms=info.duration_ms, language=settings.language)
        views.seen(store, account(), recording.id, views.PROCESS)
    try:
        with _job(store, recording, film, settings, report) as work:
            yield recording, work
    except (InputError, UsageError):
        if stored.known_as is None:
            recordings.delete_recording(store, recording.id)
            shutil.rmtree(store.home.path / "work" / recording.id, ignore_errors=True)
        raise


@contextmanager
def taken_up(store: Store, recording: Recording, settings: Settings, report: Reporter) -> Iterator[tuple[Recording, Work]]:
    """A recording that is here, with a running job on it."""
    with _job(store, recording, Path(recording.id), settings, report) as work:
        yield recording, work


@contextmanager
def _job(store: Store, recording: Recording, film: Path, settings: Settings, report: Reporter) -> Iterator[Work]:
    """A running job that ends as the work inside ends: done, stopped or failed."""
    work = Work(store, recording.id, jobs.start(store, recording.id, settings.to_plain()).id, report)
    try:
        yield work
    except (KeyboardInterrupt, Stopped) as stopped:
        jobs.stop(store, work.job_id)
        raise Stopped(f"Stopped. Finished steps are kept: the same command goes on with recording {recording.id}.") from stopped
    except BaseException as error:
        jobs.fail(store, work.job_id, _without_paths(error, film, settings))
        raise
    jobs.finish(store, work.job_id)


def _check_film(film: Path, info: media.MediaInfo) -> None:
    if not info.audio:
        raise MediaError(f"{film} has no sound track. Choose the film with sound, or process the recorder's sound file by itself.")
    if info.duration_ms is not None and info.duration_ms < SHORTEST_MS:
        seconds = info.duration_ms / 1000
        raise MediaError(f"{film} lasts {seconds:.1f} s, too short for a talk. Choose a recording of at least {SHORTEST_MS / 1000:.0f} s.")


def sound_of_the_talk(
    work: Work, recording: Recording, typed: Path, settings: Settings, meanwhile: Callable[[], None] = lambda: None
) -> tuple[Sound, str]:
    """The sound to listen to, on the film's clock, and a name for where it came from (part of later keys).

    The decoder is a process of its own, so that this one can do `meanwhile`.

    That is the film's own sound, or with `audio` the separate recorder's, put on the film's clock.
    Further cameras are put on that clock as well; their sound is not listened to.
    """
    film = recording.film
    if film is None:
        raise MediaError(f"Recording {recording.id} has no film any more. Process the film again.")
    film_sound = sound_of(work, film.path, film.sha256, typed, meanwhile)
    for camera in settings.cameras:
        other_clock(work, camera, MediaKind.CAMERA, film_sound, film.sha256)
    if settings.audio is None:
        return film_sound, film.sha256
    own, sha256, fit = other_clock(work, settings.audio, MediaKind.AUDIO, film_sound, film.sha256)
    return retimed(work, own, sha256, fit, film_sound), f"{sha256} on {film.sha256}"


def part_of(sound: Sound, part: Span | None, film: Path) -> tuple[Sound, Span]:
    """The wanted part of a sound, with its own zero, and where it lies on the film's clock."""
    whole = Span(0, sound.samples * 1000 // RATE)
    if part is None:
        return sound, whole
    cut = part.within(whole)
    if cut.duration_ms < SHORTEST_MS:
        raise UsageError(
            f"{film}: from {clock_text(part.start_ms)} to {clock_text(part.end_ms)} holds too little of its {clock_text(whole.end_ms)}. "
            "Give --from and --to inside the recording, at least 2 s apart."
        )
    return SoundPart(sound, cut.start_ms, cut.end_ms), cut


def words_of(work: Work, talk: Sound, part: Span, source: str, recognizer: asr.Recognizer) -> Recognition:
    def listen(progress: Progress) -> Recognition:
        return alignment.shift_recognition(recognizer.recognize(talk, progress), part.start_ms)

    return work.run(WORDS, [source, part], recognizer.maker(), listen)


def speakers_of(work: Work, talk: Sound, part: Span, source: str, diarizer: diarization.Diarizer, count: int | None) -> Diarization:
    def tell_apart(progress: Progress) -> Diarization:
        return alignment.shift_diarization(diarizer.diarize(talk, count, progress), part.start_ms)

    return work.run(SPEAKERS, [source, part, count], diarizer.maker(), tell_apart)


def keep(store: Store, recording_id: str, transcript: Transcript, key: str) -> TranscriptVersion:
    """Store the transcript as a version and the voices with it; roles that a person confirmed stay with their voice.

    `key` stands for what it was made from: the same run again adds no version. Gives the version that people see: when somebody
    corrected an earlier one, that stays, its voices too, and the new one waits beside it.
    """
    voices = None
    if transcripts.versions(store, recording_id):
        voices = people.same_voices(transcripts.latest(store, recording_id).transcript.activities, transcript.activities)
    maker = Maker("reflect.alignment", revision=alignment.REVISION)
    added = transcripts.add(store, recording_id, transcript, TranscriptKind.ALIGNED, maker, key=key)
    if transcripts.latest(store, recording_id).version.id == added.id:
        people.set_speakers(store, recording_id, transcript.speakers, voices)
    recordings.change(store, recording_id, duration_ms=transcript.duration_ms, language=transcript.language)
    return transcripts.latest(store, recording_id)


# ---- other recorders and cameras --------------------------------------------------------------


def sound_of(work: Work, path: Path, sha256: str, typed: Path, meanwhile: Callable[[], None] = lambda: None) -> Sound:
    """The sound of a stored film or sound file, on that file's own clock. Messages name the file as a person `typed` it."""

    def take_out(progress: Progress) -> media.AudioReport:
        return work.side_by_side(partial(media.decode_audio, path, wave, progress=progress), meanwhile)[0]

    wave = work.store.home.work(work.recording_id) / f"sound-{sha256[:16]}.wav"
    try:
        report = work.run(SOUND.about(sha256[:8]), [sha256], MEDIA, take_out)
        if not wave.is_file():
            # Derived sound may be cleared away at any time; only its report is kept in the database.
            media.decode_audio(path, wave)
    except MediaError as error:
        raise MediaError(str(error).replace(str(path), str(typed))) from error
    work.warn([warning.replace(str(path), typed.name) for warning in report.warnings])
    if report.silent:
        raise MediaError(f"{typed} is silent. Check the microphone and choose a recording with sound.")
    return media.WaveSound(wave)


def other_clock(work: Work, path: Path, kind: MediaKind, film: Sound, film_sha256: str) -> tuple[Sound, str, ClockFit]:
    """Bring in another recording of the same talk and find its place on the film's clock.

    One that does not sound like the same talk is refused and not kept.
    """
    kept = next((m for m in recordings.get(work.store, work.recording_id).media if m.path == path), None)
    if kept is not None:  # a recording that goes on: the file is in, and its place usually known
        own = sound_of(work, path, kept.sha256, Path(kept.id))
        return own, kept.sha256, _placed(work, own, kept.sha256, film, film_sha256, kept.id)
    info = media.probe(path)
    with work.report.step(COPYING) as progress:
        stored = incoming.import_media(work.store, path, progress, recording_id=work.recording_id)
    known = next((m for m in recordings.get(work.store, work.recording_id).media if m.sha256 == stored.sha256), None)
    try:
        own = sound_of(work, known.path if known else stored.path, stored.sha256, path)
        fit = _placed(work, own, stored.sha256, film, film_sha256, path.name)
    except BaseException:
        incoming.discard_media(stored)
        raise
    if known is None:
        clock = {"offset_ms": fit.offset_ms, "drift_ppm": fit.drift_ppm, "clock_confidence": fit.confidence}
        recordings.add_media(work.store, work.recording_id, NewMedia(stored, kind, info.container, asdict(info), **clock))
    place = f"starts at {fit.offset_ms / 1000:+.3f} s of the film and drifts {fit.drift_ppm:+.1f} ppm"
    work.report.note(f"{path.name} {place} (certainty {fit.confidence:.0%})")
    return own, stored.sha256, fit


def _placed(work: Work, own: Sound, sha256: str, film: Sound, film_sha256: str, name: str) -> ClockFit:
    """Where another recording of the same talk lies on the film's clock."""
    return work.run(CLOCK.about(sha256[:8]), [film_sha256, sha256], MEDIA, lambda progress: align_clocks(film, own, progress, name))


def retimed(work: Work, own: Sound, sha256: str, fit: ClockFit, film: Sound) -> Sound:
    """The sound of another recorder on the film's clock."""
    name = digest("retimed", [sha256, fit.offset_ms, fit.drift_ppm, film.samples])[:16]
    wave = work.store.home.work(work.recording_id) / f"retimed-{name}.wav"
    if not wave.is_file():
        with work.report.step("Putting it on the film's clock") as progress:
            retime(own, fit, wave, film.samples, progress)
    return media.WaveSound(wave)


# ---- for the job's record ---------------------------------------------------------------------


def _plain_part(part: Span | None) -> list[int] | None:
    return None if part is None else [part.start_ms, part.end_ms]


def _without_paths(error: BaseException, film: Path, settings: Settings) -> str:
    """An error for the job's record: what a person typed as a path is left out, since names tell of people."""
    if not isinstance(error, ReflectError):
        return type(error).__name__
    text = str(error)
    for path in (film, settings.audio, *settings.cameras):
        text = text.replace(" ".join(str(path).split()), "the file") if path else text
    return text
