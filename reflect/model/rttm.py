"""Reading RTTM, the file form of who spoke when. Two rooms read it, so it lies below both.

Source: NIST, "The 2009 (RT-09) Rich Transcription Meeting Recognition Evaluation Plan", appendix A:
white space between fields `type file channel start duration ortho subtype name confidence lookahead`,
seconds from the start of the file, `<NA>` for what is not known, lines that begin with `;;` are comments.
"""

from __future__ import annotations

import re

from reflect.errors import FormatError
from reflect.model.codec import MAX_MS
from reflect.model.span import Span
from reflect.model.speech import Activity

_SECONDS = re.compile(r"\+?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_FIELDS_READ = 8
"""Up to the speaker's name; the last two are absent in files of older evaluations."""


def read_rttm(text: str, source: str = "This RTTM text") -> dict[str, tuple[Activity, ...]]:
    """The SPEAKER lines of each file named in `text`, sorted; times rounded to milliseconds.

    Comments, empty lines and other record types are passed over. `source` begins every message.

    >>> read_rttm("SPEAKER talk 1 0.5 1.25 <NA> <NA> S1 <NA> <NA>")
    {'talk': (Activity(span=Span(start_ms=500, end_ms=1750), speaker='S1'),)}

    Raises FormatError with the line's number for a SPEAKER line with too few fields or a time that is
    no number of seconds from 0 to a thousand hours.
    """
    files: dict[str, list[Activity]] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        fields = line.split()
        if not fields or fields[0].upper() != "SPEAKER":
            continue
        if len(fields) < _FIELDS_READ:
            raise FormatError(
                f"{source}, line {number}: a SPEAKER line has {len(fields)} fields instead of at least {_FIELDS_READ} "
                "(type, file, channel, start, duration, two times <NA>, speaker). Correct or remove the line."
            )
        start_s = _seconds(fields[3], "start", source, number)
        duration_s = _seconds(fields[4], "duration", source, number)
        files.setdefault(fields[1], []).append(Activity(Span.from_seconds(start_s, start_s + duration_s), fields[7]))
    return {name: tuple(sorted(activities)) for name, activities in files.items()}


def _seconds(field: str, what: str, source: str, number: int) -> float:
    if not _SECONDS.fullmatch(field) or float(field) * 1000 > MAX_MS:
        raise FormatError(
            f"{source}, line {number}: the {what} {field[:20]!r} is not a number of seconds from 0 to {MAX_MS // 1000}. Correct the line."
        )
    return float(field)
