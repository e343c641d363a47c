"""A long table keeps its numbers in every form, and refuses what is none."""

from __future__ import annotations

import io
import json

import pytest

from reflect.errors import UsageError
from reflect.exchange.long_table import LOSSES, LongTable, encode, frame

COLUMNS = {"name": "what it is called", "n": "a whole number", "x": "a number"}


def table(*rows: tuple[str, int | None, float | None]) -> LongTable:
    return LongTable(COLUMNS, ("n",), ("x",), rows, [[(0, n or 0)] for _, n, _ in rows])


def test_forms() -> None:
    made = table(("a", 1, 0.5), ("=b", None, None))
    assert encode(made, "csv", {}, "rows").decode() == "\ufeffname,n,x\r\na,1,0.5\r\n'=b,,\r\n"
    assert json.loads(encode(made, "json", {"schema": "s"}, "rows")) == {
        "schema": "s",
        "rows": [{"name": "a", "n": 1, "x": 0.5, "moments": [[0, 1]]}, {"name": "=b", "x": None, "moments": [[0, 0]]}],
    }


def test_parquet_keeps_types_nulls_and_descriptions() -> None:
    pandas = pytest.importorskip("pandas")
    parquet = pytest.importorskip("pyarrow.parquet")
    made = table(("a", 1, 0.5), ("b", None, None))
    data = encode(made, "parquet", {}, "rows")
    pandas.testing.assert_frame_equal(pandas.read_parquet(io.BytesIO(data)), frame(made), check_dtype=False)
    read = parquet.read_table(io.BytesIO(data))
    assert read.column("n").to_pylist() == [1, None]
    assert read.column("x").to_pylist() == [0.5, None]
    assert read.schema.field("n").metadata == {b"description": b"a whole number"}


@pytest.mark.parametrize("format", LOSSES)
def test_a_table_without_rows(format: str) -> None:
    assert encode(table(), format, {}, "rows")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(UsageError, match="never NaN or infinity"):
        table(("a", 1, number))


def test_an_unknown_form_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"choose one of: csv, json, parquet\."):
        encode(table(), "excel", {}, "rows")
