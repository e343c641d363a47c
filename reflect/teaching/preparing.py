"""A clip's film with everything hidden that was decided: faces covered, names silenced, voices moved. The only film that teaching renders.

The stretch is cut out of the film first, exactly, so nothing outside it is ever in a masked file. What is not ready is not made: a face
or a name that nobody decided about, or a stretch in which nobody looked for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.errors import MissingPackageError, NotFoundError
from reflect.model.mask import Decision, FaceTrack, Look, Mask, MaskKind
from reflect.model.span import Span
from reflect.rendering.manifest import key_of
from reflect.teaching import naming
from reflect.teaching.values import Wish

if TYPE_CHECKING:
    from reflect.masking.words import Placed
    from reflect.media.facts import VideoFacts
    from reflect.media.strips import Strip
    from reflect.model.speech import Transcript, Word
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

EDGE_MS = 320
"""A name that ends this shortly before the clip may still be heard in it; see `masking.words.edges`."""


class Unready(StrEnum):
    """What has to be done before a clip can be masked, as a key for the words on the screen."""

    FACES_NOT_LOOKED = "faces_not_looked"
    FACES_UNDECIDED = "faces_undecided"
    NAMES_NOT_LOOKED = "names_not_looked"
    NAMES_UNDECIDED = "names_undecided"


@dataclass(frozen=True, slots=True)
class Hiding:
    """What is hidden in a stretch, on the clock of a clip that begins where it does; `transcript` is of the whole talk, masked.

    `written` says whether words of the stretch are replaced in it. `names` are what must not be heard, and `stays` the words that are
    heard there as they were said.
    """

    faces: tuple[tuple[Span, FaceTrack], ...]
    sounds: tuple[Span, ...]
    voices: tuple[Span, ...] | None
    transcript: Transcript | None
    written: bool = False
    names: tuple[str, ...] = field(default=(), repr=False)
    stays: tuple[Word, ...] = field(default=(), repr=False)

    def anything(self, wish: Wish) -> bool:
        """Whether something is hidden at all: only then it may be called masked."""
        moved = wish.voice != 1.0 and (self.voices is None or bool(self.voices))
        return bool(self.faces or self.sounds or self.written or moved)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked for in a recording and decided about, read once for all stretches of it. `film` is None for sound without a picture.

    `tracks` are faces on the film and `looks` the stretches of it that were looked through; `masks` are of names. `folder` is for what
    can be found again.
    """

    film: MediaFile | None
    tracks: tuple[Mask, ...]
    looks: tuple[Span, ...]
    masks: tuple[Mask, ...]
    transcript: Transcript | None
    folder: Path

    @classmethod
    def at(cls, store: Store, recording: Recording) -> Looked:
        """As it is now."""
        from reflect.masking import faces
        from reflect.store import masks

        film = recording.film if recording.film is not None and _pictured(recording.film) else None
        tracks = faces.faces(store, recording.id, film.id) if film is not None else ()
        looks = tuple(m.span for m in faces.looks(store, recording.id) if m.data == Look(film.id)) if film is not None else ()
        names = masks.of_recording(store, recording.id, MaskKind.WORD, MaskKind.SOUND)
        return cls(film, tracks, looks, names, _talk(store, recording.id), store.home.work(recording.id))

    def unready(self, span: Span, *, names: bool = True) -> tuple[Unready, ...]:
        """What keeps this stretch from being masked; () when nothing does. Without `names` these are not looked for: it takes a moment."""
        return tuple(dict.fromkeys([*self._faces(span), *(self._names(_around(span)) if names else ())]))

    def _faces(self, span: Span) -> list[Unready]:
        from reflect.masking import faces
        from reflect.masking.persons.standing import without

        if self.film is None:
            return []
        out = [Unready.FACES_NOT_LOOKED] if without(span, self.looks) else []
        return out + ([Unready.FACES_UNDECIDED] if faces.undecided(m for m in self.tracks if m.span.overlap_ms(span)) else [])

    def _names(self, span: Span) -> list[Unready]:
        from reflect.masking import words
        from reflect.masking.words.placing import span_of

        if self.transcript is None:
            return [Unready.NAMES_NOT_LOOKED]
        part = replace(self.transcript, turns=tuple(t for t in self.transcript.turns if t.words and t.span.overlap_ms(span)))
        there = words.placed(self.masks, part)
        try:
            found = [hit for hit in naming.hits(part, self.folder) if span_of(part, hit.turn, hit.first, hit.last).overlap_ms(span)]
        except MissingPackageError:
            return [Unready.NAMES_NOT_LOOKED]
        missed = any(not any(one.meets(hit) for one in there) for hit in found)
        here = words.undecided(one for one in there if one.mask.span.overlap_ms(span))
        return ([Unready.NAMES_NOT_LOOKED] if missed else []) + ([Unready.NAMES_UNDECIDED] if here else [])


def _pictured(film: MediaFile) -> bool:
    """A film of which nothing is known may have a picture."""
    return not film.facts or bool(film.facts.get("video"))


def _talk(store: Store, recording_id: str) -> Transcript | None:
    from reflect.store import transcripts

    try:
        return transcripts.latest(store, recording_id).transcript
    except NotFoundError:
        return None


def _around(span: Span) -> Span:
    return Span(max(0, span.start_ms - EDGE_MS), span.end_ms + EDGE_MS)


def hiding(store: Store, recording: Recording, span: Span, wish: Wish) -> Hiding:
    """What is hidden in this stretch of the recording's film."""
    from reflect.masking import faces, persons, words

    film = recording.film
    tracks: Sequence[Mask] = faces.faces(store, recording.id, film.id) if film is not None else ()
    covered = faces.for_clip(faces.covers(tracks), span)
    transcript = _talk(store, recording.id)
    if transcript is None:
        return Hiding(covered, (), None, None)
    there = words.found(store, recording.id, transcript)
    silenced = [one for one in there if _confirmed(one) and one.name.sound]
    sounds = _in_clip((one.mask.span for one in silenced), span)
    voices = None if wish.voices is None else _in_clip(persons.voice_spans(store, recording.id, wish.voices), span)
    return Hiding(
        covered,
        sounds,
        voices,
        words.masked(transcript, [one.mask for one in there]),
        written=any(_confirmed(one) and one.turn >= 0 and one.mask.span.overlap_ms(span) for one in there),
        names=tuple(word.text for one in silenced for word in _words(transcript, one)),
        stays=_stays(transcript, there, span) if sounds else (),
    )


def _confirmed(one: Placed) -> bool:
    return one.mask.decision is Decision.CONFIRMED


def _words(transcript: Transcript, one: Placed) -> Sequence[Word]:
    return transcript.turns[one.turn].words[one.first : one.last + 1] if one.turn >= 0 else ()


def _stays(transcript: Transcript, there: Sequence[Placed], clip: Span) -> tuple[Word, ...]:
    """The words of the clip that may be heard, on its clock: of which a person said so, and those that are written small and are no name.

    A word with a capital that nobody decided about is left out: the recogniser writes names so, also those that it hears wrong.
    """
    from reflect.masking.words.listening import same_name, wanted_words

    decided = {id(word): _confirmed(one) and bool(one.name.sound) for one in there for word in _words(transcript, one)}
    names = wanted_words(word.text for one in there if _confirmed(one) and one.name.sound for word in _words(transcript, one))
    out = []
    for word in (word for turn in transcript.turns for word in turn.words if word.span.overlap_ms(clip)):
        silenced = decided.get(id(word))
        if silenced is False or (silenced is None and word.text[:1].islower() and not same_name(word.text, names)):
            out.append(replace(word, span=word.span.shifted(-clip.start_ms)))
    return tuple(out)


def _in_clip(spans: Any, clip: Span) -> tuple[Span, ...]:
    """What is heard in the clip of each, from 0 where the clip begins; what ends just before it still counts at its edge."""
    out = []
    for span in spans:
        if span.overlap_ms(_around(clip)):
            start = min(max(0, span.start_ms - clip.start_ms), clip.duration_ms - 1)
            out.append(Span(start, max(start + 1, min(span.end_ms - clip.start_ms, clip.duration_ms))))
    return tuple(out)


def key(recording: Recording, span: Span, hidden: Hiding, wish: Wish, stamp: str = "") -> str:
    """A hash of all that the masked film is made from."""
    film, sound = recording.film, _recorder(recording)
    made_from = [film.sha256 if film else "", sound.sha256 if sound else "", span.start_ms, span.end_ms]
    moved = [wish.voice, [[v.start_ms, v.end_ms] for v in hidden.voices] if hidden.voices is not None else None]
    how = [str(wish.style), wish.bleep, moved, stamp]
    return key_of("masked", made_from, list(map(repr, hidden.faces)), list(map(repr, hidden.sounds)), *how)


def make(
    recording: Recording, span: Span, hidden: Hiding, wish: Wish, target: Path, tell: Callable[[float], None], stamp: str = ""
) -> None:
    """Writes the stretch of the film with all of that hidden and `stamp` in every picture, as an MP4 that begins where the stretch does.

    The picture is encoded once, for the covers and the stamp together. MediaError and ToolError from the film, StoreError when the disk is
    full. What is on the way there is removed.
    """
    from reflect.masking import faces, words
    from reflect.media import probe
    from reflect.media.clips import Place, cut_clip

    film, recorder = recording.film, _recorder(recording)
    if film is None:
        raise NotFoundError(f"The film of {recording.id} is not on this disk. Bring it in again: reflect process FILE")
    raw, muted, png = (target.with_suffix(end) for end in (".1.mp4", ".2.flac", ".png"))
    try:
        sound = None if recorder is None else Place(recorder.path, recorder.offset_ms, recorder.drift_ppm)
        cut_clip(Place(film.path, film.offset_ms, film.drift_ppm), raw, span, sound=sound, progress=lambda part: tell(0.2 * part))
        info = probe(raw)
        changed = bool(info.audio and (hidden.sounds or wish.voice != 1.0))
        if changed:
            out = muted if info.video is not None else target
            how: dict[str, Any] = {"bleep": wish.bleep, "voice": wish.voice, "voices": hidden.voices}
            words.mask_sound(raw, out, hidden.sounds, **how, progress=lambda part: tell(0.2 + 0.2 * part))
        if info.video is not None and (hidden.faces or stamp or changed):
            strips = _stamped(stamp, info.video, span, png) if stamp else ()
            more: dict[str, Any] = {"sound": muted if changed else None, "strips": strips}
            faces.cover(raw, hidden.faces, target, wish.style, lambda part: tell(0.4 + 0.6 * part), **more)
        elif not changed:
            raw.replace(target)
    finally:
        for path in (raw, muted, png):
            path.unlink(missing_ok=True)
    tell(1.0)


def _stamped(text: str, video: VideoFacts, span: Span, png: Path) -> tuple[Strip, ...]:
    from reflect.media.strips import Strip
    from reflect.rendering.drawing import draw_stamp

    left, top = draw_stamp(text, (-(-video.width // 2) * 2, -(-video.height // 2) * 2), png)
    # It stands longer than the clip: the last picture too has it.
    return (Strip(str(png), 0, span.duration_ms + 1_000, left, top),)


def _recorder(recording: Recording) -> MediaFile | None:
    """A recorder that is heard instead of the film."""
    found = next((m for m in recording.media if m.kind.value == "audio"), None)
    return found if found is not None and found.path.is_file() else None
