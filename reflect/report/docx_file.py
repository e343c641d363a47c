"""A report as DOCX, by python-docx: every block in Word's own styles, tables and fields, so that people can go on writing in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reflect.report import docx_parts as parts
from reflect.report.blocks import Block, Labelled, Notice, Paragraph, Picture, Quote, Report, Room, Section, Table, Talk, Ticks

WIDTH_CM = 17.0
"""Between the margins of an A4."""
STILL_CM, GAP_CM = 7.6, 0.5
TIME_CM, WHO_CM = 1.4, 2.9
SHORT_TABLE = 5
"""A table of at most so many rows stays on one page."""
ROW_CM = 0.85
"""From one ruled line to the next: handwriting needs that much."""
BOX = "☐"


def dumps(report: Report) -> bytes:
    """The file. It holds no author, no machine and no path; its dates are the report's."""
    document = parts.empty_document(report)
    _title(document, report)
    for n, section in enumerate(report.sections):
        _section(document, section, alone=n + 1 == len(report.sections) or report.sections[n + 1].level <= section.level)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _title(document: Any, report: Report) -> None:
    document.add_paragraph(report.what, style="Kicker")
    document.add_paragraph(report.title, style="Title")
    table = parts.plain_table(document, len(report.facts), (4.0, WIDTH_CM - 4.0))
    for row, (label, text) in zip(table.rows, report.facts, strict=True):
        parts.put(row.cells[0], label, "Fact")
        parts.put(row.cells[1], text, "Cell")
    parts.after_table(document)
    parts.boxed(document, report.purpose, "Purpose")


def _section(document: Any, section: Section, alone: bool) -> None:
    """`alone`: nothing belongs under this heading but its own blocks."""
    if alone and not section.blocks:
        return
    document.add_heading(section.title, section.level)
    for block in section.blocks:
        _block(document, block)


def _block(document: Any, block: Block) -> None:  # noqa: C901 # one case for each kind of block
    match block:
        case Paragraph(text, hint):
            document.add_paragraph(text, style="Hint" if hint else None)
        case Notice(text):
            parts.boxed(document, text, "Notice")
        case Labelled(label, text):
            parts.labelled(document, label)
            if text:
                document.add_paragraph(text)
        case Quote(label, text):
            parts.labelled(document, label)
            parts.barred(document, text)
        case Talk():
            _talk(document, block)
        case Picture():
            _picture(document, block)
        case Table():
            _table(document, block)
        case Room(label, lines):
            _room(document, label, lines)
        case Ticks(items, boxes):
            _ticks(document, items, boxes)


def _picture(document: Any, picture: Picture) -> None:
    """The still on the left, its facts and the question on the right: a table of one row without lines."""
    table = parts.plain_table(document, 1, (STILL_CM, GAP_CM, WIDTH_CM - STILL_CM - GAP_CM), gap_cm=0.0)
    left, _, right = table.rows[0].cells
    if picture.jpeg is None:
        parts.put(left, picture.instead, "No picture")
        parts.shade_cell(left, parts.GREY)
        parts.centred(left)
        parts.at_least(table.rows[0], STILL_CM * 9 / 16)
    else:
        parts.put_picture(left.paragraphs[0], picture.jpeg, STILL_CM, picture.alt)
    texts = [(f"{label}: {text}", "Small") for label, text in picture.facts]
    texts += [(picture.label, "Label"), (picture.question, "Question")]
    for n, (text, style) in enumerate(texts):
        parts.fill(right.add_paragraph() if n else right.paragraphs[0], text, style)
    parts.whole_rows(table)
    parts.keep_with_next(table.rows[0])
    parts.after_table(document, keep=True)


def _talk(document: Any, talk: Talk) -> None:
    parts.labelled(document, talk.label)
    table = parts.plain_table(document, len(talk.lines), (TIME_CM, WHO_CM, WIDTH_CM - TIME_CM - WHO_CM))
    for row, line in zip(table.rows, talk.lines, strict=True):
        for cell, text, style in zip(row.cells, (line.time, line.who, line.text), ("Small", "Who", "Cell"), strict=True):
            parts.put(cell, text, style)
    parts.whole_rows(table)
    parts.keep_together(table, 2)
    parts.after_table(document)


def _table(document: Any, block: Table) -> None:
    whole = sum(block.widths)
    table = parts.ruled_table(document, 1 + len(block.rows), [WIDTH_CM * w / whole for w in block.widths])
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        parts.put(cell, text, "Table head")
        parts.shade_cell(cell, parts.PALE)
    parts.repeat_head(table)
    for row, texts in zip(table.rows[1:], block.rows, strict=True):
        parts.at_least(row, 0.55 * block.room)
        for cell, text in zip(row.cells, texts, strict=True):
            parts.put(cell, text, "Cell")
    parts.whole_rows(table)
    parts.keep_together(table, None if len(block.rows) <= SHORT_TABLE else 3)
    parts.after_table(document)


def _room(document: Any, label: str, lines: int) -> None:
    parts.labelled(document, label)
    table = parts.lined_table(document, lines, (WIDTH_CM,))
    for row in table.rows:
        parts.exactly(row, ROW_CM)
    parts.keep_together(table)
    parts.after_table(document)


def _ticks(document: Any, items: Sequence[str], boxes: Sequence[str]) -> None:
    """A row for each, with boxes; one without text is as high as two lines of handwriting."""
    box_cm = 2.6
    table = parts.lined_table(document, len(items), (WIDTH_CM - box_cm * len(boxes), *[box_cm] * len(boxes)))
    for row, text in zip(table.rows, items, strict=True):
        parts.at_least(row, ROW_CM if text else 2 * ROW_CM)
        parts.put(row.cells[0], text, "Cell")
        for cell, box in zip(row.cells[1:], boxes, strict=True):
            parts.put(cell, f"{BOX} {box}", "Small")
            parts.low(cell)
    parts.whole_rows(table)
    parts.keep_together(table, None if len(items) <= SHORT_TABLE else 3)
    parts.after_table(document)
