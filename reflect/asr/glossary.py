"""A glossary: names and jargon that a recording is likely to hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reflect.errors import FormatError, NotFoundError

MAX_BYTES = 20_000
MAX_TERMS = 100
MAX_TERM = 60
MAX_TOTAL = 600
"""Characters of all terms together: Whisper's prompt holds about 220 tokens, and a longer one would be cut unseen."""


def load_glossary(path: Path | str) -> tuple[str, ...]:
    """The terms of a UTF-8 text file: one a line, `#` starts a comment, doubles count once.

    Raises `NotFoundError` for a missing file and `FormatError` for one that is no short list of words.
    """
    path = Path(path)
    terms: dict[str, None] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        term = " ".join(line.split("#", 1)[0].split())
        if not term:
            continue
        if not all(c.isprintable() for c in term):
            raise FormatError(f"The glossary {path}, line {number}: holds a character that cannot be printed. Keep to plain words.")
        if len(term) > MAX_TERM:
            raise FormatError(f"The glossary {path}, line {number}: a term of {len(term)} characters. Keep each term under {MAX_TERM + 1}.")
        terms[term] = None
    if len(terms) > MAX_TERMS or sum(map(len, terms)) > MAX_TOTAL:
        raise FormatError(
            f"The glossary {path}: {len(terms)} terms of {sum(map(len, terms))} characters are more than the recogniser can hold. "
            f"Keep the rarest names, at most {MAX_TERMS} terms and {MAX_TOTAL} characters."
        )
    return tuple(terms)


def prompt_text(terms: Sequence[str]) -> str:
    """The terms as text that the recogniser takes as spoken before; as a sentence, because it goes on in
    the style of what came before and would else leave out capitals and full stops."""
    text = ", ".join(terms)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFoundError(f"The glossary {path} does not exist. Check the name.") from error
    except OSError as error:
        raise FormatError(f"The glossary {path} cannot be read ({error.strerror or error}). Check the name and your rights.") from error
    if len(raw) > MAX_BYTES:
        raise FormatError(f"The glossary {path} is larger than {MAX_BYTES // 1000} kB. Give a text file with one term a line.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FormatError(f"The glossary {path}, line {line}: not UTF-8 text. Save it as plain text with encoding UTF-8.") from error
