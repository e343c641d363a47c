"""A data folder with recordings of every kind, made through the store: no speech model is needed to look at a transcript."""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import app_films as films
from agreed import everybody_agrees

from reflect import media
from reflect.media.peaks import peaks
from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.serving import waves
from reflect.store import Home, NewMedia, open_store, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.home import atomic_write
from reflect.store.incoming import import_media
from reflect.store.values import MediaKind, TranscriptKind

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "annotations" / "demo"
MAKER = Maker("made-for-tests")
EVIL = "<img src=x onerror=\"document.title='HACKED';window.hacked=1\"><script>window.hacked=1</script>"
LONG = "Een heel lange naam van een opname die maar niet ophoudt " * 6
DOUBTFUL_EVERY = 25
WORDS = (
    "ja nee goed dat is wat ik bedoel want dan kunnen we samen kijken naar een plan voor werk en het gesprek "
    "van vandaag misschien morgen uitkering afspraak kinderen opleiding"
).split()


@dataclass(frozen=True)
class World:
    """The ids of the recordings by what is special about them."""

    home: Path
    ids: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    @property
    def database(self) -> Path:
        return self.home / "reflect.db"


def facts(film: Path) -> dict[str, Any]:
    """What probing tells of a film."""
    return dict(json.loads(_once(film, "json", lambda: json.dumps(asdict(media.probe(film))).encode())))


def waveform(film: Path) -> bytes:
    """As of a film whose sound was worked on."""

    def listen() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            media.decode_audio(film, Path(folder) / "sound.wav")
            with media.WaveSound(Path(folder) / "sound.wav") as sound:
                return peaks(sound)

    return _once(film, "u8", listen)


def _once(film: Path, suffix: str, work_out: Callable[[], bytes]) -> bytes:
    """Kept beside the films: a process for each of them would take longer than all the rest."""
    same = "demo" if film.name.startswith("demo-") else f"{film.name} {film.stat().st_size}"
    kept = films.cache() / f"{hashlib.sha256(_code() + same.encode()).hexdigest()[:16]}.{suffix}"
    if not kept.exists():
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(work_out())
        part.replace(kept)
    return kept.read_bytes()


@cache
def _code() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(Path(media.__file__).parent.glob("*.py")))


class Filling:
    """Puts recordings into one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def recording(
        self,
        film: Path,
        title: str,
        *,
        case: str | None = None,
        transcript: Transcript | None = None,
        cameras: Sequence[tuple[Path, float]] = (),
    ) -> str:
        known = facts(film)
        new = [NewMedia(import_media(self.store, film), MediaKind.FILM, known["container"], known)]
        made = recordings.add(self.store, new, title=title, case=case, duration_ms=known["duration_ms"], language="nl")
        for camera, offset_ms in cameras:
            known = facts(camera)
            stored = import_media(self.store, camera, recording_id=made.id)
            item = NewMedia(stored, MediaKind.CAMERA, known["container"], known, offset_ms, 0.0, 0.9)
            recordings.add_media(self.store, made.id, item)
        if transcript is not None:
            if known["audio"] and made.film is not None:
                atomic_write(waves.kept_at(self.store, made.film), waveform(film))
            people.set_speakers(self.store, made.id, transcript.speakers)
            transcripts.add(self.store, made.id, transcript, TranscriptKind.ALIGNED, MAKER)
        everybody_agrees(self.store, made.id)
        return made.id

    def tags(self, recording_id: str, tags: Iterable[tuple[int, int, str, str]], who: str = "eerder") -> None:
        """(start_ms, end_ms, code, note) each, through the one door that writes fragments."""
        from reflect import tagging

        ops = [
            {
                "op": str(uuid.uuid4()),
                "do": "add",
                "id": str(uuid.uuid4()),
                "base": None,
                "start": start,
                "end": end,
                "code": code,
                "perspective": "researcher",
                "note": note,
                "questions": [],
            }
            for start, end, code, note in tags
        ]
        for at in range(0, len(ops), 500):
            applied = tagging.apply(self.store, recording_id, ops[at : at + 500], who)
            refused = [ack.why for ack in applied.acks if ack.status != "stored"]
            if refused:
                raise RuntimeError(f"a prepared tag was not stored: {refused[0]}")


def demo_transcript() -> Transcript:
    """The ground truth of the demo, each turn's words spread over its time; every 25th word is doubtful."""
    truth = json.loads((DEMO / "gesprek.json").read_text(encoding="utf-8"))
    turns, count = [], 0
    labels = {"klantmanager": "S1", "client": "S2"}
    for entry in truth["turns"]:
        texts = entry["text"].split()
        label = labels[entry["speaker"]]
        spread = _spread(texts, entry["start_ms"], entry["end_ms"])
        words = []
        for text, span in spread:
            count += 1
            doubtful = count % DOUBTFUL_EVERY == 0
            words.append(Word(text, span, 0.3 if doubtful else 0.95, label, doubtful=doubtful))
        turns.append(Turn(label, tuple(words)))
    activities = tuple(sorted(Activity(turn.span, turn.speaker) for turn in turns))
    return Transcript("nl", truth["film"]["duration_ms"], demo_speakers(), tuple(turns), activities, (MAKER,))


def demo_speakers(names: tuple[str, str] = ("", "")) -> tuple[Speaker, ...]:
    return (
        Speaker("S1", Role.KLANTMANAGER, True, "", names[0]),
        Speaker("S2", Role.CLIENT, False, "speaks second", names[1]),
    )


def _spread(texts: Sequence[str], start_ms: int, end_ms: int) -> list[tuple[str, Span]]:
    weights = [len(text) + 1 for text in texts]
    out, done = [], 0
    for text, weight in zip(texts, weights, strict=True):
        begin = start_ms + (end_ms - start_ms) * done // sum(weights)
        done += weight
        end = start_ms + (end_ms - start_ms) * done // sum(weights)
        out.append((text, Span(begin, max(begin + 20, end - 20))))
    return out


def long_transcript(minutes: int, words: int, seed: int = 3) -> Transcript:
    """Two people in turns of about a dozen words, over the whole length."""
    chance = random.Random(seed)
    step = minutes * 60_000 / words
    turns, at = [], 0
    while at < words:
        size = min(words - at, chance.randint(3, 25))
        label = f"S{len(turns) % 2 + 1}"
        said = [chance.choice(WORDS) for _ in range(size)]
        said[0] = said[0].capitalize()
        said[-1] += chance.choice(".?.")
        spoken = []
        for text in said:
            begin = round(at * step)
            spoken.append(Word(text, Span(begin, begin + round(step * 0.8)), 0.4 if chance.random() < 0.04 else 0.93, label))
            at += 1
        turns.append(Turn(label, tuple(spoken)))
    activities = tuple(Activity(turn.span, turn.speaker) for turn in turns)
    return Transcript("nl", minutes * 60_000, demo_speakers(), tuple(turns), activities, (MAKER,))


def evil_transcript() -> Transcript:
    words = tuple(
        Word(text, Span(1_000 + 500 * i, 1_400 + 500 * i), 0.3 if i % 3 == 0 else 0.9, "S1") for i, text in enumerate(EVIL.split() * 3)
    )
    other = tuple(
        Word(text, Span(8_000 + 400 * i, 8_300 + 400 * i), 0.9, "S2") for i, text in enumerate(["</div></span>", "<b>vet</b>", "&amp;"])
    )
    turns = (Turn("S1", words[:12]), Turn("S2", other))
    return Transcript("nl", 12_000, demo_speakers((EVIL[:80], "'\"><svg onload=alert(1)>")), turns, (), (MAKER,), (EVIL,))


def many_tags(minutes: int, count: int, codes: Sequence[str], seed: int = 4) -> list[tuple[int, int, str, str]]:
    chance = random.Random(seed)
    out = []
    for number in range(count):
        start = round((minutes * 60_000 - 30_000) * number / count)
        note = f"notitie {number}" if number % 5 == 0 else ""
        out.append((start, start + chance.randint(2_000, 20_000), codes[number % len(codes)], note))
    return out


def codes() -> list[str]:
    """Every theme and sub-code of the codebook."""
    import yaml

    book = yaml.safe_load((ROOT / "kijkwijzer" / "kijkwijzer.yaml").read_text(encoding="utf-8"))
    return [code for theme in book["themes"] for code in (theme["code"], *(sub["code"] for sub in theme.get("codes", ())))]


def copy_of_demo(number: int) -> Path:
    """The demo's film with something harmless at its end, so that it is another recording."""
    path = films.cache() / f"demo-{number}.mp4"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        tail = (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big")
        part.write_bytes((DEMO / "gesprek.mp4").read_bytes() + tail)
        part.replace(path)
    return path


def make_world(home: Path, demos: int = 5, *, long: bool = True, odd: bool = True) -> World:
    """`demos` further copies of the demo ("demo1", "tag1", …), so that tests that change things do not meet."""
    ids: dict[str, str] = {}
    with open_store(Home(home)) as store:
        make = Filling(store)
        truth = demo_transcript()
        ids["demo"] = make.recording(DEMO / "gesprek.mp4", "De proefdag", case="DEMO", transcript=truth)
        for number in range(1, demos + 1):
            ids[f"demo{number}"] = make.recording(copy_of_demo(number), f"De proefdag {number}", case="DEMO", transcript=truth)
        for number in range(1, demos + 1):
            ids[f"tag{number}"] = make.recording(copy_of_demo(20 + number), f"Taggen {number}", case="DEMO", transcript=truth)
        for number in (1, 2, 3):
            ids[f"clips{number}"] = make.recording(copy_of_demo(39 + number), f"Clips {number}", transcript=truth)
            make.tags(
                ids[f"clips{number}"], [(15_000, 20_000, "emotie", ""), (25_000, 30_000, "contact", ""), (35_000, 40_000, "regie", "")]
            )
        if odd:
            _odd(make, ids)
        ids["cameras"] = make.recording(
            copy_of_demo(100), "Twee camera's", transcript=truth, cameras=[(films.second_camera(), 1_500.0)], case="A12"
        )
        if long:
            ids["long"] = make.recording(films.talk_film(90), "Anderhalf uur", case="A12", transcript=long_transcript(90, 12_000))
            make.tags(ids["long"], many_tags(90, 300, codes()))
            ids["five"] = make.recording(films.talk_film(300, 1), "Vijf uur", transcript=long_transcript(300, 45_000))
    return World(home, ids)


def _odd(make: Filling, ids: dict[str, str]) -> None:
    from reflect.store import jobs

    store = make.store
    ids["silent"] = make.recording(films.silent_film(), "Zonder geluid")
    ids["camcorder"] = make.recording(films.camcorder_film(), "Van de camcorder", transcript=long_transcript(1, 20))
    ids["hevc"] = make.recording(films.hevc_film(), "HEVC")
    ids["empty"] = make.recording(films.short_film(12, 500), "Zonder transcript")
    ids["failed"] = make.recording(films.short_film(12, 510), "Mislukt")
    job = jobs.start(store, ids["failed"], {"language": "nl"})
    jobs.begin_step(store, job.id, "sound", "key")
    jobs.fail_step(store, job.id, "sound", "The sound could not be read.")
    jobs.fail(store, job.id, "The sound could not be read.")
    ids["busy"] = make.recording(films.short_film(12, 520), "Bezig")
    job = jobs.start(store, ids["busy"], {"language": "nl"})
    jobs.begin_step(store, job.id, "words", "key")
    jobs.progress(store, job.id, "words", 0.4)
    evil = films.cache() / "evil <img src=x onerror=hacked=1>.mp4"
    if not evil.exists():
        part = evil.with_suffix(f".{os.getpid()}")
        part.write_bytes(films.short_film(12, 530).read_bytes())
        part.replace(evil)
    ids["evil"] = make.recording(evil, EVIL + LONG, case=EVIL[:100], transcript=evil_transcript())
    make.tags(ids["evil"], [(1_000, 4_000, "emotie", EVIL), (5_000, 6_000, "", EVIL)], who="<b>coder</b>")
    ids["gone"] = make.recording(films.short_film(12, 540), "Film weg", transcript=long_transcript(1, 20))
    film = recordings.get(store, ids["gone"]).film
    if film is not None:
        film.path.unlink()
