"""The words of a rendering: what stands on cards, in subtitles and in the names of files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reflect.codebook import Codebook
from reflect.exchange import srt, vtt
from reflect.exchange.cues import Cue, cues, lines_of
from reflect.exchange.labels import speaker_labels
from reflect.model.clip import Clip
from reflect.model.span import Span
from reflect.model.speech import Speaker, Transcript, Turn
from reflect.model.text import fold
from reflect.rendering.drawing import ACCENT, CardText

REEL = "reel"
_OF = {"nl": "Fragment {number} van {count}", "en": "Fragment {number} of {count}"}
_COUNT = {"nl": ("1 fragment", "{count} fragmenten"), "en": ("1 fragment", "{count} fragments")}
_SOUND = {"nl": "Alleen geluid", "en": "Sound only"}
MOST_LETTERS = 40


def file_name(number: int, clip: Clip, book: Codebook | None, language: str) -> str:
    """Number and theme, without an end: "03-weerstand". Files are mailed and lie on shared disks, so their names never hold what
    people typed or said (titles, questions, names): only words of the codebook.

    >>> file_name(3, Clip("r1", Span(0, 1000)), None, "nl")
    '03-clip'
    """
    theme = book.theme_of(clip.code) if book is not None and clip.code else None
    words = re.findall(r"[a-z0-9]+", fold(theme.label.of(language))) if theme is not None else []
    return f"{number:02d}-{'-'.join(words)[:MOST_LETTERS].strip('-') or 'clip'}"


def title_card(title: str, count: int, language: str) -> CardText:
    one, many = _COUNT.get(language, _COUNT["nl"])
    return CardText(above=one if count == 1 else many.format(count=count), text=title)


def question_card(number: int, count: int, clip: Clip, book: Codebook | None, language: str) -> CardText:
    """The number, the theme and the question; a clip without a question shows its theme large."""
    theme = book.theme_of(clip.code) if book is not None and clip.code else None
    above = _OF.get(language, _OF["nl"]).format(number=number, count=count)
    return CardText(above, theme.label.of(language) if theme else "", clip.question, theme.colour if theme else ACCENT)


def sound_card(number: int, count: int, clip: Clip, book: Codebook | None, language: str) -> CardText:
    """What is on screen while only sound is heard."""
    card = question_card(number, count, clip, book, language)
    return replace(card, above=f"{card.above} · {_SOUND.get(language, _SOUND['nl'])}")


def said_in(transcript: Transcript, span: Span) -> Transcript:
    """What is said during `span`, with times that begin at 0 there. A word belongs to where most of it is heard.

    Voices go by their role only: a pseudonym that somebody gave may be recognised by others. They keep the numbers that they have
    in the whole talk.
    """
    turns = []
    for turn in transcript.turns:
        words = tuple(replace(w, span=w.span.within(span).shifted(-span.start_ms)) for w in turn.words if _mostly(w.span, span))
        if words:
            turns.append(Turn(turn.speaker, words))
    nameless = tuple(replace(speaker, name="") for speaker in transcript.speakers)
    return replace(transcript, duration_ms=span.duration_ms, speakers=nameless, turns=tuple(turns), activities=())


def _mostly(word: Span, span: Span) -> bool:
    return span.start_ms <= word.middle_ms < span.end_ms


def cues_of(said: Transcript) -> tuple[Cue, ...]:
    return cues(said, speaker_labels(said))


def lines_of_cue(cue: Cue) -> tuple[str, ...]:
    return lines_of(cue.words, prefix=f"{cue.name}:")


def subtitle_files(said: Transcript, note: str = "") -> dict[str, str]:
    """WebVTT and SubRip by the ends of their names; `note`, such as for whom they are, stands in the first, where no player shows it."""
    return {".vtt": vtt.dumps(said, note=note), ".srt": srt.dumps(said)}


def one_after_another(parts: Sequence[tuple[Transcript, int]], duration_ms: int) -> Transcript | None:
    """What is said in a reel: each part's words, moved to where the part begins (ms). None when nothing is said.

    Voices of different talks that have one role have one name here, as they do on the screen.
    """
    turns: list[Turn] = []
    for said, at_ms in parts:
        names = speaker_labels(said)
        for turn in said.turns:
            words = tuple(replace(word, span=word.span.shifted(at_ms)) for word in turn.words)
            turns.append(Turn(names[turn.speaker], words))
    if not turns:
        return None
    speakers = tuple(Speaker(name, name=name) for name in dict.fromkeys(turn.speaker for turn in turns))
    return replace(parts[0][0], duration_ms=duration_ms, turns=tuple(turns), speakers=speakers)
