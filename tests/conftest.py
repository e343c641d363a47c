"""What every test may use. No test reaches a network: sockets are disabled in pyproject.toml."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Connection, create_engine, text

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).resolve().parent.parent

# A law does not depend on how busy the machine is.
settings.register_profile("reflect", deadline=None)
settings.load_profile("reflect")


LONGEST = """
smoke/test_core_install pipeline/test_real_talk asr/test_asr_contract diarization/test_diarization_contract serving/test_every_door
teaching/test_teaching_making asr/test_asr_silence pipeline/test_pipeline rendering/test_rendering pack/test_packing
media/test_media_containers media/test_media_clock media/test_cutting arriving/test_arriving pipeline/test_pipeline_killed
masking/test_names_heard diarization/test_diarization_embedded diarization/test_diarization_networks serving/test_routes
media/test_media_hostile cli/test_bad_files app/test_consent_page rendering/test_stamps cli/test_readme notebooks/test_notebooks
teaching/test_teaching_sets app/test_example_cycle cli/test_consent_commands cli/test_commands reflection/test_reflection_writing
""".split()
"""The files that take longest, the first of them most. Two processes take a file each: none should begin with a long one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: Playwright keeps an event loop running until the end, and other tests run loops of their own."""
    places = {name: place for place, name in enumerate(LONGEST)}

    def order(item: pytest.Item) -> tuple[bool, int]:
        return "browser" in item.path.parts, places.get(f"{item.path.parent.name}/{item.path.stem}", len(places))

    items.sort(key=order)


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


@pytest.fixture(scope="session", autouse=True)
def commands_once() -> Iterator[None]:
    """Typer reads the signatures of all commands once, not for each command that a test gives."""
    from typer import main, testing

    once = cache(main.get_command)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "get_command", once)
        patch.setattr(testing, "_get_command", once)
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
