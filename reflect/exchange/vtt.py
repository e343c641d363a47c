"""WebVTT: subtitles for a film in a browser or player, with the speaker as a voice tag.

Source: W3C "WebVTT: The Web Video Text Tracks Format" (Candidate Recommendation): header line, cue
timings in hours:minutes:seconds.thousandths, a blank line ends a cue, `<v Name>` starts a voice span,
`&`, `<` and `>` of the text are written as character references (which also removes any `-->`).
"""

from __future__ import annotations

from reflect.exchange.cues import Cue, cues, lines_of
from reflect.exchange.labels import is_guess, speaker_labels, speakers_of
from reflect.exchange.plain_text import one_line
from reflect.model.speech import Transcript

LOSSES = (
    "the times of single words: a cue has one start and one end, at least a second where there is room",
    "probabilities, doubtful words and the language of a word",
    "activities without recognised words",
    "who made the transcript, its warnings, and the reason of a guessed role",
    "control characters inside words; speaker names beyond 24 characters",
)

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def dumps(transcript: Transcript, recording: str = "", note: str = "") -> str:
    """The transcript as a WebVTT file. Nothing of `recording` is written. `note` is one line that no player shows: for whom it is."""
    names = speaker_labels(transcript)
    blocks = ["WEBVTT", *([f"NOTE {one_line(note).translate(_ESCAPES)}"] if note else [])]
    spoken = {t.speaker for t in transcript.turns}
    if guesses := [names[s.label] for s in speakers_of(transcript) if is_guess(s) and s.label in spoken]:
        blocks.append(f"NOTE Een gok, nog niet bevestigd: {', '.join(guesses).translate(_ESCAPES)}")
    blocks.extend(_block(cue) for cue in cues(transcript, names))
    return "\n\n".join(blocks) + "\n"


def _block(cue: Cue) -> str:
    text = "\n".join(lines_of(cue.words)).translate(_ESCAPES)
    return f"{_time(cue.span.start_ms)} --> {_time(cue.span.end_ms)}\n<v {cue.name.translate(_ESCAPES)}>{text}</v>"


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
