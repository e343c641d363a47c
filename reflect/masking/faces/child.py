"""The process in which films are looked through and covered; it is spoken to as `reflect.media.child` is."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from reflect.masking.faces.cameras import CameraClock
from reflect.masking.faces.plain import face_from_plain, sample_to_plain
from reflect.media.child import main, teller
from reflect.media.strips import Strip


def _look(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.masking.faces.looking import look  # PyAV and cv2 load here

    seen = look(request["path"], request["start_ms"], request["end_ms"], teller(channel))
    faces = [[sample_to_plain(sample) for sample in samples] for samples in seen.faces]
    return {"faces": faces, "pictures": seen.pictures, "end_ms": seen.end_ms}


def _cover(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.masking.faces.covering import Job, cover  # PyAV and numpy load here

    faces = [face_from_plain(face) for face in request["faces"]]
    clock, strips = CameraClock(*request["clock"]), tuple(Strip(**strip) for strip in request["strips"])
    job = Job(request["path"], request["out"], faces, request["sound"], request["threads"], clock, request["length_ms"], strips)
    return dict(cover(job, teller(channel)))


if __name__ == "__main__":
    sys.exit(main({"look": _look, "cover": _cover}))
