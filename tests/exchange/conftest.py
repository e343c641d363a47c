"""One small talk with everything that formats stumble over; the golden files hold it.

To write a golden file anew after a wanted change, print `export(name).encode(talk, "demo")` into it and
read the difference before committing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word

GOLDEN = Path(__file__).parent / "golden"


def spoken(speaker: str, start_ms: int, text: str, *, each_ms: int = 300, language: str = "nl", doubtful: bool = False) -> Turn:
    """A turn whose words follow each other, each `each_ms` long."""
    words = (
        Word(w, Span(start_ms + i * each_ms, start_ms + (i + 1) * each_ms), 0.875, speaker, language, doubtful)
        for i, w in enumerate(text.split())
    )
    return Turn(speaker, tuple(words))


@pytest.fixture(scope="session")
def talk() -> Transcript:
    long = (
        "Ik heb de brief gelezen, twee keer zelfs, maar ik begreep er weinig van omdat er zoveel in staat over regels "
        "en bedragen & termijnen. Daarna heb ik gebeld."
    )
    return Transcript(
        language="nl",
        duration_ms=3_700_000,
        speakers=(
            Speaker("S1", Role.KLANTMANAGER, False, "stelt de meeste vragen"),
            Speaker("S2", Role.CLIENT, True, "", "Roos"),
            Speaker("S3", Role.INTERPRETER, True),
            Speaker("S4"),
        ),
        turns=(
            spoken("S1", 1_100, "Goedemorgen, fijn dat u er bent. Wilt u koffie of thee?"),
            spoken("S2", 4_500, "Thee."),
            spoken("S2", 5_250, long, each_ms=320),
            spoken("S1", 7_000, "Ja, ja."),
            spoken("S3", 16_000, "=SOM(1) <b>&amp; --> 😀 שלום", each_ms=400, language="he", doubtful=True),
            spoken("S4", 3_661_001, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", each_ms=9_000),
        ),
        activities=(
            Activity(Span(1_050, 4_420), "S1"),
            Activity(Span(4_480, 13_300), "S2"),
            Activity(Span(6_900, 7_700), "S1"),
            Activity(Span(20_000, 20_001), "S4"),
        ),
        makers=(Maker("faster-whisper", "base", "d01c", (("beam_size", "5"), ("language", "nl"))), Maker("reflect")),
        warnings=("De opname stopt eerder dan het bestand zegt.",),
    )
