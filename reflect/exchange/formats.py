"""The list of formats, by the name that a person types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from reflect.errors import UsageError
from reflect.exchange import csv_table, reflect_json, rttm, srt, txt, vtt
from reflect.exchange.plain_text import one_line
from reflect.model.speech import Transcript


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a transcript.

    `dumps(transcript, recording_id)` is pure. `losses` names in plain words what the format cannot
    express; it is empty for our own. `notes` does what `dumps` does, with a text that no player shows.
    """

    name: str
    suffix: str
    description: str
    dumps: Callable[[Transcript, str], str]
    losses: tuple[str, ...]
    notes: Callable[[Transcript, str, str], str] | None = None

    def encode(self, transcript: Transcript, recording: str = "", note: str = "") -> bytes:
        """The file's bytes: UTF-8, line ends as `dumps` wrote them (write them in binary mode). `note` where the format has a place."""
        text = self.dumps(transcript, recording) if self.notes is None else self.notes(transcript, recording, note)
        return text.encode("utf-8", errors="replace")


def for_whom(recipient: str, until: date | None) -> str:
    """Who gets a file and until when it may be used, as a line in it; "" when neither is known.

    >>> for_whom("K1", date(2027, 3, 1)), for_whom("", None)
    ('Voor: K1. Te gebruiken tot en met 2027-03-01.', '')
    """
    said = [f"Voor: {one_line(recipient)}."] if recipient.strip() else []
    return " ".join([*said, *([f"Te gebruiken tot en met {until}."] if until else [])])


_ALL = (
    Format("json", ".json", "everything, in our own form, to read back or archive", reflect_json.dumps, reflect_json.LOSSES),
    Format("rttm", ".rttm", "who spoke when, for programs that score diarization", rttm.dumps, rttm.LOSSES),
    Format("vtt", ".vtt", "subtitles with speakers for a browser or player (WebVTT)", vtt.dumps, vtt.LOSSES, vtt.dumps),
    Format("srt", ".srt", "subtitles for a film player or editor (SubRip)", srt.dumps, srt.LOSSES),
    Format("txt", ".txt", "text in columns to read or print", txt.dumps, txt.LOSSES),
    Format("csv", ".csv", "one row for each turn, for a spreadsheet or statistics program", csv_table.dumps, csv_table.LOSSES),
)

FORMATS: Mapping[str, Format] = MappingProxyType({f.name: f for f in _ALL})


def export(name: str) -> Format:
    """The format called `name` (case does not matter). UsageError that lists the names for any other."""
    try:
        return FORMATS[name.strip().lower()]
    except KeyError:
        raise UsageError(f"There is no export format {name[:40]!r}; choose one of: {', '.join(FORMATS)}.") from None
