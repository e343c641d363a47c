"""What people agree to, taking that back, and what has to go by then. Every write of it, with its line in the audit.

In: who is on a recording and what they answered; a withdrawal. Out: what was stored, and a `Statement` of what was erased and checked.
It does not decide who may see what: that is `reflect.privacy`, with what is stored in `reflect.store.consents`.
"""

from __future__ import annotations

from reflect.consenting.answering import answer, appear, hold, leave
from reflect.consenting.client import ClientFile, client_file
from reflect.consenting.clips import answer_clip, ask_clip, clip_requests
from reflect.consenting.grounds import Basis, ground
from reflect.consenting.sheets import Mark, Sheet, marks, sheet
from reflect.consenting.terms import confirm, erase_due, keep
from reflect.consenting.withdrawing import ERASES, Statement, remove, resume, unfinished, what_ends, withdraw

__all__ = [
    "ERASES",
    "Basis",
    "ClientFile",
    "Mark",
    "Sheet",
    "Statement",
    "answer",
    "answer_clip",
    "appear",
    "ask_clip",
    "client_file",
    "clip_requests",
    "confirm",
    "erase_due",
    "ground",
    "hold",
    "keep",
    "leave",
    "marks",
    "remove",
    "resume",
    "sheet",
    "unfinished",
    "what_ends",
    "withdraw",
]
