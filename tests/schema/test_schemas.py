"""The JSON Schemas of our files: what the dataclasses say today, and what all our files and exports keep to."""

from __future__ import annotations

import copy
import dataclasses
import importlib.util
import itertools
import json
import re
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from reflect import codebook
from reflect.errors import FormatError
from reflect.exchange import clip_json, fragments, slim, suggestions
from reflect.model.clip import Clip, ClipList
from reflect.model.fragment import Fragment, Perspective
from reflect.model.slim import Outcome, SlimReading
from reflect.model.span import Span
from reflect.model.suggestion import Suggestion
from reflect.teaching import bringing

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "annotations" / "schema"

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TODAY = st.sampled_from([code.code for code in codebook.load().codes])
CODES = TODAY | st.just("slim.client.wil_en_kan")
SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 10**7), st.integers(0, 10**6))
MOMENTS = st.none() | st.datetimes(datetime(2020, 1, 1), timezones=st.just(UTC))
MADE = {"revision": st.integers(1, 99), "created_at": MOMENTS, "updated_at": MOMENTS}
TAG = st.builds(
    Fragment, WORDS, WORDS, SPANS, st.just("") | CODES, st.sampled_from(Perspective), WORDS, WORDS, deleted=st.booleans(), **MADE
)
CLIP = st.builds(Clip, WORDS, SPANS, st.integers(0, 9_000), st.integers(0, 9_000), st.none() | WORDS, st.just("") | CODES, WORDS)
TWO = st.lists(st.sampled_from(["wil_en_kan", "leraar", "ondernemer"]), min_size=1, max_size=2, unique=True).map(tuple)
READING = st.builds(
    SlimReading,
    *(WORDS, WORDS, TWO, TWO, st.sampled_from(Perspective), WORDS, WORDS),
    span=st.none() | SPANS,
    overruled=st.none() | st.sampled_from(Outcome),
    deleted=st.booleans(),
    **MADE,
)
FOUND = st.builds(Suggestion, WORDS, SPANS, TODAY, st.floats(0, 1), WORDS, WORDS, st.none() | WORDS)


@cache
def maker() -> ModuleType:
    """The generator, which is a script and no module of the package."""
    spec = importlib.util.spec_from_file_location("make_schemas", FOLDER / "make_schemas.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def hand_written(text: str | bytes) -> Any:
    """A YAML file as JSON data: the versions under `changed` become texts."""
    return json.loads(json.dumps(yaml.safe_load(text)))


# ---- the schemas ------------------------------------------------------------------------------


def test_no_schema_is_stale() -> None:
    assert maker().stale() == [], "Type: python annotations/schema/make_schemas.py"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_it_is_a_schema(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_everything_that_is_checked_is_a_field() -> None:
    made = maker()
    kinds = (made.Codebook, made.Slim, Fragment, ClipList, SlimReading, Suggestion, made.Interaction)
    there: set[str] = set()

    def add(schema: Mapping[str, Any], name: str) -> None:
        there.update(f"{name}.{field}" for field in schema.get("properties", ()))

    for kind in kinds:
        schema = made.TypeAdapter(kind).json_schema()
        add(schema, kind.__name__)
        for name, found in schema.get("$defs", {}).items():
            add(found, name)
    assert made.CHECKED.keys() <= there


def test_an_export_has_every_field_of_its_class() -> None:
    for name, kind in (("fragments", Fragment), ("slim-readings", SlimReading), ("suggestions", Suggestion)):
        fields = validator(name).schema["$defs"][kind.__name__]["properties"].keys()
        inside = {maker().RENAMED.get(f.name, f.name) for f in dataclasses.fields(kind)}
        assert fields ^ inside == {"span", "start_ms", "end_ms"}


# ---- our files --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", codebook.included())
def test_a_codebook_that_comes_with_reflect(name: str) -> None:
    validator("codebook").validate(hand_written((ROOT / "kijkwijzer" / f"{name}.yaml").read_bytes()))


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("tests/exchange/golden/fragments.json", "fragments"),
        ("tests/exchange/golden/clips.json", "clip-list"),
        ("annotations/spreekkamerverhalen/interactions.json", "interactions"),
        ("annotations/spreekkamerverhalen/slim_readings.json", "slim-readings"),
        ("kijkwijzer/slim.yaml", "slim"),
    ],
)
def test_a_file_of_ours(path: str, schema: str) -> None:
    validator(schema).validate(hand_written((ROOT / path).read_bytes()))


def test_every_annotation_file_of_ours_has_a_schema() -> None:
    """Whatever says which form it has keeps to it, also a file that is added later."""
    names = {
        schema["properties"]["schema"]["const"]: name
        for name in maker().SCHEMAS
        if "schema" in (schema := validator(name).schema)["properties"]
    }
    seen = set()
    for path in (ROOT / "annotations").rglob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        form = data.get("schema") if isinstance(data, dict) else None
        if form in names:
            validator(names[form]).validate(data)
            seen.add(form)
    assert {"reflect/slim-readings", "reflect/interactions"} <= seen


# ---- our exports ------------------------------------------------------------------------------


@given(st.lists(TAG, max_size=3), WORDS)
def test_fragments_keep_to_it(tags: list[Fragment], recording: str) -> None:
    validator("fragments").validate(json.loads(fragments.dumps(tags, "json", recording)))


@given(st.lists(READING, max_size=3), WORDS)
def test_slim_readings_keep_to_it(readings: list[SlimReading], recording: str) -> None:
    validator("slim-readings").validate(json.loads(slim.dumps(readings, "json", recording)))


@given(st.lists(FOUND, max_size=3), WORDS)
def test_suggestions_keep_to_it(found: list[Suggestion], recording: str) -> None:
    validator("suggestions").validate(json.loads(suggestions.dumps(found, "json", recording)))


@given(st.builds(ClipList, WORDS, WORDS, st.lists(CLIP, max_size=3).map(tuple), WORDS, recording_id=st.none() | WORDS, **MADE))
def test_clip_lists_keep_to_it(clips: ClipList) -> None:
    validator("clip-list").validate(json.loads(clip_json.dumps(clips)))


@given(st.lists(st.integers(0, 10**6), max_size=3), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_presses_keep_to_it_and_what_keeps_to_it_is_read(moments: list[int], trainee: str) -> None:
    ids = (str(uuid.UUID(int=n)) for n in itertools.count(1))
    pressed = [{"id": next(ids), "clip": next(ids), "at_ms": at_ms, "theme": ""} for at_ms in moments]
    head = {"schema": bringing.SCHEMA, "version": bringing.VERSION, "set": next(ids), "id": next(ids), "trainee": trainee}
    file = {**head, "started_at": "2026-11-22T10:00:00.000Z", "presses": pressed}
    validator("presses").validate(file)
    assert bringing.checked(file) == file


def test_the_page_of_a_pack_writes_the_presses_that_the_schema_describes() -> None:
    script = (ROOT / "reflect" / "teaching" / "page" / "spot.js").read_text(encoding="utf-8")
    made = re.search(r"const made = \{(.*)\};", script)
    press = re.search(r"this\.presses\.push\(\{(.*)\}\);", script)
    assert made is not None
    assert press is not None
    schema = validator("presses").schema
    assert set(re.findall(r"(\w+):", made[1])) == set(schema["required"])
    assert {name.partition(":")[0].strip() for name in press[1].split(",")} >= {"id", "clip", "at_ms", "theme"}
    assert set(schema["$defs"]["Press"]["required"]) == {"id", "clip", "at_ms", "theme"}


# ---- what a schema refuses --------------------------------------------------------------------

TAGGED = fragments.dumps(
    [Fragment("f", "r1", Span(0, 40), "emotie", Perspective.CLIENT, "Noor", "kijkwijzer 2", created_at=datetime(2026, 1, 1, tzinfo=UTC))],
    "json",
    "r1",
)
ONE, OTHER = (str(uuid.UUID(int=n)) for n in (1, 2))
PRESSED = json.dumps(
    {"schema": "reflect/presses", "version": 1, "set": ONE, "id": OTHER, "trainee": "Vink", "started_at": "2026-11-22T10:00:00Z"}
    | {"presses": [{"id": ONE, "clip": OTHER, "at_ms": 9, "theme": ""}]}
)
READ = slim.dumps([SlimReading("s", "r1", ("wil_en_kan",), ("leraar",), Perspective.CLIENT, "Noor", "slim 1")], "json", "r1")
PROPOSED = suggestions.dumps([Suggestion("p", Span(0, 40), "emotie", 0.5, "omdat", "emotie.bang")], "json", "r1")


@pytest.mark.parametrize(
    ("schema", "text", "name", "value"),
    [
        ("fragments", TAGGED, "perspective", "god"),
        ("fragments", TAGGED, "start_ms", -1),
        ("fragments", TAGGED, "end_ms", 1.5),
        ("fragments", TAGGED, "code", "Emotie!"),
        ("fragments", TAGGED, "revision", 0),
        ("fragments", TAGGED, "questions", ["a", 1]),
        ("fragments", TAGGED, "text", "wat iemand zei"),
        ("fragments", TAGGED, "created_at", 3),
        ("presses", PRESSED, "clip", "../x"),
        ("presses", PRESSED, "at_ms", -1),
        ("presses", PRESSED, "name", "Jan"),
        ("slim-readings", READ, "self_images", []),
        ("slim-readings", READ, "approach", ["leraar", "leraar"]),
        ("slim-readings", READ, "approach", ["a", "b", "c"]),
        ("slim-readings", READ, "overruled", "misschien"),
        ("slim-readings", READ, "reader", ""),
        ("suggestions", PROPOSED, "strength", 1.01),
        ("suggestions", PROPOSED, "strength", None),
        ("suggestions", PROPOSED, "code", ""),
    ],
)
def test_an_export_that_was_changed_is_refused(schema: str, text: str, name: str, value: object) -> None:
    data = json.loads(text)
    items = next(value for value in data.values() if isinstance(value, list))
    validator(schema).validate(data)
    items[0][name] = value
    with pytest.raises(ValidationError):
        validator(schema).validate(data)


@pytest.mark.parametrize("schema", ["fragments", "slim-readings", "suggestions"])
def test_no_field_may_lack(schema: str) -> None:
    data = json.loads({"fragments": TAGGED, "slim-readings": READ, "suggestions": PROPOSED}[schema])
    name = next(name for name, value in data.items() if isinstance(value, list))
    for place, field in [*((data, field) for field in data), *((data[name][0], field) for field in data[name][0])]:
        less = copy.deepcopy(data)
        del (less if place is data else less[name][0])[field]
        with pytest.raises(ValidationError):
            validator(schema).validate(less)


BOOK = """\
id: eigen
version: 2
label: {nl: Eigen, en: Own}
groups: [{code: een, label: {nl: A, en: A}}]
renamed: {oud.woord: regie}
changed: {2: {nl: A, en: A}}
themes:
  - code: regie
    key: "1"
    colour: "#6d28d9"
    group: een
    label: {nl: Regie, en: Direction}
    question: {nl: "Wie stuurt?", en: "Who steers?"}
    reflection: [{nl: A, en: A}, {nl: B, en: B}]
    codes:
      - {code: regie.beurt, key: b, score: 3, label: {nl: Beurt, en: Turn}}
"""
WRONG = (
    ('key: "1"', 'key: "10"'),
    ("#6d28d9", "paars"),
    ("key: b", "key: B"),
    ("score: 3", "score: -3"),
    ("version: 2", "version: 0"),
    ("id: eigen", "id: Mijn boek"),
    ("en: Own", "de: Eigen"),
    (", {nl: B, en: B}", ""),
    ("oud.woord: regie", "oud.woord: 'Regie!'"),
    ("oud.woord", "Oud woord"),
    ("{2: {", "{nu: {"),
    ("label: {nl: Eigen, en: Own}\n", ""),
    ("regie.beurt", "beurt"),
    ("    label: {nl: Regie, en: Direction}\n", ""),
    ("question:", "vraag:"),
)


def test_a_whole_codebook_is_taken_by_both() -> None:
    assert codebook.loads(BOOK).name == "eigen 2"
    validator("codebook").validate(hand_written(BOOK))


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_what_the_loader_refuses_the_schema_refuses(old: str, new: str) -> None:
    assert old in BOOK
    text = BOOK.replace(old, new, 1)
    with pytest.raises(FormatError):
        codebook.loads(text)
    with pytest.raises(ValidationError):
        validator("codebook").validate(hand_written(text))


def test_only_a_codebook_that_adds_may_name_a_theme_alone() -> None:
    more = "id: meer\nversion: 1\nlabel: {nl: M, en: M}\nthemes: [{code: contact, tips: [{nl: A, en: A}]}]\n"
    with pytest.raises(ValidationError):
        validator("codebook").validate(hand_written(more))
    validator("codebook").validate(hand_written(more + "extends: kijkwijzer\n"))
    assert codebook.loads(more + "extends: kijkwijzer\n", find=codebook.load).extends == ("kijkwijzer",)
