"""A clip list as an extended M3U playlist, which VLC plays in order, each clip from its start to its end.

Sources: M3U has no standard; `#EXTM3U` and `#EXTINF:seconds,title` as in Winamp, `#PLAYLIST` and `#EXTVLCOPT` as VLC reads
them (modules/demux/playlist/m3u.c): `start-time` and `stop-time` in seconds. A film stands as a file URI (RFC 8089), which holds
any path on one line that cannot be taken for a directive.
"""

from __future__ import annotations

from reflect.codebook import Codebook
from reflect.exchange.clip_losses import Loss, numbers
from reflect.exchange.clip_sources import Shot, Sources, shots
from reflect.exchange.plain_text import one_line
from reflect.model.clip import ClipList

LOSSES = (
    "the fragment apart from its handles: one start and one end for each clip",
    "codes and questions as data: they are the title of the clip; tips",
    "other cameras: the film is played",
    "the ids of recordings and fragments, who made the list, when, and its revision",
    "players other than VLC, which play each film from its beginning",
    "another machine: the films stand with their place on this one",
)


def dumps(clips: ClipList, book: Codebook, sources: Sources) -> tuple[str, list[Loss]]:
    """The playlist and what it lost. The errors are those of `shots`: every film must be there."""
    found, losses = shots(clips, sources, plays=True)
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(clips.title)}"]
    for shot in found:
        lines += [
            f"#EXTINF:{max(1, round(shot.span.duration_ms / 1000))},{_title(shot, book)}",
            f"#EXTVLCOPT:start-time={shot.span.start_ms / 1000:.3f}",
            f"#EXTVLCOPT:stop-time={shot.span.end_ms / 1000:.3f}",
            shot.film.uri,
        ]
    filmed = [shot.number for shot in found if any(shot.beside())]
    said = [Loss("cameras", {"n": len(filmed), "clips": numbers(filmed)})] if filmed else []
    return "\n".join(lines) + "\n", [*(loss for loss in losses if loss.key != "partly"), *said]


def _title(shot: Shot, book: Codebook) -> str:
    # VLC takes what stands before " - " for the artist.
    parts = (str(shot.number), book.title(shot.clip.code), shot.clip.question)
    return one_line(". ".join(part for part in parts if part)).replace(" - ", " – ")
