"""What every test may use. No test reaches a network: sockets are disabled in pyproject.toml."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Connection, create_engine, text

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).resolve().parent.parent

# A law does not depend on how busy the machine is.
settings.register_profile("reflect", deadline=None)
settings.load_profile("reflect")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: Playwright keeps an event loop running until the end, and other tests run loops of their own."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared_speech() -> Path:
    """Speech to tune on that lies beside the repository and is no part of it."""
    folder = ROOT.parent / "shared" / "data" / "speech"
    if not folder.is_dir():
        pytest.skip("the shared speech data do not lie beside this repository")
    return folder


@pytest.fixture(scope="session", autouse=True)
def tables_in_a_tenth_of_the_time() -> Iterator[None]:
    """SQLAlchemy works out the statements of a new database once, not for each of the thousands that tests make."""
    from reflect.store import database

    work_out = database.create
    statements: list[str] = []

    def create(connection: Connection) -> None:
        if connection.dialect.name != "sqlite":
            work_out(connection)
            return
        if not statements:
            with create_engine("sqlite://").begin() as pattern:
                work_out(pattern)
                statements.extend(_statements(pattern))
        for statement in statements:
            connection.exec_driver_sql(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create", create)
        yield


def _statements(connection: Connection) -> list[str]:
    """That make this database what it is: its tables and indexes, and the one row that it has."""
    found = connection.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"))
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return [*found.scalars(), f"INSERT INTO alembic_version (version_num) VALUES ('{version}')"]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the data folder of the person who runs it, or starts a worker that outlives it."""
    home = tmp_path / "reflect-home"
    monkeypatch.setenv("REFLECT_WORKER", "off")
    monkeypatch.setenv("REFLECT_HOME", str(home))
    return home
