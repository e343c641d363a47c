"""What python-docx has no words for: styles of our own, table lines, fields for page numbers, and a file without an author."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reflect.report.blocks import Report

FONT, OTHER_FONT = "Calibri", "Carlito"
"""Calibri comes with Word; Carlito has the same widths and is what other programs take in its place."""
INK, ACCENT, GREY_INK = "1F3A4D", "2F6F8F", "5B6770"
PALE, GREY, LINE = "EDF3F6", "E9ECEF", "B8C2CA"
LANGUAGE = {"nl": "nl-NL", "en": "en-GB"}

#            name            based on   size  bold   italic colour     before after keep
_STYLES = (
    ("Kicker", "Normal", 10.5, True, False, ACCENT, 0, 0, True),
    ("Hint", "Normal", 9.5, False, True, GREY_INK, 0, 6, True),
    ("Small", "Normal", 9.5, False, False, GREY_INK, 0, 2, False),
    ("Label", "Normal", 9.5, True, False, ACCENT, 4, 1, True),
    ("Fact", "Normal", 9.5, True, False, ACCENT, 0, 2, False),
    ("Who", "Normal", 9.5, True, False, INK, 0, 2, False),
    ("Cell", "Normal", 10.5, False, False, None, 0, 2, False),
    ("Table head", "Normal", 9.5, True, False, INK, 2, 2, True),
    ("Question", "Normal", 13, True, False, INK, 0, 2, False),
    ("Purpose", "Normal", 9.5, False, False, INK, 4, 10, False),
    ("Notice", "Normal", 10.5, False, True, INK, 4, 8, False),
    ("No picture", "Normal", 9.5, False, True, GREY_INK, 0, 0, False),
    ("Client words", "Normal", 11, False, True, INK, 0, 8, False),
)


# ---- the document -----------------------------------------------------------------------------


def empty_document(report: Report) -> Any:
    """An A4 with our styles, its footer, and properties that tell nothing of who made it where."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.0)
    page.top_margin, page.bottom_margin = Cm(2.0), Cm(2.2)
    page.header_distance, page.footer_distance = Cm(1.0), Cm(1.0)
    _set_styles(document, LANGUAGE[report.language])
    _set_other_font(document)
    _set_properties(document, report)
    _set_footer(page, report)
    return document


def _set_properties(document: Any, report: Report) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    core = document.core_properties
    core.title, core.language = report.what, LANGUAGE[report.language]
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = core.category = ""
    core.created = core.modified = report.made_at.replace(tzinfo=None)
    core.revision = 1
    # The template's own picture of a first page, and the program that it was made with, are none of ours.
    package = document.part.package
    foreign = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    for key in [key for key, rel in package.rels.items() if rel.reltype in foreign]:
        package.rels.pop(key)


def _set_styles(document: Any, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.12
    normal.paragraph_format.widow_control = True
    for marked in styles.element.iter(qn("w:lang")):
        marked.set(qn("w:val"), language)
    _style(styles["Title"], 24, True, False, INK, 0, 8, True)
    _style(styles["Heading 1"], 16, True, False, INK, 20, 6, True)
    _style(styles["Heading 2"], 12.5, True, False, ACCENT, 16, 5, True)
    for name, base, *how in _STYLES:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        _style(style, *how)


def _style(style: Any, size: float, bold: bool, italic: bool, colour: str | None, before: int, after: int, keep: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    # The template's title has a line under it.
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _set_other_font(document: Any) -> None:
    """Where Calibri is absent, a program looks in the font table for what to take instead."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    named = f'<w:font w:name="{FONT}">'.encode()
    # The rest of a font's entry stays as it is; its other name comes first.
    part._blob = part.blob.replace(named, named + f'<w:altName w:val="{OTHER_FONT}"/>'.encode(), 1)


def _set_footer(page: Any, report: Report) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    paragraph = page.footer.paragraphs[0]
    paragraph.style = "Small"
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(17.0), WD_TAB_ALIGNMENT.RIGHT)
    _border(paragraph, "top", LINE, 4)
    paragraph.add_run(f"{report.footer}\t")
    for n, piece in enumerate(report.of.replace("{pages}", "{page}").split("{page}")):
        if n:
            _field(paragraph, ("PAGE", "NUMPAGES")[n - 1])
        paragraph.add_run(piece)


def _field(paragraph: Any, name: str) -> None:
    """A field that the program fills in; until then it shows 1."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


# ---- paragraphs -------------------------------------------------------------------------------


def fill(paragraph: Any, text: str, style: str) -> None:
    """`style` is one of `_STYLES`."""
    # By its id: looking a style up by its name takes ten times as long as all else here.
    paragraph._p.style = style.replace(" ", "")
    paragraph.add_run(text)


def labelled(document: Any, label: str) -> None:
    document.add_paragraph(label, style="Label")


def boxed(document: Any, text: str, style: str) -> None:
    shaded(document.add_paragraph(text, style=style), PALE)


def barred(document: Any, text: str) -> None:
    """Words of the client, with a bar at their left."""
    from docx.shared import Cm

    paragraph = document.add_paragraph(text, style="Client words")
    paragraph.paragraph_format.left_indent = Cm(0.4)
    _border(paragraph, "left", ACCENT, 18, space=8)


def shaded(paragraph: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    # A box is drawn around the text, so the text makes room for it.
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(0.23)
    properties = paragraph._p.get_or_add_pPr()
    for side in ("top", "left", "bottom", "right"):
        _border(paragraph, side, colour, 4, space=6)
    properties.insert_element_before(_shading(OxmlElement("w:shd"), colour), *_AFTER_SHADING)


_AFTER_BORDER = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
_AFTER_SHADING = _AFTER_BORDER[1:]


def _border(paragraph: Any, side: str, colour: str, eighths: int, space: int = 1) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDER)
    borders.append(_line(OxmlElement(f"w:{side}"), colour, eighths, space))


def _line(element: Any, colour: str, eighths: int, space: int = 0) -> Any:
    from docx.oxml.ns import qn

    for name, value in (("val", "single"), ("sz", eighths), ("space", space), ("color", colour)):
        element.set(qn(f"w:{name}"), str(value))
    return element


def _shading(element: Any, colour: str) -> Any:
    from docx.oxml.ns import qn

    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        element.set(qn(f"w:{name}"), value)
    return element


# ---- pictures ---------------------------------------------------------------------------------


def put_picture(paragraph: Any, jpeg: bytes, width_cm: float, alt: str) -> None:
    """At this width and in its own proportions, with words for who cannot see it; a tall picture is kept as high as it is wide."""
    from docx.shared import Cm

    picture = paragraph.add_run().add_picture(io.BytesIO(jpeg), width=Cm(width_cm))
    if picture.height > Cm(width_cm):
        picture.width, picture.height = round(picture.width * Cm(width_cm) / picture.height), Cm(width_cm)
    inline = picture._inline
    for side in "TBLR":
        # Without these, programs leave room around it.
        inline.set(f"dist{side}", "0")
    properties = inline.docPr
    properties.set("descr", alt)
    properties.set("name", "still")
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", "still")


# ---- tables -----------------------------------------------------------------------------------


def plain_table(document: Any, rows: int, widths_cm: Sequence[float], gap_cm: float = 0.3) -> Any:
    """Without lines."""
    return _table(document, rows, widths_cm, (), side_cm=0.0, gap_cm=gap_cm)


def ruled_table(document: Any, rows: int, widths_cm: Sequence[float]) -> Any:
    """With a thin line around every cell."""
    return _table(document, rows, widths_cm, _SIDES, side_cm=0.2, gap_cm=0.2, above_cm=0.06)


def lined_table(document: Any, rows: int, widths_cm: Sequence[float]) -> Any:
    """With a line under every row, to write on."""
    return _table(document, rows, widths_cm, ("bottom", "insideH"), side_cm=0.0, gap_cm=0.2, above_cm=0.06)


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _table(
    document: Any, rows: int, widths_cm: Sequence[float], lines: Sequence[str], side_cm: float, gap_cm: float, above_cm: float = 0.0
) -> Any:
    """With these lines; cells have `side_cm` of room at their left and `gap_cm` at their right. The outer edge stands on the margin."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = document.add_table(rows=rows, cols=len(widths_cm))
    table.autofit = False
    indent, borders, margins = (OxmlElement(f"w:{name}") for name in ("tblInd", "tblBorders", "tblCellMar"))
    _width(indent, side_cm)
    for side in _SIDES:
        if side in lines:
            borders.append(_line(OxmlElement(f"w:{side}"), LINE, 4))
    for side, cm in (("top", above_cm), ("left", side_cm), ("bottom", above_cm), ("right", gap_cm)):
        margins.append(_width(OxmlElement(f"w:{side}"), cm))
    properties = table._tbl.tblPr
    # In the order of the schema: tblInd, tblBorders, shd, tblLayout, tblCellMar, tblLook.
    properties.insert_element_before(indent, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")
    properties.find(qn("w:tblW")).set(qn("w:type"), "dxa")
    properties.find(qn("w:tblW")).set(qn("w:w"), str(_twentieths(sum(widths_cm))))
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _width(element: Any, cm: float) -> Any:
    from docx.oxml.ns import qn

    element.set(qn("w:w"), str(_twentieths(cm)))
    element.set(qn("w:type"), "dxa")
    return element


def _twentieths(cm: float) -> int:
    """In twentieths of a point, the unit of tables."""
    return round(cm * 1440 / 2.54)


def put(cell: Any, text: str, style: str) -> None:
    fill(cell.paragraphs[0], text, style)


def shade_cell(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement

    cell._tc.get_or_add_tcPr().append(_shading(OxmlElement("w:shd"), colour))


def centred(cell: Any) -> None:
    """In the middle of the cell, both ways."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    cell.paragraphs[0].alignment = WD_PARAGRAPH_ALIGNMENT.CENTER


def low(cell: Any) -> None:
    """At the bottom of the cell, where the line to write on is."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def whole_rows(table: Any, longest: int = 1_500) -> None:
    """No row is broken over two pages, but for one whose text is longer than `longest` characters: it might not fit on any."""
    for row in table.rows:
        if sum(len(cell.text) for cell in row.cells) <= longest:
            _row_mark(row, "w:cantSplit")


def repeat_head(table: Any) -> None:
    """The first row stands again at the top of every page."""
    _row_mark(table.rows[0], "w:tblHeader")


def _row_mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


def keep_together(table: Any, rows: int | None = None) -> None:
    """The first `rows` rows (default: all) on one page: each is kept with the next."""
    for row in list(table.rows)[: -1 if rows is None else rows - 1]:
        keep_with_next(row)


def keep_with_next(row: Any) -> None:
    """The row stands on the page of what follows it."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def at_least(row: Any, height_cm: float) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    if height_cm:
        row.height, row.height_rule = Cm(height_cm), WD_ROW_HEIGHT_RULE.AT_LEAST


def exactly(row: Any, height_cm: float) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    row.height, row.height_rule = Cm(height_cm), WD_ROW_HEIGHT_RULE.EXACTLY


def after_table(document: Any, keep: bool = False) -> None:
    """Two tables that touch become one, and text should not stick to a table. `keep`: what follows belongs to the table."""
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.keep_with_next = Pt(5), keep
