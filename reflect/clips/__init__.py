"""Which stretches of film are shown, in which order, with how much around them and which question.

In: fragments, or a clip list as a browser sends it. Out: a `ClipList`. Pure: it knows no database, no file and no screen.

    clips.plan(fragments, id=…, title="Contact", who="Noor")        # a list to begin with
    clips.read(data, recording_id, duration_ms, who)                # checked data of a browser
"""

from __future__ import annotations

from reflect.clips.plan import HANDLE_MS, Order, fitted, plan, proposed_question
from reflect.clips.reading import MAX_CLIPS, MAX_HANDLE_MS, Refusal, read

__all__ = ["HANDLE_MS", "MAX_CLIPS", "MAX_HANDLE_MS", "Order", "Refusal", "fitted", "plan", "proposed_question", "read"]
