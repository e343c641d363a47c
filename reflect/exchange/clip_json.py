"""Our own JSON for a clip list: everything that it holds, to read back or to take to another program.

    {"schema": "reflect/clip-list", "version": 2, "id": "<uuid>", "title": …, "who": …, "revision": 3, "recording": "r…" | null,
     "created_at": "2026-11-22T10:00:00+00:00" | null, "updated_at": …,
     "media": [{"recording": "r…", "duration_ms": … | null, "takes": [{"file": "3f….mp4", "name": "Camera 1", "kind": "camera",
                "offset_ms": 1203.4, "drift_ppm": -3.1, "duration_ms": … | null, "fps": 25.0 | null, "variable_rate": false}]}],
     "clips": [{"recording": "r…", "fragment": "<uuid>" | null, "start_ms": …, "end_ms": …, "before_ms": …, "after_ms": …,
                "code": "contact.oordeel", "question": …, "tip": …}]}

Times are whole milliseconds on the video clock, half-open; `start_ms` to `end_ms` is the fragment, to which the handles are added.
`media` tells
which files saw each recording, the film first, and where they lie on its clock: film time = file time · (1 + drift_ppm / 1e6) + offset_ms.
Version 1 had no tips and no media. Text is UTF-8 (RFC 8259); every clip stands on a line, so that two versions can be compared.
"""

from __future__ import annotations

from typing import Any

from reflect.exchange.clip_sources import Source, Sources, Take
from reflect.exchange.json_text import Reader, json_lines, moment_text
from reflect.model.clip import Clip, ClipList

LOSSES: tuple[str, ...] = ()

SCHEMA = "reflect/clip-list"
VERSION = 2
AGAIN = "Export the clip list again with: reflect clips ID LIST --format json."


def dumps(clips: ClipList, sources: Sources | None = None) -> str:
    """The file. Without `sources` it says nothing of the media."""
    media = [_media(source) for source in _used(clips, sources or {})]
    return json_lines({**head(clips), "media": media}, "clips", [plain(clip) for clip in clips.clips])


def head(clips: ClipList) -> dict[str, Any]:
    """What the list is, without its clips."""
    return {
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


def _used(clips: ClipList, sources: Sources) -> list[Source]:
    return [sources[name] for name in dict.fromkeys(clip.recording_id for clip in clips.clips) if name in sources]


def _media(source: Source) -> dict[str, Any]:
    takes = [_take(take) for take in source.takes]
    return {"recording": source.recording_id, "duration_ms": source.duration_ms, "takes": takes}


def _take(take: Take) -> dict[str, Any]:
    return {
        "file": take.path.name,
        "name": take.name,
        "kind": str(take.kind),
        "offset_ms": take.offset_ms,
        "drift_ppm": take.drift_ppm,
        "duration_ms": take.duration_ms,
        "fps": take.fps,
        "variable_rate": take.variable_rate,
    }


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


def plain(clip: Clip) -> dict[str, Any]:
    """A clip as it stands in the file."""
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
