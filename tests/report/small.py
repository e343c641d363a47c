"""A report of a few blocks with texts of a test's choice: what a writer does with them, without a store."""

from __future__ import annotations

from datetime import UTC, datetime

from session_world import a_still

from reflect.report import Kind, Report
from reflect.report.blocks import Labelled, Line, Notice, Paragraph, Picture, Quote, Room, Section, Table, Talk, Ticks

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def small(text: str, jpeg: bytes | None = None) -> Report:
    """Every kind of block, with `text` wherever people's words come."""
    blocks = (
        Paragraph(text),
        Notice(text),
        Labelled("Notitie", text),
        Quote("De cliënt", text),
        Talk("Gezegd", (Line("0:01", text, text),)),
        Picture(jpeg or a_still(), text, "", "", (("Opname", text),), "Reflectievraag", text),
        Table(("Vraag", "Antwoord"), ((text, ""), (text, text)), (1, 2), room=2),
        Room(text, 2),
        Ticks((text, ""), ("geprobeerd", "werkte")),
    )
    facts = (("Traject", text),)
    return Report(
        Kind.VERSLAG, "nl", "Verslag", text, facts, "Doel", (Section(text, blocks),), "Voet", "Pagina {page} van {pages}", "v-1", MADE_AT
    )


TEXTS = 17
"""How often `small` has its text."""
HOSTILE = (
    '#read("/etc/passwd")',
    "#sys.inputs #panic() #eval(1+1)",
    '#import "@preview/cetz:0.1": *',
    "*vet* _schuin_ $x^2$ `code` <label> @ref // weg /* weg */",
    "]]> <w:p/> <!-- --> &amp; &lt; <![CDATA[ </w:t>",
    '=HYPERLINK("http://x") =1+1 +1 -1 @som',
    "{page} {pages} {0} {names} %s",
    "\\\\server \\n \\u{41} \\*",
    'INCLUDETEXT "C:\\x" { PAGE } MERGEFIELD',
    "~ -- --- ... 'a' \"b\" 10^6 -> != :smile:",
)
"""What means something to Typst, to XML, to Word or to a spreadsheet."""
