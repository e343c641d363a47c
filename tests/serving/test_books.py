"""The codebook of a recording over HTTP: what it says of itself, the choice, what changed, and one that cannot be used."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from serving_site import POST, Site

from reflect import tagging
from reflect.store import codebooks, preferences, recordings
from reflect.store.database import Store

OWN = """\
id: eigen
version: {version}
label: {{nl: Eigen, en: Own}}
{more}
themes:
  - {{code: {code}, key: "1", colour: "#0f766e", label: {{nl: Een, en: One}}, question: {{nl: A, en: B}}}}
"""


def write_own(store: Store, code: str = "een", version: int = 1, more: str = "") -> None:
    (codebooks.folder(store) / "eigen.yaml").write_text(OWN.format(code=code, version=version, more=more), encoding="utf-8")


def doc(site: Site, **query: str) -> Any:
    return site.client.get(f"/reflect/doc/{site.recording.id}", params=query).json()


def listed(site: Site) -> Any:
    return site.client.get(f"/reflect/codebooks/{site.recording.id}").json()


def post(site: Site, **body: object) -> Any:
    return site.client.post(f"/reflect/codebooks/{site.recording.id}", json=body, headers=POST)


def tag(code: str) -> dict[str, Any]:
    return {"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "start": 0, "end": 2_000, "code": code}


def test_a_theme_says_why_it_matters_and_what_to_ask(site: Site) -> None:
    book = doc(site)["codebook"]
    assert (book["name"], book["trouble"], [g["label"] for g in book["groups"]]) == ("kijkwijzer 2", "", ["Algemeen", "Specifiek"])
    for theme in book["themes"]:
        assert theme["why"]
        assert 2 <= len(theme["reflection"]) <= 4
        assert theme["tips"]
        assert theme["group"] in {g["code"] for g in book["groups"]}
        assert all(code["question"] for code in theme["codes"])
    slim = next(theme for theme in book["themes"] if theme["code"] == "interventielogica")
    assert slim["codes"][0]["older"] == ["slim.client", "slim.professional"]
    assert doc(site, lang="en")["codebook"]["themes"][0]["tips"][0].startswith("Name what you see")


def test_a_recording_gets_another_codebook_and_its_own_choice_back(site: Site, store: Store) -> None:
    write_own(store)
    found = listed(site)
    assert [(b["id"], b["own"], b["error"]) for b in found["books"]] == [
        *(("kijkwijzer", False, ""), ("duo-interview", False, ""), ("klant-in-beeld", False, ""), ("eigen", True, "")),
    ]
    assert (found["chosen"], found["default"], found["name"], found["older"]) == (None, "kijkwijzer", "kijkwijzer 2", None)
    assert post(site, use="eigen").json() == {"use": "eigen"}
    assert (listed(site)["chosen"], doc(site)["codebook"]["name"], doc(site)["older"]) == ("eigen", "eigen 1", None)
    assert post(site, use=None).json() == {"use": None}
    assert doc(site)["codebook"]["name"] == "kijkwijzer 2"


@pytest.mark.parametrize(
    "body", [{}, {"use": "weg"}, {"use": "../x"}, {"use": 3}, {"use": True}, {"use": "a" * 500}, {"renew": 1}, {"use": "slim"}]
)
def test_what_is_no_choice_changes_nothing(site: Site, store: Store, body: dict[str, object]) -> None:
    assert post(site, **body).status_code == 400
    assert recordings.get(store, site.recording.id).codebook is None


def test_an_old_project_says_what_changed(site: Site, store: Store) -> None:
    write_own(store)
    post(site, use="eigen")
    tagging.apply(store, site.recording.id, [tag("een"), tag("een")], "Noor")
    tagging.apply(store, site.recording.id, [{**tag("emotie"), "codebook": "kijkwijzer 2"}], "Noor")
    write_own(store, "twee", 2, "renamed: {een: twee}\nchanged: {2: {nl: Een heet twee., en: One is two.}}")
    assert doc(site)["older"] == {
        "fragments": 3,
        "codes": [
            {"codebook": "eigen 1", "code": "een", "now": "twee", "foreign": False, "n": 2, "words": "een"},
            {"codebook": "kijkwijzer 2", "code": "emotie", "now": None, "foreign": True, "n": 1, "words": "Emotie"},
        ],
        "news": ["Een heet twee."],
    }
    assert doc(site, lang="en")["older"]["news"] == ["One is two."]
    assert doc(site)["codebook"]["themes"][0]["older"] == ["een"]
    assert {f["codebook"] for f in doc(site)["fragments"]} == {"eigen 1", "kijkwijzer 2"}
    assert post(site, renew=True).json() == {"renewed": 2}
    assert [c["codebook"] for c in listed(site)["older"]["codes"]] == ["kijkwijzer 2"]
    assert sorted(f["code"] for f in doc(site)["fragments"]) == ["emotie", "twee", "twee"]


def test_who_codes_blind_is_told_of_own_fragments_alone(site: Site, store: Store) -> None:
    write_own(store)
    post(site, use="eigen")
    tagging.apply(store, site.recording.id, [tag("een")], "Noor")
    write_own(store, "twee", 2, "renamed: {een: twee}")
    preferences.put(store, "app.coder", "Sam")
    preferences.put(store, "app.blind", True)
    assert doc(site)["older"] is None
    assert listed(site)["older"] is None
    assert post(site, renew=True).json() == {"renewed": 0}
    assert [f.code for f in tagging.fragments(store, site.recording.id)] == ["een"]


def test_another_window_hears_of_the_choice(site: Site, store: Store) -> None:
    write_own(store)

    def heard() -> str:
        return str(site.client.get(f"/reflect/news/{site.recording.id}").json()["codebook"])

    assert heard() == doc(site)["codebook"]["name"] == "kijkwijzer 2"
    post(site, use="eigen")
    assert heard() == doc(site)["codebook"]["name"] == "eigen 1"
    (codebooks.folder(store) / "eigen.yaml").unlink()
    assert heard() == doc(site)["codebook"]["name"] == "eigen"


def test_a_codebook_that_cannot_be_used_says_why(site: Site, store: Store) -> None:
    write_own(store)
    post(site, use="eigen")
    tagging.apply(store, site.recording.id, [tag("een")], "Noor")
    (codebooks.folder(store) / "eigen.yaml").write_text("id: eigen\n", encoding="utf-8")
    found = doc(site)
    assert (found["codebook"]["id"], found["codebook"]["themes"], found["older"]) == ("eigen", [], None)
    assert found["codebook"]["trouble"].startswith("eigen.yaml, line 1: the file lacks the field version")
    assert [f["code"] for f in found["fragments"]] == ["een"]
    assert site.client.get(f"/reflect/news/{site.recording.id}").status_code == 200
    assert (
        site.client.post(f"/reflect/tags/{site.recording.id}", json={"ops": [tag("een")]}, headers=POST).json()["acks"][0]["why"]
        == "unknown_code"
    )
    broken = next(b for b in listed(site)["books"] if b["id"] == "eigen")
    assert broken["error"] == found["codebook"]["trouble"]
    assert post(site, use="eigen").status_code == 400
    assert post(site, use="kijkwijzer").status_code == 200
    assert doc(site)["codebook"]["trouble"] == ""
