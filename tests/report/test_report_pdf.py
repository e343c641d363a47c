"""The PDF as other programs find it: its pages, its text, its fonts and pictures, and what it does not tell."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
from reading_back import MADE_AT, flat, pdf_text, report_of
from session_world import RELEASED, SECRET, World, a_still
from small import TEXTS, small

from reflect.errors import ToolError
from reflect.report import FORMATS, Kind, glyphs, pdf_file, write

A4_POINTS = (595, 842)


@pytest.fixture(scope="module")
def made(world: World) -> dict[Kind, bytes]:
    return {kind: pdf_file.dumps(report_of(world, kind), system_fonts=False)[0] for kind in Kind}


def opened(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def test_the_report_says_what_was_shown_and_said(made: dict[Kind, bytes]) -> None:
    text = pdf_text(made[Kind.VERSLAG])
    for wanted in ("Ruimte geven en richting houden", "T-2026-014", "15 oktober 2026", "Wie had hier de leiding?", RELEASED):
        assert wanted in text
    assert text.index("De drie vragen") < text.index("Fragment 1") < text.index("Fragment 3") < text.index("Drie tellen stil zijn.")


def test_another_reader_finds_the_same_words(made: dict[Kind, bytes]) -> None:
    with pypdfium2.PdfDocument(made[Kind.WERKBLAD]) as found:
        text = flat("\n".join(page.get_textpage().get_text_bounded() for page in found))
    for wanted in ("Mijn antwoord", "Wie had hier de leiding?", "geprobeerd", "Ik zeg wat ik ga doen."):
        assert wanted in text


def test_words_that_were_not_released_are_nowhere(made: dict[Kind, bytes]) -> None:
    for data in made.values():
        assert SECRET not in pdf_text(data)
        assert SECRET.encode() not in data


def test_every_page_is_a4_and_says_which_it_is(made: dict[Kind, bytes]) -> None:
    for data in made.values():
        pages = opened(data).pages
        for number, page in enumerate(pages, start=1):
            assert (round(page.mediabox.width), round(page.mediabox.height)) == A4_POINTS
            assert f"Pagina {number} van {len(pages)}" in page.extract_text()
            assert "Vertrouwelijk – alleen voor reflectie" in page.extract_text()


def test_fonts_travel_with_the_file(made: dict[Kind, bytes]) -> None:
    fonts = {
        str(font["/BaseFont"]): font
        for page in opened(made[Kind.VERSLAG]).pages
        for font in _resolved(page["/Resources"]["/Font"].values())
    }
    assert fonts
    for name, font in fonts.items():
        assert "SourceSansPro" in name
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(described)


def test_a_still_keeps_its_proportions_and_is_the_picture_itself(made: dict[Kind, bytes]) -> None:
    """Drawn twice as wide as it is high, and the JPEG as it came, without a second loss."""
    found = [i for page in opened(made[Kind.VERSLAG]).pages for i in page.images]
    assert len(found) >= 1
    assert all(i.image is not None and i.image.size == (64, 32) for i in found)
    assert a_still() in made[Kind.VERSLAG]
    with pypdfium2.PdfDocument(made[Kind.VERSLAG]) as document:
        drawn = [o.get_bounds() for page in document for o in page.get_objects(max_depth=8) if o.type == 3]  # 3 is an image
    shapes = [(right - left) / (top - bottom) for left, bottom, right, top in drawn]
    assert shapes
    assert all(abs(shape - 2) < 0.05 for shape in shapes)


def test_nothing_tells_who_made_it_where(made: dict[Kind, bytes]) -> None:
    for data in made.values():
        found = opened(data)
        told = dict(found.metadata or {})
        assert set(told) <= {"/Title", "/Creator", "/CreationDate", "/ModDate"}
        assert told["/Title"] in ("Sessieverslag", "Werkblad")
        assert str(told["/Creator"]).startswith("Typst")
        assert found.metadata is not None
        assert found.metadata.creation_date == MADE_AT
        assert not re.search(rb"/tmp/|/dev/shm/", data)
        assert b"/root/" not in data


def test_the_file_is_tagged_for_who_has_it_read_aloud(made: dict[Kind, bytes]) -> None:
    """PDF/UA-1 says so in its metadata; the compiler refuses to say it of a file that is not."""
    assert all(b"<pdfuaid:part>1</pdfuaid:part>" in data for data in made.values())
    root = opened(made[Kind.VERSLAG]).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("nl")
    assert made[Kind.VERSLAG].count(b"/Alt") == 3


def test_the_same_report_is_the_same_file(world: World, made: dict[Kind, bytes]) -> None:
    assert pdf_file.dumps(report_of(world), system_fonts=False)[0] == made[Kind.VERSLAG]


# ---- characters -------------------------------------------------------------------------------


def test_letters_of_europe_need_no_other_font() -> None:
    text = "Łódź Çağrı Ștefan Ελένη Иван naïef € “ja” – … ☐"
    fonts = glyphs.choose(text, system=False)
    assert fonts.families == ("Source Sans Pro",)
    assert fonts.replaced == {}
    assert text in pdf_text(pdf_file.dumps(small(text), system_fonts=False)[0])


def test_what_no_font_has_is_replaced_and_said() -> None:
    report = small("Naam ሰላም en 王小明, \U0001f600 ﬁets\ufe0f")
    data, fonts = pdf_file.dumps(report, system_fonts=False)
    text = pdf_text(data)
    assert "Naam [Ethiopic ×3] en [CJK ×3], [grinning face] fiets" in text.replace("ﬁ", "fi")
    assert {"ሰ", "王", "\U0001f600"} <= set(fonts.replaced)


def test_a_loss_tells_numbers_and_not_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    choose = glyphs.choose
    monkeypatch.setattr(glyphs, "choose", lambda text, system: choose(text, system=False))
    losses = write(small("王小明"), "pdf").losses
    assert [loss.of("en") for loss in losses] == [
        f"{3 * TEXTS} characters that no font on this computer has were replaced: U+5C0F, U+660E, U+738B",
    ]
    assert losses[0].of("nl").startswith(f"{3 * TEXTS} tekens die geen lettertype op deze computer heeft")


@pytest.mark.parametrize("format", FORMATS)
def test_words_from_right_to_left_are_told_of(format: str) -> None:
    assert "text from right to left stands in a line that begins on the left" in [
        loss.of("en") for loss in write(small("שלום"), format).losses
    ]
    assert write(small("dag"), format).losses == ()


def test_a_font_of_this_machine_helps_out_when_it_has_the_letters() -> None:
    text = "مرحبا"
    fonts = glyphs.choose(text)
    if len(fonts.families) == 1:
        pytest.skip("no font on this machine has Arabic letters")
    data, _ = pdf_file.dumps(small(text))
    assert "[Arabic" not in pdf_text(data)
    assert len({str(f["/BaseFont"]) for p in opened(data).pages for f in _resolved(p["/Resources"]["/Font"].values())}) > 1


def test_a_word_without_spaces_stays_on_the_page() -> None:
    data, _ = pdf_file.dumps(small("https://voorbeeld.nl/" + "x" * 300), system_fonts=False)
    with pypdfium2.PdfDocument(data) as document:
        rights = [o.get_bounds()[2] for page in document for o in page.get_objects(max_depth=8) if o.type == 1]  # 1 is text
    assert max(rights) < A4_POINTS[0] - 40


def test_very_long_texts_run_on_over_pages() -> None:
    data, _ = pdf_file.dumps(small("Een lange zin over wat er gebeurde. " * 80), system_fonts=False)
    assert pdf_text(data).count("Een lange zin over wat") > 80 * (TEXTS - 4)
    assert len(opened(data).pages) > 10


def test_what_is_no_jpeg_is_an_error_with_words() -> None:
    with pytest.raises(ToolError, match="A still is no JPEG"):
        pdf_file.dumps(small("x", b"GIF89a and more"), system_fonts=False)


def test_an_error_of_the_compiler_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "_layout", lambda: b"#panic(sys.inputs.report)")
    with pytest.raises(ToolError) as failed:
        pdf_file.dumps(replace(small("geheim"), title="geheim"), system_fonts=False)
    assert str(failed.value) == "The PDF could not be laid out (TypstError). Write a DOCX with --format docx."


def _resolved(fonts: object) -> list[pypdf.generic.DictionaryObject]:
    return [font.get_object() for font in fonts]  # type: ignore[attr-defined]
