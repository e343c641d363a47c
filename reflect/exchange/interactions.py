"""Published interactions as our own JSON: the sample data set in `annotations/spreekkamerverhalen/`.

    {"schema": "reflect/interactions", "version": 1, "source": …, "codebook": "kijkwijzer 2",
     "interactions": [{"number": 1, "recordings": ["interactie-01-1"], "themes": ["emotie", "contact.beleving"],
                       "attention_points": [{"text": …, "about": "contact.beleving"}]}]}

What their readers saw with SLIM lies beside it, in the form of `reflect.exchange.slim`.
"""

from __future__ import annotations

from reflect.exchange.json_text import Reader
from reflect.model.interaction import AttentionPoint, Interaction

SCHEMA = "reflect/interactions"
VERSION = 1
AGAIN = "Take the file that came with reflect."


def loads(text: str | bytes, source: str = "This file of interactions") -> tuple[Interaction, ...]:
    """The interactions in the order of the file. FormatError, beginning with `source`, for anything else."""
    return tuple(_interaction(item) for item in Reader.open(text, SCHEMA, VERSION, source, AGAIN).items("interactions"))


def _interaction(item: Reader) -> Interaction:
    points = tuple(AttentionPoint(point.text("text"), point.text("about")) for point in item.items("attention_points"))
    return Interaction(item.whole("number"), item.texts("recordings"), item.texts("themes"), points)
