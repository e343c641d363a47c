"""Transcripts from lines of text, and sentences of our own in which every name is coded: [p:…] person, [l:…] place, [o:…] organisation,
[d:…] date, [n:…] number, [x:…] another thing that points at somebody. What is not coded must not be taken for one.

The sentences follow what is said in consultations of municipalities; all names and numbers are made up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reflect.model.span import Span
from reflect.model.speech import Speaker, Transcript, Turn, Word

WORD_MS, GAP_MS = 300, 20

SENTENCES = """
Goedemorgen mevrouw [p:De Vries,] u spreekt met [p:Fatma Yilmaz] van de gemeente [l:Rotterdam.]
Fijn dat u er bent, wilt u koffie of thee?
Ik ben [p:Mohammed El Amrani] en dit is mijn broer [p:Youssef.]
Vorige week heb ik met meneer [p:Jansen] gebeld over de brief.
Toen was [p:jansen] er niet, zei de mevrouw aan de balie.
Mijn dochter [p:Aicha] gaat naar groep vijf.
Ik woon aan de [l:Lindelaan 14] in [l:Delft.]
De postcode is [l:2611 KM] en het is boven de bakker.
Mijn burgerservicenummer is [n:111222333.]
Zal ik het nummer zeggen? [n:een een een twee twee twee drie drie drie.]
U kunt mij bellen op [n:06 12 34 56 78] in de middag.
Of op [n:nul zes twaalf vierendertig zesenvijftig achtenzeventig.]
Mijn rekening is [n:NL91 ABNA 0417 1643 00] bij de bank.
Stuur het maar naar [x:fatma.yilmaz@voorbeeld.nl] dan lees ik het.
Het adres is [x:fatma apenstaartje voorbeeld punt nl] hoor.
De auto heeft kenteken [n:12-ABC-3] en staat voor de deur.
Ik ben geboren op [d:drie mei negentienvierentachtig] in [l:Paramaribo.]
Zij is van [d:12-04-1990] geloof ik.
Ik hoop dat het in mei lukt, want dan begint de zomer.
Mevrouw [p:Bloem] van het wijkteam belt u nog.
Ik heb een bloem gekocht voor mijn moeder, een roos.
Wit is mijn lievelingskleur en de bakker is op de hoek.
Mijn vriendin [p:Roos] komt straks ook.
Meneer [p:Hoop] heeft mij geholpen met het formulier.
De afspraak bij de huisarts is op maandag om tien uur.
Bij [o:Bakkerij Hendriks] heb ik drie jaar gewerkt.
Ik heb twee nachten niet geslapen en ik was boos.
De klantmanager heet [p:Sandra Visser] en zij is heel vriendelijk.
[p:Sandra] zei dat ik elf formulieren moest invullen.
Kent u [p:Willem van den Berg] van de afdeling inkomen?
Ja, [p:Van den Berg] heeft mij vorig jaar geholpen.
Het is koud, de wind komt uit het westen.
Ik werk bij de [o:Sociale Werkplaats Zuiderster] in de groenploeg.
Mijn zoon [p:Fatoumata] nee, mijn dochter natuurlijk.
Toen zei [p:Özlem] dat zij ook kwam.
De Participatiewet zegt dat ik moet solliciteren.
Heeft u een diploma, bijvoorbeeld mbo niveau twee?
Ik kreeg honderd euro en later nog tweehonderd.
Voor [p:Ton] is het anders, die heeft een baan in [l:Den Haag.]
Zo is het, en morgen hoort u van mij.
Mijn buurvrouw [p:Anneke de Boer] past op de kinderen.
Dank u wel en tot volgende week dinsdag.
"""

_CODED = re.compile(r"\[([plodnx]):([^\]]*)\]")
LETTERS = {"p": "person", "l": "place", "o": "organisation", "d": "date", "n": "number", "x": "other"}


def coded(lines: str = SENTENCES) -> tuple[list[str], list[tuple[int, int, int, str]]]:
    """The lines without codes, and (line, first word, last word, kind) of every code."""
    texts, codes = [], []
    for line in filter(None, map(str.strip, lines.splitlines())):
        words: list[str] = []
        at = 0
        for found in _CODED.finditer(line):
            words += line[at : found.start()].split()
            first = len(words)
            words += found.group(2).split()
            codes.append((len(texts), first, len(words) - 1, LETTERS[found.group(1)]))
            at = found.end()
        texts.append(" ".join([*words, *line[at:].split()]))
    return texts, codes


def talk_of(lines: Sequence[str], speaker: str = "S1") -> Transcript:
    """Every line a turn; a word takes 300 ms, then 20 ms of silence."""
    turns, at = [], 0
    for line in lines:
        words = []
        for text in line.split():
            words.append(Word(text, Span(at, at + WORD_MS), 0.9, speaker))
            at += WORD_MS + GAP_MS
        turns.append(Turn(speaker, tuple(words)))
    return Transcript("nl", at, (Speaker(speaker),), tuple(turns))
