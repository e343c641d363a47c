"""Saving clip lists as a browser sends them: whole, over the revision that was seen."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect import clips, tagging
from reflect.clips import Refusal
from reflect.errors import NotFoundError
from reflect.model.clip import Clip, ClipList
from reflect.model.span import Span
from reflect.store import Home, clip_lists, open_store, recordings
from reflect.store.database import Store

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(Home(tmp_path_factory.mktemp("clips"))) as opened:
        yield opened


@pytest.fixture
def talk(store: Store, tmp_path: Path) -> str:
    from tag_ops import make_recording

    return make_recording(store, tmp_path)


def new_id() -> str:
    return str(uuid.uuid4())


def sent(base: int | None = None, **fields: Any) -> dict[str, Any]:
    one = {"start": 1_000, "end": 5_000, "before": 2_000, "after": 0, "code": "contact", "question": "Wat zie je?", "fragment": new_id()}
    return {"id": new_id(), "title": "Contact", "base": base, "clips": [one, {"start": 7_000.4, "end": 9_000, "fragment": None}], **fields}


def test_a_list_is_kept_whole_and_in_order(store: Store, talk: str) -> None:
    data = sent(title=" Contact\nmaken ")
    saved = tagging.save_clips(store, talk, data, "Noor")
    assert (saved.status, saved.why) == ("stored", "")
    kept = clip_lists.get(store, talk, data["id"])
    assert kept == saved.clip_list
    assert (kept.title, kept.who, kept.revision, kept.recording_id) == ("Contact maken", "Noor", 1, talk)
    fragment = data["clips"][0]["fragment"]
    assert kept.clips == (Clip(talk, Span(1_000, 5_000), 2_000, 0, fragment, "contact", "Wat zie je?"), Clip(talk, Span(7_000, 9_000)))
    assert clip_lists.of_recording(store, talk) == (kept,)


def test_each_save_is_over_the_revision_that_was_seen(store: Store, talk: str) -> None:
    data = sent()
    tagging.save_clips(store, talk, data, "Noor")
    turned = {**data, "base": 1, "clips": data["clips"][::-1]}
    second = tagging.save_clips(store, talk, turned, "Sam")
    assert second.clip_list is not None
    assert (second.status, second.clip_list.revision, second.clip_list.who) == ("stored", 2, "Noor")
    assert [c.span.start_ms for c in second.clip_list.clips] == [7_000, 1_000]
    again = tagging.save_clips(store, talk, turned, "Sam")  # the answer was lost
    assert again == second
    late = tagging.save_clips(store, talk, {**data, "base": 1, "title": "Anders"}, "Noor")
    assert (late.status, late.why, late.clip_list) == ("conflict", "changed", second.clip_list)
    twin = tagging.save_clips(store, talk, {**data, "base": None, "title": "Anders"}, "Noor")
    assert (twin.status, twin.why) == ("conflict", "changed")


def test_a_list_that_was_removed_can_be_kept_after_all(store: Store, talk: str) -> None:
    data = sent()
    tagging.save_clips(store, talk, data, "Noor")
    assert clip_lists.delete_list(store, talk, data["id"])
    assert not clip_lists.delete_list(store, talk, data["id"])
    assert clip_lists.of_recording(store, talk) == ()
    assert tagging.save_clips(store, talk, {**data, "base": 1}, "Noor") == clip_lists.Saved("conflict", None, "deleted")
    assert tagging.save_clips(store, talk, data, "Noor").status == "stored"


def test_nothing_of_another_recording_is_shown_changed_or_removed(store: Store, talk: str, tmp_path: Path) -> None:
    from tag_ops import make_recording

    other, data = make_recording(store, tmp_path), sent()
    tagging.save_clips(store, talk, data, "Noor")
    assert tagging.save_clips(store, other, data, "Noor") == clip_lists.Saved("refused", None, "bad_id")
    assert not clip_lists.delete_list(store, other, data["id"])
    with pytest.raises(NotFoundError, match=rf"^Recording {other} has no clip list '{data['id']}'\. Type reflect clips {other}\.$"):
        clip_lists.get(store, other, data["id"])
    assert len(clip_lists.of_recording(store, talk)) == 1
    with pytest.raises(NotFoundError, match=r"^There is no recording 'r9'"):
        clip_lists.save(store, ClipList(new_id(), "t", (Clip("r9", Span(0, 40)),), "Noor"), None)


def test_a_list_across_recordings_goes_with_none_of_them(store: Store, talk: str, tmp_path: Path) -> None:
    from tag_ops import make_recording

    other = make_recording(store, tmp_path)
    mixed = ClipList(new_id(), "Les", (Clip(other, Span(0, 40)), Clip(talk, Span(0, 40))), "Noor")
    assert clip_lists.save(store, mixed, None).status == "stored"
    assert clip_lists.of_recording(store, talk) == ()
    recordings.delete_recording(store, other)  # its film is gone, so its clip is
    left = clip_lists.save(store, ClipList(mixed.id, "Les", mixed.clips[1:], "Noor"), None)
    assert left.status == "stored"


def test_clips_are_cut_to_the_film(store: Store, talk: str) -> None:
    saved = tagging.save_clips(store, talk, sent(clips=[{"start": -5, "end": 90_000}, {"start": 59_000, "end": 61_000}]), "Noor")
    assert saved.clip_list is not None
    assert [c.span for c in saved.clip_list.clips] == [Span(0, 60_000), Span(59_000, 60_000)]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"id": "x"}, "bad_id"),
        ({"id": None}, "bad_id"),
        ({"title": None}, "bad_op"),
        ({"title": "t" * 201}, "too_long"),
        ({"title": "van 111222333"}, "bsn"),
        ({"base": "1"}, "bad_op"),
        ({"base": 0}, "bad_op"),
        ({"base": True}, "bad_op"),
        ({"more": 1}, "bad_op"),
        ({"clips": None}, "bad_op"),
        ({"clips": {}}, "bad_op"),
        ({"clips": [{"start": 0, "end": 40}] * 501}, "too_long"),
        ({"clips": [1]}, "bad_op"),
        ({"clips": [{"start": 0}]}, "bad_span"),
        ({"clips": [{"start": 0, "end": 39}]}, "zero_length"),
        ({"clips": [{"start": 60_000, "end": 61_000}]}, "beyond_end"),
        ({"clips": [{"start": 0, "end": 40, "recording": "r2"}]}, "bad_id"),
        ({"clips": [{"start": 0, "end": 40, "fragment": "../x"}]}, "bad_id"),
        ({"clips": [{"start": 0, "end": 40, "before": -1}]}, "bad_span"),
        ({"clips": [{"start": 0, "end": 40, "after": 60_001}]}, "bad_span"),
        ({"clips": [{"start": 0, "end": 40, "code": "<b>"}]}, "unknown_code"),
        ({"clips": [{"start": 0, "end": 40, "question": "q" * 501}]}, "too_long"),
        ({"clips": [{"start": 0, "end": 40, "question": "111222333?"}]}, "bsn"),
        ({"clips": [{"start": 0, "end": 40, "css": ""}]}, "bad_op"),
    ],
)
def test_a_bad_list_is_refused_with_its_reason(fields: dict[str, Any], why: str) -> None:
    refused = clips.read(sent(**fields), "r1", 60_000, "Noor")
    assert isinstance(refused, Refusal)
    assert (refused.why, refused.why in tagging.WHY) == (why, True)
    assert refused.clip == (0 if isinstance(fields.get("clips"), list) and len(fields["clips"]) == 1 else None)


def test_the_bad_clip_is_pointed_at() -> None:
    good = {"start": 0, "end": 40}
    assert clips.read(sent(clips=[good, good, {**good, "end": 1}]), "r1", None, "Noor") == Refusal("zero_length", 2)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda i: st.lists(i, max_size=3), max_leaves=4
)
CLIP_NAMES = ["recording", "fragment", "start", "end", "before", "after", "code", "question"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"id": JSON | st.just(str(uuid.UUID(int=7))), "title": JSON | st.text(max_size=5)},
        optional={"base": JSON, "clips": JSON | st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(CLIP_NAMES, JSON)), max_size=3)},
    )
    | JSON
)
def test_nothing_that_comes_in_is_an_error_of_ours(data: object) -> None:
    found = clips.read(data, "r1", 60_000, "Noor")
    assert isinstance(found, tuple) or found.why in tagging.WHY
