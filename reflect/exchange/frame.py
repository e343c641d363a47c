"""Data frames for notebooks. Times are whole milliseconds on the video clock; see `rows` for the columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reflect.exchange.rows import TURN_COLUMNS, WORD_COLUMNS, Cell, turn_rows, word_rows
from reflect.model.speech import Transcript

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {
    "turn": "int64",
    "word": "int64",
    "start_ms": "int64",
    "end_ms": "int64",
    "words": "int64",
    "doubtful_words": "int64",
    "mean_probability": "float64",
    "probability": "float64",
    "doubtful": "bool",
    "role_confirmed": "bool",
}


def turns_frame(transcript: Transcript) -> pd.DataFrame:
    """One row for each turn, the columns of `TURN_COLUMNS`, numbers typed also when there is no row."""
    return _frame(TURN_COLUMNS, turn_rows(transcript))


def words_frame(transcript: Transcript) -> pd.DataFrame:
    """One row for each word, the columns of `WORD_COLUMNS`, numbers typed also when there is no row."""
    return _frame(WORD_COLUMNS, word_rows(transcript))


def _frame(columns: Mapping[str, str], rows: Iterable[tuple[Cell, ...]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame.from_records(list(rows), columns=list(columns))
    return frame.astype({name: _TYPES.get(name, "str") for name in columns})
