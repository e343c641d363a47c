"""What goes on paper: the session report (verslag) and the worksheet (werkblad) as DOCX and PDF; the papers of consent as PDF.

In: a session of the store. Out: the bytes of a file, its name, and what it could not show (`Written`). The content is one `Report`,
worked out once (`document`); the two writers only lay it out. It does not know who asks or where the file goes.
"""

from __future__ import annotations

from reflect.report.blocks import Kind, Report
from reflect.report.clip_paper import clip_form
from reflect.report.paper import READERS, Paper, client_overview, consent_form
from reflect.report.writing import FORMATS, LANGUAGES, MIME, Written, make, write

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "MIME",
    "READERS",
    "Kind",
    "Paper",
    "Report",
    "Written",
    "client_overview",
    "clip_form",
    "consent_form",
    "make",
    "write",
]
