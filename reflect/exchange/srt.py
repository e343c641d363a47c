"""SubRip: subtitles that nearly every film player and editor reads.

There is no standard; the form is that of the SubRip program as described in the Matroska documents:
a number, a line with hours:minutes:seconds,thousandths, one or more lines of text, a blank line. Many
players take `<…>` for markup and `{…}` for a position; there is no escape for it, so angle brackets and
braces are written with look-alikes that no player interprets.

For whom a file is and until when does not stand in it. SubRip has no comments: a block without a time, a negative time, a second number
or text after the times is shown by some players, stops others, and is thrown away by editors that save the file again. It stands in the
register of what was handed out, with the SHA-256 of the file; WebVTT has it in a note.
"""

from __future__ import annotations

from reflect.exchange.cues import Cue, cues, lines_of
from reflect.exchange.labels import speaker_labels
from reflect.model.speech import Transcript

LOSSES = (
    "the times of single words: a cue has one start and one end, at least a second where there is room",
    "the speaker as data: the name is part of the text",
    "probabilities, doubtful words and the language of a word",
    "activities without recognised words",
    "who made the transcript, its warnings, and that a role is a guess",
    "control characters inside words; speaker names beyond 24 characters",
    "angle brackets and braces, which become ‹ › ( )",
    "for whom it is and until when, which stands in the register of what was handed out",
)

_NO_MARKUP = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


def dumps(transcript: Transcript, recording: str = "") -> str:
    """The transcript as a SubRip file, every cue starting with "Naam: ". Nothing of `recording` is written."""
    blocks = [_block(number, cue) for number, cue in enumerate(cues(transcript, speaker_labels(transcript)), start=1)]
    return "\n".join(blocks)


def _block(number: int, cue: Cue) -> str:
    text = "\n".join(lines_of(cue.words, prefix=f"{cue.name}:")).translate(_NO_MARKUP)
    return f"{number}\n{_time(cue.span.start_ms)} --> {_time(cue.span.end_ms)}\n{text}\n"


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{rest:03d}"
