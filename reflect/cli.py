"""The command line. Each command reads its arguments, calls one room and prints; work lives elsewhere.

Results go to standard output, progress and errors to standard error. Heavy packages load inside the
commands that use them, so that `reflect --help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import __version__, options
from reflect.errors import NotFoundError, ReflectError, SetupError, Stopped, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reflect.model.speech import Transcript
    from reflect.pipeline import Outcome, Settings
    from reflect.store.database import Store

app = typer.Typer(
    name="reflect",
    help="Video reflection on consultations: a transcript with speakers on video time, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with [bold]reflect demo[/bold]. All data lie in one folder: REFLECT_HOME, or what [bold]reflect doctor[/bold] names.",
)

DEMO = "annotations/demo/gesprek.mp4"
DEFAULT_PORT = 8501


@app.command(
    epilog="Examples:  reflect process talk.mp4  |  reflect process *.mp4 --case A12  |  reflect process film.mp4 --audio recorder.wav"
)
def process(
    files: options.Files,
    speakers: options.Speakers = None,
    language: options.Language = "nl",
    engine: options.Engine = "faster-whisper",
    diarizer: options.Diarizer = "embedded",
    model: options.Model = None,
    glossary: options.Glossary = None,
    start: options.Start = None,
    end: options.End = None,
    case: options.Case = None,
    audio: options.Audio = None,
    camera: options.Cameras = None,
    quiet: options.Quiet = False,
) -> None:
    """Make a transcript with speakers out of recordings; prints each recording's id last."""
    from reflect.pipeline import Settings

    if (audio or camera) and len(files) > 1:
        raise UsageError("--audio and --camera belong to one film. Give one FILE with them.")
    settings = Settings(
        language=language,
        engine=engine,
        model=model,
        diarizer=diarizer,
        speakers=speakers,
        glossary=_glossary(glossary),
        part=options.part(start, end),
        case=case,
        audio=audio,
        cameras=tuple(camera or ()),
    )
    _process_all(files, settings, quiet)


def _process_all(files: list[Path], settings: Settings, quiet: bool) -> None:
    """Every file, also after one that fails; ids at the end, and the exit status of the first failure."""
    from reflect import pipeline, terminal

    failed: ReflectError | None = None
    done: list[Outcome] = []
    with _store() as store:
        for file in files:
            reporter = terminal.BarReporter(quiet)
            try:
                with reporter.recording(file.name):
                    done.append(pipeline.process(store, file, settings, reporter))
            except (Stopped, StoreError, SetupError, UsageError):
                raise
            except ReflectError as error:
                failed = failed or error
                if len(files) > 1:
                    _fail(str(error))
                continue
            if not quiet:
                terminal.print_outcome(done[-1])
    for outcome in done:
        print(outcome.recording_id)
    if failed is not None:
        missed = f"{len(files) - len(done)} of {len(files)} recordings could not be processed: see above."
        raise failed if len(files) == 1 else type(failed)(missed)


def _glossary(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    from reflect.asr import load_glossary

    return load_glossary(path)


@app.command()
def demo(no_app: options.NoApp = False, port: options.Port = DEFAULT_PORT, no_browser: options.NoBrowser = False) -> None:
    """Process the included consultation, show its transcript and open it in the app: the whole way in a minute."""
    from reflect import pipeline, terminal
    from reflect.resources import resource

    film = resource(DEMO)
    with _store() as store:
        reporter = terminal.BarReporter()
        with reporter.recording("The demo: a consultation of a klantmanager and a client"):
            outcome = pipeline.process(store, film, pipeline.Settings(speakers=None, case="DEMO"), reporter)
        terminal.print_transcript(outcome.transcript)
        terminal.print_outcome(outcome)
        terminal.print_next_steps(outcome.recording_id, store.home.path)
    if not no_app:
        sys.stdout.flush()
        _serve(port, outcome.recording_id, browser=not no_browser)


@app.command(name="app", epilog="Example:  reflect app --recording r7k")
def open_app(port: options.Port = DEFAULT_PORT, no_browser: options.NoBrowser = False, recording: options.Open = None) -> None:
    """Open the app in a browser, on this machine only. Stop it with Ctrl-C."""
    from reflect.store import recordings

    chosen = None
    if recording is not None:
        with _store() as store:
            chosen = recordings.get(store, recording).id
    _serve(port, chosen, browser=not no_browser)


def _serve(port: int, recording: str | None, browser: bool) -> None:
    from reflect import terminal
    from reflect.serving import launching

    with launching.Server(port, recording) as server:
        terminal.err.print(f"\nThe app is at {server.address}", markup=False, soft_wrap=True)
        terminal.err.print("Only this machine can reach it. Stop it with Ctrl-C.", markup=False)
        if browser and launching.has_desktop():
            server.open_browser()
        server.wait()


@app.command(hidden=True)
def work(idle: Annotated[float, typer.Option(min=0, help="Seconds without work after which it ends.")] = 60.0) -> None:
    """Do what was asked in the app: bring in films, process them, make viewing copies. The app starts this by itself."""
    from reflect import arriving

    arriving.stand_back()
    with _store() as store:
        if not arriving.work(store, idle):
            _fail("Another worker works for this data folder already.")


@app.command()
def status(format: options.TableFormat = "table") -> None:
    """List the recordings and how far each step is."""
    from reflect import terminal
    from reflect.store import recordings

    with _store() as store:
        lines = recordings.listing(store)
    if options.table_or_json(format):
        _print_json([terminal.summary_plain(line) for line in lines])
    elif not lines:
        terminal.out.print("There are no recordings yet. Type: reflect demo, or: reflect process FILE")
    else:
        terminal.print_status(lines)


@app.command(epilog="Example:  reflect show r7k --from 2:00 --to 4:00")
def show(id: options.Id, version: options.Version = None, start: options.Start = None, end: options.End = None) -> None:
    """Print a transcript: time, role and text of every turn, doubtful words underlined."""
    from dataclasses import replace

    from reflect import terminal

    part = options.part(start, end)
    transcript = _transcript(id, version)
    if part is not None:
        transcript = replace(transcript, turns=tuple(t for t in transcript.turns if t.span.overlap_ms(part)))
    terminal.print_transcript(transcript)


@app.command(epilog="Example:  reflect speakers r7k S1=klantmanager S2=client:Linde")
def speakers(id: options.Id, who: options.Voices = None) -> None:
    """List the voices of a recording with their guessed roles, or confirm who they are."""
    from reflect import terminal
    from reflect.store import people, recordings

    with _store() as store:
        recording = recordings.get(store, id)
        for label, role, name in [_voice(text) for text in who or ()]:
            people.confirm_role(store, recording.id, label, role, name)
        voices = people.speakers_of(store, recording.id)
    rows = [(s.label, s.role.value, "confirmed" if s.confirmed else f"a guess: {s.reason}", s.name) for s in voices]
    terminal.print_table("", ("voice", "role", "certainty", "pseudonym"), rows)


def _voice(text: str) -> tuple[str, Any, str | None]:
    from reflect.model.speech import Role

    label, _, rest = text.partition("=")
    role, _, name = rest.partition(":")
    try:
        return label.strip(), Role(role.strip().lower()), name.strip() or None
    except ValueError:
        allowed = ", ".join(role.value for role in Role)
        raise UsageError(f"{text!r} confirms no voice. Write LABEL=ROLE, such as S1=client; the roles are: {allowed}.") from None


@app.command(epilog="Examples:  reflect export r7k vtt -o talk.vtt   |   reflect export r7k json > talk.json")
def export(
    id: options.Id,
    format: options.ExportFormat,
    output: options.Output = None,
    force: options.Force = False,
    version: options.Version = None,
) -> None:
    """Write a transcript in a format of the field; says what the format cannot express."""
    from reflect import exchange

    wanted = exchange.export(format)
    _require_free(output, force)
    with _store() as store:
        recording_id, transcript = _latest(store, id, version)
    _deliver(wanted.encode(transcript, recording_id), output, wanted.name, wanted.losses)


@app.command(epilog="Example:  reflect tags r7k --format csv > tags.csv")
def tags(id: options.Id, format: options.TagsFormat = "table") -> None:
    """List the fragments that people tagged on a recording, and their observations."""
    from reflect import tagging, terminal
    from reflect.exchange import fragments
    from reflect.store import recordings

    options.one_of(format, ("table", *fragments.LOSSES))
    with _store() as store:
        recording = recordings.get(store, id)
        found = tagging.fragments(store, recording.id)
    if format == "table":
        terminal.print_tags(found)
    else:
        _deliver(fragments.dumps(found, format, recording.id).encode("utf-8", "replace"))


@app.command(epilog="Examples:  reflect clips r7k   |   reflect clips r7k Contact --format m3u -o contact.m3u")
def clips(
    id: options.Id,
    wanted: options.ClipList = None,
    format: options.ClipsFormat = "table",
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """List the clip lists of a recording or the clips of one, or write one for a spreadsheet, a program or VLC."""
    from reflect import terminal
    from reflect.exchange import clip_lists as formats
    from reflect.store import clip_lists, recordings

    options.one_of(format, ("table", *formats.LOSSES))
    _require_free(output, force)
    with _store() as store:
        recording = recordings.get(store, id)
        if wanted is None and format == "table":
            terminal.print_clip_lists(clip_lists.of_recording(store, recording.id), recording.id)
            return
        found = clip_lists.find(store, recording.id, wanted)
    if format == "table":
        terminal.print_clips(found, recording.duration_ms)
        return
    films = {recording.id: recording.film.path} if recording.film else {}
    data = formats.encode(found, format, films=films, durations={recording.id: recording.duration_ms})
    _deliver(data, output, format, formats.LOSSES[format])


@app.command(epilog="Example:  reflect evaluate r7k --reference talk.rttm --collar 0.25")
def evaluate(
    id: options.Id,
    reference: options.Reference,
    collar: options.Collar = 0.25,
    version: options.Version = None,
    format: options.TableFormat = "table",
) -> None:
    """Measure a transcript against a reference: WER, cpWER, DER with its parts, shares of time."""
    from reflect import evaluation, terminal

    if not 0 <= collar <= 5:
        raise UsageError(f"--collar {collar} cannot be. Give seconds from 0 to 5; 0.25 is usual.")
    transcript = _transcript(id, version)
    result = evaluation.evaluate(transcript, evaluation.load_reference(reference), collar_ms=round(collar * 1000))
    if options.table_or_json(format):
        _print_json(result.to_plain())
    else:
        terminal.print_table("", ("measure", "value", "counts"), result.rows())


@app.command(epilog="Examples:  reflect models   |   reflect models --check   |   reflect models --fetch large-v3-turbo")
def models(check: options.Check = False, fetch: options.Fetch = None, format: options.TableFormat = "table") -> None:
    """List the speech and diarization models, check them, or fetch one."""
    from reflect import asr, diarization, doctor, terminal
    from reflect.store.home import Home

    cache = Home.find().models
    states = {s.name: (room, s) for room in (asr, diarization) for s in _states(room, cache)}
    if fetch is not None:
        terminal.err.print(f"Fetching {fetch} from the model hub …", markup=False)
        room = states[fetch][0] if fetch in states else asr
        states[fetch] = (room, room.weights.fetch(fetch))
    if check:
        states = {name: (room, room.weights.check(name, cache)) for name, (room, _) in states.items()}
    found = [doctor.model_check(state) for _, state in states.values()]
    if options.table_or_json(format):
        _print_json([f.to_plain() for f in found])
    else:
        terminal.print_checks(found)
    if check and any(f.health is doctor.Health.MEND for f in found):
        raise SetupError("A model is damaged: see the lines above.")


def _states(room: Any, cache: Path) -> Any:
    from reflect import asr

    return room.weights.states(cache) if room is asr else room.weights.states()


@app.command()
def doctor(format: options.TableFormat = "table") -> None:
    """Print versions, models, accelerator, database, ffmpeg and disk, and what to mend."""
    from reflect import terminal
    from reflect.doctor import Health, examine
    from reflect.store.home import Home

    checks = examine(Home.find())
    if options.table_or_json(format):
        _print_json([check.to_plain() for check in checks])
    else:
        terminal.print_checks(checks)
    if any(check.health is Health.MEND for check in checks):
        raise SetupError("Something needs mending: see the lines above.")


@app.command(epilog="Example:  reflect forget r7k")
def forget(id: options.Id, yes: options.Yes = False) -> None:
    """Remove a recording with its film, sound and transcripts. The file that it came from is not touched."""
    import shutil

    from reflect import terminal
    from reflect.store import recordings

    with _store() as store:
        recording = recordings.get(store, id)
        if not yes and not typer.confirm(f"Remove {recording.id} ({recording.title!r}) with everything made of it?", err=True):
            raise Stopped("Nothing was removed.")
        recordings.delete_recording(store, recording.id)
        shutil.rmtree(store.home.path / "work" / recording.id, ignore_errors=True)
    terminal.err.print(f"Removed {recording.id}.")


# ---- shared by the commands -------------------------------------------------------------------


@contextmanager
def _store() -> Iterator[Store]:
    from reflect.store.database import open_store

    store = open_store()
    try:
        yield store
    finally:
        store.close()


def _transcript(id: str, version: int | None) -> Transcript:
    with _store() as store:
        return _latest(store, id, version)[1]


def _latest(store: Store, id: str, version: int | None) -> tuple[str, Transcript]:
    from reflect.store import recordings, transcripts

    recording = recordings.get(store, id)
    found = transcripts.latest(store, recording.id) if version is None else transcripts.get(store, recording.id, version)
    return recording.id, found.transcript


def _require_free(output: Path | None, force: bool) -> None:
    """Before the work begins: the file that it is for is not there yet."""
    if output is not None and output.exists() and not force:
        raise UsageError(f"{output} is already there. Choose another name, or add --force to replace it.")


def _deliver(data: bytes, output: Path | None = None, format: str = "", losses: Sequence[str] = ()) -> None:
    """To the file, whole or not at all, and then say what its format cannot hold; without a file to standard output."""
    from reflect import terminal
    from reflect.store.home import atomic_write

    if output is None:
        sys.stdout.buffer.write(data)
        return
    if not output.parent.is_dir():
        raise NotFoundError(f"The folder {output.parent} does not exist. Make it, or choose another place for {output.name}.")
    atomic_write(output, data)
    terminal.err.print(f"Written: {output}", markup=False)
    if losses:
        terminal.err.print(f"{format} cannot hold: {'; '.join(losses)}.", markup=False)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


@app.callback(invoke_without_command=True)
def _options(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"reflect {__version__}")
        raise typer.Exit


def main() -> None:
    """The entry of the `reflect` command: one line for every error, and an exit status that tells its kind."""
    try:
        app()
    except ReflectError as error:
        _fail(str(error), getattr(error, "tail", ""))
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        _fail("Stopped.")
        sys.exit(Stopped.exit_status)
    except BrokenPipeError:
        # The reader of our output went away (reflect show ID | head): no more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("REFLECT_DEBUG"):
            raise
        # Its words may quote what was said on a recording, so only its kind is shown.
        _fail(f"An error in reflect itself ({type(error).__name__}). Set REFLECT_DEBUG=1, run it again and report what it prints.")
        sys.exit(INTERNAL_ERROR)


INTERNAL_ERROR = 70


def _fail(message: str, tail: str = "") -> None:
    """One line on standard error, then the last words of a program that failed."""
    print(f"reflect: {' '.join(message.split())}", file=sys.stderr)
    for line in tail.splitlines()[-8:]:
        print(f"  | {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
