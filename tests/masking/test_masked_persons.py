"""Who is masked: each thing that is written down of a person has to be hidden for the whole stretch, and what may be theirs counts."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.masking.persons import Known, Names, Picture, Rendition, Why, standing
from reflect.model.consent import Appearance
from reflect.model.mask import Box, Decision, FaceTrack, Look, Mask, MaskKind, Style
from reflect.model.span import Span

CLIP = Span(10_000, 20_000)
FILM, CAMERA = "m1", "m2"
K, C = "p-klantmanager", "p-client"


def appears(person: str, span: Span | None = None, **fields: bool) -> Appearance:
    return Appearance(str(uuid.uuid4()), "r1", person, "client", span, **{"face": True, "voice": False, "named": False, **fields})


def face(person: str = C, start_ms: int = 9_000, end_ms: int = 21_000, decision: Decision = Decision.CONFIRMED, **fields: object) -> Mask:
    track = FaceTrack(FILM, (Box(start_ms, 0.4, 0.3, 0.1, 0.2),), person=person)
    return Mask(str(uuid.uuid4()), "r1", MaskKind.FACE, Span(start_ms, end_ms), replace(track, **fields), decision)  # type: ignore[arg-type]


def look(person: str = "", start_ms: int = 0, end_ms: int = 60_000, media: str = FILM) -> Mask:
    return Mask(str(uuid.uuid4()), "r1", MaskKind.LOOK, Span(start_ms, end_ms), Look(media, person), Decision.CONFIRMED)


def known(*masks: Mask, who: Appearance | None = None, heard: list[tuple[int, int, str]] | None = None, **fields: object) -> Known:
    spoken = None if heard is None else tuple((Span(a, b), person) for a, b, person in heard)
    there = (who or appears(C), appears(K, voice=True))
    whole = {"pictures": (Picture(FILM, Span(0, 60_000)),), "appearances": there, **fields}
    return Known(60_000, masks=masks, heard=spoken, **whole)  # type: ignore[arg-type]


def left(found: Known, made: Rendition | None = None, person: str = C, span: Span | None = CLIP) -> list[tuple[str, int, int]]:
    one = next(s for s in standing(found, span, made or Rendition()) if s.person_id == person)
    assert one.masked is (not one.open)
    return [(str(o.why), o.span.start_ms, o.span.end_ms) for o in one.open]


FACES: dict[str, tuple[list[Mask], Rendition, list[tuple[str, int, int]]]] = {
    "covered all along": ([look(), face()], Rendition(), []),
    "a track without a film is the recording's own": ([face(media_id="")], Rendition(), []),
    "nobody looked": ([], Rendition(), [("face_not_looked", 10_000, 20_000)]),
    "looked, and no track is theirs": ([look(), face("")], Rendition(), [("face_uncovered", 10_000, 20_000)]),
    "looked through in part": (
        [look("", 0, 14_000)],
        Rendition(),
        [("face_uncovered", 10_000, 14_000), ("face_not_looked", 14_000, 20_000)],
    ),
    "another is covered": ([look(), face(K)], Rendition(), [("face_uncovered", 10_000, 20_000)]),
    "one picture short": ([look(), face(end_ms=19_960)], Rendition(), [("face_uncovered", 19_960, 20_000)]),
    "in two pieces that meet": ([look(), face(end_ms=15_000), face(start_ms=15_000)], Rendition(), []),
    "in two pieces with a gap": ([look(), face(end_ms=15_000), face(start_ms=15_001)], Rendition(), [("face_uncovered", 15_000, 15_001)]),
    "out of the picture in between, somebody says": (
        [look(), face(end_ms=13_000), look(C, 13_000, 16_000), face(start_ms=16_000)],
        Rendition(),
        [],
    ),
    "somebody else is out of the picture": ([look(), look(K)], Rendition(), [("face_uncovered", 10_000, 20_000)]),
    "undecided": ([look(), face(decision=Decision.PROPOSED)], Rendition(), [("face_undecided", 10_000, 20_000)]),
    "rejected": ([look(), face(decision=Decision.REJECTED)], Rendition(), [("face_uncovered", 10_000, 20_000)]),
    "deleted": ([look(), replace(face(), deleted=True)], Rendition(), [("face_uncovered", 10_000, 20_000)]),
    "an undecided one of nobody beside it": (
        [face(), face("", 12_000, 13_000, Decision.PROPOSED)],
        Rendition(),
        [("face_undecided", 12_000, 13_000)],
    ),
    "an undecided one of somebody else": ([face(), face(K, decision=Decision.PROPOSED)], Rendition(), []),
    "visible": ([look(), face(visible=True)], Rendition(), [("face_visible", 10_000, 20_000)]),
    "visible for a moment, though covered as well": (
        [face(), face(start_ms=11_000, end_ms=12_000, visible=True)],
        Rendition(),
        [("face_visible", 11_000, 12_000)],
    ),
    "somebody was to stay visible, and nobody said who: that face is covered": ([face(), face("", visible=True)], Rendition(), []),
    "somebody visible who is not on the recording": ([face(), face("p-x", visible=True)], Rendition(), [("face_visible", 10_000, 20_000)]),
    "somebody else stays visible": ([face(), face(K, visible=True)], Rendition(), []),
    "blurred": ([face(style=Style.BLUR)], Rendition(), [("face_soft", 10_000, 20_000)]),
    "blurred, made solid": ([face(style=Style.BLUR)], Rendition(style=Style.SOLID), []),
    "solid, made blurred": ([face()], Rendition(style=Style.BLUR), [("face_soft", 10_000, 20_000)]),
    "a cover without a box": ([look(), face(boxes=())], Rendition(), [("face_uncovered", 10_000, 20_000)]),
    "faces are not covered": ([look(), face()], Rendition(faces=False), [("face_shown", 10_000, 20_000)]),
    "no picture": ([], Rendition(picture=False), []),
    "on another film": ([look(), face(media_id=CAMERA)], Rendition(), [("face_uncovered", 10_000, 20_000)]),
}


@pytest.mark.parametrize("case", FACES)
def test_a_face_is_covered_for_the_whole_stretch_or_the_person_is_not_masked(case: str) -> None:
    masks, made, expected = FACES[case]
    assert left(known(*masks), made) == expected


def test_every_film_that_is_shown_counts_and_only_while_it_has_a_picture() -> None:
    pictures = (Picture(FILM, Span(0, 60_000)), Picture(CAMERA, Span(12_000, 60_000)))
    found = known(look(), face(), pictures=pictures)
    assert left(found) == []
    both = Rendition(media=frozenset({FILM, CAMERA}))
    assert left(found, both) == [("face_not_looked", 12_000, 20_000)]
    assert left(known(face(), face(media_id=CAMERA, start_ms=12_000), pictures=pictures), both) == []
    assert left(known(face(media_id=CAMERA), pictures=pictures), Rendition(media=frozenset({CAMERA}))) == []


def test_only_where_a_person_appears_has_anything_to_be_hidden() -> None:
    assert left(known(face(start_ms=12_000), who=appears(C, Span(12_000, 60_000)))) == []
    elsewhere = known(who=appears(C, Span(30_000, 60_000)))
    assert [s.person_id for s in standing(elsewhere, CLIP, Rendition())] == [K], "who is not there is not told of"
    twice = known(face(), appearances=(appears(C, Span(0, 15_000)), appears(C, Span(15_000, 60_000), face=False, voice=True)), heard=None)
    assert left(twice) == [("voice_unknown", 15_000, 20_000)]
    assert left(known(look()), span=Span(15_000, 15_000)) == [("face_uncovered", 15_000, 15_001)], "a moment is a picture"


def test_a_track_that_is_said_to_be_theirs_counts_though_no_face_was_written_down() -> None:
    found = known(face(visible=True), who=appears(C, face=False, voice=True), heard=[(0, 1_000, C)])
    assert left(found) == [("face_visible", 10_000, 20_000)]


VOICES: dict[str, tuple[list[tuple[int, int, str]] | None, Rendition, list[tuple[str, int, int]]]] = {
    "no transcript": (None, Rendition(), [("voice_unknown", 10_000, 20_000)]),
    "no transcript, their voice is changed": (None, Rendition(voices=frozenset({C})), [("voice_unknown", 10_000, 20_000)]),
    "no transcript, all sound is changed": (None, Rendition(all_voices=True), []),
    "heard": ([(12_000, 14_000, C)], Rendition(), [("voice_heard", 11_680, 14_320)]),
    "heard, another's is changed": ([(12_000, 14_000, C)], Rendition(voices=frozenset({K})), [("voice_heard", 11_680, 14_320)]),
    "heard and changed": ([(12_000, 14_000, C)], Rendition(voices=frozenset({C})), []),
    "heard and hardly changed": ([(12_000, 14_000, C)], Rendition(voices=frozenset({C}), voice=0.95), [("voice_heard", 11_680, 14_320)]),
    "all is hardly changed": ([(12_000, 14_000, C)], Rendition(all_voices=True, voice=1.0), [("voice_heard", 11_680, 14_320)]),
    "heard just before": ([(2_000, 9_800, C)], Rendition(), [("voice_heard", 10_000, 10_120)]),
    "heard elsewhere": ([(2_000, 9_000, C), (11_000, 19_000, K)], Rendition(), []),
    "nobody said which voice": ([(11_000, 19_000, K)], Rendition(), [("voice_unknown", 10_000, 20_000)]),
    "somebody speaks and nobody said who": (
        [(0, 1_000, C), (12_000, 13_000, "")],
        Rendition(voices=frozenset({C})),
        [("voice_unknown", 11_680, 13_320)],
    ),
    "who speaks is not on the recording": ([(0, 1_000, C), (12_000, 13_000, "p-x")], Rendition(), [("voice_unknown", 11_680, 13_320)]),
    "no sound": ([(12_000, 14_000, C)], Rendition(sound=False), []),
    "their words can be read": ([(12_000, 14_000, C)], Rendition(sound=False, text=True), [("words_shown", 11_680, 14_320)]),
    "others' words can be read": ([(0, 1_000, C), (12_000, 14_000, K)], Rendition(sound=False, text=True), []),
}


@pytest.mark.parametrize("case", VOICES)
def test_a_voice_is_changed_wherever_it_may_be_heard(case: str) -> None:
    heard, made, expected = VOICES[case]
    assert left(known(who=appears(C, face=False, voice=True), heard=heard), made) == expected


NAMES: dict[str, tuple[Names | None, Rendition, list[tuple[str, int, int]]]] = {
    "not looked for": (None, Rendition(), [("name_not_looked", 10_000, 20_000)]),
    "none is left": (Names(), Rendition(), []),
    "undecided": (Names((Span(12_000, 12_500),)), Rendition(), [("name_undecided", 11_680, 12_820)]),
    "undecided elsewhere": (Names((Span(22_000, 22_500),)), Rendition(), []),
    "hidden in text only": (Names(heard=(Span(12_000, 12_500),)), Rendition(), [("name_heard", 11_680, 12_820)]),
    "hidden in text, and that is all there is": (Names(heard=(Span(12_000, 12_500),)), Rendition(sound=False, text=True), []),
    "names stay": (Names(), Rendition(names=False), [("name_shown", 10_000, 20_000)]),
    "nothing is heard or read": (None, Rendition(sound=False), []),
}


@pytest.mark.parametrize("case", NAMES)
def test_names_are_decided_and_silenced(case: str) -> None:
    names, made, expected = NAMES[case]
    assert left(known(who=appears(C, face=False, named=True), names=names), made) == expected


def test_all_that_is_written_down_of_a_person_counts() -> None:
    who = appears(C, voice=True, named=True)
    hidden = known(look(), face(), who=who, heard=[(12_000, 14_000, C)], names=Names())
    made = Rendition(voices=frozenset({C}))
    assert left(hidden, made) == []
    assert [why for why, *_ in left(hidden, replace(made, faces=False))] == ["face_shown"]
    assert [why for why, *_ in left(hidden, replace(made, voices=frozenset()))] == ["voice_heard"]
    assert [why for why, *_ in left(hidden, replace(made, names=False))] == ["name_shown"]
    [one] = [s for s in standing(hidden, CLIP, Rendition(faces=False, names=False)) if s.person_id == C]
    assert set(one.whys) == {Why.FACE_SHOWN, Why.VOICE_HEARD, Why.NAME_SHOWN}


# ---- the law ----------------------------------------------------------------------------------

TIMES = st.tuples(st.integers(8, 21), st.integers(0, 8)).map(lambda t: (t[0] * 1_000, (t[0] + t[1]) * 1_000))
PEOPLE = st.sampled_from([K, C, ""])


@st.composite
def masks(draw: st.DrawFn) -> Mask:
    start, end = draw(TIMES)
    if draw(st.booleans()):
        return look(draw(PEOPLE), start, end)
    decision = draw(st.sampled_from(list(Decision)))
    return face(draw(PEOPLE), start, end, decision, visible=draw(st.booleans()), style=draw(st.sampled_from(list(Style))))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Known, Rendition]:
    there = tuple(
        appears(who, draw(st.none() | TIMES.map(lambda t: Span(*t))), **{f: draw(st.booleans()) for f in ("face", "voice", "named")})
        for who in draw(st.lists(st.sampled_from([K, C]), max_size=3))
    )
    heard = draw(st.none() | st.lists(st.tuples(TIMES.map(lambda t: Span(*t)), PEOPLE), max_size=4).map(tuple))
    names = draw(st.none() | st.builds(Names, st.lists(TIMES.map(lambda t: Span(*t)), max_size=1).map(tuple)))
    found = Known(60_000, there, (Picture(FILM, Span(0, 60_000)),), tuple(draw(st.lists(masks(), max_size=5))), heard, names)
    made = Rendition(text=draw(st.booleans()), sound=draw(st.booleans()), voices=draw(st.frozensets(st.sampled_from([K, C]))))
    return found, made


def hidden(found: Known, made: Rendition) -> frozenset[str]:
    return frozenset(s.person_id for s in standing(found, CLIP, made) if s.masked)


@given(worlds(), st.sampled_from([K, C]), TIMES, st.booleans())
def test_another_mask_of_a_person_hides_that_person_more_and_nobody_else(
    world: tuple[Known, Rendition], person: str, times: tuple[int, int], away: bool
) -> None:
    found, made = world
    before = hidden(found, made)
    one = look(person, *times) if away else face(person, *times)
    after = hidden(replace(found, masks=(*found.masks, one)), made)
    assert before <= after <= before | {person}


@given(worlds(), st.sampled_from([K, C]))
def test_another_changed_voice_hides_that_person_more_and_nobody_else(world: tuple[Known, Rendition], person: str) -> None:
    found, made = world
    after = hidden(found, replace(made, voices=made.voices | {person}))
    assert hidden(found, made) <= after <= hidden(found, made) | {person}
    assert hidden(found, made) <= hidden(found, replace(made, all_voices=True))


@given(worlds(), TIMES)
def test_a_shorter_stretch_leaves_no_more_to_be_seen(world: tuple[Known, Rendition], times: tuple[int, int]) -> None:
    found, made = world
    short = Span(*times).within(CLIP)
    if short.duration_ms:
        seen = {s.person_id for s in standing(found, short, made) if not s.masked}
        assert seen <= {s.person_id for s in standing(found, CLIP, made) if not s.masked}
