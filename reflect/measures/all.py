"""All measures, in the order in which a page shows them."""

from __future__ import annotations

from reflect.measures import questions, silences, talking, transfers, turns
from reflect.measures.measure import Measure
from reflect.model.speech import Transcript

GROUPS = (talking.GROUP, turns.GROUP, transfers.GROUP, silences.GROUP, questions.GROUP)

_ALL = (
    talking.talking_share,
    talking.speaking_time,
    talking.longest_monologue,
    turns.turn_counts,
    turns.turn_lengths,
    turns.turn_words,
    transfers.transfers,
    transfers.transfers_of_each,
    transfers.distribution,
    silences.silences,
    questions.questions,
    questions.question_sentences,
)


def of(transcript: Transcript) -> tuple[Measure, ...]:
    """Every measure of this transcript, group by group; of a voice or group about which there is nothing to say, none.

    >>> from reflect.measures.example import TALK
    >>> len(of(TALK)), sorted({m.group for m in of(TALK)}) == sorted(GROUPS)
    (36, True)
    """
    return tuple(m for measure in _ALL for m in measure(transcript))
