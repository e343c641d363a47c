from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from reflect import codebook
from reflect.codebook import Codebook
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span

Make = Callable[..., Fragment]


@pytest.fixture(scope="session")
def book() -> Codebook:
    return codebook.load()


@pytest.fixture(scope="session")
def tag() -> Make:
    """A fragment from so many to so many seconds."""

    def make(code: str, start_s: float, end_s: float, coder: str = "Anna", **more: object) -> Fragment:
        span = Span(round(start_s * 1000), round(end_s * 1000))
        perspective = more.pop("perspective", Perspective.RESEARCHER)
        return Fragment(str(uuid.uuid4()), "r1111111", span, code, perspective, coder, "kijkwijzer 1", **more)  # type: ignore[arg-type]

    return make
