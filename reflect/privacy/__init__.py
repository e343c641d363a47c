"""May this be seen, for this purpose, by this viewer? The decision, without the data: `reflect.store.consents.may_use` asks it.

In: what people agreed to (`Register`), a stretch of film, a purpose, who looks. Out: `Allowed`, or `Denied` with its reasons. Pure: it
knows no database and no screen.
"""

from __future__ import annotations

from reflect.model.consent import Purpose
from reflect.privacy.deciding import CONFIRM_DAYS, Allowed, Denied, Reason, Register, Why, decide, may_play

__all__ = ["CONFIRM_DAYS", "Allowed", "Denied", "Purpose", "Reason", "Register", "Why", "decide", "may_play"]
