"""Dutch words by which the form of a turn is told: signs of listening, openings of questions, talk about the talk.

In our own words, from the method and from grammar; checked against no particular recording.
"""

from __future__ import annotations

import re

from reflect.model.speech import Transcript

LISTENING = frozenset(
    "ja jaja jawel nee neenee oké oke okay hm hmm hmhm mm mmm mhm mhmm uhu uhuh aha ah oh o ooh juist precies klopt inderdaad goed "
    "prima mooi natuurlijk zeker exact tja hum ggg hè zo echt nou dus begrijp snap ik het".split()
)
"""A short turn of nothing but these says "go on"."""

FILLERS = frozenset("en of maar dus nou eh ehm uh uhm oh ja nee goed oké oke want dan hm sorry hé zeg even eerst dank".split())
"""May stand before a question without making it another one."""

WH = frozenset(
    "wat hoe waarom waardoor waarmee waarvan waarover waaraan waarbij waarvoor waarin waaruit waarheen waar wie wanneer welk welke "
    "hoezo hoeveel hoelang wiens".split()
)
PREPOSITIONS = frozenset("in op met van voor over bij naar aan uit om door tot sinds vanaf onder tegen per binnen".split())

FACTS = frozenset(
    ["wanneer", "hoeveel", "hoelang", "wie", "hoe lang", "hoe laat", "hoe oud", "hoe vaak", "hoe veel", "hoe ver", "hoe groot", "hoe heet"]
    + [f"{wh} {what}" for wh in ("welke", "op welke", "vanaf welke") for what in ("dag", "datum", "tijd", "maand")]
    + [f"welk {what}" for what in ("jaar", "uur", "nummer", "adres", "bedrag")]
)
"""A question that opens like this asks for one fact, and is closed however its first word is."""

PRONOUNS = frozenset(
    "u je jij jullie we wij ze zij hij er het dat die dit ik men iemand iets mijn uw jouw daar hier zoiets mevrouw meneer".split()
)

VERBS = frozenset(
    "heeft hebt heb hebben had hadden bent ben is zijn was waren wil wilt willen wilde wilden kan kunt kun kunnen kon konden moet moeten "
    "moest mag mogen ga gaat gaan ging weet weten wist vind vindt vinden vond denk denkt denken dacht kom komt komen kwam doe doet doen "
    "deed krijg krijgt krijgen kreeg zou zouden zal zult zullen zit zat werk werkt werkte woon woont woonde snap snapt begrijp begrijpt "
    "klopt zeg zegt zeggen zei zie ziet zag voel voelt voelde lukt lukte sta staat stond lig ligt hoor hoort hoorde word wordt werd "
    "geef geeft bel belt belde ken kent kende zoek zoekt leeft leef eet slaapt gebruikt gebruik bedoel bedoelt herken herkent helpt "
    "help houdt hou gebeurt gebeurde scheelt past hoef hoeft durf durft".split()
)
"""A question that is answered with yes or no begins with one of these."""

TAGS = frozenset("toch hè he nietwaar hé niet".split())
"""At the end of a question they ask for agreement."""
EXCLAIMS = frozenset("hè hé he".split())
"""Also when it begins with a question word."""

LEADS = frozenset("toch zeker vanzelfsprekend".split())
NEGATIVE_OPENING = frozenset("vind vindt vinden denk denkt denken zou zouden moet moeten kan kunt kun is wordt lijkt wilt wil".split())
"""With "niet" right after them and their subject, they ask for agreement: "vindt u niet dat …" (Heritage 2002)."""

INVITATIONS = re.compile(
    r"^(kunt|kun|kan|wilt|wil|zou|zouden|durft|durf) (u|je|jij|jullie) .*"
    r"\b(vertellen|uitleggen|beschrijven|toelichten|schetsen|laten zien)\b"
)
"""Yes or no by their form, open in what they ask for."""

_BITS = r"(?:(?:het|nu|eerst|even|kort|graag|ook|zo|straks|dadelijk|later|vandaag|nog|u|je|er|hier|met u|met je) )*"
_FEW = r"(?:[\w'-]+ ){0,5}"

METACOMMUNICATION = re.compile(
    r"\b(?:"
    + "|".join(
        (
            # what this talk is for, and what will be said or done in it
            r"voordat (?:we|ik) (?:verder ?gaa?n?|beginn?e?n?)",
            r"het gaat (?:vandaag|nu|in dit gesprek) (?:niet |alleen |vooral )?(?:over|om)|wat (?:ik|we) vandaag (?:wil|willen|ga|gaan)",
            r"(?:ik (?:heb|had)|we (?:hebben|hadden)) (?:u|je) (?:gevraagd|uitgenodigd|gebeld)",
            r"(?:we|wij) (?:zijn|zitten) hier (?:vandaag |nu )?(?:met |om |zodat |voor )",
            rf"(?:ik|we) (?:leg|leggen|zal|zullen|wil|ga|gaan|vertel) {_BITS}(?:[\w'-]+ ){{0,3}}uit(?:leggen)?",
            rf"(?:ik|we) (?:wil|willen|zal|zullen|ga|gaan) {_FEW}(?:gesprek|bespreken|doornemen|langslopen|vra(?:ag|gen) stellen)",
            rf"(?:ik|we) (?:wil|wilde|willen|ga|gaan|zou|zal|zullen) {_BITS}(?:terug naar|terugkomen|terugkijken|stilstaan|over)",
            rf"(?:laten we|zullen we) {_BITS}(?:teruggaan|terug|stilstaan|afronden|samenvatten|beginnen|stoppen|verder|over)",
            rf"daar kom(?:en)? (?:we|ik) {_BITS}(?:op )?terug|tot slot|ter afsluiting|om af te ronden",
            r"(?:een ander|het volgende?|naar het|van) (?:onderwerp|punt)|over iets anders hebben|op (?:een|'n) rij(?:tje)? zetten",
            r"samenvattend|(?:even|om het) samen(?:vatten| te vatten)|ik vat (?:het )?(?:even )?samen",
            # why something is asked or said
            rf"(?:zal ik|ik (?:zal|ga|wil|kan)) {_BITS}(?:zeggen|vertellen) (?:waarom|hoe|wat)",
            rf"(?:vertel|leg) (?:ik|we) {_BITS}(?:uit|waarom|hoe)",
            rf"(?:waarom|omdat) ik (?:dat|dit|het|u|je) {_FEW}(?:vraag|zeg|vertel|moet weten|wil weten)|daarom (?:vraag|zeg|vertel) ik",
            r"ik (?:vraag|zeg|vertel) (?:u |je )?(?:dit|dat) (?:omdat|zodat|niet om)",
            # what happens in this talk
            r"ik (?:merk|zie|hoor|voel) (?:nu )?(?:dat|aan|hoe) (?:u|je|jij|we|wij|ik)|valt (?:me|mij) op dat (?:u|je|jij|we|wij|ik)",
            r"ik (?:zie|hoor) (?:u|je) (?:[\w'-]+ ){0,2}(?:kijken|zuchten|schrikken|twijfelen|aarzelen|zeggen|denken|lachen)",
            r"(?:net|zonet|zojuist|daarnet|zoëven) (?:zei|had|noemde|vertelde) (?:u|je|jij)|(?:u|je|jij) zei (?:net|zonet|zojuist|daarnet)",
            r"ik (?:stop|onderbreek|pauzeer) (?:u |je |nu )?(?:even|hier|nu)|een stap(?:je)? terug",
            r"mag ik (?:er |u |je )*(?:even )?(?:tussen|onderbreken|uitpraten|uitspreken)",
            r"laat (?:me|mij) (?:even )?(?:uitpraten|uitspreken)",
            r"(?:we|wij) (?:dwalen|raken) (?:nu )?af|(?:we|wij) praten (?:nu )?(?:langs|door) elkaar",
            rf"ik (?:praat|klets|ratel|vraag|vertel|ga) {_FEW}(?:te veel|te snel|zo snel|de hele tijd|door elkaar|achter elkaar|zo door)",
            r"ik (?:hou|houd|ben) (?:nu |even )+(?:m'n mond|mijn mond|stil)|ik (?:ga|zal) (?:nu )?(?:goed )?luisteren|dan wacht ik",
            r"(?:begrijp|versta|hoor) ik (?:u|je|het) goed|als ik (?:u|je|het) goed (?:begrijp|hoor|beluister)",
            r"weet niet (?:goed |precies )?hoe ik (?:dat|dit) moet (?:horen|opvatten|vragen|uitleggen)",
        )
    )
    + r")\b"
)
"""Says what is going to be said or done in this talk, and why, or what happens in it. Looked for in `sentences.plain` words."""


def knows(transcript: Transcript) -> bool:
    """The talk is in Dutch."""
    return transcript.language == "nl"
