"""Instellingen: what is chosen is kept, and what is found on this machine is shown as plain text."""

from __future__ import annotations

from reflect.store import codebooks, preferences


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


OWN = "id: eigen\nversion: 3\nextends: duo-interview\nlabel: {nl: Eigen boek, en: Own book}\nthemes: [{code: zorg}]\n"


def test_the_codebook_of_recordings_is_chosen(pages, store) -> None:
    folder = codebooks.folder(store)
    (folder / "eigen.yaml").write_text(OWN, encoding="utf-8")
    (folder / "stuk.yaml").write_text("id: stuk\n", encoding="utf-8")
    app = pages.open("instellingen")
    (choice,) = [box for box in app.selectbox if box.key == "choose_codebook"]
    assert choice.options == ["Kijkwijzer, versie 2", "Duo-interview, versie 1", "Klant in beeld, versie 2", "Eigen boek, versie 3"]
    assert "stuk\\.yaml, line 1\\: the file lacks the field version" in app.warning[0].value
    choice.set_value("eigen").run()
    assert codebooks.default(store) == "eigen"
    assert not app.exception


def test_a_codebook_that_went_away_is_told(pages, store) -> None:
    preferences.put(store, codebooks.PREFERENCE, "weg")
    app = pages.open("instellingen")
    (choice,) = [box for box in app.selectbox if box.key == "choose_codebook"]
    assert choice.options[0] == "weg (kan niet gebruikt worden)"
    assert app.warning[0].value == "Het codeboek weg is er niet meer. Kies een ander, of zet het bestand terug."
    assert codebooks.default(store) == "weg", "nothing else is taken until somebody chooses"
    choice.set_value("duo-interview").run()
    assert codebooks.default(store) == "duo-interview"
    assert not app.warning
