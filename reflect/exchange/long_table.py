"""A long table of numbers as CSV, JSON or Parquet: one row for each number, the columns documented by whoever made it.

CSV as in `csv_table` (RFC 4180, byte order mark, no formulas). JSON is ours: a head, and a row a line, with the moments behind a
number, which the other two cannot hold. Parquet (Apache Parquet, written by pyarrow through pandas) keeps whole numbers whole and has
nulls where there is no number; the description of a column stands in its field. No form ever holds NaN or infinity.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reflect.errors import SetupError, UsageError
from reflect.exchange.csv_text import csv_text
from reflect.exchange.json_text import json_lines
from reflect.exchange.rows import Cell

if TYPE_CHECKING:
    import pandas as pd

LOSSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "csv": ("the moments behind a number", "the descriptions of its columns"),
        "json": (),
        "parquet": ("the moments behind a number",),
    }
)


@dataclass(frozen=True, slots=True)
class LongTable:
    """`columns` maps a name to its description. `whole` and `numbers` name the columns of whole and of other numbers; the rest is
    text. `moments` holds for each row its (start, end) on the video clock, ms."""

    columns: Mapping[str, str]
    whole: Sequence[str]
    numbers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    moments: Sequence[Iterable[tuple[int, int]]]

    def __post_init__(self) -> None:
        if any(isinstance(cell, float) and not isfinite(cell) for row in self.rows for cell in row):
            raise UsageError("A table holds numbers or nothing, never NaN or infinity.")


def encode(table: LongTable, format: str, head: Mapping[str, Any], name: str) -> bytes:
    """The table in a format; UsageError that lists the names for any other. `head` and `name` (of the list of rows) are for JSON."""
    match format:
        case "csv":
            return csv_text(list(table.columns), table.rows).encode("utf-8", "replace")
        case "json":
            return json_lines(head, name, _plain(table)).encode("utf-8")
        case "parquet":
            return _parquet(table)
    raise UsageError(f"There is no format {format[:40]!r} for a table of numbers; choose one of: {', '.join(LOSSES)}.")


def frame(table: LongTable) -> pd.DataFrame:
    """A data frame with nullable types (Int64, Float64, string): no number is made of nothing."""
    import pandas as pd

    made = pd.DataFrame({column: [row[n] for row in table.rows] for n, column in enumerate(table.columns)}, dtype="object")
    types = {c: "Int64" if c in table.whole else "Float64" if c in table.numbers else "string" for c in table.columns}
    return made.astype(types)


def _plain(table: LongTable) -> list[dict[str, Any]]:
    """A number that is missing is null; other empty cells are left out."""
    out = []
    for row, at in zip(table.rows, table.moments, strict=True):
        cells = {c: cell for c, cell in zip(table.columns, row, strict=True) if c in table.numbers or cell not in ("", None)}
        out.append({**cells, "moments": [[start, end] for start, end in at]})
    return out


def _parquet(table: LongTable) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise SetupError("Parquet needs pyarrow, which comes with Streamlit. Install it: pip install pyarrow") from error
    made = pa.Table.from_pandas(frame(table), preserve_index=False)
    fields = [field.with_metadata({"description": table.columns[field.name]}) for field in made.schema]
    out = io.BytesIO()
    parquet.write_table(made.cast(pa.schema(fields, metadata=made.schema.metadata)), out)
    return out.getvalue()
