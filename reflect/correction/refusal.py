"""Why a correction cannot be made."""

from __future__ import annotations

from reflect.errors import UsageError


class CannotError(UsageError):
    """A correction that is no correction. `why` is a key for the words on the screen."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This correction cannot be made ({why}).")
        self.why = why
