"""Turns and words as rows of a table, shared by the CSV file and the data frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reflect.exchange.labels import speaker_labels
from reflect.exchange.plain_text import one_line
from reflect.model.speech import Transcript

Cell = str | int | float | bool | None

TURN_COLUMNS: Mapping[str, str] = {
    "turn": "number of the turn in the transcript, from 1",
    "speaker": "label of the voice (S1, S2, …)",
    "name": "pseudonym, or role in Dutch, as on screen",
    "role": "klantmanager, client, interpreter, colleague or unknown",
    "role_confirmed": "False while the role is a guess",
    "start_ms": "start on the video clock, ms",
    "end_ms": "end on the video clock, ms; the turn lasts up to but not including it",
    "words": "number of words",
    "mean_probability": "mean of the recogniser's probabilities, 0 to 1",
    "doubtful_words": "words from stretches that the recogniser repeated or was unsure of",
    "text": "what was said, white space made single, control characters taken out",
}

WORD_COLUMNS: Mapping[str, str] = {
    "turn": "number of the turn in the transcript, from 1",
    "word": "number of the word in its turn, from 1",
    "speaker": "label of the voice (S1, S2, …)",
    "name": "pseudonym, or role in Dutch, as on screen",
    "start_ms": "start on the video clock, ms",
    "end_ms": "end on the video clock, ms; the word lasts up to but not including it",
    "probability": "the recogniser's probability, 0 to 1",
    "doubtful": "True for a word from a stretch that the recogniser repeated or was unsure of",
    "language": "ISO 639-1 code",
    "text": "the word with its punctuation, control characters taken out",
}


def turn_rows(transcript: Transcript) -> Iterator[tuple[Cell, ...]]:
    """One row for each turn that has words, in the columns of `TURN_COLUMNS`."""
    names = speaker_labels(transcript)
    for number, turn in enumerate(transcript.turns, start=1):
        if not turn.words:
            continue
        speaker, span, count = transcript.speaker(turn.speaker), turn.span, len(turn.words)
        mean = round(sum(w.probability for w in turn.words) / count, 4)
        doubtful = sum(w.doubtful for w in turn.words)
        text = one_line(turn.text)
        who = (one_line(turn.speaker), names[turn.speaker], str(speaker.role), speaker.confirmed)
        yield number, *who, span.start_ms, span.end_ms, count, mean, doubtful, text


def word_rows(transcript: Transcript) -> Iterator[tuple[Cell, ...]]:
    """One row for each word, in the columns of `WORD_COLUMNS`. The speaker is that of the word's turn."""
    names = speaker_labels(transcript)
    for number, turn in enumerate(transcript.turns, start=1):
        who = one_line(turn.speaker), names[turn.speaker]
        for place, word in enumerate(turn.words, start=1):
            when = word.span.start_ms, word.span.end_ms
            yield number, place, *who, *when, round(word.probability, 4), word.doubtful, one_line(word.language), one_line(word.text)
