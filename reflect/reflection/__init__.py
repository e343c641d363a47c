"""Looking back: what the client says, sessions, attention points, and how it went with them. Every write and every reading of it.

In: operations of a browser or a command. Out: what became of each (`Ack`), and whole documents to draw (`CaseFile`, `SessionFile`,
`InterviewFile`). It does not know how they are drawn, and nothing here shows words of a client that were not released.
"""

from __future__ import annotations

from reflect.model.mixed import MAX_OPS, Ack
from reflect.reflection.earlier import Earlier, earlier_points
from reflect.reflection.kinds import WHY
from reflect.reflection.looking import (
    CaseFile,
    InterviewFile,
    SessionFile,
    ShownClip,
    Visit,
    as_clip,
    case_file,
    clip_list,
    find_session,
    interview_file,
    released,
    session_file,
)
from reflect.reflection.writing import apply, apply_to_recording

__all__ = [
    "MAX_OPS",
    "WHY",
    "Ack",
    "CaseFile",
    "Earlier",
    "InterviewFile",
    "SessionFile",
    "ShownClip",
    "Visit",
    "apply",
    "apply_to_recording",
    "as_clip",
    "case_file",
    "clip_list",
    "earlier_points",
    "find_session",
    "interview_file",
    "released",
    "session_file",
]
