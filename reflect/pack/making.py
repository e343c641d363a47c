"""A session to a pack: gather, make the films, write the page, put all in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reflect import rendering
from reflect.errors import UsageError
from reflect.pack.gathering import all_clips, gather
from reflect.pack.page import html
from reflect.pack.passphrases import require_good
from reflect.pack.placing import PAGE, bench, clear_stale, require_free, write_folder
from reflect.pack.values import LANGUAGES, Content, Film, Gap, Line, Options, Packed, Tell, Why
from reflect.pack.words import README, readme
from reflect.pack.zipping import Entry, write_zip
from reflect.privacy import Purpose

if TYPE_CHECKING:
    from reflect.reflection import SessionFile
    from reflect.rendering import Material, Rendered, RenderedClip
    from reflect.store.database import Store

FILMS = "clips"
_FILMS_SHARE = 0.9
"""What making the films costs, as part of all work."""


def make(store: Store, file: SessionFile, target: Path, options: Options | None = None, tell: Tell | None = None, *, viewer: str) -> Packed:
    """The session as a zip when `target` ends in .zip, else as a folder.

    Raises UsageError for a session without clips, a target that is there, or a weak passphrase; NotFoundError when the target's folder
    is not there; MediaError and ToolError from the films; StoreError when there is no room. Then nothing lies at the target, and films
    that were made are used by the next run.
    """
    from reflect.store import disclosures

    options, tell = options or Options(), tell or (lambda part: None)
    zipped = target.suffix.lower() == ".zip"
    _require(file, options, zipped)
    require_free(target, options.force, zipped=zipped)
    clear_stale(target.parent)
    content = gather(store, file, viewer, options)
    with bench(store.home, file.session.id) as folder:
        made, inputs = _films(store, file, content, folder / FILMS, options, tell, viewer)
        there = {} if made is None else {clip.number: clip for clip in made.clips}
        content = _with_gaps(content, there)
        films = {number: _film(clip, inputs[clip.clip.recording_id]) for number, clip in there.items()}
        entries = _entries(html(content, films, options), there, options)
        size = sum(entry.size for entry in entries)

        def placed(part: float) -> None:
            tell(_FILMS_SHARE + (1 - _FILMS_SHARE) * part)

        shown = tuple(clip for clip in content.clips if clip.gap is None)
        out = {clip.number for clip in shown}
        clips = tuple(clip for number, clip in enumerate(all_clips(file).clips, start=1) if number in out)

        def leaving(sha256: str) -> None:
            disclosures.add(store, viewer, "pack", Purpose.REFLECTION, clips=clips, recipient=options.recipient, sha256=sha256)

        if zipped:
            write_zip(target, f"reflectie-{file.session.id[:8]}", entries, options.passphrase, placed, leaving)
        else:
            write_folder(target, entries, placed, leaving)
    gaps = tuple(clip.gap for clip in content.clips if clip.gap is not None)
    warnings, kept = (made.warnings, made.kept) if made else ((), 0)
    return Packed(target, len(there), size, gaps, warnings, kept, options.passphrase is not None)


def _require(file: SessionFile, options: Options, zipped: bool) -> None:
    if not file.clips:
        raise UsageError("This session has no clips yet. Choose fragments for it in the app first.")
    if options.language not in LANGUAGES:
        raise UsageError(f"--language {options.language} is not known. Give nl or en.")
    if options.passphrase is not None:
        require_good(options.passphrase)
        if not zipped:
            raise UsageError("Only a zip can be encrypted. Give a name that ends in .zip with -o.")


def _films(
    store: Store, file: SessionFile, content: Content, folder: Path, options: Options, tell: Tell, viewer: str
) -> tuple[Rendered | None, Mapping[str, Material]]:
    wanted = frozenset(clip.number for clip in content.clips if clip.gap is None)
    if not wanted:
        return None, {}
    from reflect.store import consents

    clips = all_clips(file)
    settings = rendering.Options(reel=False, language=options.language, skip_missing=True, only=wanted, workers=options.workers)
    inputs = rendering.of_store(store, replace(clips, clips=tuple(clips.clips[number - 1] for number in sorted(wanted))))
    ask = partial(consents.may_hand_out, store)
    made = rendering.render(inputs, clips, folder, settings, lambda progress: tell(_FILMS_SHARE * progress.part), viewer=viewer, ask=ask)
    return made, inputs


def _with_gaps(content: Content, there: Mapping[int, RenderedClip]) -> Content:
    """With a gap for each film that could not be made after all; then nothing of what was said about it comes along."""
    clips = tuple(
        clip if clip.gap or clip.number in there else replace(clip, said=(), gap=Gap(clip.number, Why.BROKEN)) for clip in content.clips
    )
    return replace(content, clips=clips)


def _film(clip: RenderedClip, material: Material) -> Film:
    lines: tuple[Line, ...] = ()
    if material.transcript is not None:
        said = rendering.said_in(material.transcript, clip.span)
        lines = tuple(
            Line(c.span.start_ms, c.span.end_ms, c.name, said.speaker(c.speaker).role, " ".join(c.words)) for c in rendering.cues_of(said)
        )
    still = f"{FILMS}/{clip.still.name}" if clip.still is not None else ""
    return Film(f"{FILMS}/{clip.path.name}", still, clip.span.duration_ms, lines)


def _entries(page: str, films: Mapping[int, RenderedClip], options: Options) -> list[Entry]:
    paths = [path for clip in films.values() for path in (clip.path, clip.still, clip.srt) if path is not None]
    return [
        Entry(README[options.language], readme(options.language, options.passphrase is not None), open=True),
        Entry(PAGE, page.encode()),
        *(Entry(f"{FILMS}/{path.name}", path) for path in paths),
    ]
