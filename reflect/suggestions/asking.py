"""Questions, also where a recogniser heard no question mark."""

from __future__ import annotations

import re

from reflect.suggestions.words import Line

_SUBJECT = r"(?:u|je|jij|jullie|ik|we|wij|het|dat|er|hij|zij|ze|uw|jouw)"
_VERB = (
    r"(?:bent|ben|is|zijn|was|waren|heeft|heb|hebt|hebben|had|kunt|kun|kan|kunnen|wilt|wil|willen|zou|zouden|zult|zullen|zal|moet|moeten|mag|"
    r"gaat|ga|gaan|komt|kom|komen|doet|doe|weet|weten|snapt|snap|begrijpt|begrijp|denkt|denk|vindt|vind|ziet|zie|werkt|werk|woont|woon|lukt|"
    r"klopt|past|staat|sta|krijgt|krijg|voelt|voel|herkent|herken|zoekt|zoek|gebruikt|gebruik|slaapt|slaap|ontvangt|ontvang)"
)
_WH = r"(?:wat|waar|waarom|wanneer|wie|welke|welk|hoe|hoeveel|hoelang|hoezo|waarvoor|waarmee|waarvan|waaraan|waarover|waardoor)"
_FORMS = (
    re.compile(rf"(?<=[.?] )(?:(?:en|of|maar|ja|nou|goed|oke|dus|eh|hm|dan) )*(?:{_WH} |{_VERB} {_SUBJECT} )"),
    re.compile(rf" (?:en|of) (?:{_WH} [^ .?]+ {_SUBJECT}|{_VERB} (?:u|je|jij|jullie|er|uw|jouw)) "),
    re.compile(rf" {_WH} {_VERB} (?:u|je|jij|jullie|er|uw|jouw) "),
)


def asks(line: Line) -> bool:
    """Whether the turn asks something: by its mark, or by the order of its words."""
    return "?" in line.text or any(form.search(line.text) for form in _FORMS)


def questions(line: Line) -> int:
    """How many things a turn asks: the places where a question begins, or its question marks if these are more.

    A statement may begin with a question word ("Wat fijn dat u er bent."), so a sentence that ends in a point counts only when
    verb and subject stand in the order of a question.
    """
    return max(line.text.count("? "), _starts(line))


def _starts(line: Line) -> int:
    places = {m.end() for form in (_FORMS[0], _FORMS[1]) for m in form.finditer(line.text)}
    return len(places)
