"""A reference: who said what when, as a careful person wrote it down. Read from a file of any usual form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reflect.errors import FormatError, NotFoundError
from reflect.model.span import Span

FORMS = (
    "JSON that reflect exported, JSON with turns (speaker, start_ms, end_ms, text), SegLST JSON (.json), "
    "RTTM (.rttm, no text) or STM (.stm)"
)
MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class ReferenceTurn:
    """One speaker from start to end. `text` is None where the file says nothing about words."""

    speaker: str
    span: Span
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Turns in order of their start, at least one. `source` is the file's name, for messages and results."""

    turns: tuple[ReferenceTurn, ...]
    source: str

    @property
    def speakers(self) -> tuple[str, ...]:
        """In order of first speech."""
        return tuple(dict.fromkeys(t.speaker for t in self.turns))

    @property
    def has_text(self) -> bool:
        return any(t.text is not None for t in self.turns)

    @property
    def end_ms(self) -> int:
        return max(t.span.end_ms for t in self.turns)


def load_reference(path: Path) -> Reference:
    """The reference in a file; its form is known by the suffix, and for JSON by its shape (see `FORMS`).

    A file about several recordings is used when one of them is called like the file itself.
    Raises NotFoundError when there is no file, and FormatError with the file's name, the line or place
    and the allowed forms when it cannot be used.
    """
    from reflect.evaluation import reference_formats

    readers = {".json": reference_formats.from_json, ".rttm": reference_formats.from_rttm, ".stm": reference_formats.from_stm}
    path = Path(path)
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise FormatError(f"{path.name}: a reference has the suffix {', '.join(readers)}, not {path.suffix!r}. Allowed: {FORMS}.")
    turns = _chosen(reader(_text(path), path.name), path)
    if not turns:
        raise FormatError(f"{path.name}: this reference holds no turns. Allowed: {FORMS}.")
    return Reference(tuple(sorted(turns, key=lambda t: t.span)), path.name)


def _chosen(recordings: dict[str, list[ReferenceTurn]], path: Path) -> Sequence[ReferenceTurn]:
    if len(recordings) > 1 and path.stem not in recordings:
        names = ", ".join(sorted(recordings)[:5])
        raise FormatError(
            f"{path.name}: it is about {len(recordings)} recordings ({names[:80]}). "
            "Keep the lines of one, or name the file after the one that is meant."
        )
    return recordings.get(path.stem) or next(iter(recordings.values()), [])


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{path.name}: {MAX_BYTES // 1_000_000} MB is too large for a reference. Allowed: {FORMS}.")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise NotFoundError(f"{path.name}: there is no such reference file. Check the path after --reference.") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{path.name}: byte {error.start} is not UTF-8 text. Save the file as UTF-8.") from error
    except OSError as error:
        raise FormatError(f"{path.name}: the reference cannot be read ({error.strerror}). Check that it is a file you may read.") from error
    if not text.strip():
        raise FormatError(f"{path.name}: this reference is empty. Allowed: {FORMS}.")
    return text
