"""A session to take along: a folder or a zip for any laptop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from reflect import options
from reflect.cli.base import app, opened
from reflect.errors import NotFoundError, UsageError

Session = Annotated[str, typer.Argument(metavar="SESSION", help="A session's id, its first letters, or its title.", show_default=False)]
OfCase = Annotated[str | None, typer.Option("--case", help="Look only among the sessions of this case (traject).", show_default=False)]
Target = Annotated[
    Path,
    typer.Option("-o", "--output", help="A name that ends in .zip makes a zip, any other a folder.", metavar="TARGET", show_default=False),
]
Encrypt = Annotated[bool, typer.Option("--encrypt", help="Encrypt the zip (AES-256); asks for a passphrase, or makes one.")]
PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", help="Read the passphrase from the first line of this file.", show_default=False)
]
PackLanguage = Annotated[str, typer.Option("--language", help="The language of the page.", metavar="nl|en")]
Tips = Annotated[bool, typer.Option("--tips/--no-tips", help="Take the tips along.")]
Cards = Annotated[bool, typer.Option("--cards/--no-cards", help="Show the question large before each clip plays.")]


@app.command(
    epilog="Examples:  reflect pack 4a37 -o sessie.zip   |   reflect pack 4a37 -o sessie.zip --encrypt   |   "
    "reflect pack 'Ruimte geven' --case T-2026-014 -o sessie --no-tips"
)
def pack(
    session: Session,
    output: Target,
    case: OfCase = None,
    encrypt: Encrypt = False,
    passphrase_file: PassphraseFile = None,
    language: PackLanguage = "nl",
    tips: Tips = True,
    cards: Cards = True,
    force: options.Force = False,
    recipient: options.Recipient = "",
    quiet: options.Quiet = False,
) -> None:
    """Pack a reflection session to look at on any laptop: a page, its clips and subtitles, and no network."""
    from reflect import pack as packs
    from reflect import reflection, terminal
    from reflect.pack.placing import require_free
    from reflect.serving.calls import viewer_of

    options.one_of(language, packs.LANGUAGES, "--language")
    zipped = output.suffix.lower() == ".zip"
    if (encrypt or passphrase_file) and not zipped:
        raise UsageError("Only a zip can be encrypted. Give a name that ends in .zip with -o.")
    require_free(output, force, zipped=zipped)
    with opened() as store:
        found = reflection.find_session(store, session, case)
        passphrase, made_up = _passphrase(passphrase_file) if encrypt or passphrase_file else (None, False)
        settings = packs.Options(language=language, tips=tips, cards=cards, passphrase=passphrase, force=force, recipient=recipient)
        reporter = terminal.BarReporter(quiet)
        with reporter.recording(""), reporter.step("pack") as follow:
            packed = packs.make(store, found, output, settings, follow, viewer=viewer_of(store).name)
    count = terminal.number_of(packed.clips, "clip")
    terminal.out.print(f"{packed.path}   {count}, {packed.size / 1e6:.1f} MB", markup=False, soft_wrap=True)
    if made_up:
        terminal.err.print("The passphrase, shown only now. Give it to the reader by another way than the zip:", markup=False)
        print(passphrase)
    for gap in packed.gaps:
        reasons = f" ({', '.join(gap.reasons)})" if gap.reasons else ""
        terminal.err.print(f"Note: clip {gap.number} has no film: {_WHY[gap.why]}{reasons}. The pack shows a card.", markup=False)
    for warning in packed.warnings:
        terminal.err.print(f"Note: {warning}", markup=False)


_WHY = {
    "gone": "its recording is not there any more",
    "film": "its film is not on this disk",
    "erased": "its film was erased, because its term had ended",
    "beyond": "it begins after the end of its film",
    "denied": "it may not be used for reflection",
    "broken": "its film cannot be read",
}


def _passphrase(file: Path | None) -> tuple[str, bool]:
    """The passphrase, and whether it was made up here. Never an argument: those can be read in the list of processes."""
    from reflect.pack import SHORTEST_PASSPHRASE, new_passphrase, require_good

    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise NotFoundError(f"The passphrase cannot be read from {file}. Give a text file with it on the first line.") from error
        return require_good(lines[0] if lines else ""), False
    if not sys.stdin.isatty():
        return new_passphrase(), True
    text = f"Passphrase, at least {SHORTEST_PASSPHRASE} characters (Enter alone: one is made up)"
    given = typer.prompt(text, default="", hide_input=True, show_default=False, err=True)
    if not given:
        return new_passphrase(), True
    if typer.prompt("Once more", default="", hide_input=True, show_default=False, err=True) != given:
        raise UsageError("The two passphrases differ. Run the command again.")
    return require_good(given), False
