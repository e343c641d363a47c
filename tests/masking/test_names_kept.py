"""Hits as masks: proposed, decided here and everywhere, followed when the text is corrected, and the masked transcript."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from name_talks import talk_of
from tag_ops import make_recording, new_id

from reflect.errors import MissingPackageError, NotFoundError, ReflectError, UsageError
from reflect.masking import words
from reflect.model.mask import Decision, MaskKind
from reflect.model.speech import Maker, Transcript
from reflect.store import masks, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind

pytest.importorskip("deduce", reason="names are found with the extra mask")

LINES = ("Ik ben Fatma Yilmaz uit Delft.", "Dag mevrouw Yilmaz, is Fatma's zoon er ook?", "Mijn bsn is 111222333.")


def keep(store: Store, talk: str, *lines: str, kind: TranscriptKind = TranscriptKind.CORRECTED) -> Transcript:
    transcript = talk_of(lines)
    transcripts.add(store, talk, transcript, kind, Maker("test", revision=new_id()))
    return transcript


def op(do: str, id: str, **fields: Any) -> dict[str, Any]:
    return {"op": new_id(), "do": do, "id": id, **fields}


def decide_all(store: Store, talk: str, decision: str = "confirmed") -> None:
    ops = [op("update", one.mask.id, decision=decision) for one in words.undecided(words.found(store, talk))]
    assert {ack.status for ack in words.apply(store, talk, ops, "Noor")} == {"stored"}


def masked_lines(store: Store, talk: str) -> list[str]:
    transcript = transcripts.latest(store, talk).transcript
    return [turn.text for turn in words.masked(transcript, masks.of_recording(store, talk)).turns]


def test_from_proposals_to_a_masked_transcript(store: Store, talk: str) -> None:
    transcript = keep(store, talk, *LINES)
    found = words.propose(store, talk)
    assert {one.mask.decision for one in found} == {Decision.PROPOSED}
    assert masked_lines(store, talk) == list(LINES), "what nobody confirmed is not replaced"
    assert [one.mask.id for one in words.propose(store, talk)] == [one.mask.id for one in found], "found again is the same"
    with pytest.raises(UsageError, match=r"names or numbers are still to be decided about in r\w+. Open the page Namen"):
        words.ready(store, talk)
    decide_all(store, talk)
    assert masked_lines(store, talk) == [
        "Ik ben [naam 1] uit [plaats 1].",
        "Dag mevrouw [naam 1], is [naam 1]'s zoon er ook?",
        "Mijn bsn is [nummer 1].",
    ]
    assert words.ready(store, talk)
    assert transcripts.latest(store, talk).transcript.turns == transcript.turns, "the protected version stays"


def test_the_masked_transcript_keeps_time_and_goes_into_every_format(store: Store, talk: str) -> None:
    from reflect import exchange

    transcript = keep(store, talk, *LINES)
    words.propose(store, talk)
    decide_all(store, talk)
    hidden = words.masked(transcript, masks.of_recording(store, talk))
    assert [turn.span for turn in hidden.turns] == [turn.span for turn in transcript.turns]
    for format in ("json", "vtt", "srt", "txt", "csv"):
        text = exchange.export(format).encode(hidden, talk).decode("utf-8", "replace")
        assert not [name for name in ("Fatma", "Yilmaz", "Delft", "111222333") if name in text]


def test_everywhere_gives_every_place_the_same_answer_and_comes_back_one_by_one(store: Store, talk: str) -> None:
    keep(store, talk, "ik zag Zuiderster", "en zuiderster was dicht, Zuiderster dus")
    first = transcripts.latest(store, talk).transcript.turns[0]
    span = first.words[2].span
    add = op("add", new_id(), span=[span.start_ms, span.end_ms], speaker="S1", kind="organisation", everywhere=True)
    [ack] = words.apply(store, talk, [add], "Noor")
    assert (ack.status, len(ack.also)) == ("stored", 2)
    assert masked_lines(store, talk) == ["ik zag [organisatie 1]", "en [organisatie 1] was dicht, [organisatie 1] dus"]
    [again] = words.apply(store, talk, [add], "Noor")
    assert again.status == "stored"
    assert len(masks.of_recording(store, talk)) == 3, "the same operation is done once"
    words.apply(store, talk, [op("delete", mask.id) for mask in (ack.mask, *ack.also) if mask], "Noor")
    assert masked_lines(store, talk)[0] == "ik zag Zuiderster"


def test_a_correction_of_the_words_makes_them_undecided_and_moved_words_keep_their_answer(store: Store, talk: str) -> None:
    keep(store, talk, *LINES)
    words.propose(store, talk)
    decide_all(store, talk)
    keep(store, talk, "ik ben fatma yilmaz, uit Delft!", *LINES[1:])
    assert words.undecided(words.found(store, talk)) == (), "capitals and punctuation are no change"
    keep(store, talk, "Ik ben Samira Yilmaz uit Delft.", *LINES[1:])
    [one] = words.undecided(words.found(store, talk))
    assert one.state is words.State.CHANGED
    assert masked_lines(store, talk)[0].startswith("Ik ben Samira Yilmaz"), "the answer was about other words"
    with pytest.raises(UsageError, match="still to be decided"):
        words.ready(store, talk)
    decide_all(store, talk)
    assert masked_lines(store, talk)[0] == "Ik ben [naam 1] uit [plaats 1]."


def test_words_that_a_correction_brought_in_are_not_passed_over(store: Store, talk: str) -> None:
    keep(store, talk, "Hier is niets te zien.")
    assert words.ready(store, talk) == ()
    keep(store, talk, "Hier is Willem Jansen te zien.")
    with pytest.raises(UsageError, match=r"1 places in r\w+ may be names or numbers and were not proposed yet. Type: reflect mask names"):
        words.ready(store, talk)


def test_what_is_gone_from_the_text_is_still_heard(store: Store, talk: str) -> None:
    keep(store, talk, *LINES)
    words.propose(store, talk)
    decide_all(store, talk)
    transcript = transcripts.latest(store, talk).transcript
    transcripts.add(store, talk, replace(transcript, turns=transcript.turns[1:]), TranscriptKind.CORRECTED, Maker("test", revision="2"))
    gone = [one for one in words.found(store, talk) if one.state is words.State.GONE]
    assert gone
    assert words.undecided(words.found(store, talk))[0].state is words.State.GONE
    decide_all(store, talk)
    assert {one.mask.kind for one in words.found(store, talk) if one.turn < 0} == {MaskKind.SOUND}


def test_the_same_person_keeps_the_label_over_a_case(store: Store, talk: str, tmp_path: Path) -> None:
    other = make_recording(store, tmp_path)
    for recording in (talk, other):
        recordings.change(store, recording, case="Traject 1")
    keep(store, talk, "Dit is Willem Jansen en dat is Sandra Visser.")
    words.propose(store, talk)
    decide_all(store, talk)
    keep(store, other, "Ik zoek Sandra Visser en Karel Bakkers.")
    labels = {one.name.replacement for one in words.propose(store, other)}
    assert labels == {"[naam 2]", "[naam 3]"}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"span": [1, "x"]}, "bad_span"),
        ({"span": [10, 20]}, "zero_length"),
        ({"span": [9_000_000, 9_001_000]}, "beyond_end"),
        ({"span": [0, 900], "kind": "dog"}, "unknown_kind"),
        ({"span": [0, 900], "sound": "honk"}, "unknown_sound"),
        ({"span": [0, 900], "decision": []}, "unknown_decision"),
        ({"span": [0, 900], "replacement": "111222333"}, "bsn"),
        ({"span": [0, 900], "replacement": "x" * 99}, "too_long"),
        ({"span": [0, 900], "replacement": "  "}, "bad_op"),
        ({"span": [0, 900], "everywhere": 1}, "bad_op"),
        ({"span": [0, 900], "name": "Fatma"}, "bad_op"),
        ({}, "bad_span"),
    ],
)
def test_what_is_no_decision_is_refused(store: Store, talk: str, fields: dict[str, Any], why: str) -> None:
    keep(store, talk, *LINES)
    [ack] = words.apply(store, talk, [op("add", new_id(), **fields)], "Noor")
    assert (ack.status, ack.why) == ("refused", why)
    assert why in words.WHY
    assert masks.of_recording(store, talk) == ()


def test_a_stretch_without_words_hides_sound_alone(store: Store, talk: str) -> None:
    keep(store, talk, *LINES)
    [ack] = words.apply(store, talk, [op("add", new_id(), span=[50_000, 70_000])], "Noor")
    assert ack.mask
    assert (ack.mask.kind, ack.mask.span.end_ms) == (MaskKind.SOUND, 60_000), "as far as the film goes"
    assert masked_lines(store, talk) == list(LINES)


def test_two_windows_get_a_conflict_and_an_unknown_name_is_told(store: Store, talk: str) -> None:
    keep(store, talk, *LINES)
    first, *_ = words.propose(store, talk)
    one, two = (op("update", first.mask.id, base=1, decision=decision) for decision in ("confirmed", "rejected"))
    assert [ack.status for ack in words.apply(store, talk, [one, two], "Noor")] == ["stored", "conflict"]
    [ack] = words.apply(store, talk, [op("update", new_id(), decision="confirmed")], "Noor")
    assert (ack.status, ack.why) == ("refused", "unknown_name")
    with pytest.raises(UsageError, match="201 changes at once are too many"):
        words.apply(store, talk, [{}] * 201, "Noor")


def test_a_recording_without_text_has_no_names(store: Store, talk: str) -> None:
    with pytest.raises(NotFoundError):
        words.propose(store, talk)
    keep(store, talk)
    assert words.propose(store, talk) == ()


def test_no_name_stands_in_a_mask_a_log_or_an_error(store: Store, talk: str, caplog: pytest.LogCaptureFixture) -> None:
    from sqlalchemy import select

    from reflect.store.mask_tables import MaskEventRow, MaskRow

    keep(store, talk, *LINES)
    said = []
    with caplog.at_level(logging.DEBUG):
        words.propose(store, talk)
        for broken in (lambda: words.ready(store, talk), lambda: words.apply(store, talk, [{}] * 300, "Noor")):
            with pytest.raises(ReflectError) as error:
                broken()
            said.append(str(error.value))
        decide_all(store, talk)
    with store.reading() as connection:
        rows = [str(tuple(row)) for table in (MaskRow, MaskEventRow) for row in connection.execute(select(table.__table__))]
    assert rows
    everything = "\n".join([*said, *rows, *(record.getMessage() for record in caplog.records)])
    assert not [name for name in ("Fatma", "Yilmaz", "Delft", "111222333", "fatma") if name in everything]


def test_without_deduce_nothing_is_called_ready(store: Store, talk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, talk, *LINES)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingPackageError):
        words.ready(store, talk)
