"""Who is masked in what is made, and what is missing where somebody is not. It joins `reflect mask`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect import options
from reflect.cli.base import opened, print_json, recording_for
from reflect.cli.masking import Cameras, Look, mask, media_of
from reflect.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from reflect.masking.persons import Open, Standing
    from reflect.model.consent import Person
    from reflect.store.database import Store
    from reflect.store.values import Recording

Says = Annotated[
    list[str] | None, typer.Argument(metavar="[VOICE=PERSON]...", help="Say who a voice is, such as S1=K1.", show_default=False)
]
ChangedVoices = Annotated[
    list[str] | None, typer.Option("--voice-of", help="A person whose voice is changed; may be given more than once.", show_default=False)
]
AllVoices = Annotated[bool, typer.Option("--voices", help="The voice of everybody is changed.")]
PictureOnly = Annotated[bool, typer.Option("--no-sound", help="Nothing is heard.")]
SoundOnly = Annotated[bool, typer.Option("--no-picture", help="Nothing is seen.")]

WORDS = {
    "face_shown": "face is shown",
    "face_not_looked": "nobody looked for faces",
    "face_uncovered": "face is not covered",
    "face_undecided": "a face is undecided",
    "face_visible": "a face stays visible",
    "face_soft": "blur or pixels do not hide a face",
    "voice_heard": "voice is heard",
    "voice_unknown": "nobody said whose voice it is",
    "words_shown": "words can be read",
    "name_shown": "names are not hidden",
    "name_not_looked": "nobody looked for names",
    "name_undecided": "a name is undecided",
    "name_heard": "a name is heard",
}
"""Of `masking.persons.Why`, for a table."""
_MOST = 3


@mask.command(epilog="Examples:  reflect mask who r7k   |   reflect mask who r7k S1=K1 S2=C1   |   reflect mask who r7k --voice-of C1")
def who(
    id: options.Id,
    says: Says = None,
    start: options.Start = None,
    end: options.End = None,
    voice_of: ChangedVoices = None,
    all_voices: AllVoices = False,
    camera: Cameras = None,
    style: Look = None,
    no_picture: SoundOnly = False,
    no_sound: PictureOnly = False,
    format: options.TableFormat = "table",
) -> None:
    """Say who is masked when faces are covered and names hidden, and what is left of everybody else. Say who a voice is."""
    from reflect.masking import persons
    from reflect.model.mask import Style
    from reflect.store import consents

    as_json, span = options.table_or_json(format), options.part(start, end)
    if style is not None:
        options.one_of(style, tuple(Style), "--style")
    with opened() as store:
        recording = recording_for(store, id)
        for label, pseudonym in map(_said, says or ()):
            persons.say_voice(store, recording.id, label, person_of(store, pseudonym).id if pseudonym else "")
        made = persons.Rendition(
            picture=not no_picture,
            sound=not no_sound,
            style=None if style is None else Style(style),
            voices=frozenset(person_of(store, one).id for one in voice_of or ()),
            all_voices=all_voices,
            media=frozenset(media_of(recording, number) for number in camera or ()),
        )
        names = {p.id: p.pseudonym for p in consents.persons(store)}
        found = sorted(persons.standings(store, recording.id, span, made), key=lambda one: names[one.person_id])
        heard = persons.voices(store, recording.id)
    if as_json:
        people = [{"person": names[one.person_id], "masked": one.masked, "left": [_plain(o) for o in one.open]} for one in found]
        whose = [{"voice": v.label, "role": v.role, "person": names.get(v.person_id, ""), "said": v.said} for v in heard]
        print_json({"recording": recording.id, "people": people, "voices": whose})
        return
    _print(recording, found, names, [(v.label, v.role, names.get(v.person_id, "?"), v.said) for v in heard])


def _print(recording: Recording, found: list[Standing], names: dict[str, str], heard: list[tuple[str, str, str, bool]]) -> None:
    from reflect import terminal

    rows = [(names[one.person_id], "yes" if one.masked else "no", "; ".join(_left(one))) for one in found]
    terminal.print_table("", ("person", "masked", "what is left"), rows)
    if not rows:
        terminal.err.print(f"Nobody is written down. Begin with: reflect consent person {recording.id} C1", markup=False)
    for label, role, person, said in heard:
        why = "" if said or person == "?" else " (follows from the role)"
        terminal.err.print(f"Voice {label} ({role}): {person}{why}", markup=False)
    if any(person == "?" for *_, person, _ in heard):
        terminal.err.print(f"Say who a voice is: reflect mask who {recording.id} {heard[0][0]}=K1", markup=False)
    terminal.err.print("Masked is not anonymous: who knows a person knows them by their words too.")


def _left(one: Standing) -> list[str]:
    """A line for each thing that is left, with the first moments."""
    from reflect.model.span import clock_text

    out = []
    for why in one.whys:
        spans = [o.span for o in one.open if o.why is why]
        times = [f"{clock_text(s.start_ms, fraction=True)}-{clock_text(s.end_ms, fraction=True)}" for s in spans[:_MOST]]
        more = f" and {len(spans) - _MOST} more" if len(spans) > _MOST else ""
        out.append(f"{WORDS[why]}: {', '.join(times)}{more}")
    return out


def _plain(left: Open) -> dict[str, Any]:
    return {"why": str(left.why), "start_ms": left.span.start_ms, "end_ms": left.span.end_ms, "film": left.media_id}


def _said(text: str) -> tuple[str, str]:
    label, equals, pseudonym = text.partition("=")
    if not equals or not label.strip():
        raise UsageError(f"{text[:40]!r} says of no voice who it is. Write VOICE=PERSON, such as S1=K1; S1= takes it back.")
    return label.strip(), pseudonym.strip()


def person_of(store: Store, pseudonym: str) -> Person:
    """The person with this pseudonym, or NotFoundError."""
    from reflect.store import consents

    found = next((p for p in consents.persons(store) if p.pseudonym == pseudonym), None)
    if found is None:
        raise NotFoundError(f"There is no person {pseudonym[:40]!r}. Write them down first: reflect consent person ID {pseudonym[:20]}")
    return found


def changed(store: Store, voice_of: list[str] | None) -> frozenset[str] | None:
    """The persons whose voice is changed; None for everybody."""
    return frozenset(person_of(store, one).id for one in voice_of) if voice_of else None
