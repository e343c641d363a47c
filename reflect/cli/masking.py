"""`reflect mask`: faces here, names in text and sound in `masking_words`."""

from __future__ import annotations

import typer

from reflect.cli.base import app

mask = typer.Typer(no_args_is_help=True, help="Hide who is seen and heard. What comes out is masked, never anonymous.")
app.add_typer(mask, name="mask")
