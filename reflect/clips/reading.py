"""A clip list as a browser sends it: data of anybody, so every value is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reflect.model.checks import Refused, name_of, safe_text, span_inside, uuid_text, whole_ms
from reflect.model.clip import Clip, ClipList

MAX_CLIPS = 500
MAX_TITLE = 200
MAX_QUESTION = 500
MAX_HANDLE_MS = 60_000

_LIST = {"id", "title", "rev", "base", "clips", "who", "recording"}
_CLIP = {"recording", "fragment", "start", "end", "before", "after", "code", "question"}
_CODE = re.compile(r"[a-z0-9_.-]{0,100}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a clip list was not taken, as a key for the screen (see `reflect.model.checks`), and which clip it is (from 0)."""

    why: str
    clip: int | None = None


def read(data: object, recording_id: str, duration_ms: int | None, who: str) -> tuple[ClipList, int | None] | Refusal:
    """The list in `data` and the revision that its sender saw (None: it is new to them); or why it cannot be.

        {"id": "<uuid>", "title": "…", "base": 3, "clips": [{"recording": "r…", "fragment": "<uuid>", "start": ms, "end": ms,
                                                             "before": ms, "after": ms, "code": "…", "question": "…"}]}

    All clips are of this one recording. Spans are cut to its film, whose length is None when it is not known.
    """
    at: int | None = None
    try:
        if not isinstance(data, Mapping) or not set(data) <= _LIST:
            return Refusal("bad_op")
        list_id, title, base = uuid_text(data.get("id")), safe_text(data.get("title"), MAX_TITLE), data.get("base")
        if not (base is None or (type(base) is int and base > 0)) or not isinstance(data.get("clips"), list):
            return Refusal("bad_op")
        if len(data["clips"]) > MAX_CLIPS:
            return Refusal("too_long")
        clips = []
        for at, item in enumerate(data["clips"]):  # noqa: B007 # the number is for the refusal
            clips.append(_clip(item, recording_id, duration_ms))
    except Refused as refused:
        return Refusal(str(refused), at)
    return ClipList(list_id, " ".join(title.split()), tuple(clips), name_of(who), recording_id=recording_id), base


def _clip(item: object, recording_id: str, duration_ms: int | None) -> Clip:
    if not isinstance(item, Mapping) or not set(item) <= _CLIP:
        raise Refused("bad_op")
    given = {name: value for name, value in item.items() if value is not None}
    if given.get("recording", recording_id) != recording_id:
        raise Refused("bad_id")
    code = given.get("code", "")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise Refused("unknown_code")
    return Clip(
        recording_id,
        span_inside(whole_ms(given.get("start")), whole_ms(given.get("end")), duration_ms),
        _handle(given.get("before", 0)),
        _handle(given.get("after", 0)),
        uuid_text(given["fragment"]) if "fragment" in given else None,
        code,
        safe_text(given.get("question", ""), MAX_QUESTION),
    )


def _handle(value: object) -> int:
    length_ms = whole_ms(value)
    if not 0 <= length_ms <= MAX_HANDLE_MS:
        raise Refused("bad_span")
    return length_ms
