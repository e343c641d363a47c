"""JSON Schemas (2020-12) of our own files, generated from the dataclasses that they hold. A test fails when they are stale.

    python annotations/schema/make_schemas.py            write them
    python annotations/schema/make_schemas.py --check    say which are stale

pydantic reads the dataclasses; what is done here is the difference between a dataclass and its file: a span is two numbers, an id of
a recording is called recording, and what the loaders check (patterns, lengths, numbers) is written down too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from reflect.codebook import loading, places
from reflect.codebook.book import Codebook
from reflect.codebook.slim import MOST, Slim
from reflect.exchange import clip_json, fragments, interactions, slim, suggestions
from reflect.exchange.clip_sources import Take, TakeKind
from reflect.model.checks import MAX_MS
from reflect.model.clip import ClipList
from reflect.model.fragment import Fragment
from reflect.model.interaction import Interaction
from reflect.model.slim import Outcome, SlimReading
from reflect.model.suggestion import Suggestion
from reflect.teaching import bringing, kinds

FOLDER = Path(__file__).resolve().parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
RENAMED = {"recording_id": "recording", "fragment_id": "fragment"}

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
MS: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_MS}


def _like(*patterns: str) -> Schema:
    return {"pattern": "|".join(f"^{pattern}$" for pattern in patterns)}


_ID, _CODE, _OLD = _like(loading.ID.pattern), _like(loading.CODE.pattern), _like(loading.OLD.pattern)
_CODED = _like(loading.OLD.pattern, "")  # a fragment may be coded with an older version
_SHORT: Schema = {"minLength": 1, "maxLength": places.MAX_TEXT}
_SOME: Schema = {"minItems": 1, "maxItems": places.MAX_LIST}
_TWO: Schema = {"minItems": 1, "maxItems": MOST, "uniqueItems": True}

CHECKED: Mapping[str, Schema] = {
    "Label.nl": _SHORT,
    "Label.en": _SHORT,
    "Code.code": _like(rf"{loading.WORD}\.{loading.WORD}"),
    "Code.key": _like(loading.LETTER.pattern),
    "Code.score": {"minimum": 0, "maximum": places.MAX_WHOLE},
    "Theme.code": _ID,
    "Theme.colour": _like(loading.COLOUR.pattern),
    "Theme.key": _like(loading.DIGIT.pattern),
    "Theme.group": _ID,
    "Theme.codes": _SOME,
    "Theme.reflection": {"minItems": loading.REFLECTION.start, "maxItems": loading.REFLECTION.stop - 1},
    "Theme.tips": {"minItems": loading.TIPS.start, "maxItems": loading.TIPS.stop - 1},
    "Group.code": _ID,
    "Codebook.id": _ID,
    "Codebook.version": {"minimum": 1, "maximum": places.MAX_WHOLE},
    "Codebook.themes": _SOME,
    "Codebook.groups": _SOME,
    "Codebook.renamed": {"propertyNames": _OLD, "additionalProperties": {"type": "string", **_CODE}, "maxProperties": places.MAX_LIST},
    "Codebook.changed": {"propertyNames": _like("[1-9][0-9]*"), "maxProperties": places.MAX_LIST},
    "Slim.id": _ID,
    "Slim.version": {"minimum": 1, "maximum": places.MAX_WHOLE},
    "Slim.source": _SHORT,
    "SelfImage.at": {"items": {"enum": ["low", "high"]}, "prefixItems": None, "minItems": 2, "maxItems": 2},
    "Fragment.code": _CODED,
    "Fragment.revision": {"minimum": 1},
    "Clip.code": _CODED,
    "Clip.before_ms": MS,
    "Clip.after_ms": MS,
    "ClipList.revision": {"minimum": 1},
    "SlimReading.self_images": {"items": {"type": "string", **_ID}, **_TWO},
    "SlimReading.approach": {"items": {"type": "string", **_ID}, **_TWO},
    "SlimReading.revision": {"minimum": 1},
    "Suggestion.code": _CODE,
    "Suggestion.strength": {"minimum": 0, "maximum": 1},
    "Interaction.number": {"minimum": 1},
    "AttentionPoint.about": _CODE,
}
"""What a value must be beyond its type, by class and field; None takes a keyword away. A name that fits no field is an error."""


def codebook() -> Schema:
    """The YAML file of a codebook. One that `extends` another may name a theme of the other and what it adds to it."""
    schema = _described(Codebook, "A codebook as a file: kijkwijzer/*.yaml", written_by_hand=True)
    schema["properties"]["extends"] = {"type": "string", **_ID}
    theme = schema["$defs"]["Theme"]
    added = {name: theme["properties"][name] for name in loading.ADDED}
    schema["$defs"]["Added"] = {
        "description": "What a file adds to a theme of the codebook that it extends.",
        "type": "object",
        "properties": {"code": theme["properties"]["code"], **added},
        "required": ["code"],
        "additionalProperties": False,
    }
    whole, either = {"$ref": "#/$defs/Theme"}, [{"$ref": "#/$defs/Theme"}, {"$ref": "#/$defs/Added"}]
    schema["properties"]["themes"]["items"] = True
    schema["if"] = {"required": ["extends"]}
    schema["then"] = {"properties": {"themes": {"items": {"anyOf": either}}}}
    schema["else"] = {"properties": {"themes": {"items": whole}}}
    return schema


def slim_model() -> Schema:
    """The YAML file of SLIM, in which the outcomes are named."""
    schema = _described(Slim, "SLIM as a file: kijkwijzer/slim.yaml", written_by_hand=True)
    words = schema["$defs"].pop("OutcomeWords")
    schema["$defs"].pop("Outcome")
    words["properties"].pop("outcome")
    words["required"].remove("outcome")
    schema["properties"]["outcomes"] = _closed({str(outcome): words for outcome in Outcome})
    return schema


def clip_list() -> Schema:
    schema = _described(ClipList, "A clip list: reflect clips ID LIST --format json")
    media = {"type": "array", "items": {"$ref": "#/$defs/Media"}}
    schema["properties"] = _head(clip_json.SCHEMA, clip_json.VERSION) | schema["properties"] | {"media": media}
    schema["required"] = list(schema["properties"])
    schema["$defs"] |= {"Media": _media(), "Take": _take()}
    return schema


def _media() -> Schema:
    takes = {"type": "array", "items": {"$ref": "#/$defs/Take"}}
    about = "The files that saw or heard a recording, the film first."
    return {"description": about, **_closed({"recording": {"type": "string"}, "duration_ms": {"anyOf": [MS, NULL]}, "takes": takes})}


def _take() -> Schema:
    """What `clip_json` tells of a `Take`: not where it lies on a disk."""
    described = _described(Take, "")
    told = ("name", "kind", "offset_ms", "drift_ppm", "duration_ms", "fps", "variable_rate")
    kinds = {"enum": [kind.value for kind in TakeKind]}
    fields = {"file": {"type": "string"}} | {name: kinds if name == "kind" else described["properties"][name] for name in told}
    about = "A file; film time = file time · (1 + drift_ppm / 1e6) + offset_ms."
    return {"description": about, **_closed(fields)}


def _list_of(item: type, title: str, schema: str, version: int, name: str, head: Mapping[str, Schema]) -> Callable[[], Schema]:
    """A file with a head and, under `name`, a list of items of this class."""

    def made() -> Schema:
        found = _described(item, "")
        defs = found.pop("$defs", {})
        found.pop("title")
        top = _closed({**_head(schema, version), **head, name: {"type": "array", "items": {"$ref": f"#/$defs/{item.__name__}"}}})
        return {"title": title, **top, "$defs": {**defs, item.__name__: found}}

    return made


def presses() -> Schema:
    """What a trainee's page of a pack saves: described by what brings it in again, which trusts none of it."""
    press = {"id": _UUID, "clip": _UUID, "at_ms": MS, "theme": {"type": "string", "maxLength": kinds.MAX_THEME}}
    listed = {"type": "array", "maxItems": bringing.MAX_PRESSES, "items": {"$ref": "#/$defs/Press"}}
    trainee = {"type": "string", "minLength": 1, "maxLength": kinds.MAX_NAME}
    started = {"type": "string", "format": "date-time"}
    head = {"set": _UUID, "id": _UUID, "trainee": trainee, "started_at": started}
    top = _closed({**_head(bringing.SCHEMA, bringing.VERSION), **head, "presses": listed})
    about = {"description": "A moment at which the trainee saw it, in ms of the film of the clip.", **_closed(press)}
    return {"title": "Presses of a trainee: the file that a teaching pack saves", **top, "$defs": {"Press": about}}


_UUID: Schema = {"type": "string", **_like("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")}
_OF: Mapping[str, Schema] = {"recording": {"type": "string"}}

SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "codebook": codebook,
    "slim": slim_model,
    "fragments": _list_of(Fragment, "Fragments: reflect tags ID --format json", fragments.SCHEMA, fragments.VERSION, "fragments", _OF),
    "slim-readings": _list_of(SlimReading, "SLIM readings: reflect slim ID --format json", slim.SCHEMA, slim.VERSION, "readings", _OF),
    "suggestions": _list_of(
        Suggestion, "Suggestions: reflect suggest ID --format json", suggestions.SCHEMA, suggestions.VERSION, "suggestions", _OF
    ),
    "clip-list": clip_list,
    "interactions": _list_of(
        Interaction,
        "Published interactions: annotations/spreekkamerverhalen/interactions.json",
        interactions.SCHEMA,
        interactions.VERSION,
        "interactions",
        {"source": {"type": "string"}, "codebook": {"type": "string"}},
    ),
    "presses": presses,
}
"""Every schema by the name of its file."""


def text(name: str) -> str:
    """The schema as it lies in its file."""
    schema = {"$schema": DIALECT, "$comment": "Generated by make_schemas.py; do not change it by hand.", **SCHEMAS[name]()}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def stale() -> list[str]:
    """The files that are not what the dataclasses say, or that no schema has."""
    wanted = {f"{name}.json": text(name) for name in SCHEMAS}
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


# ---- from a dataclass to its file -------------------------------------------------------------


def _described(kind: type, title: str, *, written_by_hand: bool = False) -> Schema:
    """The schema of a dataclass. By hand a field that has a default may be left out, and nothing is null; a file of ours has all."""
    schema = TypeAdapter(kind).json_schema(mode="serialization")
    defs = {name: _tidied(name, found, written_by_hand) for name, found in schema.pop("$defs", {}).items() if name != "Span"}
    return {"title": title, **_tidied(kind.__name__, schema, written_by_hand), "$defs": defs}


def _tidied(name: str, schema: Schema, written_by_hand: bool) -> Schema:
    if "properties" not in schema:
        return {key: value for key, value in schema.items() if key != "title"}
    fields: Schema = {}
    for field, found in schema["properties"].items():
        value = {key: part for key, part in found.items() if key not in ("title", "default")}
        if field == "span":
            null = [NULL] if "anyOf" in value else []
            fields |= {edge: {"anyOf": [MS, *null]} if null else MS for edge in ("start_ms", "end_ms")}
            continue
        if written_by_hand and "anyOf" in value:
            value = next(one for one in value["anyOf"] if one != NULL)
        checked = value | CHECKED.get(f"{name}.{field}", {})
        fields[RENAMED.get(field, field)] = {key: part for key, part in checked.items() if part is not None}
    needed = schema.get("required", []) if written_by_hand else list(fields)
    about = {"description": " ".join(schema["description"].split())} if "description" in schema else {}
    return {**about, **_closed(fields), "required": needed}


def _closed(fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _head(schema: str, version: int) -> Schema:
    return {"schema": {"const": schema}, "version": {"const": version}}


def main() -> int:
    if "--check" in sys.argv[1:]:
        for name in stale():
            print(f"{name} is stale. Type: python annotations/schema/make_schemas.py")
        return int(bool(stale()))
    for name in SCHEMAS:
        (FOLDER / f"{name}.json").write_text(text(name), encoding="utf-8")
    print(f"{len(SCHEMAS)} schemas in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
