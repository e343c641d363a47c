"""A clip list as an extended M3U playlist, which VLC plays in order, each clip from its start to its end.

Sources: M3U has no standard; `#EXTM3U` and `#EXTINF:seconds,title` as in Winamp, `#PLAYLIST` and `#EXTVLCOPT` as VLC reads
them (modules/demux/playlist/m3u.c): `start-time` and `stop-time` in seconds. A film stands as a file URI (RFC 8089), which holds
any path on one line that cannot be taken for a directive.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.clip import Clip, ClipList

LOSSES = (
    "the fragment apart from its handles: one start and one end for each clip",
    "codes and questions as data: they are the title of the clip",
    "the ids of recordings and fragments, who made the list, when, and its revision",
    "players other than VLC, which play each film from its beginning",
    "another machine: the films stand with their place on this one",
)


def dumps(clips: ClipList, book: Codebook, films: Mapping[str, Path], durations: Mapping[str, int | None] | None = None) -> str:
    """The playlist. `films` gives the film of each recording; UsageError when one is missing."""
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(clips.title)}"]
    for number, clip in enumerate(clips.clips, start=1):
        film = films.get(clip.recording_id)
        if film is None:
            raise UsageError(f"Clip {number} cannot be played: recording {clip.recording_id} has no film. Take the clip out of the list.")
        shown = clip.shown((durations or {}).get(clip.recording_id))
        lines += [
            f"#EXTINF:{max(1, round(shown.duration_ms / 1000))},{_title(number, clip, book)}",
            f"#EXTVLCOPT:start-time={shown.start_ms / 1000:.3f}",
            f"#EXTVLCOPT:stop-time={shown.end_ms / 1000:.3f}",
            film.absolute().as_uri(),
        ]
    return "\n".join(lines) + "\n"


def _title(number: int, clip: Clip, book: Codebook) -> str:
    # VLC takes what stands before " - " for the artist.
    parts = (str(number), book.title(clip.code), clip.question)
    return one_line(". ".join(part for part in parts if part)).replace(" - ", " – ")
