"""Transcripts as versions, and the people who speak on them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from reflect.errors import NotFoundError, StoreError, UsageError
from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import Recording, TranscriptKind, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.packing import pack, unpack
from reflect.store.tables import TranscriptRow

MAKER = Maker("align", "1", settings=(("gap_ms", "500"),))
ALIGNED, CORRECTED = TranscriptKind.ALIGNED, TranscriptKind.CORRECTED


def said(text: str, *labels: str) -> Transcript:
    words = tuple(Word(text, Span(i * 100, i * 100 + 90), 0.5, "S1") for i in range(50))
    return Transcript("nl", 60_000, tuple(Speaker(label) for label in labels or ("S1", "S2")), (Turn("S1", words),), makers=(MAKER,))


def test_versions_are_numbered_and_none_is_changed(store: Store, recording: Recording) -> None:
    one = transcripts.add(store, recording.id, said("een"), ALIGNED, MAKER)
    two = transcripts.add(store, recording.id, said("'; DROP TABLE transcripts; -- 🙂\n"), CORRECTED, Maker("coder A"), parent_id=one.id)
    assert (one.number, two.number, two.parent_id, two.maker) == (1, 2, one.id, Maker("coder A"))
    assert transcripts.versions(store, recording.id) == (two, one)
    assert transcripts.latest(store, recording.id).version == two
    assert transcripts.latest(store, recording.id).transcript == said("'; DROP TABLE transcripts; -- 🙂\n")
    assert transcripts.get(store, recording.id, 1).transcript == said("een")


def test_a_repeated_run_leaves_a_correction_on_top(store: Store, recording: Recording) -> None:
    one = transcripts.add(store, recording.id, said("een"), ALIGNED, MAKER, key="k1")
    two = transcripts.add(store, recording.id, said("één"), CORRECTED, Maker("coder A"), parent_id=one.id)
    assert transcripts.add(store, recording.id, said("een"), ALIGNED, MAKER) == one
    confirmed = replace(said("een"), speakers=(Speaker("S1", Role.CLIENT, confirmed=True),))
    assert transcripts.add(store, recording.id, confirmed, ALIGNED, MAKER, key="k1") == one
    assert transcripts.latest(store, recording.id).version == two
    assert transcripts.add(store, recording.id, said("een"), ALIGNED, replace(MAKER, revision="2"), key="k2").number == 3
    assert transcripts.add(store, recording.id, said("een"), CORRECTED, Maker("coder A"), parent_id=one.id).number == 4, "back again"


def test_what_is_not_there_is_said(store: Store, recording: Recording) -> None:
    with pytest.raises(NotFoundError, match=f"Recording {recording.id} has no transcript yet. Type reflect status"):
        transcripts.latest(store, recording.id)
    with pytest.raises(NotFoundError, match="has no version 7 of its transcript"):
        transcripts.get(store, recording.id, 7)
    with pytest.raises(NotFoundError, match="is no version of recording"):
        transcripts.add(store, recording.id, said("x"), ALIGNED, MAKER, parent_id="tnone")
    for ask in (transcripts.latest, transcripts.versions, people.speakers_of):
        with pytest.raises(NotFoundError, match="There is no recording 'rnone'"):
            ask(store, "rnone")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"body": b"garbage"}, "is damaged in the database"),
        ({"encoding": "json+brotli"}, "Update reflect"),
        ({"encoding": "json", "body": b'{"schema":"reflect/transcript","version":9}'}, "reads up to 1. Update reflect"),
    ],
)
def test_a_damaged_transcript_is_named(store: Store, recording: Recording, values: dict[str, object], says: str) -> None:
    transcripts.add(store, recording.id, said("geheim"), ALIGNED, MAKER)
    with store.writing() as connection:
        connection.execute(update(TranscriptRow).values(**values))
    with pytest.raises(StoreError) as caught:
        transcripts.latest(store, recording.id)
    assert f"Transcript 1 of recording {recording.id}" in str(caught.value)
    assert says in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_confirmed_role_survives_a_new_run(store: Store, recording: Recording) -> None:
    guess = [Speaker("S1", Role.CLIENT, reason="speaks more"), Speaker("S2", Role.KLANTMANAGER, reason="asks more")]
    assert people.set_speakers(store, recording.id, guess) == tuple(guess)
    people.confirm_role(store, recording.id, "S1", Role.KLANTMANAGER, "KM-3 'jan'")
    sure = Speaker("S1", Role.KLANTMANAGER, confirmed=True, name="KM-3 'jan'")
    after = people.set_speakers(store, recording.id, [*guess, Speaker("S3", Role.INTERPRETER)])
    assert after == (sure, guess[1], Speaker("S3", Role.INTERPRETER))
    assert people.set_speakers(store, recording.id, guess[:1]) == (sure,)


def test_a_confirmed_role_follows_its_voice_when_the_labels_change(store: Store, recording: Recording) -> None:
    people.set_speakers(store, recording.id, [Speaker("S1"), Speaker("S2")])
    people.confirm_role(store, recording.id, "S1", Role.CLIENT)
    people.set_person(store, recording.id, "S1", "C-17")
    swapped = people.set_speakers(store, recording.id, [Speaker("S1"), Speaker("S2")], same_voice={"S2": "S1", "S1": "S2"})
    assert [(s.label, s.role, s.confirmed) for s in swapped] == [("S1", Role.UNKNOWN, False), ("S2", Role.CLIENT, True)]
    assert people.recordings_of(store, "C-17") == (recording.id,)


def test_the_latest_transcript_shows_a_role_confirmed_later(store: Store, recording: Recording) -> None:
    people.set_speakers(store, recording.id, [Speaker("S1"), Speaker("S2")])
    transcripts.add(store, recording.id, said("dag"), ALIGNED, MAKER)
    people.confirm_role(store, recording.id, "S2", Role.INTERPRETER)
    assert transcripts.latest(store, recording.id).transcript.speaker("S2").role is Role.INTERPRETER
    assert transcripts.get(store, recording.id, 1).transcript.speaker("S2").role is Role.UNKNOWN


def test_an_unknown_voice_is_answered_with_the_known_ones(store: Store, recording: Recording) -> None:
    with pytest.raises(NotFoundError, match=r"has no speaker 'S9'. Its speakers: none yet\."):
        people.confirm_role(store, recording.id, "S9", Role.CLIENT)
    people.set_speakers(store, recording.id, [Speaker(f"S{n}") for n in (10, 2, 1)])
    with pytest.raises(NotFoundError, match=r"Its speakers: S1, S2, S10\."):
        people.set_person(store, recording.id, "S9", "x")


def test_one_person_over_recordings_and_untied_again(store: Store, recording: Recording) -> None:
    people.set_speakers(store, recording.id, [Speaker("S1"), Speaker("S2")])
    people.set_person(store, recording.id, "S1", "P'1")
    people.set_person(store, recording.id, "S2", "P'1")
    assert people.recordings_of(store, "P'1") == (recording.id,)
    people.set_person(store, recording.id, "S1", None)
    people.set_person(store, recording.id, "S2", None)
    assert people.recordings_of(store, "P'1") == ()
    assert recordings.get(store, recording.id) == recording


def _active(*stretches: tuple[str, int, int]) -> list[Activity]:
    return [Activity(Span(a, b), who) for who, a, b in stretches]


def test_voices_are_matched_by_the_time_they_share() -> None:
    old = _active(("S1", 0, 1000), ("S2", 1000, 3000), ("S1", 3000, 4000), ("S3", 9000, 9100))
    new = _active(("S1", 950, 3050), ("S2", 0, 950), ("S2", 3050, 4000), ("S3", 5000, 6000))
    assert people.same_voices(old, new) == {"S1": "S2", "S2": "S1"}
    assert people.same_voices([], new) == people.same_voices(old, []) == {}


spans = st.tuples(st.sampled_from(["S1", "S2", "S3"]), st.integers(0, 5000), st.integers(1, 800)).map(lambda t: (t[0], t[1], t[1] + t[2]))


@given(st.lists(spans, max_size=12), st.permutations(["S1", "S2", "S3"]))
def test_matching_is_one_to_one_and_finds_a_mere_renaming(stretches: list[tuple[str, int, int]], names: list[str]) -> None:
    tidy = [(who, i * 1000, i * 1000 + 1 + a % 900) for i, (who, a, _) in enumerate(stretches)]
    renamed = dict(zip(["S1", "S2", "S3"], names, strict=True))
    matched = people.same_voices(_active(*tidy), _active(*[(renamed[who], a, b) for who, a, b in tidy]))
    assert matched == {renamed[who]: who for who, _, _ in tidy}
    mixed = people.same_voices(_active(*stretches), _active(*tidy))
    assert len(set(mixed.values())) == len(mixed)


json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(json_data | st.binary(max_size=3000) | st.builds(lambda b, n: b * n, st.binary(max_size=4), st.integers(0, 3000)))
def test_packed_data_comes_back(payload: object) -> None:
    encoding, data = pack(payload)
    assert unpack(encoding, data, "It") == payload


@pytest.mark.parametrize("payload", [object(), {1, 2}, float("nan"), [float("inf")]])
def test_what_is_not_json_is_not_packed(payload: object) -> None:
    with pytest.raises(UsageError, match="Only JSON data and bytes can be stored"):
        pack(payload)
