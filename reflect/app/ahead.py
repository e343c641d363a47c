"""What the first person at the app would wait for, loaded while their browser starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from reflect import serving


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """The server's own beginning and end; in between, on a thread of its own, everything is loaded that a first visit needs."""
    async with serving.lifespan(app):
        Thread(target=load_ahead, name="load-ahead", daemon=True).start()
        yield


def load_ahead() -> None:
    """The pages, what makes a recording ready to watch, and the patterns of the cues that suggestions listen for."""
    from reflect import suggestions, tagging  # noqa: F401
    from reflect.app import shell  # noqa: F401
    from reflect.model.span import Span
    from reflect.model.speech import Transcript, Turn, Word

    talk = Transcript("nl", 1_000, (), (Turn("S1", (Word("Goedemorgen", Span(0, 1_000), 1.0, "S1"),)),), ())
    suggestions.propose(talk)
