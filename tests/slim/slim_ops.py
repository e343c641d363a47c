"""Operations on SLIM readings as a browser sends them."""

from __future__ import annotations

from typing import Any

from tag_ops import change, new_id

__all__ = ["change", "new_id", "read"]


def read(self_image: str = "wil_en_kan", role: str = "leraar", **fields: Any) -> dict[str, Any]:
    """An operation that adds a reading, with fields of its own."""
    return {"op": new_id(), "do": "add", "id": new_id(), "self_images": [self_image], "approach": [role], **fields}
