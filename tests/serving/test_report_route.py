"""The report of a session by its route: kinds, formats, and what is refused."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from serving_site import client_of
from starlette.testclient import TestClient

from reflect.store import disclosures, open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "report"))

from session_world import SECRET, World, make_world


@pytest.fixture(scope="module")
def standing_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    folder = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFLECT_HOME", str(folder / "home"))
        with open_store() as store:
            return folder / "home", make_world(store, folder)


@pytest.fixture
def world(standing_world: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("REFLECT_HOME", str(standing_world[0]))
    return standing_world[1]


@pytest.fixture
def client() -> TestClient:
    found = client_of()
    found.get("/")
    return found


def address(world: World, query: str = "") -> str:
    return f"/reflect/session/{world.case.id}/{world.session.id}/report{query}"


def test_a_report_is_a_file_under_a_name_without_names(world: World, client: TestClient) -> None:
    answer = client.get(address(world))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="verslag-{world.session.id[:8]}-2026-10-15.docx"'
    assert answer.headers["cache-control"] == "private, no-store"
    with zipfile.ZipFile(BytesIO(answer.content)) as parts:
        assert all(SECRET.encode() not in parts.read(name) for name in parts.namelist())


def test_a_worksheet_as_pdf_in_english(world: World, client: TestClient) -> None:
    answer = client.get(address(world, "?kind=werkblad&format=pdf&lang=en&client=0"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert 'filename="werkblad-' in answer.headers["content-disposition"]


def test_who_gets_it_is_written_down(world: World, client: TestClient) -> None:
    assert client.get(address(world, "?format=pdf&recipient=K1")).status_code == 200
    with open_store() as store:
        assert disclosures.listing(store)[-1].recipient == "K1"
    assert client.get(address(world, "?format=pdf&recipient=111222333")).json() == {"error": "recipient"}


@pytest.mark.parametrize(("query", "status"), [("?kind=folder", 400), ("?format=odt", 400), ("?kind=verslag&format=", 400)])
def test_what_is_unknown_is_refused(world: World, client: TestClient, query: str, status: int) -> None:
    assert client.get(address(world, query)).status_code == status


def test_a_session_of_another_case_is_not_there(world: World, client: TestClient) -> None:
    other = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/reflect/session/{world.case.id}/{other}/report").status_code == 404
    assert client.get(f"/reflect/session/c000000000000/{world.session.id}/report").status_code == 404
    assert client.get(f"/reflect/session/{world.case.id}/niets/report").status_code == 404


def test_strangers_get_nothing(world: World) -> None:
    assert client_of("10.0.0.7").get(address(world)).status_code in (403, 404)
    without_cookie = client_of()
    assert without_cookie.get(address(world)).status_code in (401, 403, 404)
