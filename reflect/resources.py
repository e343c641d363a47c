"""Files that come with the package: `annotations/` in a checkout, `reflect/_data/` once installed."""

from __future__ import annotations

from pathlib import Path

from reflect.errors import NotFoundError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The path of a file that belongs to the project, such as `annotations/demo/gesprek.mp4`."""
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise NotFoundError(f"{name} is not part of this installation. Install reflect again from a complete copy.")
