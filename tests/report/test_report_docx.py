"""The DOCX as other programs find it: its parts, its text, its pictures, and what it does not tell."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from PIL import Image
from reading_back import MADE_AT, docx_text, parts, report_of
from session_world import RELEASED, SECRET, World, a_still
from small import small

from reflect.report import Kind, docx_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing "
    "mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd "
    "tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
}
"""ECMA-376 part 1, 17.3.1, 17.4: Word refuses a file whose elements stand in another order."""


@pytest.fixture(scope="module")
def made(world: World) -> dict[Kind, bytes]:
    return {kind: docx_file.dumps(report_of(world, kind)) for kind in Kind}


def test_the_report_says_what_was_shown_and_said(made: dict[Kind, bytes]) -> None:
    text = docx_text(made[Kind.VERSLAG])
    for wanted in ("Ruimte geven en richting houden", "T-2026-014", "15 oktober 2026", "Wie had hier de leiding?", RELEASED):
        assert wanted in text
    assert text.index("De drie vragen") < text.index("Fragment 1") < text.index("Fragment 3") < text.index("Drie tellen stil zijn.")
    assert "Vertrouwelijk – alleen voor reflectie" in text


def test_words_that_were_not_released_are_in_no_part_of_the_file(made: dict[Kind, bytes]) -> None:
    for data in made.values():
        assert not [name for name, content in parts(data).items() if SECRET.encode() in content]


def test_headings_are_headings_and_stay_with_what_follows(made: dict[Kind, bytes]) -> None:
    found = parts(made[Kind.VERSLAG])
    document, styles = etree.fromstring(found["word/document.xml"]), etree.fromstring(found["word/styles.xml"])
    used = [p.get(f"{W}val") for p in document.iter(f"{W}pStyle")]
    assert used.count("Heading1") == 6
    assert used.count("Heading2") == 3
    for name in ("Title", "Heading1", "Heading2", "Label", "Kicker"):
        style = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == name)
        assert style.find(f"{W}pPr/{W}keepNext") is not None, name
    defined = {s.get(f"{W}styleId") for s in styles.iter(f"{W}style")}
    assert set(used) <= defined


def test_elements_stand_in_the_order_that_word_asks(made: dict[Kind, bytes]) -> None:
    checked = 0
    for data in (*made.values(), docx_file.dumps(small("tekst"))):
        for name, content in parts(data).items():
            if not re.fullmatch(r"word/(document|styles|footer\d)\.xml", name):
                continue
            for kind, order in ORDERS.items():
                places = {f"{W}{name}": n for n, name in enumerate(order.split())}
                for element in etree.fromstring(content).iter(f"{W}{kind}"):
                    found = [places[child.tag] for child in element if child.tag in places]
                    assert found == sorted(found), (name, kind, [child.tag for child in element])
                    checked += 1
    assert checked > 200


def test_a_still_keeps_its_proportions_and_has_words_for_who_cannot_see_it(made: dict[Kind, bytes]) -> None:
    document = etree.fromstring(parts(made[Kind.VERSLAG])["word/document.xml"])
    sizes = [(int(e.get("cx")), int(e.get("cy"))) for e in document.iter("{*}extent")]
    assert len(sizes) == 3
    assert all(abs(width / height - 2) < 0.01 for width, height in sizes)
    described = [e.get("descr") for e in document.iter("{*}docPr")]
    assert described[0] == "Beeld uit fragment 1, op 0:38"
    tall = io.BytesIO()
    Image.new("RGB", (40, 120)).save(tall, "JPEG")
    upright = etree.fromstring(parts(docx_file.dumps(small("x", tall.getvalue())))["word/document.xml"])
    width, height = next((int(e.get("cx")), int(e.get("cy"))) for e in upright.iter("{*}extent"))
    assert abs(height / width - 3) < 0.01
    assert height <= 7.6 * 360_000


def test_pages_are_numbered(made: dict[Kind, bytes]) -> None:
    footer = etree.fromstring(parts(made[Kind.WERKBLAD])["word/footer1.xml"])
    assert [f.get(f"{W}instr") for f in footer.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    assert "".join(footer.itertext()).endswith("Pagina 1 van 1")


def test_tables_repeat_their_heads_and_keep_their_rows_whole(made: dict[Kind, bytes]) -> None:
    document = etree.fromstring(parts(made[Kind.VERSLAG])["word/document.xml"])
    assert len(list(document.iter(f"{W}tblHeader"))) == 4
    rows = list(document.iter(f"{W}tr"))
    split = [row for row in rows if row.find(f"{W}trPr/{W}cantSplit") is None]
    assert len(rows) - len(split) > 15
    long = etree.fromstring(parts(docx_file.dumps(small("woord " * 400)))["word/document.xml"])
    assert len([r for r in long.iter(f"{W}tr") if r.find(f"{W}trPr/{W}cantSplit") is None]) > 3


def test_nothing_tells_who_made_it_where(made: dict[Kind, bytes]) -> None:
    for data in made.values():
        found = parts(data)
        core = etree.fromstring(found["docProps/core.xml"])
        told = {etree.QName(e).localname: e.text for e in core if e.text}
        day = f"{MADE_AT:%Y-%m-%dT%H:%M:%SZ}"
        assert told == {"title": told["title"], "revision": "1", "language": "nl-NL", "created": day, "modified": day}
        assert told["title"] in ("Sessieverslag", "Werkblad")
        assert not [name for name in found if "thumbnail" in name or name == "docProps/app.xml"]
        assert not [name for name, content in found.items() if re.search(rb"/tmp/|/dev/shm/|/home/|/Users/|python-docx|Macintosh", content)]


def test_pictures_hold_nothing_but_the_picture(made: dict[Kind, bytes]) -> None:
    pictures = [content for name, content in parts(made[Kind.VERSLAG]).items() if name.startswith("word/media/")]
    assert pictures == [a_still()]
    assert not Image.open(io.BytesIO(pictures[0])).getexif()


def test_the_same_report_is_the_same_text(world: World, made: dict[Kind, bytes]) -> None:
    again = parts(docx_file.dumps(report_of(world)))
    assert again == parts(made[Kind.VERSLAG])
