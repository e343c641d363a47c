"""Small choices of a person."""

from __future__ import annotations

import pytest

from reflect.errors import UsageError
from reflect.store import open_store, preferences
from reflect.store.database import Store
from reflect.store.home import Home


def test_a_choice_lasts_until_another(store: Store, home: Home) -> None:
    assert preferences.get(store, "app.language") is None
    assert preferences.get(store, "app.language", "nl") == "nl"
    for value in ("en", {"theme.1": "F1", "á": [1, 2.5, False]}, [], "nl"):
        preferences.put(store, "app.language", value)
        assert preferences.get(store, "app.language", "?") == value
    preferences.put(store, "app.coder", "Noor")
    with open_store(home) as again:
        assert preferences.get_all(again) == {"app.language": "nl", "app.coder": "Noor"}
        preferences.put(again, "app.coder", None)
    assert preferences.get_all(store) == {"app.language": "nl"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("language", "nl", "'language' cannot name a choice. Use small letters in parts with points between them, as in app.language."),
        ("App.Language", "nl", "'App.Language' cannot name a choice."),
        ("app." + "x" * 100, "nl", " cannot name a choice."),
        ("app.keys", "x" * 16_000, "The choice app.keys is larger than 16 kB. Keep less in it."),
        ("app.keys", {1, 2}, "The choice app.keys is no JSON data. Give text, numbers, lists or objects."),
        ("app.keys", float("nan"), "The choice app.keys is no JSON data."),
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, name: str, value: object, said: str) -> None:
    with pytest.raises(UsageError) as error:
        preferences.put(store, name, value)
    assert said in str(error.value)
    assert preferences.get_all(store) == {}


def test_choices_do_not_pile_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "MAX_NAMES", 3)
    for n in range(3):
        preferences.put(store, f"app.n{n}", n)
    preferences.put(store, "app.n0", 9)
    with pytest.raises(UsageError, match=r"^There are 3 choices already; app\.n9 cannot be added\."):
        preferences.put(store, "app.n9", 1)
