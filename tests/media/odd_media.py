"""Makes odd and bad media with ffmpeg, for every test that must meet them. Not part of the product.

`base_film` is ten seconds: black with a white picture from 3.00 to 3.04 s, silent with a beep of 50 ms
at each of `BEEPS_S`. `SHAPES` are files that must work, `BAD` those that must be refused: each with the
error's class and a piece of its message.
"""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reflect.media.ffmpeg import ffmpeg_path

BEEPS_S = (1.0, 3.0, 7.25)
FLASH_S = 3.0
LENGTH_S = 10.0
_BEEP = "0.6*sin(2*PI*1000*t)*(" + "+".join(f"gte(t,{b})*lt(t,{b + 0.05})" for b in BEEPS_S) + ")"
SOUND = ["-f", "lavfi", "-i", f"aevalsrc='{_BEEP}':s=48000:d={LENGTH_S}"]
PICTURE = ["-f", "lavfi", "-i", f"color=black:s=160x120:r=25:d={LENGTH_S},geq=lum='if(gte(T,2.999)*lt(T,3.039),235,16)':cb=128:cr=128"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def ffmpeg(*arguments: str | Path) -> None:
    """Runs ffmpeg; a failure shows its words in the test's output."""
    subprocess.run([ffmpeg_path(), "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True, timeout=60)


def base_film(path: Path) -> Path:
    ffmpeg(*PICTURE, *SOUND, *H264, "-g", "25", "-c:a", "aac", path)
    return path


@dataclass(frozen=True)
class Shape:
    """A good file: its name, how it is made from the base film, and how exact its beeps must be (ms).

    `shift_s` is where the base film's zero lies on this file's clock.
    """

    name: str
    make: Callable[[Path, Path], None]
    within_ms: float = 5.0
    shift_s: float = 0.0
    picture: bool = True
    missing: tuple[float, ...] = ()


def _copied(*options: str) -> Callable[[Path, Path], None]:
    return lambda base, out: ffmpeg("-i", base, "-c", "copy", *options, out)


def _encoded(*options: str) -> Callable[[Path, Path], None]:
    return lambda base, out: ffmpeg("-i", base, *options, out)


def _sound_only(*options: str) -> Callable[[Path, Path], None]:
    return lambda base, out: ffmpeg(*SOUND, *options, out)


def _sound_moved(seconds: float) -> Callable[[Path, Path], None]:
    """The sound starts later (or earlier) than the picture, by the container's timestamps."""
    return lambda base, out: ffmpeg("-itsoffset", seconds, "-i", base, "-i", base, "-map", "1:v", "-map", "0:a", "-c", "copy", out)


SHAPES: tuple[Shape, ...] = (
    Shape("plain.mp4", _copied()),
    Shape("faststart.mp4", _copied("-movflags", "+faststart")),
    Shape("fragmented.mp4", _copied("-movflags", "frag_keyframe+empty_moov"), 25.0),
    Shape("plain.mov", _copied()),
    Shape("pcm.mov", _encoded("-c:v", "copy", "-c:a", "pcm_s16le")),
    Shape("plain.mkv", _copied()),
    Shape("opus.webm", _encoded("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"), 5.0),
    Shape("mp3.avi", _encoded("-c:v", "mpeg4", "-c:a", "libmp3lame"), 25.0),
    Shape("pcm.avi", _encoded("-c:v", "mjpeg", "-c:a", "pcm_s16le"), 5.0),
    Shape("camera.mts", _copied("-f", "mpegts", "-mpegts_m2ts_mode", "1"), 25.0),
    Shape("plain.ts", _copied(), 25.0),
    Shape("late.mp4", _sound_moved(0.5), 5.0),
    Shape("late.mkv", _sound_moved(0.5), 5.0),
    Shape("early.mkv", _sound_moved(-0.5), 5.0),
    Shape("cut.mp4", lambda base, out: ffmpeg("-ss", "2.2", "-i", base, "-c", "copy", out), 5.0, -2.2, missing=(1.0,)),
    Shape("plain.wav", _sound_only("-c:a", "pcm_s16le"), picture=False),
    Shape("deep.wav", _sound_only("-c:a", "pcm_s24le"), picture=False),
    Shape("float.wav", _sound_only("-c:a", "pcm_f32le", "-ar", "44100"), picture=False),
    Shape("small.wav", _sound_only("-c:a", "pcm_u8", "-ar", "16000"), picture=False),
    Shape("plain.mp3", _sound_only("-c:a", "libmp3lame"), picture=False),
    Shape("bare.mp3", _sound_only("-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"), 55.0, picture=False),
    Shape("plain.m4a", _sound_only("-c:a", "aac"), picture=False),
    Shape("plain.flac", _sound_only("-c:a", "flac"), picture=False),
    Shape("vorbis.ogg", _sound_only("-c:a", "libvorbis"), picture=False),
    Shape("opus.ogg", _sound_only("-c:a", "libopus"), picture=False),
)


def make_shape(shape: Shape, base: Path, folder: Path) -> Path:
    path = folder / shape.name
    if not path.exists():
        shape.make(base, path)
    return path


@dataclass(frozen=True)
class Bad:
    """A file that must be refused: the maker gives its path; `error` and `says` are the answer."""

    name: str
    make: Callable[[Path, Path], Path]
    error: str
    says: str


def _written(name: str, data: bytes) -> Callable[[Path, Path], Path]:
    def make(base: Path, folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def _playlist(name: str, text: str) -> Callable[[Path, Path], Path]:
    """A playlist that points to the base film, which must not be opened."""

    def make(base: Path, folder: Path) -> Path:
        path = folder / name
        path.write_text(text.replace("FILM", str(base)))
        return path

    return make


def _folder(base: Path, folder: Path) -> Path:
    path = folder / "folder.mp4"
    path.mkdir(exist_ok=True)
    return path


def _pipe(base: Path, folder: Path) -> Path:
    path = folder / "pipe.mp4"
    if not path.exists():
        os.mkfifo(path)
    return path


def _device(base: Path, folder: Path) -> Path:
    path = folder / "device.mp4"
    if not path.is_symlink():
        path.symlink_to("/dev/zero")
    return path


def cut_off(source: Path, path: Path, share: float) -> Path:
    """The first part of a file, as an interrupted copy leaves it."""
    data = source.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def _without_index(base: Path, folder: Path) -> Path:
    return cut_off(base, folder / "no_index.mp4", 0.6)


def _without_sound(base: Path, folder: Path) -> Path:
    path = folder / "no_sound.mp4"
    ffmpeg("-i", base, "-c", "copy", "-an", path)
    return path


def _picture_file(base: Path, folder: Path) -> Path:
    path = folder / "picture.mp4"
    ffmpeg("-i", base, "-frames:v", "1", "-f", "image2", "-c:v", "png", path)
    return path


def _damaged_head(base: Path, folder: Path) -> Path:
    """An index full of nonsense."""
    data = bytearray(base.read_bytes())
    at = data.find(b"moov")
    data[at + 4 :] = b"\xa5" * (len(data) - at - 4)
    path = folder / "damaged.mp4"
    path.write_bytes(data)
    return path


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nFILM\n#EXT-X-ENDLIST\n"
_PLAYLIST = "is a playlist that points to other files"
BAD: tuple[Bad, ...] = (
    Bad("missing", lambda base, folder: folder / "nowhere.mp4", "NotFoundError", "there is no such file"),
    Bad("empty", _written("empty.mp4", b""), "MediaError", "is empty (0 bytes)"),
    Bad("text", _written("text.mp4", b"Dit is een verslag van het gesprek.\n" * 50), "MediaError", "holds text"),
    Bad("utf16 text", _written("utf16.mp4", ("Een verslag.\r\n" * 20).encode("utf-16")), "MediaError", "holds text"),
    Bad("zeros", _written("zeros.mp4", bytes(100_000)), "MediaError", "is not a film or sound file"),
    Bad(
        "random",
        _written("random.mp4", bytes((i * 7919 + i // 251 * 31) % 256 for i in range(50_000))),
        "MediaError",
        "not a film or sound",
    ),
    Bad("picture", _picture_file, "MediaError", "is not a film or sound file"),
    Bad("zip", _written("archive.mp4", b"PK\x03\x04" + bytes(range(256)) * 20), "MediaError", "is not a film or sound file"),
    Bad("folder", _folder, "MediaError", "is a folder"),
    Bad("pipe", _pipe, "MediaError", "is a device or a pipe"),
    Bad("device", _device, "MediaError", "is a device or a pipe"),
    Bad("no index", _without_index, "MediaError", "is cut off before its index"),
    Bad("damaged index", _damaged_head, "MediaError", "damaged"),
    Bad("only a head", _written("head.mkv", b"\x1aE\xdf\xa3" + bytes(60)), "MediaError", "damaged"),
    Bad(
        "riff without sound",
        _written("riff.wav", b"RIFF\x24\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16000, 32000, 2, 16)),
        "MediaError",
        "damaged",
    ),
    Bad("no sound", _without_sound, "MediaError", "has no sound"),
    Bad("m3u8", _playlist("list.m3u8", HLS), "MediaError", _PLAYLIST),
    Bad("m3u8 as mp4", _playlist("list.mp4", HLS), "MediaError", _PLAYLIST),
    Bad("m3u", _playlist("plain.m3u", "FILM\n"), "MediaError", _PLAYLIST),
    Bad("ffconcat", _playlist("list.ffconcat", "ffconcat version 1.0\nfile 'FILM'\n"), "MediaError", _PLAYLIST),
    Bad("ffconcat as mkv", _playlist("list.mkv", "ffconcat version 1.0\nfile 'FILM'\n"), "MediaError", _PLAYLIST),
    Bad("concat list as mp4", _playlist("concat.mp4", "file 'FILM'\n"), "MediaError", _PLAYLIST),
    Bad(
        "xspf",
        _playlist(
            "list.xspf",
            '<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><trackList><track><location>FILM</location></track></trackList></playlist>',
        ),
        "MediaError",
        _PLAYLIST,
    ),
    Bad(
        "mpd as mp4",
        _playlist("dash.mp4", '<?xml version="1.0"?><MPD><Period><AdaptationSet><BaseURL>FILM</BaseURL></AdaptationSet></Period></MPD>'),
        "MediaError",
        _PLAYLIST,
    ),
    Bad("sdp", _playlist("call.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n"), "MediaError", _PLAYLIST),
    Bad("pls", _playlist("list.pls", "[playlist]\nFile1=FILM\nNumberOfEntries=1\n"), "MediaError", _PLAYLIST),
)

ODD_NAMES = (
    'it\'s "quoted".mp4',
    "two\nlines.mp4",
    "smile 😀 é.mp4",
    "-rf.mp4",
    "file:base.mp4",
    "http:base.mp4",
    "concat:a|b.mp4",
    "%d %s 100%.mp4",
    "  spaces  .mp4",
    "no_suffix",
    "playlist.m3u8",
    os.fsdecode(b"not utf8 \xff\xfe.mp4"),
)
"""Names that a good film may have."""
