"""Who asks, and in what form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from reflect.measures import dutch
from reflect.measures.measure import Measure, Reason, counted, median_of, unknown
from reflect.measures.sentences import plain
from reflect.measures.talk import Part, Talk
from reflect.measures.turns import of_each
from reflect.model.span import Span, hull
from reflect.model.speech import Word

GROUP = "questions"


class Form(StrEnum):
    """OPEN invites to tell. CLOSED asks for yes or no, a choice or one fact. LEADING tells which answer is expected."""

    OPEN = "questions_open"
    CLOSED = "questions_closed"
    LEADING = "questions_leading"


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence with a question mark, or one of several questions in it; `turn` is the number of its turn."""

    span: Span
    speaker: str
    form: Form
    turn: int


def questions(part: Part) -> tuple[Measure, ...]:
    """Of each voice: turns that end in a question, of its turns; and sentences that ask, of its sentences, wherever they stand.

    By its form only: a question without a mark is not counted, and "toch?" is. Coding what an utterance does needs a person
    (Stivers & Enfield 2010, A coding scheme for question-response sequences in conversation, Journal of Pragmatics 42, 2620-2626).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.numerator, m.denominator) for m in questions(WHOLE)][:2]
    [('question_turns', 'S1', 2, 4), ('question_sentences', 'S1', 2, 5)]
    >>> questions(WHOLE)[2].spans
    (Span(start_ms=17285, end_ms=19000),)
    """
    out = []
    for label, own in of_each(part).items():
        last = [turn.sentences[-1] for turn in own]
        every = [s for turn in own for s in turn.sentences]
        out.append(counted(GROUP, "question_turns", [s.span for s in last if s.asks], "share", len(last), label))
        out.append(counted(GROUP, "question_sentences", [s.span for s in every if s.asks], "share", len(every), label))
    return tuple(out)


def kinds(part: Part) -> tuple[Measure, ...]:
    """Of each voice's questions: how many are open, closed and leading. A sentence that asks several things is several questions.

    Open is a question that invites to tell: with a question word, or "kunt u vertellen …". Closed is one that yes, no, a choice or
    one fact answers ("hoe lang", "wanneer"). These are the kinds by which talk of professionals is coded (Roter & Larson 2002, see
    `talking`); Stivers & Enfield's polar and content questions go by grammar alone. Leading is a question that expects agreement:
    with "toch" or "hè", or a negative opening ("vindt u niet dat …"; Heritage 2002, The limits of questioning: negative
    interrogatives and hostile question content, Journal of Pragmatics 34, 1427-1446).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.numerator, m.denominator) for m in kinds(WHOLE) if m.numerator]
    [('questions_open', 'S1', 1, 2), ('questions_closed', 'S1', 1, 2), ('questions_closed', 'S2', 1, 1)]
    """
    out = []
    for label in part.talk.labels:
        own = [q for q in part.talk.once(found_in) if q.speaker == label and part.has(q.span)]
        for form in Form:
            if not dutch.knows(part.talk.transcript):
                out.append(unknown(GROUP, form.value, "share", Reason.LANGUAGE, label))
                continue
            out.append(counted(GROUP, form.value, [q.span for q in own if q.form is form], "share", len(own), label))
    return tuple(out)


def stacked(part: Part) -> tuple[Measure, ...]:
    """Turns with more than one question, of each voice's turns with a question.

    The other has to choose which one to answer, or answers only the last (Linell, Hofvendahl & Lindholm 2003, Multi-unit questions
    in institutional interactions, Text 23, 539-571).

    >>> from reflect.measures.example import said, talk_of
    >>> from reflect.measures.talk import whole
    >>> asked = talk_of(said("S1", 0, 8_000, "Hoe lang bent u al ziek, wie zorgt er voor u, en heeft u een arts gebeld?"))
    >>> [(m.name, m.numerator, m.denominator) for m in stacked(whole(asked))], [q.form.name for q in found_in(whole(asked).talk)]
    ([('questions_stacked', 1, 1)], ['CLOSED', 'CLOSED', 'CLOSED'])
    """
    out = []
    for label in part.talk.labels:
        if not dutch.knows(part.talk.transcript):
            out.append(unknown(GROUP, "questions_stacked", "share", Reason.LANGUAGE, label))
            continue
        turns: dict[int, list[Span]] = defaultdict(list)
        for q in part.talk.once(found_in):
            if q.speaker == label and part.has(part.talk.turns[q.turn].span):
                turns[q.turn].append(q.span)
        spans = [hull(found) for found in turns.values() if len(found) > 1]
        out.append(counted(GROUP, "questions_stacked", spans, "share", len(turns), label))
    return tuple(out)


def answer_times(part: Part) -> tuple[Measure, ...]:
    """How soon each voice takes the floor after another's question: the median floor transfer offset, in ms. The means of
    ten languages lay within 250 ms of their common mean, about 200 ms (Stivers et al. 2009, see `transfers`).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.value, m.count) for m in answer_times(WHOLE)]
    [('S1', 200, 1), ('S2', 1650.0, 2)]
    """
    asked = part.talk.once(_ends_of_questions)
    found = [t for t in part.transfers if (t.before.speaker, t.before.span.end_ms) in asked]
    return tuple(
        median_of(GROUP, "answer_offset_median", [(t.offset_ms, t.span) for t in found if t.after.speaker == label], "ms", label)
        for label in part.talk.labels
    )


def _ends_of_questions(talk: Talk) -> set[tuple[str, int]]:
    return {(turn.speaker, turn.span.end_ms) for turn in talk.turns if turn.sentences[-1].asks}


# ---- the form of a question ---------------------------------------------------------------------


def found_in(talk: Talk) -> tuple[Question, ...]:
    """Every question, in order of the turns."""
    return tuple(
        Question(hull(w.span for w in words), sentence.speaker, form_of(plain(words)), turn.number)
        for turn in talk.turns
        for sentence in turn.sentences
        if sentence.asks
        for words in _single(sentence.words)
    )


def _single(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The questions in a sentence: after a comma, or "en", another one may begin."""
    cuts = [n for n in range(1, len(words)) if _cut_before(words, n)]
    if cuts and not _begins(plain(words)):
        # What stands before the first question ("U zei iets, wat was dat?") belongs to it.
        cuts = cuts[1:]
    edges = [0, *cuts, len(words)]
    return [words[a:b] for a, b in pairwise(edges)]


def _cut_before(words: tuple[Word, ...], n: int) -> bool:
    after_comma = words[n - 1].text.endswith(",")
    joined = words[n].text.lower() == "en"
    if not (after_comma or joined) or not _after_fillers(plain(words[:n])):
        return False
    return _begins(plain(words[n:]), at_once=not after_comma)


def _begins(text: Sequence[str], at_once: bool = False) -> bool:
    """A question begins here: a question word with its verb, or a verb with its subject; `at_once` asks for the verb."""
    text = _after_fillers(text)
    if len(text) < 2:
        return False
    if text[0] in dutch.VERBS and text[1] in dutch.PRONOUNS:
        return True
    if text[0] in dutch.PREPOSITIONS and text[1] in dutch.WH:
        text = text[1:]
    if text[0] not in dutch.WH or text[1] in dutch.PRONOUNS:
        return False
    # "Wat u net zei" has its verb at the end; a question has it at once, or after "hoe lang".
    return any(word in dutch.VERBS for word in text[1:3]) or (not at_once and any(word in dutch.PRONOUNS for word in text[2:4]))


def _after_fillers(text: Sequence[str]) -> Sequence[str]:
    n = 0
    while n < len(text) and text[n] in dutch.FILLERS:
        n += 1
    return text[n:]


def form_of(text: Sequence[str]) -> Form:
    """The form of a question, by its plain words.

    >>> [form_of(asked.split()).name for asked in ("wat wilt u zelf", "hoe lang bent u ziek", "wilt u koffie of thee")]
    ['OPEN', 'CLOSED', 'CLOSED']
    >>> [form_of(asked.split()).name for asked in ("u wilt toch werken", "kunt u dat uitleggen", "waar wilt u het over hebben")]
    ['LEADING', 'OPEN', 'OPEN']
    >>> [form_of(asked.split()).name for asked in ("en met wie woont u", "vindt u niet dat het beter kan", "dat is niet erg hè", "oké")]
    ['CLOSED', 'LEADING', 'LEADING', 'CLOSED']
    """
    text = _after_fillers(text)
    if _leads(text):
        return Form.LEADING
    opening = " ".join(text[:3])
    if dutch.INVITATIONS.match(" ".join(text)):
        return Form.OPEN
    if any(f"{opening} ".startswith(f"{fact} ") for fact in dutch.FACTS):
        return Form.CLOSED
    if text and text[0] in dutch.PREPOSITIONS and len(text) > 1 and text[1] in dutch.WH:
        return Form.CLOSED if text[1] in dutch.FACTS else Form.OPEN
    return Form.OPEN if text and text[0] in dutch.WH else Form.CLOSED


def _leads(text: Sequence[str]) -> bool:
    if len(text) < 2 or text[0] in dutch.WH:
        # "Wat erg hè?" only looks like a question; "toch?" says it all.
        return list(text) == ["toch"] or (len(text) > 1 and text[-1] in dutch.EXCLAIMS)
    if text[-1] in dutch.TAGS or (dutch.LEADS & set(text)):
        # "Is dat zo of niet" and "bent u er niet" are plain questions; "u komt niet" is left to the verb.
        return not (text[-1] == "niet" and (text[0] in dutch.VERBS or text[-2] == "of"))
    return text[0] in dutch.NEGATIVE_OPENING and "niet" in text[1:4] and len(text) > 4
