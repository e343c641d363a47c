"""May this be seen, for this purpose, by this viewer? Everything that shows or hands out film, sound or words asks here.

In: a clip, a purpose, the name of who looks. Out: `Allowed`, or `Denied` with its reasons. Pure: it knows no database and no screen.
"""

from __future__ import annotations

from reflect.model.consent import Purpose
from reflect.privacy.release import Allowed, Denied, may_use

__all__ = ["Allowed", "Denied", "Purpose", "may_use"]
