"""The notebooks run from top to bottom on what is included, without a network, and are kept without outputs.

pytest tests/notebooks                     all of them, each in a kernel of its own
python tests/notebooks/test_notebooks.py   takes the outputs out of all notebooks, before a commit
"""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
TOGETHER_S = 60
"""All notebooks together may take so much time of the processor: a law does not depend on how busy the machine is."""
CELL_S = 300
"""No cell hangs longer than this."""

OFFLINE = "import pytest_socket; pytest_socket.disable_socket(allow_unix_socket=True)"
"""Runs in the kernel before the first cell. The kernel itself is reached through a pipe of the file system."""

_took_s: dict[str, float] = {}

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def strip(notebook: NotebookNode) -> NotebookNode:
    """The notebook as it is kept: no outputs, no counts of runs, no traces of the editor that it was written in."""
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def execute(notebook: NotebookNode, place: Path) -> None:
    """Run all cells in a kernel of its own, which ends with them. `place` is an empty folder."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    # A short name, because the address of a pipe may have no more than about a hundred characters.
    manager = {"transport": "ipc", "ip": str(place / "k"), "connection_file": str(place / "kernel.json")}
    config = Config({"AsyncKernelManager": manager})
    client = NotebookClient(notebook, config=config, timeout=CELL_S, resources={"metadata": {"path": str(FOLDER)}})
    client.execute(env={**os.environ, "IPYTHONDIR": str(place / "ipython"), "MPLBACKEND": "agg"})


def others() -> set[Path]:
    """What lies in the folder beside the notebooks."""
    return {path for path in FOLDER.rglob("*") if path.suffix != ".ipynb"}


def of_children_s() -> float:
    """Time of the processor that the kernels took which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_three_notebooks_are_there() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["1_", "2_", "3_"]


@each
def test_it_is_kept_without_outputs(path: Path) -> None:
    found = read(path)
    nbformat.validate(found)
    assert found == strip(read(path)), f"run: python tests/notebooks/test_notebooks.py (it strips {path.name})"
    assert found.cells[0].cell_type == "markdown", "a notebook begins by saying what it shows"
    assert not re.search(r"/(home|work|root|Users)/|\.\./shared", path.read_text(encoding="utf-8")), "only included data"


@each
def test_it_runs_offline_on_included_data(path: Path, tmp_path: Path) -> None:
    notebook = read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE))
    before = others()
    begin = of_children_s()
    execute(notebook, tmp_path)
    _took_s[path.name] = of_children_s() - begin
    assert others() == before, "a notebook writes no files beside itself"
    words = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "stream" and o.name == "stderr"]
    assert not words, "a notebook that is published says nothing on standard error"


def test_a_notebook_cannot_reach_a_network(tmp_path: Path) -> None:
    from nbclient.exceptions import CellExecutionError

    reach = nbformat.v4.new_code_cell("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(OFFLINE), reach])
    with pytest.raises(CellExecutionError, match="SocketBlockedError"):
        execute(notebook, tmp_path)


def test_together_they_keep_to_their_time() -> None:
    assert sum(_took_s.values()) < TOGETHER_S, _took_s


def test_stripping_takes_out_what_running_put_in() -> None:
    code = nbformat.v4.new_code_cell("1 + 1", execution_count=3, outputs=[nbformat.v4.new_output("stream", text="2")])
    code.metadata = {"collapsed": True}
    stripped = strip(nbformat.v4.new_notebook(cells=[code], metadata={"widgets": {}}))
    assert (stripped.cells[0].outputs, stripped.cells[0].execution_count, stripped.cells[0].metadata) == ([], None, {})
    assert set(stripped.metadata) == {"kernelspec", "language_info"}


if __name__ == "__main__":
    for name in NOTEBOOKS:
        nbformat.write(strip(read(name)), name)
        sys.stdout.write(f"stripped: {name.name}\n")
