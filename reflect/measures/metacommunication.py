"""Talk about the talk."""

from __future__ import annotations

from reflect.measures import dutch
from reflect.measures.measure import Measure, Reason, counted, unknown
from reflect.measures.sentences import plain
from reflect.measures.talk import Part, Talk
from reflect.measures.turns import of_each

GROUP = "metacommunication"


def metacommunicative_turns(part: Part) -> tuple[Measure, ...]:
    """Turns of each voice in which it says what will be said or done in this talk, and why, or what happens in it; of its turns.

    Told by phrases (`dutch.METACOMMUNICATION`): it finds what is said in so many words, and misses the rest. In eight consultations
    that were written and coded without knowledge of the phrases, it found 3 of 8 such turns, and 1 of the 420 others; in 5,553 turns
    of everyday talk (IFADV) none. So a low number says little, and a high one is worth a look. Meta-talk frames and
    evaluates the talk that it is part of (Schiffrin 1980, Meta-talk: organizational and evaluative brackets in discourse,
    Sociological Inquiry 50, 199-236).

    >>> from reflect.measures.example import said, talk_of
    >>> from reflect.measures.talk import whole
    >>> meta = talk_of(said("S1", 0, 4_000, "Ik merk dat u stil wordt."), said("S1", 5_000, 6_000, "Koffie?"))
    >>> [(m.speaker, m.numerator, m.denominator) for m in metacommunicative_turns(whole(meta))]
    [('S1', 1, 2)]
    """
    known = dutch.knows(part.talk.transcript)
    found = part.talk.once(found_in) if known else frozenset()
    out = []
    for label, own in of_each(part).items():
        if not known:
            out.append(unknown(GROUP, "metacommunicative_turns", "share", Reason.LANGUAGE, label))
            continue
        spans = [turn.span for turn in own if turn.number in found]
        out.append(counted(GROUP, "metacommunicative_turns", spans, "share", len(own), label))
    return tuple(out)


def found_in(talk: Talk) -> frozenset[int]:
    """The numbers of the turns that are about the talk."""
    return frozenset(turn.number for turn in talk.turns if about_the_talk(plain(turn.words)))


def about_the_talk(text: tuple[str, ...]) -> bool:
    return bool(dutch.METACOMMUNICATION.search(" ".join(text)))
