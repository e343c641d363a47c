"""Which films a browser plays, and with which type they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from reflect.media.playable import mime_type, playable


def facts(video: str | None, *audio: str, pixels: str = "yuv420p") -> dict[str, Any]:
    tracks = [{"index": n, "codec": codec, "default": n == 0} for n, codec in enumerate(audio)]
    return {"video": None if video is None else {"codec": video, "pixels": pixels}, "audio": tracks}


@pytest.mark.parametrize(
    ("container", "found", "plays", "mime"),
    [
        ("MP4 or MOV", facts("h264", "aac"), True, "video/mp4"),
        ("MP4 or MOV", facts("h264", "mp3"), True, "video/mp4"),
        ("MP4 or MOV", facts("h264"), True, "video/mp4"),
        ("MP4 or MOV", facts("h264", "aac", "pcm_s16le"), True, "video/mp4"),
        ("MP4 or MOV", facts("h264", "aac", pixels=""), True, "video/mp4"),
        ("MP4 or MOV", facts("h264", "aac", pixels="yuv422p10le"), False, "video/mp4"),
        ("MP4 or MOV", facts("h264", "pcm_s16le"), False, "video/mp4"),
        ("MP4 or MOV", facts("hevc", "aac"), False, "video/mp4"),
        ("MP4 or MOV", facts("prores", "pcm_s16le"), False, "video/mp4"),
        ("MP4 or MOV", facts(None, "aac"), True, "audio/mp4"),
        ("MP4 or MOV", facts(None, "alac"), False, "audio/mp4"),
        ("MKV or WebM", facts("vp9", "opus"), True, "video/webm"),
        ("MKV or WebM", facts("vp8", "vorbis"), True, "video/webm"),
        ("MKV or WebM", facts("av1", "opus"), True, "video/webm"),
        ("MKV or WebM", facts("h264", "aac"), False, "video/webm"),
        ("MKV or WebM", facts("ffv1", "flac"), False, "video/webm"),
        ("MTS", facts("h264", "ac3"), False, "video/mp2t"),
        ("AVI", facts("mpeg4", "mp3"), False, "application/octet-stream"),
        ("WAV", facts(None, "pcm_s16le"), True, "audio/wav"),
        ("WAV", facts(None, "adpcm_ms"), False, "audio/wav"),
        ("MP3", facts(None, "mp3"), True, "audio/mpeg"),
        ("FLAC", facts(None, "flac"), True, "audio/flac"),
        ("OGG", facts(None, "opus"), True, "audio/ogg"),
        ("OGG", facts("theora", "vorbis"), False, "audio/ogg"),
        ("", {}, False, "application/octet-stream"),
    ],
)
def test_the_table(container: str, found: dict[str, Any], plays: bool, mime: str) -> None:
    assert playable(container, found) is plays
    if plays:
        assert mime_type(container, found) == mime
