"""`reflect mask`: faces here, names in text and sound in `masking_words`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import app, opened, print_json, require_free
from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.model.mask import Mask
    from reflect.privacy import Purpose
    from reflect.store.database import Store
    from reflect.store.values import Recording

mask = typer.Typer(no_args_is_help=True, help="Hide who is seen and heard. What comes out is masked, never anonymous.")
app.add_typer(mask, name="mask")

Target = Annotated[Path, typer.Option("--output", "-o", help="The new film (.mp4).", show_default=False)]
Look = Annotated[
    str | None,
    typer.Option("--style", help="solid (leaves nothing), pixel or blur, for all faces.", metavar="solid|pixel|blur", show_default=False),
]
For = Annotated[str, typer.Option("--purpose", help="What the film is for, P1 to P6; asked before it is made.", metavar="P1…P6")]
Sound = Annotated[
    Path | None, typer.Option("--sound", help="A file whose sound is heard instead, such as of reflect mask sound.", show_default=False)
]
Cameras = Annotated[
    list[int] | None,
    typer.Option(
        "--camera", help="A film by its number: 1 is the film, 2 the next camera; may be given more than once.", show_default=False
    ),
]
Camera = Annotated[int, typer.Option("--camera", help="Which film: 1 is the film, 2 the next camera.", metavar="N")]
Keep = Annotated[bool, typer.Option("--list", help="List what is there; look for nothing.")]


@mask.command(
    epilog="Examples:  reflect mask faces r7k   |   reflect mask faces r7k --from 1:00 --to 2:30   |   reflect mask faces r7k --list"
)
def faces(
    id: options.Id,
    start: options.Start = None,
    end: options.End = None,
    camera: Camera = 1,
    keep: Keep = False,
    format: options.TableFormat = "table",
    quiet: options.Quiet = False,
) -> None:
    """Look for faces in the film and propose them. A person decides about each on the page Gezichten of the app."""
    from reflect import terminal
    from reflect.masking import faces
    from reflect.store import recordings

    as_json, span = options.table_or_json(format), options.part(start, end)
    with opened() as store:
        recording = recordings.get(store, id)
        media_id = media_of(recording, camera)
        if not keep:
            reporter = terminal.BarReporter(quiet or as_json)
            with reporter.recording(recording.id), reporter.step("Looking for faces") as progress:
                faces.find(store, recording.id, span, progress, media_id=media_id)
        found = faces.faces(store, recording.id, media_id)
    lines = [_line(number, one) for number, one in enumerate(found, start=1)]
    if as_json:
        print_json(lines)
        return
    if lines:
        terminal.print_table("", tuple(lines[0]), [tuple(str(value) for value in line.values()) for line in lines])
    left = len(faces.undecided(found))
    terminal.err.print(f"{len(found)} faces, {left} to decide about. What is found is never all: look at the page Gezichten.")


def _line(number: int, one: Mask) -> dict[str, Any]:
    from reflect.model.mask import FaceTrack
    from reflect.model.span import clock_text

    track = one.data
    doubts = sum(span.duration_ms for span in track.doubts) if isinstance(track, FaceTrack) else 0
    visible = isinstance(track, FaceTrack) and track.visible
    stays = "stays visible" if isinstance(track, FaceTrack) and track.person else "covered until it is said who it is"
    return {
        "face": number,
        "from": clock_text(one.span.start_ms, fraction=True),
        "to": clock_text(one.span.end_ms, fraction=True),
        "unsure_s": round(doubts / 1000, 1),
        "decision": stays if visible else str(one.decision),
        "maker": one.maker,
    }


def handed_out(store: Store, recording_id: str, made: Path, purpose: Purpose, recipient: str) -> None:
    """Write down that a masked file was made, for what and for whom."""
    from reflect.serving.calls import viewer_of
    from reflect.store import checking, disclosures

    sha256, who = checking.sha256_of(made), viewer_of(store).name
    disclosures.add(store, who, f"masked {made.suffix[1:]}", purpose, recording_ids=[recording_id], recipient=recipient, sha256=sha256)


def media_of(recording: Recording, camera: int) -> str:
    """The id of a film by its number, counted as in `reflect render`. UsageError where there is none such."""
    cameras = [m.id for kind in ("film", "camera") for m in recording.media if m.kind.value == kind]
    if not 1 <= camera <= len(cameras):
        raise UsageError(f"{recording.id} has {len(cameras)} films; --camera {camera} is none of them.")
    return cameras[camera - 1]


@mask.command(epilog="Example:  reflect mask render r7k -o masked.mp4 --style solid")
def render(
    id: options.Id,
    output: Target,
    style: Look = None,
    purpose: For = "P2",
    sound: Sound = None,
    camera: Camera = 1,
    recipient: options.Recipient = "",
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """Write a new film in which every confirmed face is covered. Refuses while a face is undecided. It is masked, not anonymous."""
    from reflect import terminal
    from reflect.masking import faces
    from reflect.model.mask import Style
    from reflect.privacy import Purpose
    from reflect.serving.calls import viewer_of
    from reflect.store import recordings

    if style is not None:
        options.one_of(style, tuple(Style), "--style")
    options.one_of(purpose, tuple(Purpose), "--purpose")
    require_free(output, force)
    if not output.parent.is_dir():
        raise UsageError(f"The folder {output.parent} does not exist. Make it, or choose another place for {output.name}.")
    if output.suffix.lower() != ".mp4":
        raise UsageError(f"{output.name}: a film with covered faces is an MP4. Give a name that ends in .mp4.")
    with opened() as store:
        recording, viewer = recordings.get(store, id), viewer_of(store).name
        reporter = terminal.BarReporter(quiet)
        with reporter.recording(recording.id), reporter.step("Covering faces") as progress:
            done = faces.render(
                store,
                recording.id,
                output,
                None if style is None else Style(style),
                progress,
                viewer=viewer,
                purpose=Purpose(purpose),
                sound=sound,
                media_id=media_of(recording, camera),
            )
        handed_out(store, recording.id, output, Purpose(purpose), recipient)
    text = f"Written: {output} (something is covered in {done.painted} of {done.pictures} pictures). It is masked, not anonymous."
    terminal.err.print(text, markup=False)
