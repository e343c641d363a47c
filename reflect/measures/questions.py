"""Who asks."""

from __future__ import annotations

from collections.abc import Iterator

from reflect.measures.measure import Measure
from reflect.model.span import Span, hull
from reflect.model.speech import Transcript, Turn, Word

GROUP = "questions"

SENTENCE_ENDS = (".", "?", "!", "…")
_QUOTES = "\"'”’»)"


def questions(transcript: Transcript) -> tuple[Measure, ...]:
    """Turns of each voice that end in a question (a last sentence with "?"), of its turns with words.

    By its form only: a question without a mark is not counted, and "toch?" is. Coding what an utterance does needs a person
    (Stivers & Enfield 2010, A coding scheme for question-response sequences in conversation, Journal of Pragmatics 42, 2620-2626).

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.numerator, m.denominator) for m in questions(TALK)]
    [('S1', 2, 4), ('S2', 1, 2)]
    >>> questions(TALK)[1].spans
    (Span(start_ms=17285, end_ms=19000),)
    """
    out = []
    for speaker in transcript.speakers:
        last = [list(sentences(t))[-1] for t in transcript.turns if t.speaker == speaker.label and t.words]
        spans = tuple(_span(s) for s in last if asks(s))
        if last:
            out.append(Measure(GROUP, "question_turns", len(spans), len(last), "turns", len(spans), spans, speaker.label))
    return tuple(out)


def question_sentences(transcript: Transcript) -> tuple[Measure, ...]:
    """Sentences of each voice with "?", of its sentences, wherever they stand in the turn.

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.numerator, m.denominator) for m in question_sentences(TALK)]
    [('S1', 2, 5), ('S2', 1, 3)]
    """
    out = []
    for speaker in transcript.speakers:
        said = [s for t in transcript.turns if t.speaker == speaker.label for s in sentences(t)]
        spans = tuple(_span(s) for s in said if asks(s))
        if said:
            out.append(Measure(GROUP, "question_sentences", len(spans), len(said), "sentences", len(spans), spans, speaker.label))
    return tuple(out)


def sentences(turn: Turn) -> Iterator[tuple[Word, ...]]:
    """The words of a turn up to each end of a sentence; the last one need not have an end."""
    begin = 0
    for n, word in enumerate(turn.words, start=1):
        if word.text.rstrip(_QUOTES).endswith(SENTENCE_ENDS) or n == len(turn.words):
            yield turn.words[begin:n]
            begin = n


def asks(sentence: tuple[Word, ...]) -> bool:
    # "?!" and "?..." ask too.
    return "?" in sentence[-1].text


def _span(sentence: tuple[Word, ...]) -> Span:
    return hull(w.span for w in sentence)
