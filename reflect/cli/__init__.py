"""The command line. Each command reads its arguments, calls one room and prints; work lives elsewhere.

Results go to standard output, progress and errors to standard error. Heavy packages load inside the
commands that use them, so that `reflect --help` answers at once. A command stands in the file of its kind
and joins `base.app` when that file is imported here; the order here is the order of `reflect --help`.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from reflect import __version__
from reflect.cli.base import app, fail
from reflect.errors import ReflectError, Stopped

# The order of the help. A line each, so that two people can add one.
from reflect.cli import making  # isort: skip
from reflect.cli import reading  # isort: skip
from reflect.cli import tagged  # isort: skip
from reflect.cli import rendering  # isort: skip
from reflect.cli import reflecting  # isort: skip
from reflect.cli import reporting  # isort: skip
from reflect.cli import packing  # isort: skip
from reflect.cli import slim  # isort: skip
from reflect.cli import measuring  # isort: skip
from reflect.cli import agreeing  # isort: skip
from reflect.cli import codebooks  # isort: skip
from reflect.cli import suggesting  # isort: skip
from reflect.cli import consenting  # isort: skip
from reflect.cli import asking  # isort: skip
from reflect.cli import keeping  # isort: skip
from reflect.cli import masking_words  # isort: skip
from reflect.cli import masking_people  # isort: skip
from reflect.cli import teaching_presses  # isort: skip
from reflect.cli import machine  # isort: skip

__all__ = [
    "agreeing",
    "app",
    "asking",
    "codebooks",
    "consenting",
    "keeping",
    "machine",
    "main",
    "making",
    "masking_people",
    "masking_words",
    "measuring",
    "packing",
    "reading",
    "reflecting",
    "rendering",
    "reporting",
    "slim",
    "suggesting",
    "tagged",
    "teaching_presses",
]

INTERNAL_ERROR = 70


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
        fail(str(error), getattr(error, "tail", ""))
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        fail("Stopped.")
        sys.exit(Stopped.exit_status)
    except BrokenPipeError:
        # The reader of our output went away (reflect show ID | head): no more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("REFLECT_DEBUG"):
            raise
        # Its words may quote what was said on a recording, so only its kind is shown.
        fail(f"An error in reflect itself ({type(error).__name__}). Set REFLECT_DEBUG=1, run it again and report what it prints.")
        sys.exit(INTERNAL_ERROR)
