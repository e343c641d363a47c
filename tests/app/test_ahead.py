"""What the first visit needs is loaded before it, without anybody's data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from reflect.app import ahead
heavy = ("reflect.app.shell", "reflect.tagging", "reflect.suggestions.proposing")
assert not any(name in sys.modules for name in heavy)
ahead.load_ahead()
assert all(name in sys.modules for name in heavy)
print("loaded")
"""


def test_a_first_visit_finds_everything_loaded(own_home: Path) -> None:
    environment = {**os.environ, "REFLECT_HOME": str(own_home)}
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, env=environment, check=False)
    assert (done.stdout.strip(), done.stderr) == ("loaded", "")
    assert not own_home.exists()  # nobody's data folder is opened, or made, for it
