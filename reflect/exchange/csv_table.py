"""CSV for a spreadsheet or a statistics program: one row for each turn, or for each word.

Source: RFC 4180 (comma, double quotes, CRLF), with a byte order mark, without which Excel takes UTF-8
for a Western code page. A cell that a spreadsheet would run as a formula gets an apostrophe in front
(OWASP, "CSV Injection": `=`, `+`, `-`, `@`), also behind a character that another language's Excel takes for
the end of a cell. No cell holds a line break.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Literal

from reflect.errors import UsageError
from reflect.exchange.rows import TURN_COLUMNS, WORD_COLUMNS, Cell, turn_rows, word_rows
from reflect.model.speech import Transcript

LOSSES = (
    "the times of words (one row for each turn), or the reasons and roles of speakers (one row for each word)",
    "activities without recognised words",
    "who made it, the warnings, the duration and the recording's id",
    "control characters and white space inside words",
    "text that is a formula, or holds one behind , ; or |, which gets an apostrophe in front of it",
)

Level = Literal["turn", "word"]
_TABLES = {"turn": (TURN_COLUMNS, turn_rows), "word": (WORD_COLUMNS, word_rows)}

# Full-width forms count: Excel turns them into plain ones.
_FORMULA = re.compile(r"(^|[,;|])([\s\"]*)(?=[=+\-@＝＋－＠])")


def dumps(transcript: Transcript, recording: str = "", level: Level = "turn", delimiter: str = ",") -> str:
    """The table as text that starts with the byte order mark and ends its lines with CRLF.

    `recording` is not written: a table of several recordings gets its column where it is put together.
    A Dutch Excel that is to open the file by a double click wants `delimiter=";"`.
    """
    if level not in _TABLES:
        raise UsageError(f"A table has one row for each {' or '.join(_TABLES)}, not {str(level)[:40]!r}.")
    if delimiter not in {",", ";", "\t"}:
        raise UsageError(f"Cells are divided by a comma, a semicolon or a tab, not {delimiter[:10]!r}.")
    columns, rows = _TABLES[level]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows(transcript))
    return "\ufeff" + out.getvalue()


def harmless(text: str) -> str:
    """`text` with an apostrophe before whatever a spreadsheet would run.

    >>> harmless("=1+1"), harmless("ja; =1"), harmless("e-mail")
    ("'=1+1", "ja;' =1", 'e-mail')
    """
    return _FORMULA.sub(r"\1'\2", text)


def _cell(value: Cell) -> Cell:
    return harmless(value) if isinstance(value, str) else value
