"""SLIM: the component is told which recording to show; on the example there can be made-up readings."""

from __future__ import annotations

from reflect import slim
from reflect.app import example
from reflect.codebook import slim as model_of
from reflect.store import preferences


def test_the_component_gets_the_recording_and_the_texts(pages, add) -> None:
    recording = add("Gesprek " + "lang " * 100)
    app = pages.open("slim", opname=recording.id)
    data = pages.component("reflect_slim")
    assert (data["rid"], data["lang"]) == (recording.id, "nl")
    assert all(key.startswith("slim.") for key in data["texts"])
    assert not app.button


def test_without_a_recording_one_is_chosen(pages, add) -> None:
    recording = add()
    app = pages.open("slim")
    assert [button.key for button in app.button] == [f"open-{recording.id}"]


def test_made_up_readings_on_the_example(pages, store) -> None:
    recording = example.bring_in(store)
    app = pages.open("slim", opname=recording)
    app.button[0].click().run()
    assert not app.exception
    assert not app.button
    readings = slim.readings(store, recording)
    assert len(readings) == 6
    found = slim.moments(readings, model_of.load())
    assert [(len(m.readings), {d.aspect for d in m.differences}) for m in found] == [
        (1, set()),
        (3, {"self_images", "approach", "outcome"}),
        (2, set()),
    ]
    example.read_with_slim(store, recording)
    assert slim.readings(store, recording) == readings


def test_who_works_blind_gets_no_made_up_readings(pages, store) -> None:
    recording = example.bring_in(store)
    preferences.put(store, "app.blind", True)
    assert not pages.open("slim", opname=recording).button
