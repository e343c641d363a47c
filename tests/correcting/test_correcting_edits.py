"""Corrections through the store: stored once, in conflict or refused, versions, undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from window import LINES, Person, op, talk

from reflect import correcting
from reflect.correcting import MAX_OPS, WHY, apply, compare, current, restore, versions
from reflect.errors import NotFoundError, UsageError
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn
from reflect.store import TranscriptKind, edits, people, transcripts
from reflect.store.database import Store
from reflect.store.tables import TranscriptEditRow

People = Callable[[str], Person]


def numbers(store: Store, rid: str) -> list[tuple[int, str, int]]:
    return [(v.version.number, v.who, v.edits) for v in versions(store, rid)]


# ---- versions ---------------------------------------------------------------------------------


def test_the_first_correction_makes_a_version_and_the_recognised_text_stays(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    recognised = transcripts.latest(store, rid)
    assert ann.do(ann.on(1, "words", text="Ja, dank je wel.")).status == "stored"
    now = current(store, rid)
    assert (now.stamp, now.version.kind, now.version.maker) == ("v2.1", TranscriptKind.CORRECTED, Maker("ann"))
    assert now.version.parent_id == recognised.version.id
    assert ann.texts[1] == "Ja, dank je wel."
    assert transcripts.get(store, rid, 1).transcript == recognised.transcript
    assert transcripts.latest(store, rid).transcript == now.transcript
    assert [(v.version.number, v.who, v.kinds, v.parent, v.current) for v in versions(store, rid)] == [
        (2, "ann", (("words", 1),), 1, True),
        (1, "", (), None, False),
    ]


def test_another_person_or_a_pause_begins_a_version(store: Store, rid: str, person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = person("ann"), person("ben")
    ann.do(ann.on(0, "confirm"))
    ann.do(ann.on(1, "confirm"))
    ben.look()
    ben.do(ben.on(2, "confirm"))
    assert numbers(store, rid) == [(3, "ben", 1), (2, "ann", 2), (1, "", 0)]
    later = edits.now() + timedelta(minutes=29)
    monkeypatch.setattr(edits, "now", lambda: later)
    ben.do(ben.on(3, "confirm"))
    assert numbers(store, rid)[0] == (3, "ben", 2)
    much_later = later + timedelta(minutes=31)
    monkeypatch.setattr(edits, "now", lambda: much_later)
    ben.do(ben.on(4, "confirm"))
    assert numbers(store, rid) == [(4, "ben", 1), (3, "ben", 2), (2, "ann", 2), (1, "", 0)]
    texts = [w.probability for w in current(store, rid).transcript.words]
    assert set(texts) == {1.0}
    assert [w.probability for w in current(store, rid, 2).transcript.turns[2].words] == [0.5] * 10


def test_many_corrections_and_many_people_fold_to_the_same_text(
    store: Store, rid: str, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "MOST_EDITS", 7)
    window = person("ann")
    for n in range(40):
        window.who = "ann" if n % 3 else "ben"
        at = n % len(window.turns)
        window.do(window.on(at, "words", text=f"{window.turns[at].text} w{n}"))
    said = " ".join(window.texts)
    assert all(f"w{n}" in said for n in range(40))
    listed = numbers(store, rid)
    assert sum(count for _, _, count in listed) == 40
    for number, _, _ in listed:
        assert len(current(store, rid, number).transcript.turns) == 5


def test_a_new_recognition_waits_behind_a_correction(store: Store, rid: str, person: People) -> None:
    from reflect import pipeline

    ann = person("ann")
    ann.do(ann.on(1, "words", text="Ja, dank je wel."))
    ann.do(op("rename", speaker="S2", name="Linde", role="client"))
    swapped = talk(tuple(({"S1": "S2", "S2": "S1"}[s], f"{t} hoor") for s, t in LINES))
    kept = pipeline.keep(store, rid, swapped, "k2")
    assert (kept.version.number, kept.newer) == (2, 3)
    now = current(store, rid)
    assert (now.stamp, now.newer, now.transcript.turns[1].text) == ("v2.2", 3, "Ja, dank je wel.")
    assert now.transcript.speaker("S2").name == "Linde", "voices keep the labels of the transcript that people see"
    assert [v.version.number for v in versions(store, rid) if v.newer] == [3]
    ann.look()
    done = restore(store, rid, 3, "ann", op("x")["op"])
    assert done.acks[0].status == "stored"
    now = current(store, rid)
    assert (now.stamp, now.newer, now.version.number) == ("v4.0", None, 4)
    assert now.transcript.turns == swapped.turns
    assert now.transcript.speaker("S1") == Speaker("S1", Role.CLIENT, True, "", "Linde"), "the name goes with the voice"
    restore(store, rid, 2, "ann", op("x")["op"])
    assert current(store, rid).transcript.turns[1].text == "Ja, dank je wel."
    assert current(store, rid).transcript.speaker("S2").name == "Linde"


def test_without_corrections_a_new_recognition_is_what_people_see(store: Store, rid: str, person: People) -> None:
    from reflect import pipeline

    ann = person("ann")
    ann.do(op("rename", speaker="S2", name="Linde"))
    assert current(store, rid).stamp == "v1.1"
    assert pipeline.keep(store, rid, talk((("S1", "Goedenavond, fijn dat u er bent."), *LINES[1:])), "k2").newer is None
    assert current(store, rid).stamp == "v2.0"
    assert current(store, rid).transcript.speaker("S2").name == "Linde"


def test_a_version_is_brought_back_and_nothing_is_lost(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    ann.do(ann.on(1, "words", text=""))
    ann.do(ann.on(0, "speaker", speaker="new"))
    changed = current(store, rid)
    again = op("x")["op"]
    done = restore(store, rid, 1, "ben", again)
    assert (done.acks[0].status, done.stamp, done.patches) == ("stored", "v3.0", None)
    assert current(store, rid).transcript.turns == talk().turns
    assert restore(store, rid, 1, "ben", again).stamp == "v3.0", "sent twice, done once"
    assert current(store, rid, 2).transcript.turns == changed.transcript.turns
    assert [(v.version.number, v.restored, v.parent) for v in versions(store, rid)] == [(3, 1, 2), (2, None, 1), (1, None, None)]
    ann.look()
    assert ann.do(op("undo")).why == "nothing_to_undo", "what was before the restoring is not undone one by one"
    for number, why in ((9, "no_such_version"), (0, "no_such_version"), ("1", "bad_op"), (True, "bad_op"), (None, "bad_op")):
        ack = restore(store, rid, number, "ben", op("x")["op"]).acks[0]
        assert (ack.status, ack.why) == ("refused", why)
    assert restore(store, rid, 1, "ben", "no uuid").acks[0].why == "bad_id"


def test_versions_are_compared(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    ann.do(ann.on(4, "words", text="Dat was bij het stadhuis."))
    found = compare(store, rid, 1, 2)
    assert [(c.a, c.b, c.a_speaker) for c in found.changes] == [("de burger service in", "", "S2")]
    assert found.words == 4
    assert compare(store, rid, 2, 2).changes == ()
    with pytest.raises(NotFoundError, match="has no version 9"):
        compare(store, rid, 1, 9)


def test_a_transcript_stored_before_reads_and_is_corrected(store: Store, rid: str, person: People) -> None:
    from sqlalchemy import update

    from reflect.model.codec import to_plain
    from reflect.store.packing import pack
    from reflect.store.tables import TranscriptRow

    encoding, body = pack(to_plain(talk()))
    with store.writing() as connection:
        connection.execute(update(TranscriptRow).values(encoding=encoding, body=body))
    ann = person("ann")
    assert current(store, rid).transcript.turns == talk().turns
    ann.do(ann.on(0, "words", text="Goedemorgen."))
    assert ann.texts[0] == "Goedemorgen."


# ---- two people -------------------------------------------------------------------------------


def test_who_comes_second_sees_both_and_chooses(store: Store, rid: str, person: People) -> None:
    ann, ben = person("ann"), person("ben")
    ann.do(ann.on(1, "words", text="Ja, dank je wel."))
    mine = ben.on(1, "words", text="Ja, bedankt.")
    ack = apply(store, rid, ben.stamp, [mine], "ben").acks[0]
    assert (ack.status, ack.why) == ("conflict", "turn_changed")
    assert [(t.key, t.turn.text) for t in ack.now] == [(ann.keys[1], "Ja, dank je wel.")]
    again = {**mine, "op": op("x")["op"], "turn": ack.now[0].key, "expect": ack.now[0].turn.text, "force": True}
    assert apply(store, rid, ben.stamp, [again], "ben").acks[0].status == "stored"
    assert current(store, rid).transcript.turns[1].text == "Ja, bedankt."


def test_corrections_of_different_turns_do_not_meet(store: Store, rid: str, person: People) -> None:
    ann, ben = person("ann"), person("ben")
    ann.do(ann.on(0, "split", at=1))
    stale = apply(store, rid, ben.stamp, [ben.on(4, "confirm")], "ben")
    assert stale.acks[0].status == "stored"
    assert stale.patches is None, "an old window has to fetch the transcript again"


def test_a_turn_that_another_split_is_shown_in_its_pieces(store: Store, rid: str, person: People) -> None:
    ann, ben = person("ann"), person("ben")
    ann.do(ann.on(2, "split", at=4))
    ack = apply(store, rid, ben.stamp, [ben.on(2, "words", text="U zei iets.")], "ben").acks[0]
    assert ack.status == "conflict"
    assert [t.turn.text for t in ack.now] == ["U zei dat u", "naar de burger service bent gegaan?"]


def test_keys_that_an_earlier_correction_of_the_same_window_changed_are_found(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    first = ann.on(0, "words", text="Fijn dat u er bent.")
    second = {**ann.on(0, "confirm"), "expect": "Fijn dat u er bent."}
    assert [a.status for a in ann.send(first, second).acks] == ["stored", "stored"]
    assert {w.probability for w in ann.turns[0].words} == {1.0}


def test_the_same_operation_is_done_once(store: Store, rid: str, person: People, new_recording: Callable[..., str]) -> None:
    ann = person("ann")
    twice = op("replace", find="burger service", **{"with": "burgerservice"})
    first = ann.do(twice, twice)
    assert (first.status, first.count) == ("stored", 2)
    assert ann.do(twice) == first
    assert current(store, rid).stamp == "v2.1"
    elsewhere = apply(store, new_recording(talk()), "v1.0", [twice], "ann").acks[0]
    assert (elsewhere.status, elsewhere.why) == ("refused", "bad_id")


# ---- each operation ---------------------------------------------------------------------------


def test_every_operation_and_the_patches_of_each(rid: str, person: People) -> None:
    ann = person("ann")  # `Person.send` checks the patches against the transcript
    assert ann.do(ann.on(2, "split", at=4)).status == "stored"
    assert ann.do(ann.on(2, "merge", next=ann.keys[3])).status == "stored"
    assert ann.do(ann.on(2, "speaker", speaker="S2", **{"from": 0, "to": 2})).status == "stored"
    assert ann.texts[2:4] == ["U zei", "dat u naar de burger service bent gegaan?"]
    assert ann.do(ann.on(2, "words", text="")).status == "stored"
    assert ann.do(ann.on(4, "confirm", **{"from": 8, "to": 9})).status == "stored"
    assert not any(w.doubtful for t in ann.turns for w in t.words)
    done = ann.send(op("replace", find="BURGER service", **{"with": "burgerservice"}))
    assert done.acks[0].count == 2
    assert len(done.patches or ()) == 2
    assert ann.texts == [
        "Goedemorgen, fijn dat u er bent.",
        "Ja, dank u wel.",
        "dat u naar de burgerservice bent gegaan?",
        "Ja.",
        "Dat was bij de burgerservice in het stadhuis.",
    ]


def test_the_same_text_is_stored_without_a_trace(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    assert ann.do(ann.on(1, "words", text="  Ja, dank u  wel.")).status == "stored"
    assert ann.do(ann.on(1, "speaker", speaker="S2")).status == "stored"
    assert numbers(store, rid) == [(1, "", 0)]


def test_a_new_voice_and_its_name(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    done = ann.send(ann.on(3, "speaker", speaker="new"))
    assert [s.label for s in done.speakers] == ["S1", "S2", "S3"]
    done = ann.send(op("rename", speaker="S3", name=" Noor\x00 ", role="interpreter"))
    assert done.speakers[2] == Speaker("S3", Role.INTERPRETER, True, "", "Noor")
    assert current(store, rid).transcript.speaker("S3").name == "Noor"
    assert people.speakers_of(store, rid)[2].name == "Noor"
    ann.do(op("rename", speaker="S3", name=""))
    assert people.speakers_of(store, rid)[2] == Speaker("S3", Role.INTERPRETER, True)
    assert ann.do(op("rename", speaker="S3", name="", role="interpreter")).status == "stored"


def test_undo_and_redo_walk_through_a_persons_own_corrections(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    begin = ann.texts
    ann.do(ann.on(0, "words", text="Goedemorgen."))
    ann.do(ann.on(2, "speaker", speaker="new", **{"from": 1, "to": 3}))
    ann.do(op("rename", speaker="S1", name="Kim"))
    ann.do(ann.on(1, "words", text=""))
    end, voices = ann.texts, current(store, rid).transcript.speakers
    for _ in range(4):
        assert ann.do(op("undo")).status == "stored"
    assert ann.texts == begin
    assert current(store, rid).transcript == replace(talk(), speakers=people.speakers_of(store, rid))
    assert ann.do(op("undo")).why == "nothing_to_undo"
    for _ in range(4):
        assert ann.do(op("redo")).status == "stored"
    assert (ann.texts, current(store, rid).transcript.speakers) == (end, voices)
    assert ann.do(op("redo")).why == "nothing_to_redo"
    ann.do(op("undo"))
    ann.do(ann.on(2, "confirm"))
    assert ann.do(op("redo")).why == "nothing_to_redo", "something new was done"


def test_undo_leaves_the_work_of_others_alone(store: Store, rid: str, person: People) -> None:
    ann, ben = person("ann"), person("ben")
    ann.do(ann.on(0, "words", text="Goedemorgen."))
    ben.look()
    ben.do(ben.on(0, "words", text="Goedemorgen!"), op("undo"), op("redo"))
    ben.do(ben.on(4, "words", text=""))
    ann.look()
    ack = ann.do(op("undo"))
    assert (ack.status, ack.why) == ("refused", "turn_changed")
    assert ann.texts[0] == "Goedemorgen!"
    assert numbers(store, rid)[0] == (3, "ben", 4), "a refusal begins no version"
    ben.look()
    ben.do(op("undo"), op("undo"))
    ann.look()
    assert ann.do(op("undo")).status == "stored"
    assert ann.texts == [text for _, text in LINES]


# ---- what is refused --------------------------------------------------------------------------


def test_a_number_that_may_not_be_kept(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    ack = ann.do(ann.on(1, "words", text="Ja, dat is 111222333."))
    assert (ack.status, ack.why) == ("stored", "bsn"), "it was said: the screen warns"
    ack = ann.do(op("rename", speaker="S1", name="nr 111 222 333"))
    assert (ack.status, ack.why) == ("refused", "bsn")
    assert current(store, rid).transcript.speaker("S1").name == ""


HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("bad_op", {"do": "delete_all"}),
    ("bad_op", {"do": None}),
    ("bad_op", {"do": ["words"]}),
    ("bad_op", {"do": "words", "text": 7}),
    ("bad_op", {"do": "words"}),
    ("bad_op", {"do": "words", "text": "x", "expect": None}),
    ("bad_op", {"do": "words", "text": "x", "expect": {}}),
    ("bad_op", {"do": "words", "text": "x", "turn": 3}),
    ("no_such_turn", {"do": "words", "text": "x", "turn": "'; DROP TABLE transcripts; --"}),
    ("no_such_turn", {"do": "words", "text": "x", "turn": "²-9-S1"}),
    ("no_such_turn", {"do": "merge", "next": ""}),
    ("too_long", {"do": "words", "text": "x" * 300}),
    ("too_long", {"do": "words", "text": "x " * 400_000}),
    ("no_such_word", {"do": "split", "at": 99}),
    ("no_such_word", {"do": "split", "at": -1}),
    ("no_such_word", {"do": "split", "at": 10**30}),
    ("bad_op", {"do": "split", "at": 1.5}),
    ("bad_op", {"do": "split", "at": True}),
    ("bad_op", {"do": "split"}),
    ("no_such_word", {"do": "confirm", "from": 2, "to": 1}),
    ("bad_op", {"do": "confirm", "from": "0"}),
    ("no_such_speaker", {"do": "speaker", "speaker": "S9"}),
    ("no_such_speaker", {"do": "speaker", "speaker": ""}),
    ("bad_op", {"do": "speaker", "speaker": None}),
    ("not_neighbours", {"do": "merge", "next": "SELF"}),
    ("nothing_found", {"do": "replace", "find": "", "with": "x"}),
    ("nothing_found", {"do": "replace", "find": "afwezig", "with": "x"}),
    ("too_long", {"do": "replace", "find": "x" * 201, "with": "x"}),
    ("too_long", {"do": "replace", "find": "ja", "with": "x " * 150}),
    ("bad_op", {"do": "replace", "find": "ja", "with": "x", "case": 1}),
    ("bad_op", {"do": "replace", "find": "ja"}),
    ("bad_op", {"do": "rename", "speaker": "S1"}),
    ("bad_op", {"do": "rename", "speaker": "S1", "name": 3}),
    ("too_long", {"do": "rename", "speaker": "S1", "name": "n" * 101}),
    ("bad_role", {"do": "rename", "speaker": "S1", "role": "boss"}),
    ("bad_role", {"do": "rename", "speaker": "S1", "role": ["client"]}),
    ("no_such_speaker", {"do": "rename", "speaker": "S9", "name": "x"}),
    ("nothing_to_undo", {"do": "undo"}),
    ("nothing_to_redo", {"do": "redo"}),
]


def test_hostile_operations_are_refused_with_a_key_and_change_nothing(store: Store, rid: str, person: People) -> None:
    ann = person("ann")
    before = current(store, rid)
    ops = []
    for _, bad in HOSTILE:
        filled = {**ann.on(1, "x"), **bad}
        ops.append({**filled, "next": ann.keys[1]} if bad.get("next") == "SELF" else filled)
    acks = apply(store, rid, ann.stamp, ops, "ann").acks
    assert [(a.status, a.why) for a in acks] == [("refused", why) for why, _ in HOSTILE]
    no_id: list[object] = [
        None,
        3,
        "words",
        [],
        {},
        {"op": 3},
        {"op": "x"},
        {"op": "A" * 5000},
        {"op": op("x")["op"].upper(), "do": "undo"},
    ]
    assert {(a.status, a.why) for a in apply(store, rid, "", no_id, "ann").acks} == {("refused", "bad_id")}
    assert {why for why, _ in HOSTILE} <= set(WHY)
    assert current(store, rid) == before
    with pytest.raises(UsageError, match="501 corrections at once are too many"):
        apply(store, rid, "", [None] * (MAX_OPS + 1), "ann")
    for nowhere in ("rnone", "", "'"):
        with pytest.raises(NotFoundError):
            apply(store, nowhere, "", [], "ann")


def test_typed_text_is_only_text(rid: str, person: People) -> None:
    ann = person("ann")
    nasty = "<script>alert(1)</script> \ud83d\ude42 \ud800 \x00'; DROP TABLE x; -- {{7*7}}"
    assert ann.do(ann.on(1, "words", text=nasty)).status == "stored"
    assert ann.texts[1] == "<script>alert(1)</script> '; DROP TABLE x; -- {{7*7}}"


def test_not_more_voices_than_a_talk_has(rid: str, person: People) -> None:
    ann = person("ann")
    # The second of a pair is found by its words, although the first changed its key.
    wishes = [{**ann.on(1 if n % 2 else 3, "speaker", speaker="new"), "force": True} for n in range(40)]
    acks = ann.send(*wishes).acks
    assert [(a.status, a.why) for a in acks] == [("stored", "")] * 38 + [("refused", "too_many")] * 2


def test_a_recording_without_transcript(store: Store, new_recording: Callable[..., str]) -> None:
    empty = new_recording()
    for call in (lambda: current(store, empty), lambda: apply(store, empty, "", [], "ann")):
        with pytest.raises(NotFoundError, match="has no transcript yet"):
            call()
    assert versions(store, empty) == ()


def test_every_operation_lasts_or_none_of_it(store: Store, rid: str, person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person("ann")
    before = current(store, rid)
    real, calls = edits.pack, []

    def breaks(payload: object) -> tuple[str, bytes]:
        calls.append(payload)
        if len(calls) == 2:
            raise sqlite3.OperationalError("disk I/O error")
        return real(payload)

    monkeypatch.setattr(edits, "pack", breaks)
    with pytest.raises(Exception, match="could not be read or written"):
        apply(store, rid, ann.stamp, [ann.on(0, "confirm"), ann.on(1, "confirm")], "ann")
    monkeypatch.undo()
    assert current(store, rid) == before


# ---- a law ------------------------------------------------------------------------------------

choices = st.tuples(
    st.sampled_from(["words", "words", "speaker", "split", "merge", "confirm", "replace", "undo", "redo", "rename"]),
    st.integers(0, 4),
    st.integers(0, 3),
    st.sampled_from(["ann", "ben"]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(choices, min_size=4, max_size=10))
def test_whatever_people_do_every_version_folds_and_every_window_agrees(
    store: Store, new_recording: Callable[..., str], wishes: list[tuple[str, int, int, str]]
) -> None:
    rid = new_recording(talk())
    windows = {who: Person(store, rid, who) for who in ("ann", "ben")}
    seen: dict[str, Transcript] = {}
    for kind, where, n, who in wishes:
        window = windows[who]
        window.look()
        at = where % len(window.turns) if window.turns else 0
        if not window.turns and kind not in ("undo", "redo", "rename"):
            continue
        if kind in ("undo", "redo"):
            wish = op(kind)
        elif kind == "rename":
            wish = op("rename", speaker="S1", name=f"naam {n}")
        elif kind == "replace":
            wish = op("replace", find=["ja", "burger service", "u", "x"][n], **{"with": ["", "nou ja", "burgerservice", "u"][n]})
        else:
            other = window.keys[min(at + 1 + n, len(window.keys) - 1)]
            more = {"text": " ".join(window.texts[at].split()[n:]), "speaker": ["S1", "S2", "new", "S1"][n], "at": n + 1, "next": other}
            wish = window.on(at, kind, **more)
        window.send(wish)
        now = current(store, rid)
        seen[now.stamp] = now.transcript
        starts = [t.words[0].span.start_ms for t in now.transcript.turns]
        assert starts == sorted(starts)
        assert all(w.speaker == t.speaker and w.span.end_ms <= 60_000 for t in now.transcript.turns for w in t.words)
    for line in versions(store, rid):
        found = transcripts.get(store, rid, line.version.number)
        if line.version.number > 1:
            assert found.transcript.turns == seen[found.stamp].turns
    assert transcripts.get(store, rid, 1).transcript == talk()


def test_keys_of_twins_are_told_apart(store: Store, new_recording: Callable[..., str]) -> None:
    whole = talk((("S1", "Ja hoor."),))
    twin = Turn("S1", whole.turns[0].words)
    rid = new_recording(replace(whole, turns=(whole.turns[0], twin, twin)))
    ann = Person(store, rid, "ann")
    assert ann.keys[1:] == ["0-700-S1#2", "0-700-S1#3"]
    assert ann.do(ann.on(1, "words", text="Ja niet.")).status == "stored"
    assert ann.texts == ["Ja hoor.", "Ja niet.", "Ja hoor."]
    assert ann.do(ann.on(0, "words", text="")).status == "stored"
    assert ann.keys == ["0-700-S1", "0-700-S1#2"]


def test_what_is_kept_of_an_edit_names_no_path_and_can_be_read(store: Store, rid: str, person: People, tmp_path: Path) -> None:
    ann = person("ann")
    ann.do(ann.on(0, "words", text="Goedemorgen."))
    with store.reading() as connection:
        row = connection.execute(TranscriptEditRow.__table__.select()).one()
    assert (row.kind, row.who, row.number, row.undoes) == ("words", "ann", 1, None)
    assert str(tmp_path).encode() not in row.hunks
    assert correcting.current(store, rid).transcript.activities == tuple(Activity(t.span, t.speaker) for t in talk().turns)


def test_two_windows_that_write_at_the_same_time_lose_nothing(store: Store, rid: str) -> None:
    from threading import Thread

    answers: list[str] = []

    def type_on(who: str, at: int) -> None:
        window = Person(store, rid, who)
        for n in range(6):
            now = current(store, rid)
            text = now.transcript.turns[at].text
            wish = op("words", turn=now.keys[at], expect=text, text=f"{text} {who}{n}")
            answers.extend(a.status for a in apply(store, rid, window.stamp, [wish, wish], who).acks)

    threads = [Thread(target=type_on, args=args) for args in (("ann", 0), ("ben", 4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["stored"] * 24
    turns = current(store, rid).transcript.turns
    assert turns[0].text == f"{LINES[0][1]} ann0 ann1 ann2 ann3 ann4 ann5"
    assert turns[4].text == f"{LINES[4][1]} ben0 ben1 ben2 ben3 ben4 ben5"
    assert sum(line.edits for line in versions(store, rid)) == 12


def test_the_command_line_shows_and_writes_what_was_corrected(
    store: Store, rid: str, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from reflect.cli import app

    ann = person("ann")
    ann.do(ann.on(1, "words", text="Ja, hartelijk bedankt."))
    monkeypatch.setenv("REFLECT_HOME", str(store.home.path))
    everybody_agrees(store, rid)
    for command, text in (
        (["show", rid], "hartelijk"),
        (["export", rid, "txt"], "hartelijk"),
        (["show", rid, "--version", "2"], "hartelijk"),
        (["show", rid, "--version", "1"], "dank u wel"),
    ):
        ran = CliRunner().invoke(app, command)
        assert ran.exit_code == 0, command
        assert text in ran.output, command
