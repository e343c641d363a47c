"""How much of the faces is covered before and after a person looked, and how fast:  python tests/bench/faces.py [FOLDER]

A made film of 40 s at 1280 × 720: two who talk and turn (one to where nothing of the face is seen, and behind a sheet of paper), one who
walks through in front of them and comes back, one who looks in at the edge for three frames. The person who reviews is a script that
knows the truth: confirms what lies on a face, rejects the rest, and draws a box wherever a face is bare. Everything goes through the
store, as on the page. FOLDER keeps the film between runs. Prints ratios (film's length / time) and the machine.
"""

from __future__ import annotations

import os
import pickle
import platform
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "masking")]

from face_film import FPS, Truth, frames, write_film  # noqa: E402
from face_scene import LEAST_SHARE, SECONDS, Measured, measured, paper, people  # noqa: E402

from reflect.masking import faces  # noqa: E402
from reflect.masking.faces.painting import GREY  # noqa: E402
from reflect.media import probe  # noqa: E402
from reflect.model.mask import FaceTrack, Mask  # noqa: E402
from reflect.store import Home, NewMedia, open_store, recordings  # noqa: E402
from reflect.store.database import Store  # noqa: E402
from reflect.store.incoming import import_media  # noqa: E402

SIZE = (1280, 720)
DRAWN_EVERY = 3
"""The script draws a box on every so many bare frames; the box moves in a straight line between."""


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        film, truths = made(folder)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; film {SECONDS} s, {SIZE[0]} × {SIZE[1]}, {FPS}/s"
        )
        with open_store(Home(Path(scratch) / "home")) as store:
            walk(store, film, truths, Path(scratch) / "covered.mp4")


def made(folder: Path) -> tuple[Path, list[list[Truth]]]:
    film, kept = folder / "faces.mp4", folder / "faces.truth"
    if not kept.exists():
        truths = write_film(film, frames(people(SIZE), SECONDS, SIZE, paper(SIZE)), SIZE)
        kept.write_bytes(pickle.dumps(truths))
    return film, pickle.loads(kept.read_bytes())


def walk(store: Store, film: Path, truths: list[list[Truth]], out: Path) -> None:
    item = NewMedia(import_media(store, film), container="MP4 or MOV", facts=asdict(probe(film)))
    rid = recordings.add(store, [item], duration_ms=SECONDS * 1000).id
    timed("detecting and tracking", lambda: faces.find(store, rid))
    found = faces.faces(store, rid)
    told("before review", measured(truths, faces.covers(found, undecided_too=True), SIZE))
    doubts = sum(span.duration_ms for m in found if isinstance(m.data, FaceTrack) for span in m.data.doubts)
    places = faces.places(found, SECONDS * 1000)
    print(f"  {len(found)} tracks proposed, {doubts / 1000:.1f} s of doubt, {len(places)} places to look at")
    ops = review(found, truths)
    print(f"  review: {len(ops)} operations, {sum(op['do'] == 'add' for op in ops)} boxes drawn by hand")
    for at in range(0, len(ops), 100):
        if any(ack.status != "stored" for ack in faces.apply(store, rid, ops[at : at + 100], "script")):
            raise SystemExit("an operation was refused")
    told("after review", measured(truths, faces.covers(faces.faces(store, rid)), SIZE))
    timed("masking render", lambda: faces.cover(film, faces.covers(faces.faces(store, rid)), out))
    bare = uncovered_pixels(out, truths)
    print(f"  in the new film: {len(bare)} face frames of which more than 3 % is not grey {bare[:5]}")
    print(f"  the detector proposes {len(faces.detect(out))} tracks in the new film: a covered head with hair still looks like one")


def timed(what: str, work: Any) -> None:
    began, before = time.perf_counter(), used()
    work()
    wall, cpu = time.perf_counter() - began, used() - before
    print(f"{what}: {SECONDS / wall:.2f} × real time by the clock; {cpu / SECONDS:.2f} s of processor a second of film")


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def told(when: str, result: Measured) -> None:
    print(f"{when}: {result.share:.2%} of {result.frames} face frames covered, {result.points:.2%} of what is seen of the faces")
    for who in sorted({one[1] for one in result.bare}):
        mine = [one for one in result.bare if one[1] == who]
        spans = ", ".join(f"{a / FPS:.1f}-{b / FPS:.1f} s" for a, b in runs([one[0] for one in mine]))
        print(f"  person {who}: {len(mine)} frames, at worst {min(one[3] for one in mine):.0%} covered, at {spans}")


def runs(numbers: Sequence[int], gap: int = 3) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for n in numbers:
        out = [*out[:-1], (out[-1][0], n)] if out and n - out[-1][1] <= gap else [*out, (n, n)]
    return out


def review(found: Sequence[Mask], truths: Sequence[Sequence[Truth]]) -> list[dict[str, Any]]:
    """What a person who sees everything does: decides about each proposal, then draws where a face is bare."""
    ops: list[dict[str, Any]] = []
    kept = []
    for mask in found:
        good = isinstance(mask.data, FaceTrack) and any(covers_a_face(mask, n, truths[n]) for n in range(len(truths)))
        ops.append(op("update", mask.id, decision="confirmed" if good else "rejected"))
        kept += [mask] if good else []
    bare = measured(truths, faces.covers(kept, undecided_too=True), SIZE).bare
    for who in sorted({one[1] for one in bare}):
        for first, last in runs([one[0] for one in bare if one[1] == who]):
            ops.append(drawn(who, first, last, truths))
    return ops


def covers_a_face(mask: Mask, n: int, there: Iterable[Truth]) -> bool:
    at_ms = round(n * 1000 / FPS)
    if not mask.span.covers(at_ms) or not isinstance(mask.data, FaceTrack):
        return False
    box = mask.data.at(at_ms)
    middles = (face.points.mean(axis=0) / SIZE for face in there)
    return any(box.x < x < box.x + box.w and box.y < y < box.y + box.h for x, y in middles)


def drawn(who: int, first: int, last: int, truths: Sequence[Sequence[Truth]]) -> dict[str, Any]:
    """A box over the face in a stretch of frames, with a margin as a person would take."""
    boxes = []
    for n in sorted({*range(first, last + 1, DRAWN_EVERY), last}):
        for face in truths[n]:
            if face.who == who:
                (left, top), (right, bottom) = face.points.min(axis=0), face.points.max(axis=0) + 1
                w, h = (right - left) / SIZE[0], (bottom - top) / SIZE[1]
                boxes.append([round(n * 1000 / FPS), left / SIZE[0] - 0.35 * w, top / SIZE[1] - 0.35 * h, 1.7 * w, 1.7 * h])
    return op("add", str(uuid.uuid4()), span=[round(first * 1000 / FPS), round((last + 1) * 1000 / FPS)], boxes=boxes)


def op(do: str, id: str, **fields: Any) -> dict[str, Any]:
    return {"op": str(uuid.uuid4()), "do": do, "id": id, **fields}


def uncovered_pixels(film: Path, truths: Sequence[Sequence[Truth]]) -> list[tuple[int, int]]:
    """Face frames (frame, who) of the new film in which more than 3 % of the face does not have the cover's brightness."""
    import av

    bare = []
    with av.open(str(film)) as container:
        for n, frame in enumerate(container.decode(video=0)):
            grey = np.asarray(frame.to_ndarray(format="yuv420p"))[: SIZE[1], : SIZE[0]].astype(int)
            for face in truths[n]:
                if face.share >= LEAST_SHARE and (abs(grey[face.points[:, 1], face.points[:, 0]] - GREY) > 14).mean() > 0.03:
                    bare.append((n, face.who))
    return bare


if __name__ == "__main__":
    main()
