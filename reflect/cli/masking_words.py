"""Names in text and sound: proposed, and hidden in a new film. They join `reflect mask`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reflect import options
from reflect.cli.base import opened, print_json, recording_for, require_free
from reflect.cli.masking import For, handed_out, mask
from reflect.cli.masking_people import ChangedVoices, changed
from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.masking.words.placing import Placed
    from reflect.model.speech import Transcript

Show = Annotated[bool, typer.Option("--show", help="Print the names themselves, on this screen only.")]
Target = Annotated[Path, typer.Option("--output", "-o", help="The new film (.mp4), or its sound alone (.flac).")]
Bleep = Annotated[bool, typer.Option("--bleep/--silence", help="A tone in the place of a name, or nothing.")]
Voice = Annotated[float, typer.Option("--voice", help="Pitch and formants times this, 0.7 to 1.4; 1 leaves the voices as they are.")]
Picture = Annotated[Path | None, typer.Option("--picture", help="A film whose picture is taken, such as one with covered faces.")]
Check = Annotated[bool, typer.Option("--check", help="Let the recogniser listen to the result; it must not hear a name.")]


@mask.command(epilog="Examples:  reflect mask names r7k   |   reflect mask names r7k --glossary names.txt --format json")
def names(id: options.Id, glossary: options.Glossary = None, format: options.TableFormat = "table", show: Show = False) -> None:
    """Look for names, numbers and addresses in the transcript and propose them. A person decides on the page Namen of the app."""
    from reflect import terminal
    from reflect.asr import load_glossary
    from reflect.masking import words
    from reflect.store import transcripts

    as_json = options.table_or_json(format)
    terms = load_glossary(glossary) if glossary else ()
    with opened() as store:
        recording = recording_for(store, id)
        reporter = terminal.BarReporter(as_json)
        with reporter.recording(recording.id), reporter.step("Looking for names") as progress:
            found = words.propose(store, recording.id, terms, progress)
        transcript = transcripts.latest(store, recording.id).transcript
    lines = [_line(one, transcript, show) for one in found]
    if as_json:
        print_json(lines)
        return
    if lines:
        terminal.print_table("", tuple(lines[0]), [tuple(str(value) for value in line.values()) for line in lines])
    left = len(words.undecided(found))
    terminal.err.print(f"{len(found)} found, {left} to decide about. What is found is never all: read along on the page Namen.")


def _line(one: Placed, transcript: Transcript, show: bool) -> dict[str, object]:
    from reflect.model.span import clock_text

    span = one.mask.span
    line: dict[str, object] = {
        "from": clock_text(span.start_ms),
        "to": clock_text(span.end_ms),
        "kind": str(one.name.kind),
        "what": one.name.what,
        "sure": "yes" if one.name.sure else "no",
        "decision": str(one.decision),
        "replacement": one.name.replacement,
    }
    if show:
        there = transcript.turns[one.turn].words[one.first : one.last + 1] if one.turn >= 0 else ()
        line["name"] = " ".join(word.text for word in there)
    return line


@mask.command(epilog="Example:  reflect mask sound r7k -o masked.mp4 --voice 0.9 --check")
def sound(
    id: options.Id,
    output: Target,
    bleep: Bleep = True,
    voice: Voice = 1.0,
    picture: Picture = None,
    voice_of: ChangedVoices = None,
    purpose: For = "P2",
    recipient: options.Recipient = "",
    check: Check = False,
    force: options.Force = False,
) -> None:
    """Write a new film in whose sound every confirmed name is hidden. It is masked, not anonymous. Refuses while something is undecided."""
    from reflect import terminal
    from reflect.masking import words
    from reflect.privacy import Purpose
    from reflect.store.account import account

    require_free(output, force)
    options.one_of(purpose, tuple(Purpose), "--purpose")
    if not output.parent.is_dir():
        raise UsageError(f"The folder {output.parent} does not exist. Make it, or choose another place for {output.name}.")
    if voice_of and voice == 1.0:
        raise UsageError(f"The voice of {voice_of[0][:40]} would stay as it is. Say by how much it changes, such as --voice 0.85.")
    with opened() as store:
        recording = recording_for(store, id)
        wish = words.SoundWish(bleep=bleep, voice=voice, persons=changed(store, voice_of), picture=picture, check=check)
        reporter = terminal.BarReporter()
        with reporter.recording(recording.id), reporter.step("Hiding names in the sound") as progress:
            done = words.sound_of_recording(
                store, recording.id, output, wish, viewer=account(), purpose=Purpose(purpose), progress=progress
            )
        handed_out(store, recording.id, output, Purpose(purpose), recipient)
    terminal.err.print(f"Written: {output} ({len(done.spans)} stretches hidden). It is masked, not anonymous.", markup=False)
