"""Films in, transcripts out, and the app: process, demo, app, work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reflect import options
from reflect.cli.base import app, fail, opened
from reflect.errors import ReflectError, SetupError, Stopped, StoreError, UsageError

if TYPE_CHECKING:
    from reflect.pipeline import Outcome, Settings

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
    with opened() as store:
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
                    fail(str(error))
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
    from reflect.app import example
    from reflect.resources import resource

    film = resource(DEMO)
    with opened() as store:
        reporter = terminal.BarReporter()
        with reporter.recording("The demo: a consultation of a klantmanager and a client"):
            outcome = pipeline.process(store, film, pipeline.Settings(speakers=None, case="DEMO"), reporter)
        terminal.print_transcript(outcome.transcript)
        terminal.print_outcome(outcome)
        example.bring_in_all(store)
        terminal.err.print("The next talk of the same two people is in the library too, with the transcript that was written for it.")
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
        with opened() as store:
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
    with opened() as store:
        if not arriving.work(store, idle):
            fail("Another worker works for this data folder already.")
