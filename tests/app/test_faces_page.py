"""Gezichten: the component is told which recording to show, and looking for faces is refused in words where it cannot be done."""

from __future__ import annotations


def test_the_component_gets_the_recording_and_the_texts(pages, add) -> None:
    recording = add()
    app = pages.open("gezichten", opname=recording.id)
    data = pages.component("reflect_faces")
    assert (data["rid"], data["lang"]) == (recording.id, "nl")
    assert all(key.startswith(("faces.", "player.film.")) for key in data["texts"])
    assert [button.label for button in app.button] == ["Zoek gezichten"]


def test_a_recording_without_a_picture_says_so(pages, add) -> None:
    recording = add()
    app = pages.open("gezichten", opname=recording.id)
    app.button[0].click().run()
    assert not app.exception
    assert "has sound only" in app.error[0].value or "geluid" in app.error[0].value
