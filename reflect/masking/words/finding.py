"""Proposals: everything in a transcript that may have to be hidden. A person decides about each.

Names come from deduce's lists and rules, from a glossary, from a capital in mid-sentence (the recogniser writes names so) and from being
named elsewhere in the talk; numbers from `numbers`. What is also an everyday word is proposed as unsure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from reflect.masking.words import lists
from reflect.masking.words.everyday import CAPITALS, EVERYDAY, INTRODUCED, LINKS, TITLES
from reflect.masking.words.hits import BSN, Hit
from reflect.masking.words.lists import Known, Lists
from reflect.masking.words.numbers import numbers
from reflect.masking.words.tokens import SENTENCE_END, bare, core, fold
from reflect.model.mask import NameKind
from reflect.model.speech import Transcript

OWN = "names 1"
"""The rules of this room, as a maker."""

Turns = Sequence[Sequence[str]]


def find(transcript: Transcript, glossary: Sequence[str] = (), progress: Callable[[float], None] = lambda part: None) -> tuple[Hit, ...]:
    """Every proposal, in order. SetupError when the package deduce is not installed."""
    turns = [[word.text for word in turn.words] for turn in transcript.turns]
    everything = "\n".join(" ".join(words) for words in turns)
    named = Lists("\n".join([everything, *glossary]))
    progress(0.3)
    found = [hit for at, words in enumerate(turns) for hit in numbers(at, words)]
    found += _listed(turns, named, lambda part: progress(0.3 + 0.5 * part))
    found += _of_glossary(turns, glossary, named.known)
    found += _titled(turns, found)
    found += _capitals(turns, found, named.known)
    found += _again(turns, found)
    progress(1.0)
    return _settled(found, turns)


def _settled(found: Sequence[Hit], turns: Turns) -> tuple[Hit, ...]:
    """Without titles, one hit for each place; whichever is surest and longest."""
    trimmed = [hit for one in found if (hit := _trimmed(one, turns[one.turn])) is not None]
    kept: list[Hit] = []
    by_turn: dict[int, list[Hit]] = {}
    for hit in sorted(trimmed, key=lambda h: (h.what != BSN, not h.sure, h.first - h.last, h.what == "again")):
        there = by_turn.setdefault(hit.turn, [])
        if not any(hit.meets(other) for other in there):
            there.append(hit)
            kept.append(hit)
    return tuple(sorted(kept))


def _trimmed(hit: Hit, words: Sequence[str]) -> Hit | None:
    """A name without the title before it; None when nothing is left but words that link names."""
    if hit.kind is not NameKind.PERSON:
        return hit
    first, last = hit.first, hit.last
    while first <= last and core(words[first]) in TITLES:
        first += 1
    while first <= last and core(words[last]) in TITLES:
        last -= 1
    # "van Roos": the link belongs to a name only when it is written as one, or when a first name goes before it.
    while first <= last and first == hit.first and core(words[first]) in LINKS and bare(words[first])[:1].islower():
        first += 1
    parts = [core(word) for word in words[first : last + 1]]
    if not [part for part in parts if part and part not in LINKS]:
        return None
    return replace(hit, first=first, last=last)


# ---- the lists of deduce ------------------------------------------------------------------------


def _listed(turns: Turns, named: Lists, progress: Callable[[float], None]) -> Iterator[Hit]:
    texts = [" ".join(words) for words in turns]
    maker = lists.maker()
    for first, stop in lists.pieces(texts):
        begins = [0, *accumulate(len(text) + 2 for text in texts[first:stop])]
        for found in named.find("\n\n".join(texts[first:stop])):
            turn = first + bisect_right(begins, found.start) - 1
            start = begins[turn - first]
            words = turns[turn]
            starts = [0, *accumulate(len(word) + 1 for word in words)]
            a, b = (min(bisect_right(starts, at - start) - 1, len(words) - 1) for at in (found.start, found.end - 1))
            yield Hit(turn, a, b, found.kind, found.what, _is_sure(found.kind, words, a, b, named.known), maker)
        progress(stop / max(1, len(texts)))


def _is_sure(kind: NameKind, words: Sequence[str], first: int, last: int, known: Known) -> bool:
    if kind is not NameKind.PERSON:
        return kind is not NameKind.OTHER and not (last == first and _everyday(words[first], known))
    if core(words[first]) in TITLES or (first and core(words[first - 1]) in TITLES):
        return True
    parts = [word for word in words[first : last + 1] if core(word) not in LINKS]
    written = [word for word in parts if bare(word)[:1].isupper()]
    doubtful = [word for word in written if _everyday(word, known)]
    # Two words with a capital in a row are a name, also where each could be something else ("Roos Bakker").
    return len(written) > len(doubtful) or (len(written) > 1 and not _begins(words, first))


def _everyday(word: str, known: Known) -> bool:
    return core(word) in EVERYDAY or core(word) in known.everyday


def _begins(words: Sequence[str], at: int) -> bool:
    """Whether a sentence begins here: a capital says nothing then."""
    return at == 0 or words[at - 1].endswith(SENTENCE_END)


# ---- capitals, titles, a glossary, and again ----------------------------------------------------


def _capitals(turns: Turns, found: Sequence[Hit], known: Known) -> list[Hit]:
    """Words with a capital in mid-sentence that nothing else explains."""
    taken = {(hit.turn, at) for hit in found for at in range(hit.first, hit.last + 1)}
    out: list[Hit] = []
    for turn, words in enumerate(turns):
        at = 0
        while at < len(words):
            last = at
            if (turn, at) not in taken and _stands_out(words, at):
                while last + 1 < len(words) and not words[last].endswith((*SENTENCE_END, ",")) and _stands_out(words, last + 1):
                    last += 1
                out.append(Hit(turn, at, last, _kind_of(words[at : last + 1], known), "capital", False, OWN))
            at = last + 1
    return out


def _stands_out(words: Sequence[str], at: int) -> bool:
    plain = bare(words[at])
    if len(plain) < 2 or not plain[0].isupper() or _begins(words, at):
        return False
    # In capitals throughout: an abbreviation, such as of a law or a service.
    return not plain.isupper() and core(plain) not in CAPITALS and core(plain) not in TITLES


def _titled(turns: Turns, found: Sequence[Hit]) -> list[Hit]:
    """What follows "mevrouw" or "ik heet", where nothing was found yet: a recogniser may leave the capital out."""
    taken = {(hit.turn, at) for hit in found for at in range(hit.first, hit.last + 1)}
    out: list[Hit] = []
    for turn, words in enumerate(turns):
        for at, word in enumerate(words[:-1]):
            title = core(word) in TITLES
            last = at + 1
            if word.endswith((*SENTENCE_END, ",")) or not (title or core(word) in INTRODUCED):
                continue
            while last + 1 < len(words) and core(words[last]) in LINKS and not words[last].endswith((*SENTENCE_END, ",")):
                last += 1
            capital = bare(words[last])[:1].isupper()
            if (turn, last) not in taken and core(words[last]) not in LINKS and (capital or (title and _may_be_name(words[last]))):
                out.append(Hit(turn, at + 1, last, NameKind.PERSON, "titled", capital and title, OWN))
    return out


_AFTER_TITLE = frozenset(
    """
    is was zei zegt heeft had en of die dat ik u we wij hij zij ze je jij mag kan kunt wilt wil moet van voor met uit hier daar weet gaat
    bent komt doet ook nog maar niet wat hoe zou zal gaf geeft vroeg belt belde erbij komen ziet denkt vindt want als om naar bij heel erg
    """.split()
)


def _may_be_name(word: str) -> bool:
    plain = core(word)
    return plain.isalpha() and len(plain) > 2 and plain not in _AFTER_TITLE


def _of_glossary(turns: Turns, glossary: Sequence[str], known: Known) -> list[Hit]:
    """Terms of the glossary that are written as names: jargon in small letters and abbreviations are not proposed."""
    out: list[Hit] = []
    for term in glossary:
        parts = term.split()
        if not any(bare(p)[:1].isupper() and not (bare(p).isupper() and len(bare(p)) < 6) for p in parts):
            continue
        kind = _kind_of(parts, known)
        unsure = all(core(p) in EVERYDAY or core(p) in CAPITALS for p in parts)
        out += (Hit(*place, kind, "glossary", not unsure, OWN) for place in places(turns, parts))
    return out


def _kind_of(words: Sequence[str], known: Known) -> NameKind:
    cores = [core(word) for word in words if core(word) not in LINKS]
    if any(c in known.persons for c in cores):
        return NameKind.PERSON
    return NameKind.PLACE if cores and all(c in known.places for c in cores) else NameKind.OTHER


def places(turns: Turns, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(turn, first, last) of every place where these words are said, however they are written."""
    wanted = [core(word) for word in words if core(word)]
    if not wanted:
        return
    for turn, there in enumerate(turns):
        cores = [core(word) for word in there]
        for first in range(len(cores) - len(wanted) + 1):
            if cores[first : first + len(wanted)] == wanted:
                yield turn, first, first + len(wanted) - 1


def _again(turns: Turns, found: Sequence[Hit]) -> list[Hit]:
    """Where a part of a name is said elsewhere: written small it is unsure when it is a word of every day."""
    kinds: dict[str, tuple[NameKind, bool]] = {}
    for hit in sorted(found, key=lambda hit: hit.sure):
        if hit.kind in (NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION) and (hit.sure or hit.what == "titled"):
            parts = [core(word) for word in turns[hit.turn][hit.first : hit.last + 1]]
            long = [part for part in parts if len(part) > 2 and part not in LINKS and part not in TITLES and part.isalpha()]
            if hit.kind is NameKind.PERSON or (len(long) == 1 and not hit.what):
                kinds |= {part: (hit.kind, hit.sure) for part in long}
    taken = {(hit.turn, at) for hit in found for at in range(hit.first, hit.last + 1)}
    out: list[Hit] = []
    for turn, words in enumerate(turns):
        for at, word in enumerate(words):
            kind, sure = kinds.get(core(word), (None, False))
            if kind is not None and (turn, at) not in taken:
                capital = bare(word)[:1].isupper() and not _begins(words, at)
                out.append(Hit(turn, at, at, kind, "again", sure and (capital or fold(bare(word)) not in EVERYDAY), OWN))
    return out
