"""What goes on paper: the report and the worksheet of a session."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reflect import options
from reflect.cli.base import app, deliver, opened, require_free

Session = Annotated[str, typer.Argument(metavar="SESSION", help="A session's id, its first letters, or its title.", show_default=False)]
OfCase = Annotated[str | None, typer.Option("--case", help="Look only among the sessions of this case (traject).", show_default=False)]
ReportKind = Annotated[
    str, typer.Option("--kind", help="verslag (what was shown and said) or werkblad (to write on).", metavar="verslag|werkblad")
]
ReportFormat = Annotated[str, typer.Option("--format", help="docx to go on writing in, pdf to print or hand over.", metavar="docx|pdf")]
ReportLanguage = Annotated[str, typer.Option("--language", help="The language of the headings.", metavar="nl|en")]
ReportOutput = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", help="The file or folder to write. Left out: this folder, under a name without names.", show_default=False
    ),
]
WithClient = Annotated[
    bool, typer.Option("--client/--no-client", help="On the worksheet: the client's released words, under the room for one's own.")
]


@app.command(epilog="Examples:  reflect report 4a37 -o verslag.docx   |   reflect report 4a37 --kind werkblad --format pdf")
def report(
    session: Session,
    case: OfCase = None,
    kind: ReportKind = "verslag",
    format: ReportFormat = "docx",
    output: ReportOutput = None,
    language: ReportLanguage = "nl",
    client: WithClient = True,
    force: options.Force = False,
    recipient: options.Recipient = "",
) -> None:
    """Write the report of a reflection session, or its worksheet, to print or to hand over."""
    from reflect import reflection, terminal
    from reflect import report as reports
    from reflect.serving.calls import viewer_of

    options.one_of(kind, tuple(reports.Kind), "--kind")
    options.one_of(format, reports.FORMATS)
    options.one_of(language, reports.LANGUAGES, "--language")
    if output is not None and not output.is_dir():
        require_free(output, force)
    with opened() as store:
        found = reflection.find_session(store, session, case)
        made = reports.make(store, found, reports.Kind(kind), format, viewer_of(store).name, language, client, recipient=recipient)
    target = output if output is not None and not output.is_dir() else (output or Path()) / made.name
    require_free(target, force)
    deliver(made.data, target)
    for loss in made.losses:
        terminal.err.print(f"Note: {loss.of('en')}.", markup=False)
