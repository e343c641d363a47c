"""Who is the klantmanager? A guess with its reason, until a person confirms it.

Three signs tell the professional from the client in a consultation: who asks the questions, who uses the
words of the work, and who opens the talk and sets out what will happen. A third voice that mostly speaks
another language, or takes turns in two, is likely an interpreter; any other one a colleague.
The reason is in Dutch, because it is shown beside the role on a Dutch screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reflect.model.speech import Role, Speaker, Turn

WORK_WORDS = frozenset(
    """
    agenda afspraak afspraken aanvraag bijstand doel doelen formulier gemeente gesprek klantmanager inkomen inkomensconsulent
    participatiewet plan reïntegratie re-integratie regeling samenvatten sollicitatie sollicitaties solliciteren stap stappen
    terugkijken traject trajecten uitkering vacature vacatures werkgever werkgevers werkervaringsplek verslag vrijwilligerswerk
    """.split()
)
LEAD_PHRASES = tuple(
    phrase.strip()
    for phrase in """
    wil ik met u|wil ik met je|ik wil met u|ik wil met je|vertel eens|kunt u|kun je|wilt u|wil je|zullen we|laten we|wat vindt u
    |wat vind je|hoe gaat het|fijn dat u|fijn dat je|welkom|goedemorgen|goedemiddag|ik vat|klopt dat|begrijp ik|ik hoor|u zegt
    |je zegt|ik leg
    """.split("|")
)
MAIN_LANGUAGE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Signs:
    label: str
    words: int
    questions: int
    work_words: int
    leads: int
    opens: bool
    main_language_share: float

    def score(self, of: Sequence[_Signs]) -> float:
        """Higher is more like the professional. Questions weigh most, then leading, then the words of the work."""
        per = 100 / max(self.words, 25)
        return (
            2.0 * _share(self.questions, sum(s.questions for s in of))
            + 1.5 * _share(self.leads, sum(s.leads for s in of))
            + 0.5 * _share(self.work_words, sum(s.work_words for s in of))
            + 0.05 * min(10.0, self.questions * per)
            + (0.4 if self.opens else 0.0)
        )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def guess_roles(turns: Sequence[Turn], labels: Sequence[str], language: str = "nl") -> tuple[Speaker, ...]:
    """One `Speaker` per label, in the order of `labels`, none confirmed.

    A voice without words stays unknown. With one voice nothing is guessed.
    """
    signs = [_signs(label, turns, language) for label in labels]
    heard = sorted((s for s in signs if s.words), key=lambda s: -s.words)
    roles: dict[str, tuple[Role, str]] = {}
    if len(heard) >= 2:
        interpreters = _interpreters(heard)
        people = [s for s in heard if s not in interpreters]
        if len(people) < 2:
            interpreters, people = [], heard
        lead = max(people, key=lambda s: s.score(people))
        roles[lead.label] = (Role.KLANTMANAGER, _lead_reason(lead, people))
        others = [s for s in people if s is not lead]
        roles[others[0].label] = (Role.CLIENT, "spreekt na de klantmanager het meest" if len(others) > 1 else "de andere stem")
        for s in others[1:]:
            roles[s.label] = (Role.COLLEAGUE, "een extra stem die dezelfde taal spreekt")
        for s in interpreters:
            roles[s.label] = (Role.INTERPRETER, "wisselt tussen twee talen")
    return tuple(Speaker(s.label, *_role(roles.get(s.label))) for s in signs)


def _role(found: tuple[Role, str] | None) -> tuple[Role, bool, str]:
    role, reason = found or (Role.UNKNOWN, "te weinig spraak om een rol te raden")
    return role, False, reason


def _signs(label: str, turns: Sequence[Turn], language: str) -> _Signs:
    own = [t for t in turns if t.speaker == label]
    words = [w for t in own for w in t.words]
    plain = [w.text.strip(".,?!…;:").lower() for w in words]
    text = " ".join(plain)
    languages = Counter(w.language for w in words)
    return _Signs(
        label=label,
        words=len(words),
        questions=sum(w.text.endswith("?") for w in words),
        work_words=sum(w in WORK_WORDS for w in plain),
        leads=sum(text.count(phrase) for phrase in LEAD_PHRASES),
        opens=bool(turns) and turns[0].speaker == label,
        main_language_share=_share(languages[language], len(words)) if language != "auto" else _main_share(languages),
    )


def _main_share(languages: Counter[str]) -> float:
    return languages.most_common(1)[0][1] / languages.total() if languages else 0.0


def _interpreters(heard: Sequence[_Signs]) -> list[_Signs]:
    """With three voices or more: those that speak two languages by turns."""
    if len(heard) < 3:
        return []
    mixed = [s for s in heard if 1 - MAIN_LANGUAGE_SHARE < s.main_language_share < MAIN_LANGUAGE_SHARE + 0.15]
    return mixed[:1]


def _lead_reason(lead: _Signs, people: Sequence[_Signs]) -> str:
    parts = []
    asked = sum(s.questions for s in people)
    if lead.questions:
        parts.append(f"stelt {lead.questions} van de {asked} vragen")
    if lead.leads:
        parts.append(f"leidt het gesprek met {lead.leads} van de {sum(s.leads for s in people)} wendingen")
    if lead.opens:
        parts.append("spreekt als eerste")
    return ", ".join(parts) or "spreekt het meest"
