"""From what speaks for a code to proposals: what is said of one turn and one code is one proposal, with all its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reflect.codebook import Codebook, load
from reflect.codebook.cues import CueBook, load_cues
from reflect.model.span import Span, hull
from reflect.model.speech import Role, Speaker, Transcript, Turn
from reflect.model.suggestion import Suggestion
from reflect.suggestions import setting
from reflect.suggestions.choosing import THRESHOLD, chosen
from reflect.suggestions.flow import followed
from reflect.suggestions.hearing import Evidence, ear, heard
from reflect.suggestions.learned import Row, Weights, observed, weights
from reflect.suggestions.shape import shaped
from reflect.suggestions.sound import Track, with_sound
from reflect.suggestions.words import Line

WHOLE_TURN_MS = 20_000
"""A turn no longer than this is proposed whole; of a longer one the sentences with the cue."""


def propose(transcript: Transcript, book: Codebook | None = None, *, sound: Track | None = None) -> tuple[Suggestion, ...]:
    """Proposed fragments of a talk, sorted by their span. Pure: nothing is written anywhere.

    Only codes that `book` has (default: the Kijkwijzer) are proposed; of a code that it lacks, the theme if it has that. A language
    without cues and a talk without words give no proposals. `sound` (see `reflect.suggestions.sound`) adds to what words say of emotion
    and resistance, and proposes nothing by itself.
    """
    book = book or load()
    cues = load_cues(transcript.language)
    if cues is None or not any(t.words for t in transcript.turns):
        return ()
    heeds = attend(transcript, cues)
    found = list(_proposals(heeds, weights(transcript.language), book))
    if setting.score(heeds.lines, heeds.plain, cues.setting) < setting.CONSULTATION:
        found = setting.quieter(found)
    return tuple(sorted(found if sound is None else with_sound(found, transcript, sound), key=lambda s: (s.span, s.code)))


@dataclass(frozen=True, slots=True)
class Heeded:
    """What was noticed in a talk: its turns, what speaks for a code in them, and each turn's observations for `learned`."""

    lines: Sequence[Line]
    evidence: Sequence[Evidence]
    strengths: Sequence[Mapping[str, float]]
    rows: Sequence[Row]

    @property
    def plain(self) -> int:
        """How many proposals cues alone would make."""
        return sum(len(chosen(found)) for found in self.strengths if found)


def attend(transcript: Transcript, cues: CueBook) -> Heeded:
    """Everything noticed in a talk, before anything is chosen."""
    turns = [t for t in transcript.turns if t.words]
    roles, spelling = _roles(transcript, turns), ear(cues).spelling
    lines = [spelling.line(t, roles.get(t.speaker, Role.UNKNOWN)) for t in turns]
    evidence = [*heard(cues, lines), *shaped(lines)]
    said = _strengths(evidence, len(lines))
    evidence.extend(followed(lines, said))
    strengths = _strengths(evidence, len(lines))
    return Heeded(lines, evidence, strengths, observed(lines, said, strengths))


def _strengths(evidence: Sequence[Evidence], turns: int) -> list[dict[str, float]]:
    """For every turn, code → strength of all that speaks for it."""
    together: list[dict[str, list[Evidence]]] = [{} for _ in range(turns)]
    for found in evidence:
        together[found.turn].setdefault(found.code, []).append(found)
    return [{code: _strength(reasons) for code, reasons in codes.items()} for codes in together]


def _roles(transcript: Transcript, turns: Sequence[Turn]) -> dict[str, Role]:
    """Role of each voice. Where no role is known, roles are guessed."""
    from reflect.alignment.roles import guess_roles

    labels = tuple(dict.fromkeys(t.speaker for t in turns))
    speakers: Sequence[Speaker] = [transcript.speaker(label) for label in labels]
    if all(s.role is Role.UNKNOWN for s in speakers):
        speakers = guess_roles(turns, labels, transcript.language)
    return {s.label: s.role for s in speakers}


def _proposals(heeds: Heeded, made: Weights | None, book: Codebook) -> Iterator[Suggestion]:
    reasons: list[dict[str, list[Evidence]]] = [{} for _ in heeds.lines]
    for one in heeds.evidence:
        reasons[one.turn].setdefault(one.code, []).append(one)
    strengths = heeds.strengths if made is None else made.strengths(heeds.rows, THRESHOLD)
    names = {code: _code(code, book) for code in {code for found in [*strengths, *reasons] for code in (*found, *map(_theme, found))}}
    for n, line in enumerate(heeds.lines):
        found = chosen(strengths[n]) if strengths[n] else {}
        for code, strength in _known(found, names).items():
            said = [r for own, rs in reasons[n].items() if code in (names[own], _theme(own)) for r in rs]
            # Weights say how much is known; only what a person can check on the film is proposed.
            if said:
                yield _suggestion(line, code, strength, said)


def _known(found: Mapping[str, float], names: Mapping[str, str | None]) -> dict[str, float]:
    """The same with codes that the book has."""
    out: dict[str, float] = {}
    for own, strength in found.items():
        if (code := names[own]) is not None:
            out[code] = max(strength, out.get(code, 0.0))
    return out


def _theme(code: str) -> str:
    return code.partition(".")[0]


def _code(code: str, book: Codebook) -> str | None:
    """The code if the book has it, else its theme if the book has that."""
    theme = book.theme_of(code)
    if theme is None:
        return None
    return code if book.find(code) is not None else theme.code


def _strength(reasons: Sequence[Evidence]) -> float:
    """Reasons add up as if each were right or wrong by itself: 1 minus the product of their doubts."""
    doubt = 1.0
    for found in reasons:
        doubt *= 1 - found.strength
    return 1 - doubt


def _suggestion(turn: Line, code: str, strength: float, reasons: Sequence[Evidence]) -> Suggestion:
    strongest = max(reasons, key=lambda r: r.strength)
    span = _span(turn, reasons)
    id = sha256(f"{strongest.cue}|{code}|{span.start_ms}|{span.end_ms}".encode()).hexdigest()[:12]
    return Suggestion(id, span, code, round(min(strength, 0.95), 2), _reason(reasons), strongest.cue, turn.turn.speaker)


def _span(turn: Line, reasons: Sequence[Evidence]) -> Span:
    if turn.span.duration_ms <= WHOLE_TURN_MS:
        return turn.span
    return hull(turn.around(r.first, r.last) for r in reasons)


def _reason(reasons: Sequence[Evidence]) -> str:
    """Each reason once, the strongest first, with the words that were found: "noemt een gevoel: „ik was bang”"."""
    words: dict[str, list[str]] = {}
    for found in sorted(reasons, key=lambda r: -r.strength)[:3]:
        quotes = words.setdefault(found.reason, [])
        if found.quote and found.quote not in quotes:
            quotes.append(found.quote)
    return "; ".join(reason + (": " + ", ".join(f"„{q}”" for q in quotes) if quotes else "") for reason, quotes in words.items())
