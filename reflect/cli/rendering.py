"""Clip lists as films."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import app, opened, print_json
from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.model.clip import ClipList
    from reflect.rendering import Options, Rendered, RenderedClip
    from reflect.store.database import Store

Recording = Annotated[
    str | None,
    typer.Argument(metavar="[ID]", help="A recording's id, or its first letters; reflect status lists them.", show_default=False),
]
OfSession = Annotated[
    str | None, typer.Option("--session", help="A reflection session instead: its id, first letters, or title.", show_default=False)
]
Folder = Annotated[Path, typer.Option("-o", "--output", help="The folder for the films; made when it is not there.", show_default=False)]
Reel = Annotated[bool, typer.Option("--reel/--no-reel", help="One film of all clips.")]
Single = Annotated[bool, typer.Option("--clips/--no-clips", help="A film of every clip.")]
Cards = Annotated[bool, typer.Option("--cards/--no-cards", help="In the reel: its title, and before each clip the theme and the question.")]
Words = Annotated[
    str,
    typer.Option("--subtitles", help="burned (in the picture), beside (SRT and WebVTT files) or none.", metavar="burned|beside|none"),
]
Camera = Annotated[int, typer.Option("--camera", min=1, help="Which camera to show: 1 is the film.")]
SideBySide = Annotated[bool, typer.Option("--side-by-side", help="All cameras next to each other.")]
Fade = Annotated[float, typer.Option("--fade", min=0, max=5, help="Seconds from and to black at both ends of a clip.")]
Loudness = Annotated[bool, typer.Option("--loudness/--no-loudness", help="Bring clips to one loudness (EBU R 128).")]
Language = Annotated[str, typer.Option("--language", help="The language of the cards.", metavar="nl|en")]
SkipMissing = Annotated[bool, typer.Option("--skip-missing", help="Leave out clips whose film is gone, and say so.")]
RenderFormat = Annotated[str, typer.Option("--format", help="table for people, json for programs.", metavar="table|json")]


@app.command(
    epilog="Examples:  reflect render r7k Contact -o clips   |   reflect render r7k -o beamer --no-clips --subtitles burned --fade 0.5"
    "   |   reflect render --session 4a37 -o sessie"
)
def render(
    output: Folder,
    id: Recording = None,
    wanted: options.ClipList = None,
    session: OfSession = None,
    reel: Reel = True,
    clips: Single = True,
    cards: Cards = True,
    subtitles: Words = "beside",
    camera: Camera = 1,
    side_by_side: SideBySide = False,
    fade: Fade = 0.0,
    loudness: Loudness = True,
    language: Language = "nl",
    skip_missing: SkipMissing = False,
    force: options.Force = False,
    format: RenderFormat = "table",
    quiet: options.Quiet = False,
    recipient: options.Recipient = "",
) -> None:
    """Make films of a clip list: every clip exact to the picture, and one reel of all. Run again, it makes only what changed."""
    from reflect.rendering import Options, Subtitles

    options.one_of(subtitles, tuple(Subtitles), "--subtitles")
    options.one_of(language, ("nl", "en"), "--language")
    as_json = options.table_or_json(format)
    settings = Options(
        clips=clips,
        reel=reel,
        cards=cards,
        subtitles=Subtitles(subtitles),
        camera=camera,
        side_by_side=side_by_side,
        fade_ms=round(fade * 1000),
        even_loudness=loudness,
        language=language,
        skip_missing=skip_missing,
        force=force,
    )
    with opened() as store:
        made = films_of(store, _list(store, id, wanted, session), output, settings, quiet or as_json, recipient)
    if as_json:
        print_json(plain(made))
    else:
        _print(made)


def films_of(store: Store, clips: ClipList, folder: Path, settings: Options, quiet: bool = False, recipient: str = "") -> Rendered:
    """Renders any clip list of the store, with a bar in the terminal."""
    from reflect import terminal
    from reflect.exchange import for_whom
    from reflect.rendering import Progress, of_store, render
    from reflect.serving.calls import viewer_of
    from reflect.store import checking, consents, disclosures

    reporter = terminal.BarReporter(quiet)
    with reporter.recording(""), reporter.step("films") as follow:

        def tell(progress: Progress) -> None:
            follow(progress.part)

        viewer, ask = viewer_of(store).name, partial(consents.may_hand_out, store)
        settings = replace(settings, note=for_whom(recipient, None))
        made = render(of_store(store, clips), clips, folder, settings, tell, viewer=viewer, ask=ask)
        files = [path for clip in made.clips for path in (clip.path, clip.subtitles, clip.srt, clip.still) if path]
        files += [path for path in (made.reel, made.reel_subtitles, made.reel_srt) if path]
        sha256 = checking.sha256_of_all({path.name: path for path in files})
        disclosures.add(store, viewer, "films", settings.purpose, clips=clips.clips, recipient=recipient, sha256=sha256)
        return made


def _list(store: Store, id: str | None, wanted: str | None, session: str | None) -> ClipList:
    from reflect import reflection
    from reflect.store import clip_lists, recordings

    if (id is None) == (session is None):
        raise UsageError("Give a recording's id (reflect status lists them), or --session with a session's id. Not both.")
    if session is not None:
        return reflection.clip_list(reflection.find_session(store, session))
    return clip_lists.find(store, recordings.get(store, str(id)).id, wanted)


def plain(made: Rendered) -> dict[str, Any]:
    """For a program. Paths are absolute, times are ms of the film's clock."""
    return {
        "folder": str(made.folder.absolute()),
        "reel": _path(made.reel),
        "reel_ms": made.reel_ms,
        "reel_subtitles": [_path(path) for path in (made.reel_subtitles, made.reel_srt) if path],
        "clips": [_plain_clip(clip) for clip in made.clips],
        "kept": made.kept,
        "warnings": list(made.warnings),
    }


def _plain_clip(clip: RenderedClip) -> dict[str, Any]:
    return {
        "number": clip.number,
        "recording": clip.clip.recording_id,
        "start": clip.span.start_ms,
        "end": clip.span.end_ms,
        "path": _path(clip.path),
        "subtitles": [_path(path) for path in (clip.subtitles, clip.srt) if path],
        "still": _path(clip.still),
        "copied": clip.copied,
    }


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())


def _print(made: Rendered) -> None:
    from reflect import terminal
    from reflect.model.span import clock_text

    for clip in made.clips:
        terminal.out.print(f"{clip.path}   {clock_text(clip.span.duration_ms)}", markup=False, soft_wrap=True)
    if made.reel is not None:
        terminal.out.print(f"{made.reel}   {clock_text(made.reel_ms)}", markup=False, soft_wrap=True)
    if made.kept:
        terminal.err.print(f"Kept from an earlier run, because nothing changed: {terminal.number_of(made.kept, 'file')}.", markup=False)
    for warning in made.warnings:
        terminal.err.print(f"Note: {warning}", markup=False, soft_wrap=True)
