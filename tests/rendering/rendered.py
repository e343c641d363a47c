"""Clip lists and what they are made from, for the tests of rendering."""

from __future__ import annotations

from pathlib import Path

from reflect.codebook import Codebook, Label, Theme
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span
from reflect.model.speech import Role, Speaker, Transcript, Turn, Word
from reflect.rendering import Material, Source

THEME = Theme("weerstand", Label("Weerstand & spanning", "Resistance"), Label("Wat zie je?", "What do you see?"), "#b91c1c")
BOOK = Codebook("eigen", 1, Label("Eigen", "Own"), (THEME,))
QUESTION = "Wat deed je hier, en wat deed dat met de cliënt?"


def word(text: str, start_ms: int, end_ms: int) -> Word:
    return Word(text, Span(start_ms, end_ms), 0.9)


TALK = Transcript(
    "nl",
    5000,
    (Speaker("S1", Role.KLANTMANAGER, True, name="Marijke"), Speaker("S2", Role.CLIENT, True, name="Ahmed")),
    (
        Turn("S1", (word("Vertel", 900, 1300), word("eens.", 1400, 1900))),
        Turn("S2", (word("Ik", 2100, 2300), word("sliep", 2400, 2800), word("slecht.", 2900, 3600))),
    ),
)


def material(stock: Path, **changes: object) -> dict[str, Material]:
    one = Material(
        "r1",
        (Source(stock / "one.mp4", "the film"), Source(stock / "two.mp4", "camera 2", offset_ms=-200.0)),
        **{"transcript": TALK, "book": BOOK, **changes},
    )
    return {"r1": one, "r2": Material("r2", (Source(stock / "two.mp4", "the film"),))}


CLIPS = ClipList(
    "6f1c2b1e-0000-4000-8000-000000000001",
    "Gesprek met Ahmed",
    (
        Clip("r1", Span(1500, 2500), 500, 500, code="weerstand", question=QUESTION),
        Clip("r1", Span(2200, 4200), 0, 300),
        Clip("r2", Span(1000, 2000)),
    ),
    "Noor",
)
