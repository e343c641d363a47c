"""Suggestions over HTTP: from the current transcript, each with a reason; what a person decides lasts and writes no fragment."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import pytest
from serving_site import POST, Site, nobody_agrees, with_transcript

from reflect.model.span import Span
from reflect.model.speech import Role, Speaker, Transcript, Turn, Word
from reflect.store import people, preferences
from reflect.store.database import Store

SAID = (
    ("S1", "Wat vindt u daarvan? Wilt u werken? En hoe gaat het met uw kinderen?"),
    ("S2", "Daar word ik heel verdrietig van, ik ben er bang voor."),
    ("S1", "Waar woont u? Werkt u nog? En wie helpt u daarbij?"),
)


def talk() -> Transcript:
    turns, at = [], 0
    for label, text in SAID:
        words = []
        for one in text.split():
            words.append(Word(one, Span(at, at + 350), 0.9))
            at += 400
        turns.append(Turn(label, tuple(words)))
        at += 500
    return Transcript("nl", 60_000, (Speaker("S1", Role.KLANTMANAGER, True), Speaker("S2", Role.CLIENT, True)), tuple(turns), ())


@pytest.fixture
def told(site: Site, store: Store) -> Site:
    """A recording in which something is said that gives suggestions."""
    with_transcript(store, site.recording, talk())
    return site


def listed(site: Site) -> dict[str, Any]:
    return dict(site.client.get(f"/reflect/suggestions/{site.recording.id}").json())


def news(site: Site) -> list[str]:
    return list(site.client.get(f"/reflect/news/{site.recording.id}").json()["suggestions"])


def doc(site: Site) -> Any:
    return site.client.get(f"/reflect/doc/{site.recording.id}").json()["suggestions"]


def op(id: str, answer: str, fragment: str | None = None) -> dict[str, Any]:
    return {"op": str(uuid.uuid4()), "id": id, "answer": answer, "fragment": fragment}


def post(site: Site, *ops: Any) -> Any:
    return site.client.post(f"/reflect/suggestions/{site.recording.id}", json={"ops": list(ops)}, headers=POST)


def test_each_has_what_a_person_needs_to_check_it(told: Site) -> None:
    found = listed(told)
    assert found["all"]
    for one in found["all"]:
        assert set(one) == {"id", "start", "end", "code", "strength", "reason", "cue"}
        assert 0 <= one["start"] < one["end"] <= 60_000
        assert 0 < one["strength"] <= 1
        assert one["reason"]
    assert [one["start"] for one in found["all"]] == sorted(one["start"] for one in found["all"])
    assert (found["blind"], found["answers"], found["stamp"]) == (False, {}, "")


def test_the_document_waits_for_none(told: Site) -> None:
    """It holds them when they were worked out before, so that opening a long recording takes no longer."""
    assert doc(told) is None
    found = listed(told)
    assert doc(told) == found
    assert news(told) == [found["key"], ""]


def test_without_words_there_are_none(site: Site, store: Store) -> None:
    assert [one["code"] for one in listed(site)["all"]] == []


def test_a_correction_changes_them_and_the_news_tell(told: Site) -> None:
    before = listed(told)
    turn = told.client.get(f"/reflect/transcript/{told.recording.id}").json()["turns"][0]
    change = {"op": str(uuid.uuid4()), "do": "words", "turn": turn["k"], "expect": SAID[0][1], "text": "Dat is goed."}
    stamp = told.client.get(f"/reflect/transcript/{told.recording.id}").json()["stamp"]
    told.client.post(f"/reflect/text/{told.recording.id}", json={"stamp": stamp, "ops": [change]}, headers=POST)
    assert news(told)[0] != before["key"]
    assert doc(told) is None
    after = listed(told)
    assert after["all"] != before["all"]
    assert news(told)[0] == after["key"]


def test_a_role_that_is_confirmed_may_change_them(told: Site, store: Store) -> None:
    before = listed(told)["key"]
    people.confirm_role(store, told.recording.id, "S1", Role.CLIENT)
    assert news(told)[0] != before


def test_what_was_decided_lasts_and_the_same_again_changes_nothing(told: Site) -> None:
    first, second = [one["id"] for one in listed(told)["all"]][:2]
    fragment = str(uuid.uuid4())
    ops = [op(first, "taken", fragment), op(second, "aside")]
    answer = post(told, *ops).json()
    assert [(ack["op"], ack["status"], ack["why"]) for ack in answer["acks"]] == [(one["op"], "stored", "") for one in ops]
    assert answer["answers"] == {first: ["taken", fragment], second: ["aside", None]}
    assert post(told, *ops).json() == answer
    found = listed(told)
    assert (found["answers"], found["stamp"]) == (answer["answers"], answer["stamp"])
    assert news(told) == [found["key"], found["stamp"]]
    assert post(told, op(second, "open")).json()["answers"] == {first: ["taken", fragment]}


def test_deciding_writes_no_fragment(told: Site) -> None:
    post(told, op(listed(told)["all"][0]["id"], "taken", str(uuid.uuid4())))
    assert told.client.get(f"/reflect/doc/{told.recording.id}").json()["fragments"] == []


def test_another_coder_decides_anew(told: Site, store: Store) -> None:
    first = listed(told)["all"][0]["id"]
    post(told, op(first, "aside"))
    preferences.put(store, "app.coder", "Iemand anders")
    assert listed(told)["answers"] == {}
    assert news(told)[1] == ""


def test_who_codes_blind_gets_none(told: Site, store: Store) -> None:
    assert listed(told)["all"]
    preferences.put(store, "app.blind", True)
    assert (listed(told)["all"], listed(told)["blind"], doc(told)["all"], news(told)[0]) == ([], True, [], "blind")
    preferences.put(store, "app.blind", False)
    assert listed(told)["all"]


WRONG: list[object] = [
    None,
    "x",
    {},
    {"op": "x"},
    {**op("a", "aside"), "more": 1},
    op("a", "maybe"),
    op("a", "taken"),
    op("a", "taken", "no uuid"),
    op("a", "aside", str(uuid.uuid4())),
    op("", "aside"),
    op("a" * 101, "aside"),
    op("<b>", "aside"),
    {**op("a", "aside"), "id": 3},
    {**op("a", "aside"), "answer": ["aside"]},
    {**op("a", "aside"), "op": "no uuid"},
]


def test_what_is_no_answer_is_refused_and_holds_up_no_other(told: Site) -> None:
    for wrong in WRONG:
        answer = post(told, wrong, op("good", "aside"))
        assert answer.status_code == 200
        assert [ack["status"] for ack in answer.json()["acks"]] == ["refused", "stored"], wrong
        assert answer.json()["answers"] == {"good": ["aside", None]}


def test_a_body_of_a_wrong_kind_or_too_many_are_refused(told: Site) -> None:
    for ops in (None, 1, "x", {}, [1] * 501):
        assert told.client.post(f"/reflect/suggestions/{told.recording.id}", json={"ops": ops}, headers=POST).status_code == 400


def test_a_recording_that_may_not_be_seen_has_none(told: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_agrees(monkeypatch)
    assert told.client.get(f"/reflect/suggestions/{told.recording.id}").status_code == 404
    assert post(told, op("a", "aside")).status_code == 404


def test_a_long_talk_is_quick_the_second_time(told: Site, store: Store) -> None:
    import time

    one = talk()
    turns, words = list[Turn](), 0
    while words < 12_000:
        for turn in one.turns:
            at = words * 400
            turns.append(
                Turn(turn.speaker, tuple(Word(w.text, Span(at + 400 * i, at + 400 * i + 350), 0.9) for i, w in enumerate(turn.words)))
            )
            words += len(turn.words)
    with_transcript(store, told.recording, Transcript("nl", words * 400, one.speakers, tuple(turns), ()))
    assert len(listed(told)["all"]) > 100
    began = time.process_time()
    assert doc(told)["all"]
    assert time.process_time() - began < 2  # seconds of processor; a hundredth is usual


def test_the_sound_is_listened_to_once_it_is_there(told: Site, store: Store) -> None:
    from reflect.media.wave_sound import write_wave
    from reflect.suggestions import listening

    before = listed(told)
    assert listening.stamp(store, told.recording) == ""
    wave = store.home.work(told.recording.id) / f"sound-{told.film.sha256[:16]}.wav"
    wave.write_bytes(b"no wave")
    assert listed(told) == before
    write_wave(wave, [np.zeros(16_000, np.float32)])
    after = listed(told)
    assert listening.stamp(store, told.recording) == "level"
    assert after["key"] == news(told)[0] != before["key"]
    assert after["all"] == before["all"]  # silence says nothing
