"""The values of this room as plain JSON data and back, without loss.

    data = to_plain(transcript)            # dicts, lists, text, numbers: ready for json.dumps
    transcript = from_plain(Transcript, data)

A whole value carries its schema and version: `{"schema": "reflect/transcript", "version": 1, …}`.
Inside it the frequent values are short lists, because a long consultation has 12,000 words:

    Span      [start_ms, end_ms]
    Activity  [start_ms, end_ms, speaker]
    Word      [text, start_ms, end_ms, probability, speaker, language, doubtful]

Everything is checked on the way in, and the same limits hold on the way out, so that what was
written can be read. An error names the place (`turns[3].words[17]`) and never quotes the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from reflect.errors import FormatError
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Maker, Recognition, Role, Speaker, Transcript, Turn, Word

T = TypeVar("T")
Plain = dict[str, Any]
Upgrade = Callable[[Plain], Plain]

MAX_MS = 1000 * 3_600_000
"""A thousand hours: no recording is longer, so a greater time is a damaged number."""
MAX_WORD = 2_000
MAX_LABEL = 200
MAX_TEXT = 20_000
MAX_ITEMS = 2_000_000
_ROUNDING = 1e-6


def to_plain(value: object) -> Plain:
    """`value` (of a class in `KINDS`) with its schema and version. FormatError where it breaks a limit."""
    kind = _kind(type(value))
    try:
        body = kind.encode(value)
    except FormatError as error:
        raise FormatError(f"This {kind.schema} cannot be written: {error}. Correct the step that made it.") from error
    if not isinstance(body, dict):
        body = {"value": body}
    return {"schema": kind.schema, "version": kind.version, **body}


def from_plain(cls: type[T], data: object) -> T:
    """The value that `to_plain` wrote, older versions upgraded. FormatError for anything else."""
    kind = _kind(cls)
    body = _upgraded(kind, data)
    try:
        return cast(T, kind.decode(body["value"] if set(body) == {"value"} else body))
    except FormatError as error:
        raise FormatError(f"This {kind.schema} cannot be read: {error}. It was changed or damaged; make it again or use a copy.") from error


def to_json(value: object) -> str:
    """`to_plain` as compact ASCII JSON text."""
    return json.dumps(to_plain(value), separators=(",", ":"), allow_nan=False)


def from_json(cls: type[T], text: str | bytes) -> T:
    """The value in JSON text; FormatError when it is not JSON or not that value."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"This {_kind(cls).schema} cannot be read: it is not JSON. Make it again or use a copy.") from error
    return from_plain(cls, data)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one class is stored. `upgrades[n]` turns a body of version n into one of version n + 1."""

    schema: str
    version: int
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    upgrades: Mapping[int, Upgrade]


def _kind(cls: type) -> Kind:
    try:
        return KINDS[cls]
    except KeyError:
        known = ", ".join(c.__name__ for c in KINDS)
        raise FormatError(f"{cls.__name__} has no stored form; these have one: {known}.") from None


def _upgraded(kind: Kind, data: object) -> Plain:
    """The body of `data` in the newest version, without its header."""
    if not isinstance(data, dict) or "schema" not in data or "version" not in data:
        raise FormatError(f"This is not a {kind.schema}: it has no schema and version. Use a file that reflect wrote.")
    body = dict(data)
    schema, version = body.pop("schema"), body.pop("version")
    if schema != kind.schema:
        raise FormatError(f"This is not a {kind.schema}: its schema is {str(schema)[:60]!r}. Use a file of the right kind.")
    if type(version) is not int or version < 1:
        raise FormatError(f"This {kind.schema} has no whole version number. Use a file that reflect wrote.")
    if version > kind.version:
        raise FormatError(f"This {kind.schema} is version {version}; this reflect reads up to {kind.version}. Update reflect.")
    while version < kind.version:
        if version not in kind.upgrades:
            raise FormatError(f"This {kind.schema} is version {version}, which reflect can no longer read. Open it with an older reflect.")
        body = kind.upgrades[version](body)
        version += 1
    return body


# ---- checks -----------------------------------------------------------------------------------


def _text(value: object, what: str, limit: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        raise FormatError(f"{what} is not text")
    if len(value) > limit:
        raise FormatError(f"{what} is longer than {limit} characters")
    return value


def _label(value: object) -> str:
    return _text(value, "the speaker", MAX_LABEL)


def _flag(value: object, what: str) -> bool:
    if type(value) is not bool:
        raise FormatError(f"{what} is not true or false")
    return value


def _ms(value: object, what: str) -> int:
    if type(value) is not int or not 0 <= value <= MAX_MS:
        raise FormatError(f"{what} is not a whole number of milliseconds from 0 to {MAX_MS}")
    return value


def _times(start_ms: object, end_ms: object) -> Span:
    if type(start_ms) is not int or type(end_ms) is not int or not 0 <= start_ms <= end_ms <= MAX_MS:
        raise FormatError(f"start and end are not whole milliseconds in order from 0 to {MAX_MS}")
    return Span(start_ms, end_ms)


def _chance(value: object) -> float:
    """A probability; floating-point dust beside 0 and 1 is wiped off."""
    if isinstance(value, int | float) and type(value) is not bool and -_ROUNDING <= value <= 1 + _ROUNDING:  # false for NaN
        return min(1.0, max(0.0, float(value)))
    raise FormatError("the probability is not a number from 0 to 1")


def _row(value: object, length: int, what: str) -> list[Any]:
    if not isinstance(value, list) or len(value) != length:
        raise FormatError(f"{what} is not a list of {length}")
    return value


def _each(items: object, what: str, one: Callable[[Any], T]) -> list[T]:
    """`one` of every item; an error says which item it was (`out` has counted up to it)."""
    if not isinstance(items, list | tuple):
        raise FormatError(f"{what} is not a list")
    if len(items) > MAX_ITEMS:
        raise FormatError(f"{what} has more than {MAX_ITEMS} items")
    out: list[T] = []
    try:
        for item in items:
            out.append(one(item))
    except FormatError as error:
        joint = "." if str(error).split("[")[0].isidentifier() else ": "
        raise FormatError(f"{what}[{len(out)}]{joint}{error}") from None
    return out


def _fields(data: object, what: str, names: frozenset[str]) -> Plain:
    if not isinstance(data, dict):
        raise FormatError(f"{what} is not an object")
    if data.keys() != names:
        missing, extra = sorted(names - data.keys()), [str(k)[:40] for k in data.keys() - names]
        raise FormatError(f"{what} lacks {', '.join(missing)}" if missing else f"{what} has the unknown field {min(extra)!r}")
    return data


# ---- one pair for every class -----------------------------------------------------------------


def _span_out(span: Span) -> list[int]:
    if span.end_ms > MAX_MS:
        raise FormatError(f"a span ends after {MAX_MS} ms")
    return [span.start_ms, span.end_ms]


def _span_in(data: object) -> Span:
    return _times(*_row(data, 2, "a span"))


def _word_out(word: Word) -> list[Any]:
    span = word.span
    row = [word.text, span.start_ms, span.end_ms, _chance(word.probability), word.speaker, word.language, word.doubtful]
    _check_word(row)
    return row


def _check_word(row: list[Any]) -> None:
    text, start_ms, end_ms, _, speaker, language, doubtful = row
    # One line of cheap tests, since there are 12,000 words; the reason is looked for only on failure.
    if type(text) is type(language) is str and type(start_ms) is type(end_ms) is int and type(doubtful) is bool:  # noqa: SIM102
        if 0 <= start_ms <= end_ms <= MAX_MS and len(text) <= MAX_WORD and len(language) <= MAX_LABEL:
            if speaker is not None:
                _label(speaker)
            return
    _text(text, "the text", MAX_WORD)
    _times(start_ms, end_ms)
    if speaker is not None:
        _label(speaker)
    _text(language, "the language", MAX_LABEL)
    _flag(doubtful, "doubtful")


def _word_in(data: object) -> Word:
    row = _row(data, 7, "a word")
    _check_word(row)
    text, start_ms, end_ms, probability, speaker, language, doubtful = row
    if type(probability) is not float or not 0 <= probability <= 1:
        probability = _chance(probability)
    return Word(text, Span(start_ms, end_ms), probability, speaker, language, doubtful)


def _activity_out(activity: Activity) -> list[Any]:
    return [*_span_out(activity.span), _label(activity.speaker)]


def _activity_in(data: object) -> Activity:
    start_ms, end_ms, speaker = _row(data, 3, "an activity")
    return Activity(_times(start_ms, end_ms), _label(speaker))


def _turn_out(turn: Turn) -> Plain:
    return {"speaker": _label(turn.speaker), "words": _each(turn.words, "words", _word_out)}


def _turn_in(data: object) -> Turn:
    body = _fields(data, "a turn", frozenset({"speaker", "words"}))
    return Turn(_label(body["speaker"]), tuple(_each(body["words"], "words", _word_in)))


def _pair(item: object) -> tuple[str, str]:
    if not isinstance(item, list | tuple) or len(item) != 2:
        raise FormatError("a setting is not a name with a value")
    return _text(item[0], "the name of a setting"), _text(item[1], "the value of a setting")


def _maker_out(maker: Maker) -> Plain:
    return {
        "name": _text(maker.name, "the maker's name"),
        "model": _text(maker.model, "the model"),
        "revision": _text(maker.revision, "the revision"),
        "settings": [list(pair) for pair in _each(maker.settings, "settings", _pair)],
    }


def _maker_in(data: object) -> Maker:
    body = _fields(data, "the maker", frozenset({"name", "model", "revision", "settings"}))
    name, model = _text(body["name"], "the maker's name"), _text(body["model"], "the model")
    return Maker(name, model, _text(body["revision"], "the revision"), tuple(_each(body["settings"], "settings", _pair)))


def _role_in(data: object) -> Role:
    try:
        return Role(_text(data, "the role"))
    except ValueError:
        raise FormatError(f"the role is not one of {', '.join(Role)}") from None


def _role_out(role: Role) -> str:
    return str(_role_in(role))


def _speaker_out(speaker: Speaker) -> Plain:
    return {
        "label": _label(speaker.label),
        "role": _role_out(speaker.role),
        "confirmed": _flag(speaker.confirmed, "confirmed"),
        "reason": _text(speaker.reason, "the reason"),
        "name": _text(speaker.name, "the name"),
    }


def _speaker_in(data: object) -> Speaker:
    body = _fields(data, "a speaker", frozenset({"label", "role", "confirmed", "reason", "name"}))
    return Speaker(
        label=_label(body["label"]),
        role=_role_in(body["role"]),
        confirmed=_flag(body["confirmed"], "confirmed"),
        reason=_text(body["reason"], "the reason"),
        name=_text(body["name"], "the name"),
    )


def _sentence(item: object) -> str:
    return _text(item, "a warning")


def _diarization_out(value: Diarization) -> Plain:
    return {
        "activities": _each(value.activities, "activities", _activity_out),
        "maker": _maker_out(value.maker),
        "warnings": _each(value.warnings, "warnings", _sentence),
    }


def _diarization_in(data: object) -> Diarization:
    body = _fields(data, "the diarization", frozenset({"activities", "maker", "warnings"}))
    activities = tuple(_each(body["activities"], "activities", _activity_in))
    return Diarization(activities, _maker_in(body["maker"]), tuple(_each(body["warnings"], "warnings", _sentence)))


def _recognition_out(value: Recognition) -> Plain:
    return {
        "words": _each(value.words, "words", _word_out),
        "speech": _each(value.speech, "speech", _span_out),
        "maker": _maker_out(value.maker),
        "warnings": _each(value.warnings, "warnings", _sentence),
    }


def _recognition_in(data: object) -> Recognition:
    body = _fields(data, "the recognition", frozenset({"words", "speech", "maker", "warnings"}))
    return Recognition(
        words=tuple(_each(body["words"], "words", _word_in)),
        speech=tuple(_each(body["speech"], "speech", _span_in)),
        maker=_maker_in(body["maker"]),
        warnings=tuple(_each(body["warnings"], "warnings", _sentence)),
    )


_TRANSCRIPT = frozenset({"language", "duration_ms", "speakers", "turns", "activities", "makers", "warnings"})


def _transcript_out(value: Transcript) -> Plain:
    return {
        "language": _text(value.language, "the language", MAX_LABEL),
        "duration_ms": _ms(value.duration_ms, "the duration"),
        "speakers": _each(value.speakers, "speakers", _speaker_out),
        "turns": _each(value.turns, "turns", _turn_out),
        "activities": _each(value.activities, "activities", _activity_out),
        "makers": _each(value.makers, "makers", _maker_out),
        "warnings": _each(value.warnings, "warnings", _sentence),
    }


def _transcript_in(data: object) -> Transcript:
    body = _fields(data, "the transcript", _TRANSCRIPT)
    return Transcript(
        language=_text(body["language"], "the language", MAX_LABEL),
        duration_ms=_ms(body["duration_ms"], "the duration"),
        speakers=tuple(_each(body["speakers"], "speakers", _speaker_in)),
        turns=tuple(_each(body["turns"], "turns", _turn_in)),
        activities=tuple(_each(body["activities"], "activities", _activity_in)),
        makers=tuple(_each(body["makers"], "makers", _maker_in)),
        warnings=tuple(_each(body["warnings"], "warnings", _sentence)),
    )


KINDS: dict[type, Kind] = {
    Span: Kind("reflect/span", 1, _span_out, _span_in, {}),
    Word: Kind("reflect/word", 1, _word_out, _word_in, {}),
    Turn: Kind("reflect/turn", 1, _turn_out, _turn_in, {}),
    Activity: Kind("reflect/activity", 1, _activity_out, _activity_in, {}),
    Maker: Kind("reflect/maker", 1, _maker_out, _maker_in, {}),
    Role: Kind("reflect/role", 1, _role_out, _role_in, {}),
    Speaker: Kind("reflect/speaker", 1, _speaker_out, _speaker_in, {}),
    Diarization: Kind("reflect/diarization", 1, _diarization_out, _diarization_in, {}),
    Recognition: Kind("reflect/recognition", 1, _recognition_out, _recognition_in, {}),
    Transcript: Kind("reflect/transcript", 1, _transcript_out, _transcript_in, {}),
}
"""Every class with a stored form. To change a form: raise its version and add the upgrade."""
