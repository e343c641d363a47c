"""A set to films, a reel or a pack: decide, mask, render, write down, put in its place."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reflect import rendering
from reflect.errors import NotAllowedError, ReflectError, Stopped, UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.clip import Clip, ClipList
from reflect.model.consent import Purpose
from reflect.model.teaching import Made, Making
from reflect.pack.passphrases import require_good
from reflect.pack.placing import bench, clear_stale, require_free, write_folder
from reflect.pack.zipping import Entry, Leaving, write_zip
from reflect.privacy import Allowed
from reflect.store.checking import sha256_of
from reflect.store.home import remove
from reflect.teaching import preparing
from reflect.teaching.deciding import Deciding, as_clip
from reflect.teaching.listening import Listened, Listener
from reflect.teaching.looking import SetFile, ShownClip, set_file
from reflect.teaching.paper import FILMS, NAMES, page, readme, readme_name, stamp
from reflect.teaching.said import said
from reflect.teaching.values import Gap, MadeOf, Tell, Wish

if TYPE_CHECKING:
    from reflect.rendering import Material, Rendered
    from reflect.store.database import Store

_MASKING, _LISTENING, _RENDERING = 0.5, 0.25, 0.2
"""What masking, listening and rendering cost, as parts of all work."""
_MASKED, _RENDERED = _MASKING + _LISTENING, _MASKING + _LISTENING + _RENDERING


def make(
    store: Store,
    set_id: str,
    wish: Wish,
    target: Path | None = None,
    tell: Tell | None = None,
    *,
    viewer: str,
    closed: Collection[str] = (),
) -> MadeOf:
    """What `wish` says, at `target` (a name that ends in .zip is a zip, any other a folder), or in the data folder.

    Clips that may not be used, or that are not ready to be masked, stay out and are named in the answer. UsageError for a set without
    clips, one that has to be confirmed, or a wish that cannot be; NotAllowedError when no clip may be used, or somebody took a yes back
    meanwhile; InputError when a name is still heard in a masked clip; MediaError, ToolError and StoreError from the work, and what `tell`
    raises. Then nothing lies at the target and nothing was written down.
    """
    from reflect.store import makings

    today, tell = date.today(), tell or (lambda part: None)
    file = require_makable(store, set_id, wish, target, viewer=viewer, closed=closed)
    makings.expire(store, today)
    makings.tidy(store)
    with bench(store.home, f"leerset-{set_id}") as folder:
        work = _Work(store, file, wish, folder, viewer, closed, tell)
        try:
            work.render()
        except (ReflectError, OSError) as error:
            if not isinstance(error, Stopped):
                work.require_still()  # whose yes ends, their films go: that is the reason then
            raise
        work.require_still()
        return work.deliver(target)


def require_makable(
    store: Store, set_id: str, wish: Wish, target: Path | None = None, *, viewer: str, closed: Collection[str] = ()
) -> SetFile:
    """The set as it would be made; what `make` refuses before it begins is refused, and clips that stay out are in the audit."""
    today = date.today()
    wish = wish.checked(today)
    file = set_file(store, set_id, viewer, today, closed, wish.rendition())
    _write_refusals(store, file, viewer)
    _require(file, wish, target)
    return file


def _write_refusals(store: Store, file: SetFile, viewer: str) -> None:
    """Every clip that stays out, in the audit."""
    from reflect.store import views

    for shown in file.clips:
        recording = shown.decision.recording
        if recording is not None and not shown.decision.allowed:
            views.refused(store, viewer, recording.id, Purpose.TRAINING, [str(reason.why) for reason in shown.decision.reasons])


def _require(file: SetFile, wish: Wish, target: Path | None) -> None:
    if not file.clips:
        raise UsageError("This set has no clips yet. Choose fragments for it first.")
    if file.set.closed:
        raise UsageError("This set was closed, so nothing is made of it. Open it again first.")
    if file.stale:
        raise UsageError("Nobody confirmed this set for a year. Look whether it may still be used, then confirm it: reflect teach confirm")
    if all(not s.decision.allowed for s in file.clips):
        why = ", ".join(dict.fromkeys(r.why.replace("_", " ") for s in file.clips for r in s.decision.reasons))
        raise NotAllowedError(f"None of the {len(file.clips)} clips may be used: {why}. See: reflect teach show {file.set.id[:8]}")
    if wish.passphrase is not None:
        require_good(wish.passphrase)
        if wish.what is Made.REEL or (target is not None and target.suffix.lower() != ".zip"):
            raise UsageError("Only a zip can be encrypted. Give a name that ends in .zip with -o.")
    if target is not None:
        require_free(target, wish.force, zipped=target.suffix.lower() == ".zip")
        clear_stale(target.parent)


@dataclass
class _Work:
    """One making on its way. `rendered` has the films, by the number of their clip."""

    store: Store
    file: SetFile
    wish: Wish
    folder: Path
    viewer: str
    closed: Collection[str]
    tell: Tell

    def render(self) -> None:
        """Masked films first, then somebody listens to them, then everything that is made of them."""
        self.materials: dict[str, Material] = {}
        self.hidden: dict[int, preparing.Hiding] = {}
        self.usable = [s for s in self.file.clips if s.decision.allowed]
        self.said = {s.number: self._said(s) for s in self.usable}
        for at, shown in enumerate(self.usable):
            self._mask(shown, self._step(0.0, _MASKING, at))
        self._listen()
        self.rendered: Rendered = rendering.render(
            self.materials,
            self._list(),
            self.folder / FILMS,
            self._options(),
            lambda progress: self.tell(_MASKED + _RENDERING * progress.part),
            viewer=self.viewer,
            ask=lambda clip, purpose, viewer: Allowed(),  # decided above, with who is masked
        )

    def _listen(self) -> None:
        """InputError when a name is still heard."""
        self.listener = Listener(self.store.home.models)
        for at, shown in enumerate(self.usable):
            span = shown.decision.shown
            if span is not None:
                path = self.materials[shown.clip.id].cameras[0].path
                self.listener.listen(shown.number, path, self.hidden[shown.number], span, self._step(_MASKING, _LISTENING, at))
        self.listener.require_silent()

    def _step(self, begun: float, share: float, at: int) -> Tell:
        """Tells how far a piece of work is that has an equal share for every clip."""
        return lambda part: self.tell(begun + share * (at + part) / len(self.usable))

    @property
    def masked(self) -> bool:
        """Whether something is hidden in one of the clips."""
        return any(hidden.anything(self.wish) for hidden in self.hidden.values())

    def _said(self, shown: ShownClip) -> tuple[str, ...]:
        span = shown.decision.shown
        return said(self.store, shown.clip, span) if self.wish.feedback and span is not None else ()

    def _mask(self, shown: ShownClip, tell: Tell) -> None:
        """The clip's masked film, as the material of a recording of its own: two clips of one film are hidden apart."""
        recording, span = shown.decision.recording, shown.decision.shown
        if recording is None or span is None:
            raise NotAllowedError(f"Clip {shown.number} may not be used. See: reflect teach show {self.file.set.id[:8]}")
        hidden = self.hidden[shown.number] = preparing.hiding(self.store, recording, span, self.wish)
        text = stamp(self.wish, hidden.anything(self.wish))
        key = preparing.key(recording, span, hidden, self.wish, text)
        path = self.folder / f"{key}.mp4"
        if not path.exists():
            preparing.make(recording, span, hidden, self.wish, path, tell, text)
        source = rendering.Source(path, "the film", float(span.start_ms), 0.0, key)
        material = rendering.of_recording(self.store, recording.id)
        self.materials[shown.clip.id] = replace(material, cameras=(source,), sound=None, transcript=hidden.transcript)

    def _list(self) -> ClipList:
        """Every clip of the set, so that numbers stay; each stands for a recording of its own."""
        found = self.file.set
        clips = tuple(replace(self._clip(s), recording_id=s.clip.id) for s in self.file.clips)
        return ClipList(found.id, one_line(found.title), clips, found.made_by, found.revision)

    def _clip(self, shown: ShownClip) -> Clip:
        """Where the theme is asked, it stands on no card and in no name of a file."""
        clip = as_clip(shown.clip)
        return replace(clip, code="") if self.file.set.ask_theme else clip

    def _options(self) -> rendering.Options:
        reel = self.wish.what is Made.REEL
        words = {"nl": "De cliënt zegt", "en": "The client says"}[self.wish.language]
        return rendering.Options(
            clips=not reel,
            reel=reel,
            language=self.wish.language,
            purpose=Purpose.TRAINING,
            only=frozenset(s.number for s in self.usable),
            workers=self.wish.workers,
            stamp=stamp(self.wish),
            stamps={number: stamp(self.wish, hidden.anything(self.wish)) for number, hidden in self.hidden.items()},
            stamped=True,
            after={number: f"{words}: {' '.join(texts)}" for number, texts in self.said.items() if texts} if reel else {},
        )

    def deliver(self, target: Path | None) -> MadeOf:
        """Write down that it leaves, when it is whole and before anybody can find it."""
        making = Making(
            id=str(uuid.uuid4()),
            at=datetime.now(UTC),
            who=self.viewer,
            what=str(self.wish.what),
            purpose=Purpose.TRAINING,
            recipient=one_line(self.wish.recipient),
            expires_on=self.wish.expires_on,
            sha256="",
            disclosure=0,
            recording_ids=tuple(sorted({s.clip.recording_id for s in self.usable})),
            set_id=self.file.set.id,
            folder="" if target is not None else uuid.uuid4().hex,
            files=self._files(),
        )
        kept: list[Making] = []

        def leaving(sha256: str) -> None:
            kept.append(self._write_down(making, sha256))

        where = self._place(making, target, leaving)
        gaps = tuple(
            Gap(s.number, tuple(dict.fromkeys(r.why for r in s.decision.reasons))) for s in self.file.clips if not s.decision.allowed
        )
        warnings = (*self.rendered.warnings, *self.listener.warnings)
        locked, listened = self.wish.passphrase is not None, str(self.listener.state)
        return MadeOf(where, kept[0], len(self.usable), gaps, warnings, locked, self.masked, listened)

    def require_still(self) -> None:
        """Making takes minutes: whoever took a yes back meanwhile is in nothing that leaves, and in nothing that waits for the next run."""
        deciding = Deciding(self.store, self.viewer, self.closed, self.wish.rendition())
        gone = [str(s.number) for s in self.usable if not deciding.of(s.clip).allowed]
        if gone:
            remove(self.folder)
            raise NotAllowedError(f"Nothing was made: clip {', '.join(gone)} may not be used any more. Look at the set and make it again.")

    def _write_down(self, making: Making, sha256: str) -> Making:
        from reflect.store import disclosures, makings

        clips = [as_clip(s.clip) for s in self.usable]
        unheard = ", nobody listened for names" if self.listener.state is Listened.NOBODY else ""
        what = f"teaching {making.what}{unheard}"
        more = {"recipient": making.recipient, "sha256": sha256, "expires_on": making.expires_on}
        number = disclosures.add(self.store, self.viewer, what, Purpose.TRAINING, clips=clips, **more)  # type: ignore[arg-type]
        making = replace(making, sha256=sha256, disclosure=number)
        makings.add(self.store, making)
        return making

    def _files(self) -> Mapping[str, tuple[str, int, int]]:
        """The films of the clips by their ids, each with the stretch that it shows."""
        spans = {s.clip.id: s.decision.shown for s in self.usable}
        names = {c.clip.recording_id: f"{FILMS}/{c.path.name}" for c in self.rendered.clips}
        return {id: (names.get(id, ""), span.start_ms, span.end_ms) for id, span in spans.items() if span is not None}

    def _place(self, making: Making, target: Path | None, leaving: Leaving) -> Path:
        entries, rest = self._entries(), 1 - _RENDERED

        def told(part: float) -> None:
            self.tell(_RENDERED + rest * part)

        if target is None:
            return self._ready(self.store.home.made(making.folder), entries, leaving, told)
        if target.suffix.lower() == ".zip":
            write_zip(target, self._inside, entries, self.wish.passphrase, told, leaving)
        else:
            write_folder(target, entries, told, leaving)
        return target

    @property
    def _inside(self) -> str:
        """The folder in a zip."""
        return f"leerset-{self.file.set.id[:8]}"

    def _ready(self, folder: Path, entries: Sequence[Entry], leaving: Leaving, told: Tell) -> Path:
        """In the data folder: the films, for trainees at this machine, and beside them the file to take along."""
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        path = folder / NAMES[self.wish.what]
        try:
            write_folder(folder, entries, told)
            if self.wish.what is Made.REEL:
                leaving(sha256_of(path))
            else:
                write_zip(path, self._inside, entries, self.wish.passphrase, told, leaving)
        except BaseException:
            remove(folder)
            raise
        return path

    def _entries(self) -> list[Entry]:
        wish, made = self.wish, self.rendered
        if wish.what is Made.REEL:
            paths = [path for path in (made.reel, made.reel_subtitles, made.reel_srt) if path is not None]
            return [*(Entry(path.name, path) for path in paths), Entry(readme_name(wish), readme(wish, self.masked), open=True)]
        paths = [path for clip in made.clips for path in (clip.path, clip.still, clip.srt, clip.subtitles) if path is not None]
        films = [Entry(f"{FILMS}/{path.name}", path) for path in paths]
        pages: Sequence[Entry] = ()
        if wish.what is Made.PACK:
            pages = [Entry("index.html", page(self.file, self.usable, made, self.materials, self.said, wish, self.masked).encode())]
        return [Entry(readme_name(wish), readme(wish, self.masked), open=True), *pages, *films]
