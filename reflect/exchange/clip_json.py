"""Our own JSON for a clip list: everything that it holds, to read back or to take to another program.

    {"schema": "reflect/clip-list", "version": 2, "id": "<uuid>", "title": …, "who": …, "revision": 3, "recording": "r…" | null,
     "created_at": "2026-11-22T10:00:00+00:00" | null, "updated_at": …,
     "clips": [{"recording": "r…", "fragment": "<uuid>" | null, "start_ms": …, "end_ms": …, "before_ms": …, "after_ms": …,
                "code": "contact.oordeel", "question": …, "tip": …}]}

Times are whole milliseconds on the video clock, half-open; `start_ms` to `end_ms` is the fragment, to which the handles are added.
Version 1 had no tips. Text is UTF-8 (RFC 8259); every clip stands on a line, so that two versions can be compared.
"""

from __future__ import annotations

from typing import Any

from reflect.exchange.json_text import Reader, json_lines, moment_text
from reflect.model.clip import Clip, ClipList

LOSSES: tuple[str, ...] = ()

SCHEMA = "reflect/clip-list"
VERSION = 2
AGAIN = "Export the clip list again with: reflect clips ID LIST --format json."


def dumps(clips: ClipList) -> str:
    head = {
        "schema": SCHEMA,
        "version": VERSION,
        "id": clips.id,
        "title": clips.title,
        "who": clips.who,
        "revision": clips.revision,
        "recording": clips.recording_id,
        "created_at": moment_text(clips.created_at),
        "updated_at": moment_text(clips.updated_at),
    }
    return json_lines(head, "clips", [_plain(clip) for clip in clips.clips])


def loads(text: str | bytes, source: str = "This clip list") -> ClipList:
    """What `dumps` wrote. FormatError, beginning with `source`, for anything else."""
    top = Reader.open(text, SCHEMA, VERSION, source, AGAIN, oldest=1)
    return ClipList(
        id=top.text("id"),
        title=top.text("title"),
        clips=tuple(_clip(item) for item in top.items("clips")),
        who=top.text("who"),
        revision=top.whole("revision"),
        recording_id=top.text_or_none("recording"),
        created_at=top.moment("created_at"),
        updated_at=top.moment("updated_at"),
    )


def _plain(clip: Clip) -> dict[str, Any]:
    return {
        "recording": clip.recording_id,
        "fragment": clip.fragment_id,
        "start_ms": clip.span.start_ms,
        "end_ms": clip.span.end_ms,
        "before_ms": clip.before_ms,
        "after_ms": clip.after_ms,
        "code": clip.code,
        "question": clip.question,
        "tip": clip.tip,
    }


def _clip(item: Reader) -> Clip:
    return Clip(
        recording_id=item.text("recording"),
        span=item.span("start_ms", "end_ms"),
        before_ms=item.whole("before_ms"),
        after_ms=item.whole("after_ms"),
        fragment_id=item.text_or_none("fragment"),
        code=item.text("code"),
        question=item.text("question"),
        tip=item.text("tip") if "tip" in item.data else "",
    )
