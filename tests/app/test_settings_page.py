"""Instellingen: what is chosen is kept, and what is found on this machine is shown as plain text."""

from __future__ import annotations

from reflect.store import preferences


def test_language_and_name_are_kept_for_the_next_window(pages, store) -> None:
    app = pages.open("instellingen")
    app.text_input[0].set_value("  An ").run()
    app.selectbox[0].set_value("en").run()
    assert app.title[0].value == "Settings"
    assert preferences.get(store, "app.language") == "en"
    assert preferences.get(store, "app.coder") == "An"


def test_models_folder_and_machine_are_shown(pages, store) -> None:
    app = pages.open("instellingen")
    assert app.code[0].value == str(store.home.path)
    assert any("In de rij: 0" in text.value for text in app.text)
    assert pages.component("reflect_facts")["sections"][0]["rows"][0][0]["keys"] == ["Space"]
