"""A table as CSV text that a spreadsheet opens and cannot be harmed by; see `csv_table` for the sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from reflect.exchange.csv_table import harmless
from reflect.exchange.plain_text import one_line
from reflect.exchange.rows import Cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table with a byte order mark and CRLF line ends; every text on one line and without formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(one_line(cell)) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
