"""A clip list to films: every clip, and one reel of all. Start reading at `render`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path

from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.media.clips import Look, cut_clip, join_clips
from reflect.model import sound
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span
from reflect.privacy import may_use
from reflect.rendering import fonts
from reflect.rendering.drawing import CardText
from reflect.rendering.making import Bench, discard, identity, make_clip, make_clip_still, make_text_card, recipe
from reflect.rendering.manifest import WORK, Manifest, key_of
from reflect.rendering.planning import Ask, Shot, plan
from reflect.rendering.pool import Counter, Job, run, workers_for
from reflect.rendering.values import CARD_MS, Material, Options, Rendered, RenderedClip, Subtitles, Tell
from reflect.rendering.wording import (
    REEL,
    file_name,
    one_after_another,
    question_card,
    said_in,
    sound_card,
    subtitle_files,
    title_card,
)
from reflect.store.home import atomic_write, disk_errors

_SOUND_ONLY_SIZE = (1280, 720)
_ELSEWHERE = "choose another folder with -o"


def render(
    inputs: Mapping[str, Material],
    clips: ClipList,
    folder: Path,
    options: Options | None = None,
    progress: Tell | None = None,
    *,
    viewer: str,
    ask: Ask = may_use,
) -> Rendered:
    """Renders the list into `folder`, which is made when it is not there.

    `inputs` are by recording id. What an earlier run made and what has not changed is kept; an interrupted run goes on where it was.
    Files of ours that no longer belong to the list are removed; a file that is not ours is never replaced, unless `force`.
    `progress` may raise `Stopped`. `ask` is asked for every clip before anything is made.

    Raises what `planning.plan` raises, UsageError for a file in the way, MediaError, ToolError and StoreError (the disk is full).
    """
    options = options or Options()
    if not (options.clips or options.reel):
        raise UsageError("Nothing is asked for: leave out --no-clips or --no-reel.")
    shots, warnings = plan(clips, inputs, options, viewer, ask)
    _prepare(folder)
    work = _Work(clips, shots, folder, options)
    if not options.force:
        work.manifest.require_free(work.wanted())
    work.make(progress)
    work.manifest.tidy(work.wanted())
    discard(work.bench)
    return work.result(warnings + work.letters())


def _prepare(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Choose a folder with -o.")
    with disk_errors(folder, _ELSEWHERE):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / WORK).mkdir(mode=0o700, exist_ok=True)


@dataclass(slots=True)
class _Work:
    """One rendering on its way."""

    clips: ClipList
    shots: Sequence[Shot]
    folder: Path
    options: Options
    manifest: Manifest = field(init=False)
    bench: Path = field(init=False)
    copied: dict[int, float] = field(default_factory=dict)
    kept: int = 0

    def __post_init__(self) -> None:
        self.manifest = Manifest.read(self.folder, self.clips.id)
        self.bench = self.folder / WORK

    def name(self, shot: Shot) -> str:
        base = file_name(shot.number, shot.clip, shot.material.book, self.options.language)
        return base + (".mp4" if shot.pictured else ".m4a")

    def key(self, shot: Shot) -> str:
        return key_of(*recipe(shot, self.options))

    def clip_path(self, shot: Shot) -> Path:
        """Where the clip's film lies when it is made: in the folder, or only on the bench when just the reel is wanted."""
        return self.folder / self.name(shot) if self.options.clips else self.bench / f"{self.key(shot)}{Path(self.name(shot)).suffix}"

    def wanted(self) -> dict[str, str]:
        """Every file of the folder when all is done, with the key of what it is made from."""
        out: dict[str, str] = {}
        for shot in self.shots if self.options.clips else ():
            base = Path(self.name(shot)).stem
            out[self.name(shot)] = self.key(shot)
            if shot.pictured:
                out[f"{base}.jpg"] = key_of("still", identity(shot.cameras[0]), shot.clip.span.middle_ms, shot.span.end_ms)
            out |= {base + end: key_of("subtitles", text) for end, text in self.subtitles(shot).items()}
        if self.options.reel:
            out[f"{REEL}.mp4"] = self.reel_key()
            out |= {REEL + end: key_of("subtitles", text) for end, text in self.reel_subtitles().items()}
        return out

    def subtitles(self, shot: Shot) -> dict[str, str]:
        transcript = shot.material.transcript
        if self.options.subtitles is not Subtitles.BESIDE or transcript is None:
            return {}
        said = said_in(transcript, shot.span)
        return subtitle_files(said) if said.turns else {}

    def make(self, progress: Tell | None) -> None:
        jobs = self._clip_jobs()
        reel = self.options.reel and not self.manifest.has(f"{REEL}.mp4", self.reel_key())
        self.kept += self.options.reel and not reel
        length_ms = float(self.length_ms())
        counter = Counter([*(job.weight for job in jobs), *([length_ms / 4] if reel else [])], progress)
        at_once, threads = workers_for(len(jobs), self.options.workers)
        self._threads = threads
        run(jobs, counter, 0, at_once)
        if reel:
            run([Job(length_ms / 4, self.make_reel)], counter, len(jobs), 1)
        self._texts()

    _threads: int = 0

    def _clip_jobs(self) -> list[Job]:
        out = []
        for shot in self.shots:
            path = self.clip_path(shot)
            ready = self.manifest.has(path.name, self.key(shot)) if self.options.clips else path.exists()
            if ready:
                self.kept += 1
            elif self.options.clips or self.options.reel:
                out.append(Job(float(shot.span.duration_ms), partial(self._make_clip, shot)))
        return out

    def _make_clip(self, shot: Shot, tell: sound.Progress) -> None:
        path = self.clip_path(shot)
        report = make_clip(shot, self.options, path, Bench(self.bench, self._threads), tell)
        self.copied[shot.number] = report.copied / report.pictures if report.pictures else 0.0
        if self.options.clips:
            self.manifest.add(path.name, self.key(shot))

    def _texts(self) -> None:
        """Stills and subtitles: small, made last."""
        wanted = self.wanted()
        for shot in self.shots if self.options.clips else ():
            base = Path(self.name(shot)).stem
            if shot.pictured and not self.manifest.has(f"{base}.jpg", wanted[f"{base}.jpg"]):
                make_clip_still(shot, self.folder / f"{base}.jpg")
                self.manifest.add(f"{base}.jpg", wanted[f"{base}.jpg"])
            self._write(base, self.subtitles(shot), wanted)
        if self.options.reel:
            self._write(REEL, self.reel_subtitles(), wanted)

    def _write(self, base: str, texts: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        for end, text in texts.items():
            if not self.manifest.has(base + end, wanted[base + end]):
                atomic_write(self.folder / (base + end), text.encode("utf-8", "replace"))
                self.manifest.add(base + end, wanted[base + end])

    def length_ms(self) -> int:
        cards = (len(self.shots) + 1) * CARD_MS if self.options.cards else 0
        return cards + sum(shot.span.duration_ms for shot in self.shots)

    def begins_ms(self) -> dict[int, int]:
        """Where each clip begins in the reel."""
        at, out = CARD_MS if self.options.cards else 0, {}
        for shot in self.shots:
            at += CARD_MS if self.options.cards else 0
            out[shot.number] = at
            at += shot.span.duration_ms
        return out

    def reel_key(self) -> str:
        cards = [self.clips.title, *(question_card(*self._card(shot)) for shot in self.shots)] if self.options.cards else []
        return key_of("reel", [self.key(shot) for shot in self.shots], cards, [shot.pictured for shot in self.shots])

    def reel_subtitles(self) -> dict[str, str]:
        if self.options.subtitles is not Subtitles.BESIDE:
            return {}
        begins = self.begins_ms()
        parts = [
            (said_in(shot.material.transcript, shot.span), begins[shot.number])
            for shot in self.shots
            if shot.material.transcript is not None
        ]
        said = one_after_another(parts, self.length_ms())
        return {} if said is None else subtitle_files(said)

    def _card(self, shot: Shot) -> tuple[int, int, Clip, Codebook | None, str]:
        return shot.number, len(self.clips.clips), shot.clip, shot.material.book, self.options.language

    def size(self) -> tuple[int, int]:
        """The size that most of the reel's time has already."""
        times: dict[tuple[int, int], int] = {}
        for shot in self.shots:
            video = shot.info.video
            if video is not None and len(shot.cameras) == 1:
                size = (-(-video.width // 2) * 2, -(-video.height // 2) * 2)
                times[size] = times.get(size, 0) + shot.span.duration_ms
        return max(times, key=lambda size: times[size], default=_SOUND_ONLY_SIZE)

    def make_reel(self, tell: sound.Progress) -> None:
        """Cards are drawn, what is of another size is made to fit, and all is put one after the other."""
        size = self.size()
        rate = Fraction(max((s.info.video.fps or 25.0 for s in self.shots if s.info.video), default=25.0)).limit_denominator(1001)
        pieces: list[tuple[Path, int]] = []
        if self.options.cards:
            title = title_card(self.clips.title, len(self.shots), self.options.language)
            pieces.append((self._carded("title", title, CARD_MS, size, rate), CARD_MS))
        for shot in self.shots:
            if self.options.cards:
                pieces.append((self._carded(f"card{shot.number:03d}", question_card(*self._card(shot)), CARD_MS, size, rate), CARD_MS))
            pieces.append((self._piece(shot, size, rate), shot.span.duration_ms))
        tell(0.1)
        for _ in range(2):
            misfits = join_clips(pieces, size, self.folder / f"{REEL}.mp4", lambda part: tell(0.4 + 0.6 * part))
            if not misfits:
                self.manifest.add(f"{REEL}.mp4", self.reel_key())
                return
            pieces = self._fitted(pieces, misfits, size, tell)
        raise UsageError("The clips cannot be joined into one film. Render them without a reel: --no-reel.")

    def _carded(self, name: str, card: CardText, length_ms: int, size: tuple[int, int], rate: Fraction, heard: Path | None = None) -> Path:
        target = self.bench / f"{name}.mp4"
        make_text_card(card, size, length_ms, rate, target, heard=heard)
        return target

    def _piece(self, shot: Shot, size: tuple[int, int], rate: Fraction) -> Path:
        path = self.clip_path(shot)
        if shot.pictured:
            return path
        card = sound_card(*self._card(shot))
        return self._carded(f"sound{shot.number:03d}", card, shot.span.duration_ms, size, rate, heard=path)

    def _fitted(
        self, pieces: list[tuple[Path, int]], misfits: list[int], size: tuple[int, int], tell: sound.Progress
    ) -> list[tuple[Path, int]]:
        out = list(pieces)
        for n, number in enumerate(misfits):
            path, length_ms = pieces[number]
            target = self.bench / f"fit{number:03d}.mp4"
            part = lambda p, n=n: tell(0.1 + 0.3 * (n + p) / len(misfits))  # noqa: E731
            cut_clip(path, target, Span(0, length_ms), Look(size=size), progress=part)
            out[number] = (target, length_ms)
        return out

    def letters(self) -> list[str]:
        """About signs that no font here has."""
        text = self.clips.title if self.options.cards and self.options.reel else ""
        for shot in self.shots:
            text += shot.clip.question if self.options.cards and self.options.reel else ""
            if self.options.subtitles is Subtitles.BURNED and shot.material.transcript is not None:
                text += " ".join(word.text for word in said_in(shot.material.transcript, shot.span).words)
        said = fonts.warning(text)
        return [said] if said else []

    def result(self, warnings: list[str]) -> Rendered:
        reel = self.options.reel
        return Rendered(
            folder=self.folder,
            clips=tuple(self._rendered(shot) for shot in self.shots) if self.options.clips else (),
            reel=self.folder / f"{REEL}.mp4" if reel else None,
            reel_ms=self.length_ms() if reel else 0,
            reel_subtitles=self._there(f"{REEL}.vtt") if reel else None,
            reel_srt=self._there(f"{REEL}.srt") if reel else None,
            warnings=tuple(warnings),
            kept=self.kept,
        )

    def _rendered(self, shot: Shot) -> RenderedClip:
        base = Path(self.name(shot)).stem
        return RenderedClip(
            number=shot.number,
            clip=shot.clip,
            span=shot.span,
            path=self.folder / self.name(shot),
            subtitles=self._there(f"{base}.vtt"),
            srt=self._there(f"{base}.srt"),
            still=self._there(f"{base}.jpg"),
            copied=self.copied.get(shot.number),
        )

    def _there(self, name: str) -> Path | None:
        return self.folder / name if name in self.manifest.files else None
