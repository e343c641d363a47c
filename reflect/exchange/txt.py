"""Plain text as people read and print it: time, speaker, what was said, in columns.

No standard; ours. Meant for eyes, not for programs: nothing reads it back.
"""

from __future__ import annotations

import textwrap

from reflect.exchange.labels import GUESS_MARK, is_guess, speaker_labels, speakers_of
from reflect.exchange.plain_text import one_line, shorten
from reflect.model.span import clock_text
from reflect.model.speech import Transcript

LOSSES = (
    "the times of words and the ends of turns; starts are cut to whole seconds",
    "probabilities, doubtful words and the language of a word",
    "activities without recognised words",
    "the models that made it",
    "control characters and white space inside words; speaker names beyond 24 characters",
)

WIDTH = 88
NAME_CHARACTERS = 24


def dumps(transcript: Transcript, recording: str = "") -> str:
    """The transcript in columns, at most `WIDTH` characters wide unless a single word is longer.

    A name that rests on a guessed role ends with `?`, which a footnote explains.
    """
    names = screen_names(transcript)
    parts = [_head(transcript, names, recording), _body(transcript, names), _foot(transcript, names)]
    return "\n\n".join(part for part in parts if part) + "\n"


def screen_names(transcript: Transcript) -> dict[str, str]:
    """The names of `speaker_labels`, shortened, with `?` where the role is a guess."""
    guessed = {s.label for s in speakers_of(transcript) if is_guess(s)}
    names = speaker_labels(transcript)
    return {label: shorten(name, NAME_CHARACTERS - 1) + (GUESS_MARK if label in guessed else "") for label, name in names.items()}


def _head(transcript: Transcript, names: dict[str, str], recording: str) -> str:
    facts = {
        "Opname": one_line(recording),
        "Duur": clock_text(transcript.duration_ms),
        "Taal": one_line(transcript.language),
        "Sprekers": ", ".join(names.values()),
    }
    return "\n".join(_hanging(f"{key:<10}", value) for key, value in facts.items() if value)


def _body(transcript: Transcript, names: dict[str, str]) -> str:
    turns = [(t, text) for t in transcript.turns if t.words and (text := one_line(t.text))]
    if not turns:
        return "(Er zijn geen woorden herkend.)"
    clock = max(len(clock_text(t.span.start_ms)) for t, _ in turns)
    width = max(len(names[t.speaker]) for t, _ in turns)
    return "\n".join(_hanging(f"{clock_text(t.span.start_ms):>{clock}}  {names[t.speaker]:<{width}}  ", text) for t, text in turns)


def _foot(transcript: Transcript, names: dict[str, str]) -> str:
    lines = []
    if guesses := [s for s in speakers_of(transcript) if is_guess(s)]:
        lines.append(f"{GUESS_MARK} De rol is een gok, nog door niemand bevestigd.")
        lines += [_hanging("  ", f"{names[s.label]}: {one_line(s.reason)}") for s in guesses if one_line(s.reason)]
    lines += [_hanging("Let op: ", one_line(w)) for w in transcript.warnings if one_line(w)]
    return "\n".join(lines)


def _hanging(first: str, text: str) -> str:
    """`text` wrapped behind `first`, the next lines starting below it."""
    indent = " " * len(first)
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ).rstrip()
