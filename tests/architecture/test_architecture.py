"""What import-linter cannot say about the house."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "torch",
    "torchaudio",
    "pyannote",
    "whisper",
    "faster_whisper",
    "ctranslate2",
    "senko",
    "cv2",
    "pandas",
    "streamlit",
    "huggingface_hub",
}
"""Packages that take long to load, or that a core installation lacks: only inside a function."""

LONG_MODULES: dict[str, str] = {}
"""Modules of more than 400 lines, each with the reason why it is one."""


def modules(root: Path) -> list[Path]:
    return sorted(p for p in (root / "reflect").rglob("*.py") if "_data" not in p.parts)


def imported_at_top(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def test_heavy_packages_are_imported_only_when_used(repository: Path) -> None:
    """Pages run in Streamlit and nowhere else, so they may name it at the top; importing the room itself stays light."""
    pages = {p for p in (repository / "reflect" / "app").glob("*.py") if p.name != "__init__.py"}
    wrong = {}
    for path in modules(repository):
        hit = imported_at_top(ast.parse(path.read_text())) & (HEAVY - {"streamlit"} if path in pages else HEAVY)
        if hit:
            wrong[str(path.relative_to(repository))] = hit
    assert wrong == {}


def test_every_room_says_what_it_is_for(repository: Path) -> None:
    silent = [str(p.relative_to(repository)) for p in modules(repository) if not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


def test_long_modules_explain_themselves(repository: Path) -> None:
    long = {str(p.relative_to(repository)) for p in modules(repository) if len(p.read_text().splitlines()) > 400}
    assert long == set(LONG_MODULES)


def test_no_handler_is_silent(repository: Path) -> None:
    """An `except` that only passes hides what went wrong; `contextlib.suppress` names what it expects."""
    silent = []
    for path in modules(repository):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or all(isinstance(s, ast.Pass) for s in node.body)):
                silent.append(f"{path.relative_to(repository)}:{node.lineno}")
    assert silent == []


def test_no_assert_checks_input(repository: Path) -> None:
    asserts = [
        f"{path.relative_to(repository)}:{node.lineno}"
        for path in modules(repository)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assert)
    ]
    assert asserts == []


def test_the_top_level_stays_as_it_was_given(repository: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=repository, capture_output=True, text=True, check=True).stdout.splitlines()
    top = {name.split("/")[0] for name in tracked}
    given = {"reflect", "annotations", "kijkwijzer", "notebooks", "app.py", "tests", "pyproject.toml", "README.md"}
    needed = {".ci", "LICENSE", "CHANGELOG.md", ".gitignore", ".pre-commit-config.yaml", ".streamlit"}
    assert top <= given | needed


@pytest.mark.parametrize("room", ["reflect", "reflect.model", "reflect.alignment", "reflect.store", "reflect.exchange", "reflect.cli"])
def test_importing_loads_nothing_heavy(room: str, repository: Path) -> None:
    code = f"import sys, {room}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY.isdisjoint(loaded)


def test_streamlit_stays_in_the_app(repository: Path) -> None:
    users = {p.relative_to(repository).parts[1] for p in modules(repository) if "import streamlit" in p.read_text()}
    assert users <= {"app"}


def test_the_heap_is_kept_where_there_is_glibc() -> None:
    code = "from reflect.heap import keep_freed_memory; print(keep_freed_memory())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert said == str(sys.platform.startswith("linux"))


def test_the_page_about_the_architecture_stays_short(repository: Path) -> None:
    lines = (repository / "reflect" / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 140
