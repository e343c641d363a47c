"""Fragments to make clips of."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span


@pytest.fixture
def made() -> Callable[..., Fragment]:
    """`made(1, 5_000, 9_000, "contact")` is a fragment with a number for its id."""

    def make(number: int, start_ms: int, end_ms: int, code: str = "emotie", recording: str = "r1", **more: Any) -> Fragment:
        span = Span(start_ms, end_ms)
        return Fragment(str(uuid.UUID(int=number)), recording, span, code, Perspective.RESEARCHER, "Noor", "kijkwijzer 1", **more)

    return make
