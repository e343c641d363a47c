"""The process in which sound is hidden and put under a picture: `python -m reflect.masking.words.child`, as `reflect.media.child`."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from reflect.media.child import main, teller


def _mute(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.masking.words.muting import Wish, mute  # PyAV and numpy load here

    stretches = [(first, stop) for first, stop in request["stretches"]]
    return dict(mute(Wish(request["path"], request["out"], stretches, request["bleep"], request["track"]), teller(channel)))


def _blend(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.masking.words.muting import blend  # PyAV and numpy load here

    stretches = [(first, stop) for first, stop in request["stretches"]]
    return dict(blend(request["path"], request["second"], request["out"], stretches, request["samples"], teller(channel)))


def _mux(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.masking.words.muting import mux  # PyAV and numpy load here

    return dict(mux(request["picture"], request["sound"], request["out"], teller(channel)))


def _can_copy(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.masking.words.muting import can_copy  # PyAV loads here

    return {"can": can_copy(request["path"])}


if __name__ == "__main__":
    sys.exit(main({"mute": _mute, "blend": _blend, "mux": _mux, "can_copy": _can_copy}))
