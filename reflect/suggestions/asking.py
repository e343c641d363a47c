"""Questions, also where a recogniser heard no question mark: by the order of verb and subject."""

from __future__ import annotations

import re

from reflect.suggestions.words import Line

_YOU = "(?:u|je|jullie)"
_SUBJECT = "(?:u|je|jullie|we|het|dat|dit|die|er|ze|hij|uw|jouw|de|iemand)"
_VERBS = """
    bent ben is zijn was waren heeft heb hebben had hadden kunt kun kan kunnen kon konden wilt wil willen wilde wou zou zouden
    zult zullen zal moet moeten moest mag mogen mocht gaat ga gaan ging komt kom komen kwam doet doe deed weet weten wist snapt
    snap begrijpt begrijp denkt denk dacht vindt vind vinden vond ziet zie zien zag werkt werk werkte woont woon lukt klopt past
    staat sta stond zit zitten zat ligt lag krijgt krijg krijgen kreeg voelt voel voelde herkent herken zoekt zoek gebruikt
    gebruik slaapt slaap ontvangt ontvang zorgt zorg betaalt betaal belt bel leeft leef houdt hou verdient verdien kost duurt zegt
    zeg zei bedoelt bedoel maakt maak maakte loopt loop rijdt rij eet kent ken hoort hoor merkt merk blijft blijf redt red speelt
    speel verwacht verwachtte hoopt hoop leest lees schrijft schrijf praat neemt neem helpt help helpen mist mis bevalt
"""
_VERB = f"(?:{'|'.join(_VERBS.split())})"
_WH = (
    "(?:wat|waar|waarom|wanneer|wie|welke|welk|hoe|hoeveel|hoelang|hoezo|waarvoor|waarmee|waarvan|waaraan|waarover|waardoor|waarheen|waarin|waarop|"
    "waarbij|waartoe)"
)
_LEAD = "(?:(?:en|of|maar|ja|nou|goed|oke|dus|hm|dan|want|zeg|trouwens|eerst|oh) ){0,4}"
_FIRST = re.compile(
    f"{_LEAD}(?:(?:voor |met |van |sinds |in |op |aan |tot )?{_WH} (?:[^ ]+ ){{0,3}}?{_VERB} |{_VERB} {_SUBJECT} |(?:mag|kan|zal|moet) ik )"
)
_ONE = re.compile(f"(?:{_WH} (?:[^ ]+ ){{0,3}}?{_VERB}(?: {_SUBJECT})?|{_VERB} {_YOU}|(?:en|of) {_VERB} (?:er|het|dat|uw|je|de)) ")
_CLAUSE = re.compile(f"{_LEAD}(?:(?:voor|met|van|sinds|in|op|aan|tot) )?(?:{_WH} |{_VERB} (?:{_SUBJECT}|jouw|mijn|je|al|nog) )")
_MOST_CLAUSES = 8
_SENTENCE = re.compile(r"([^.?]+)([.?])")


def asks(line: Line) -> bool:
    """Whether the turn asks something: by its mark, or by the order of its words."""
    return "? " in line.text or any(_FIRST.match(text) for text, _ in _sentences(line))


def questions(line: Line) -> int:
    """How many things a turn asks.

    In a sentence with a question mark, or with verb and subject in the order of a question, each question word with its verb and each
    verb with "u" or "je" after it is one ("kunt u typen, heeft u een auto, en wie past er op"); such a sentence is one at least.
    """
    asked = sum(max(1, len(_ONE.findall(text))) for text, mark in _sentences(line) if mark == "?" or _FIRST.match(text))
    return max(asked, _clauses(line))


def _clauses(line: Line) -> int:
    """Parts of a sentence with a question mark, between commas, that begin as a question: "wie past er op, en waarom zo laat?"."""
    most = 0
    if "? " not in line.text:
        return most
    for sentence in re.findall(r"[^.?!]+\?", " ".join(w.text for w in line.turn.words)):
        parts = [" ".join(re.findall(r"[\w'-]+", part.lower())) + " " for part in sentence.split(",")]
        if 2 < len(parts) <= _MOST_CLAUSES:
            most = max(most, sum(bool(_CLAUSE.match(part)) for part in parts))
    return most


def _sentences(line: Line) -> list[tuple[str, str]]:
    return [(text.lstrip(), mark) for text, mark in _SENTENCE.findall(line.text) if text.strip()]
