"""What a pattern finds, and what is said of one that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.codebook.cues import loads_cues
from reflect.errors import FormatError
from reflect.model.span import Span
from reflect.model.speech import Role, Turn, Word
from reflect.suggestions.asking import asks, questions
from reflect.suggestions.hearing import Ear
from reflect.suggestions.index import Index
from reflect.suggestions.pattern import Grammar, PatternError, compile_list, compile_pattern
from reflect.suggestions.words import Line, Spelling

PARTICLES = ("nou", "toch", "wel", "heel", "zo")
SPELLING = Spelling({"'k": "ik", "da's": "dat is", "eh": "-"}, PARTICLES)


def turn(text: str) -> Turn:
    return Turn("S1", tuple(Word(w, Span(n * 300, n * 300 + 300), 1.0) for n, w in enumerate(text.split())))


def line(text: str) -> Line:
    return SPELLING.line(turn(text), Role.UNKNOWN)


def found(pattern: str, text: str) -> bool:
    grammar = Grammar.of({}, ("ja", "nou", "maar"), PARTICLES, {"'k": "ik", "da's": "dat is"})
    compiled, heard = compile_pattern(pattern, grammar), line(text)
    matches = compiled.regex.search(heard.marked) is not None
    if matches:
        assert list(Index([compiled.needs]).of(heard.words)) == [0], "the words that it needs must be in a line that has it"
    return matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("ik ben bang", "Ik ben bang."),
        ("ik ben bang", "ik ben toch wel heel bang"),
        ("ik ben bang", "'k Ben, eh, bang!"),
        ("ik ben .. bang", "Ik ben daar vreselijk bang voor."),
        ("schrok*", "Ik ben geschrokken, ik schrok ervan."),
        ("*wet", "Dat staat in de Participatiewet."),
        ("wil|zou willen", "Ik zou willen dat het kon."),
        ("(laat maar | hou op)", "Hou op."),
        ("ik ben [zo] moe", "Ik ben moe."),
        ("^ ja maar", "Nou ja, maar dat kan niet."),
        ("^ dat kan", "Goed zo. Dat kan."),
        ("laat maar $", "Nee, laat maar."),
        ("klopt dat ?", "Klopt dat?"),
        ("wil .... maar", "Ik wil het graag. Maar het gaat niet."),
        ("dat is niet", "Da's niet eerlijk."),
        ("één", "Eén vraag."),
    ],
)
def test_found(pattern: str, text: str) -> None:
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("ik ben bang", "Ik ben niet bang."),
        ("ik ben .. bang", "Ik ben Jan. Bang was ik nooit."),
        ("ik ben .. bang", "Ik ben er al drie jaar lang bang voor."),
        ("laat maar $", "Laat maar weten."),
        ("^ ja maar", "Hij zei ja maar deed nee."),
        ("klopt dat ?", "Klopt. Dat is zo."),
        ("wet", "Ik weet het."),
    ],
)
def test_not_found(pattern: str, text: str) -> None:
    assert not found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(laat maar", "lacks a ')'"),
        ("laat maar)", "has ')' without its partner"),
        ("@niemand", "names the list @niemand, which is not there. Allowed: @ik"),
        ("()", "has nothing where a word should stand"),
        (" ", "is empty"),
        ("a***b", "has 'a***b', which is no word"),
        ("bang;boos", "which is no word"),
    ],
)
def test_what_is_wrong_with_a_pattern(pattern: str, said: str) -> None:
    grammar = Grammar.of({})
    grammar = Grammar.of({"ik": compile_list(("ik", "we"), grammar)})
    with pytest.raises(PatternError) as error:
        compile_pattern(pattern, grammar)
    assert said in str(error.value)


FILE = """id: own
version: 1
language: nl
cues:
  - cue: emotie.bang
    who: client
    strength: 0.5
    reason: noemt angst
    say:
      - ik ben bang
      - "{pattern}"
    yes: [ik ben bang]
"""


def test_a_pattern_that_cannot_be_read_gives_file_and_line() -> None:
    with pytest.raises(FormatError, match=r"^own.yaml, line 11: the pattern '\(ik' lacks a '\)'\.$"):
        Ear(loads_cues(FILE.format(pattern="(ik"), "own.yaml"), "own.yaml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("who: client", "who: iedereen", "own.yaml, line 6: cues[1].who cannot be 'iedereen'. Allowed: client, klantmanager, anyone."),
        ("strength: 0.5", "strength: 3", "own.yaml, line 7: cues[1].strength cannot be '3'. Allowed: a number from 0.01 to 1."),
        ("cue: emotie.bang", "cue: bang", "own.yaml, line 5: cues[1].cue cannot be 'bang'. Allowed: a code, a point and a word, as in"),
        ("    reason: noemt angst\n", "", "own.yaml, line 5: cues[1] lacks the field reason"),
    ],
)
def test_a_broken_file_of_cues_gives_file_line_and_what_is_allowed(old: str, new: str, said: str) -> None:
    with pytest.raises(FormatError) as error:
        loads_cues(FILE.format(pattern="bang").replace(old, new), "own.yaml")
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hoe lang zit u nu in de bijstand, wanneer kreeg u die brief precies, en heeft u al gebeld?", 3),
        ("hoe lang zit u nu in de bijstand wanneer kreeg u die brief precies en heeft u al gebeld", 3),
        ("Kunt u met een computer werken, heeft u wel eens achter een kassa gestaan, en wie zorgt er dan voor uw moeder?", 3),
        ("Wat doet u overdag?", 1),
        ("Morgen gaat u naar de gemeente.", 0),
        ("Ik weet wat u bedoelt.", 0),
    ],
)
def test_how_many_things_are_asked(text: str, count: int) -> None:
    assert questions(line(text)) == count
    assert asks(line(text)) == (count > 0)


@given(st.text(max_size=60).filter(lambda text: text.split()))
def test_any_text_is_a_line(text: str) -> None:
    heard = line(text)
    assert heard.marked.replace("~", "") == heard.text
    assert len(heard.words) == len(heard.offsets) == len(heard.origins)
    for at in range(len(heard.marked)):
        first, last = heard.part(at, at + 1) if heard.words else (0, 0)
        assert 0 <= first <= last <= max(0, len(heard.turn.words) - 1)
