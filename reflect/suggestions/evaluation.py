"""How often proposals are right, measured on dialogues that a person coded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reflect.codebook import Codebook, load
from reflect.model.span import Span
from reflect.model.suggestion import Suggestion
from reflect.suggestions.dialogues import Coded, Dialogue
from reflect.suggestions.proposing import propose


@dataclass(frozen=True, slots=True)
class Counts:
    """`right` of `proposed` proposals found one of the `coded` places each; `name` is a theme, a code, or empty for all together."""

    name: str
    right: int
    proposed: int
    coded: int

    @property
    def precision(self) -> float | None:
        """right / proposed; None where nothing was proposed."""
        return self.right / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """right / coded; None where nothing was coded."""
        return self.right / self.coded if self.coded else None

    @property
    def f(self) -> float | None:
        """The harmonic mean of precision and recall, 2·right / (proposed + coded) (van Rijsbergen 1979); None where both are empty."""
        return 2 * self.right / (self.proposed + self.coded) if self.proposed + self.coded else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Counts of every theme in the order of the codebook, of every code that was proposed or coded, and of all together ("micro")."""

    themes: tuple[Counts, ...]
    codes: tuple[Counts, ...]
    micro: Counts
    dialogues: int
    turns: int


def evaluate(dialogues: Iterable[Dialogue], book: Codebook | None = None) -> Evaluation:
    """Proposals for each dialogue against its codes.

    A place is a turn with one of its codes; a turn with two codes is two places, one with the same code twice is one place. A proposal
    may find a place when

    - it overlaps the turn: they share at least half of the shorter of the two (so that a turn is not found by a neighbour whose last
      word it talks over, and an inexact start of a recognised turn does no harm);
    - and the codes agree: they are the same, or one is the theme of the other.

    Proposals and places are paired one to one, as many pairs as can be. `right` is the number of pairs, precision is right /
    proposed, recall right / coded. So a second proposal for the same place is a wrong one, and one proposal over the whole talk finds
    one place at most: neither repeating nor stretching pays. Both sides are counted, also those of codes that have no cues. Counts are
    summed over dialogues before anything is divided (micro average). Codes outside of the codebook are left out on both sides.
    """
    book = book or load()
    right: dict[str, int] = {}
    proposed: dict[str, int] = {}
    coded: dict[str, int] = {}
    dialogues = tuple(dialogues)
    for dialogue in dialogues:
        suggestions = propose(dialogue.transcript, book)
        places = [(c.span, code) for c in dialogue.coded for code in c.codes if book.theme_of(code) is not None]
        pairs = pair(suggestions, places)
        # A proposal of a theme that found one of its codes counts under that code.
        _count(proposed, (places[pairs[n]][1] if n in pairs else s.code for n, s in enumerate(suggestions)))
        _count(coded, (code for _, code in places))
        _count(right, (places[place][1] for place in pairs.values()))
    return _evaluation(book, right, proposed, coded, len(dialogues), sum(len(d.coded) for d in dialogues))


def pair(suggestions: Sequence[Suggestion], places: Sequence[tuple[Span, str]]) -> dict[int, int]:
    """Number of a suggestion → number of the place that it finds; as many as can be, each once (augmenting paths, Kuhn 1955).

    >>> one = Suggestion("a", Span(0, 1000), "weerstand", 0.5, "", "")
    >>> pair([one, one], [(Span(0, 900), "weerstand.vechten")])
    {0: 0}
    """
    may = [[n for n, (span, code) in enumerate(places) if agree(s.code, code) and overlaps(s.span, span)] for s in suggestions]
    finder: dict[int, int] = {}

    def find(s: int, seen: set[int]) -> bool:
        for place in may[s]:
            if place not in seen:
                seen.add(place)
                if place not in finder or find(finder[place], seen):
                    finder[place] = s
                    return True
        return False

    for s in range(len(suggestions)):
        find(s, set())
    return {s: place for place, s in finder.items()}


def agree(a: str, b: str) -> bool:
    """The same code, or one is the theme of the other.

    >>> agree("regie", "regie.stapelvraag"), agree("regie.stapelvraag", "regie.taalgebruik")
    (True, False)
    """
    return a == b or a.startswith(b + ".") or b.startswith(a + ".")


def overlaps(a: Span, b: Span) -> bool:
    """They share at least half of the shorter one.

    >>> overlaps(Span(0, 1000), Span(500, 5000)), overlaps(Span(0, 1000), Span(501, 5000))
    (True, False)
    """
    shared = a.overlap_ms(b)
    return shared > 0 and 2 * shared >= min(a.duration_ms, b.duration_ms)


def _count(counts: dict[str, int], codes: Iterable[str]) -> None:
    for code in codes:
        counts[code] = counts.get(code, 0) + 1


def _evaluation(
    book: Codebook, right: dict[str, int], proposed: dict[str, int], coded: dict[str, int], dialogues: int, turns: int
) -> Evaluation:
    codes = tuple(Counts(code, right.get(code, 0), proposed.get(code, 0), coded.get(code, 0)) for code in sorted({*proposed, *coded}))
    themes = tuple(_sum(t.code, (c for c in codes if agree(t.code, c.name))) for t in book.themes)
    return Evaluation(themes, codes, _sum("", codes), dialogues, turns)


def _sum(name: str, counts: Iterable[Counts]) -> Counts:
    counts = tuple(counts)
    return Counts(name, sum(c.right for c in counts), sum(c.proposed for c in counts), sum(c.coded for c in counts))


__all__ = ["Coded", "Counts", "Evaluation", "agree", "evaluate", "overlaps", "pair"]
