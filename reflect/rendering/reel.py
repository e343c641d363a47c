"""One film of all clips, with cards between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from reflect.errors import ToolError
from reflect.media.clips import Look, cut_clip, join_clips
from reflect.model.sound import Progress
from reflect.model.span import Span
from reflect.rendering.drawing import CardText
from reflect.rendering.making import make_text_card
from reflect.rendering.outline import Outline
from reflect.rendering.planning import Shot
from reflect.rendering.values import CARD_MS

Pieces = list[tuple[Path, int]]
"""Films and how long each is shown (ms)."""
_CARDS, _FITTED = 0.2, 0.5
"""How far the work is when the cards are drawn, and when what is of another size fits."""


@dataclass(frozen=True, slots=True)
class _Card:
    """A card to make. `heard` is a clip that has only sound."""

    name: str
    text: CardText
    length_ms: int
    heard: Path | None = None


def make_reel(outline: Outline, clip_path: Callable[[Shot], Path], bench: Path, target: Path, workers: int, progress: Progress) -> None:
    """Cards are drawn, what is of another size is made to fit, and all is put one after the other."""
    pieces, cards = _pieces(outline, clip_path, bench)
    _make_cards(outline, cards, bench, workers, progress)
    misfits = join_clips(pieces, outline.size, target, lambda part: progress(_FITTED + (1 - _FITTED) * part))
    if not misfits:
        return
    pieces = _fitted(pieces, misfits, outline.size, bench, progress)
    if join_clips(pieces, outline.size, target, lambda part: progress(_FITTED + (1 - _FITTED) * part)):
        raise ToolError("The clips cannot be joined into one film. Render them without a reel: --no-reel.")


def _pieces(outline: Outline, clip_path: Callable[[Shot], Path], bench: Path) -> tuple[Pieces, list[_Card]]:
    pieces: Pieces = []
    cards: list[_Card] = []

    def card(name: str, text: CardText, length_ms: int, heard: Path | None = None) -> None:
        cards.append(_Card(name, text, length_ms, heard))
        pieces.append((bench / f"{name}.mp4", length_ms))

    if outline.options.cards:
        card("title", outline.title, CARD_MS)
    for shot in outline.shots:
        if outline.options.cards:
            card(f"card{shot.number:03d}", outline.question(shot), CARD_MS)
        if shot.pictured:
            pieces.append((clip_path(shot), shot.span.duration_ms))
        else:
            card(f"sound{shot.number:03d}", outline.sound(shot), shot.span.duration_ms, clip_path(shot))
        if outline.after_ms(shot):
            card(f"after{shot.number:03d}", outline.after(shot), outline.after_ms(shot))
    return pieces, cards


def _make_cards(outline: Outline, cards: Sequence[_Card], bench: Path, workers: int, progress: Progress) -> None:
    size, rate = outline.size, outline.rate

    def make(card: _Card) -> None:
        make_text_card(card.text, size, card.length_ms, rate, bench / f"{card.name}.mp4", heard=card.heard)

    with ThreadPoolExecutor(max_workers=workers) as pool:
        for number, _ in enumerate(pool.map(make, cards), start=1):
            progress(_CARDS * number / len(cards))


def _fitted(pieces: Pieces, misfits: Sequence[int], size: tuple[int, int], bench: Path, progress: Progress) -> Pieces:
    out = list(pieces)
    share = (_FITTED - _CARDS) / len(misfits)
    for number, misfit in enumerate(misfits):
        path, length_ms = pieces[misfit]
        target = bench / f"fit{misfit:03d}.mp4"
        begun = _CARDS + share * number
        cut_clip(path, target, Span(0, length_ms), Look(size=size), progress=lambda part, begun=begun: progress(begun + share * part))  # type: ignore[misc]
        out[misfit] = (target, length_ms)
    return out
