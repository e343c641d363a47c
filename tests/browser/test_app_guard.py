"""What the app refuses."""

from __future__ import annotations

from pathlib import Path

from app_server import Server


def test_no_folder_named_pages(repository: Path) -> None:
    """Streamlit serves such a folder beside the main script by itself, past the app's own navigation."""
    scripts = {path.parent for path in [repository / "app.py", *(repository / "reflect" / "app").rglob("*.py")]}
    assert [folder for folder in scripts if (folder / "pages").exists()] == []


def test_the_server_starts_and_says_it_is_well(server: Server) -> None:
    assert server.get("/_stcore/health") == (200, b"ok")
