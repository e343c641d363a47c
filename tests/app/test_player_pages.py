"""Bekijken, Verbeteren and Clips: what the player is given, and what a person reads when something is missing."""

from __future__ import annotations

import pytest

from reflect.store import jobs

MODES = {"bekijken": "tag", "verbeteren": "edit", "clips": "clips"}


def player(pages):
    return pages.component("reflect_player")


@pytest.mark.parametrize(("page", "mode"), MODES.items())
def test_the_player_gets_ids_and_moments_and_no_contents(pages, add, page: str, mode: str) -> None:
    recording = add("Geheime titel")
    pages.open(page, opname=recording.id, t="1500")
    data = player(pages)
    assert {k: v for k, v in data.items() if k != "texts"} == {
        "rid": recording.id,
        "lang": "nl",
        "mode": mode,
        "startMs": 1500,
        "endMs": None,
        "asked": 1,
    }
    assert "Geheime titel" not in str(data)


def test_a_moment_is_asked_for_once(pages, add) -> None:
    recording = add()
    pages.open("bekijken", opname=recording.id, t="1500")
    pages.app.run()
    assert player(pages)["asked"] == 1
    pages.open(opname=recording.id, t="2500")
    assert (player(pages)["asked"], player(pages)["startMs"]) == (2, 2500)


def test_a_moment_that_is_none_is_left_out(pages, add) -> None:
    recording = add()
    for moment in ("-1", "1e3", "abc", "99999999999", "1.5", ""):
        pages.open("bekijken", opname=recording.id, t=moment)
        assert player(pages)["startMs"] is None


def test_what_is_no_recording_shows_a_list(pages, add) -> None:
    add("Intake")
    for wanted in ("r", "../etc", "r' OR 1=1", "<b>", "r0000000", "R123", "r" + "0" * 400):
        app = pages.open("bekijken", opname=wanted)
        assert [b.label for b in app.button] == ["Open"]
        assert "Intake" in app.text[1].value
        with pytest.raises(AssertionError):
            player(pages)


def test_without_recordings_it_says_where_to_begin(pages) -> None:
    app = pages.open("clips")
    assert "nog geen opnamen" in app.info[0].value


def test_the_list_opens_the_recording(pages, add) -> None:
    recording = add("Intake")
    app = pages.open("verbeteren")
    app.button[0].click().run()
    assert player(pages)["rid"] == recording.id
    assert player(pages)["mode"] == "edit"


def test_the_next_page_shows_the_same_recording(pages, add) -> None:
    recording = add("Intake")
    pages.open("bekijken", opname=recording.id)
    del pages.app.query_params["opname"]
    pages.turn_to("clips")
    pages.app.run()
    assert player(pages)["rid"] == recording.id


def test_a_film_that_is_gone_and_a_talk_without_transcript(pages, add) -> None:
    recording = add(spoken=False)
    recording.film.path.unlink()
    app = pages.open("bekijken", opname=recording.id)
    assert "niet meer op schijf" in app.warning[0].value
    assert "nog geen transcript" in app.info[0].value
    assert player(pages)["rid"] == recording.id


def test_a_failed_run_says_why_and_can_be_done_again(pages, add, store) -> None:
    recording = add(spoken=False)
    jobs.fail(store, jobs.start(store, recording.id, {}).id, "The model **base** is damaged.")
    app = pages.open("bekijken", opname=recording.id)
    assert "mislukt" in app.error[0].value
    assert r"The model \*\*base\*\* is damaged" in app.error[0].value
    assert [b.label for b in app.button] == ["Opnieuw"]


def test_work_that_goes_on_shows_how_far_it_is(pages, add, store) -> None:
    recording = add(spoken=False)
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "words", "k" * 64)
    jobs.progress(store, job.id, "words", 0.5)
    app = pages.open("bekijken", opname=recording.id)
    bars = [e for e in app.get("progress")]
    assert "Woorden 50" in bars[0].proto.text
    assert player(pages)["rid"] == recording.id


def test_english_texts_of_the_player(pages, add) -> None:
    recording = add()
    pages.app.session_state["language"] = "en"
    pages.open("bekijken", opname=recording.id)
    assert player(pages)["lang"] == "en"
