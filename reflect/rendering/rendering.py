"""A clip list to films: every clip, and one reel of all. Start reading at `render`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from reflect.errors import UsageError
from reflect.model import sound
from reflect.model.clip import ClipList
from reflect.rendering.making import Bench, discard, make_clip, make_clip_still
from reflect.rendering.manifest import WORK, Manifest
from reflect.rendering.outline import Outline
from reflect.rendering.planning import Ask, Shot, plan
from reflect.rendering.pool import Counter, Job, run, workers_for
from reflect.rendering.reel import make_reel
from reflect.rendering.values import Material, Options, Rendered, RenderedClip, Tell
from reflect.rendering.wording import REEL
from reflect.store.home import atomic_write, disk_errors

_REEL = f"{REEL}.mp4"
_REEL_SHARE = 0.25
"""What joining costs for each ms of film, as part of what cutting costs."""


def render(
    inputs: Mapping[str, Material],
    clips: ClipList,
    folder: Path,
    options: Options | None = None,
    progress: Tell | None = None,
    *,
    viewer: str,
    ask: Ask,
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
    outline = Outline(clips, shots, options)
    manifest = Manifest.read(folder, clips.id)
    if not options.force:
        manifest.require_free(outline.wanted)
    _prepare(folder)
    work = _Work(outline, folder, manifest)
    work.make(progress)
    manifest.tidy(outline.wanted)
    discard(work.bench)
    return work.result(warnings + outline.letters())


def _prepare(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Choose a folder with -o.")
    with disk_errors(folder, "choose another folder with -o"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / WORK).mkdir(mode=0o700, exist_ok=True)


@dataclass
class _Work:
    """One rendering on its way."""

    outline: Outline
    folder: Path
    manifest: Manifest
    threads: int = 0
    kept: int = 0
    copied: dict[int, float] = field(default_factory=dict)

    @property
    def options(self) -> Options:
        return self.outline.options

    @property
    def bench(self) -> Path:
        return self.folder / WORK

    def clip_path(self, shot: Shot) -> Path:
        """Where the clip's film lies when it is made: in the folder, or only on the bench when just the reel is wanted."""
        name = self.outline.name(shot)
        return self.folder / name if self.options.clips else self.bench / (self.outline.keys[shot.number] + Path(name).suffix)

    def make(self, progress: Tell | None) -> None:
        """Clips at once, then the reel, then the small files."""
        reel = self.options.reel and not self.ready(_REEL)
        self.kept += self.options.reel and not reel
        jobs = [job for shot in self.outline.shots if (job := self._clip_job(shot, reel)) is not None]
        reel_weight = self.outline.length_ms * _REEL_SHARE
        counter = Counter([*(job.weight for job in jobs), *([reel_weight] if reel else [])], progress)
        at_once, self.threads = workers_for(len(jobs), self.options.workers)
        run(jobs, counter, 0, at_once)
        if reel:
            run([Job(reel_weight, self._make_reel)], counter, len(jobs), 1)
        for shot in self.outline.shots if self.options.clips else ():
            self._still(shot)
        for name, text in self.outline.texts.items():
            if not self.ready(name):
                atomic_write(self.folder / name, text.encode("utf-8", "replace"))
                self.made(name)

    def ready(self, name: str) -> bool:
        return self.manifest.has(name, self.outline.wanted[name])

    def made(self, name: str) -> None:
        self.manifest.add(name, self.outline.wanted[name])

    def _clip_job(self, shot: Shot, reel: bool) -> Job | None:
        name = self.outline.name(shot)
        ready = self.ready(name) if self.options.clips else not reel or self.clip_path(shot).exists()
        self.kept += ready and self.options.clips
        return None if ready else Job(float(shot.span.duration_ms), partial(self._make_clip, shot))

    def _make_clip(self, shot: Shot, tell: sound.Progress) -> None:
        report = make_clip(shot, self.options, self.clip_path(shot), Bench(self.bench, self.threads), tell)
        self.copied[shot.number] = report.copied / report.pictures if report.pictures else 0.0
        if self.options.clips:
            self.made(self.outline.name(shot))
            self._still(shot)

    def _still(self, shot: Shot) -> None:
        name = f"{self.outline.base(shot)}.jpg"
        if shot.pictured and not self.ready(name):
            make_clip_still(shot, self.folder / name, self.clip_path(shot) if self.options.drawn_on(shot.number) else None)
            self.made(name)

    def _make_reel(self, tell: sound.Progress) -> None:
        workers = workers_for(len(self.outline.shots) + 1, self.options.workers)[0]
        make_reel(self.outline, self.clip_path, self.bench, self.folder / _REEL, workers, tell)
        self.made(_REEL)

    def result(self, warnings: list[str]) -> Rendered:
        reel = self.options.reel
        return Rendered(
            folder=self.folder,
            clips=tuple(self._rendered(shot) for shot in self.outline.shots) if self.options.clips else (),
            reel=self._there(_REEL),
            reel_ms=self.outline.length_ms if reel else 0,
            reel_subtitles=self._there(f"{REEL}.vtt"),
            reel_srt=self._there(f"{REEL}.srt"),
            warnings=tuple(warnings),
            kept=self.kept,
        )

    def _rendered(self, shot: Shot) -> RenderedClip:
        base = self.outline.base(shot)
        return RenderedClip(
            number=shot.number,
            clip=shot.clip,
            span=shot.span,
            path=self.folder / self.outline.name(shot),
            subtitles=self._there(f"{base}.vtt"),
            srt=self._there(f"{base}.srt"),
            still=self._there(f"{base}.jpg"),
            copied=self.copied.get(shot.number),
        )

    def _there(self, name: str) -> Path | None:
        return self.folder / name if name in self.outline.wanted else None
