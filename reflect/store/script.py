"""A stored transcript whose turns are read one by one.

Correcting a word of a five-hour talk needs one turn of thousands. So a transcript lies in the database as lines: the first
holds everything but activities and turns, the second the activities, each further one a turn, with its key before it:

    {"schema":"reflect/transcript","version":1,"language":"nl",…}
    [[12300,15650,"S1"],…]
    12340-15600-S1<tab>{"speaker":"S1","words":[["Goedemorgen,",12340,12890,0.93,"S1","nl",false],…]}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

from reflect.errors import FormatError
from reflect.model.codec import KINDS, from_plain, to_plain
from reflect.model.speech import Activity, Speaker, Transcript, Turn
from reflect.model.turns import KeyedTurn, base_key, turn_key
from reflect.store.packing import damaged, squeeze, unpack, unsqueeze

ENCODING = "turns"


class Script:
    """Turns that can be found by key and replaced, and their transcript when all of it is wanted. A `Draft`."""

    def __init__(self, head: dict[str, Any], activities: str, lines: list[str], what: str = "This transcript") -> None:
        self._head, self._activities, self._lines, self._what = head, activities, lines, what
        self._count: Counter[str] | None = None

    # ---- from and to the database -----------------------------------------------------------------

    @classmethod
    def of(cls, transcript: Transcript) -> Script:
        head = to_plain(transcript)
        turns = head.pop("turns")
        return cls(head, _json(head.pop("activities")), [_line(plain) for plain in turns])

    @classmethod
    def opened(cls, encoding: str, body: bytes, what: str) -> Script:
        """What `packed` gave, or a transcript as it was stored before. StoreError naming `what` when it is damaged."""
        if encoding.partition("+")[0] != ENCODING:
            return cls.of(from_plain(Transcript, unpack(encoding, body, what)))
        try:
            first, activities, *lines = unsqueeze(encoding, body, what, (ENCODING,))[1].decode("ascii").split("\n")
            head = json.loads(first)
        except ValueError as error:
            raise damaged(what) from error
        kind = KINDS[Transcript]
        found = cls(head, activities, lines, what)
        if (head.get("schema"), head.get("version")) != (kind.schema, kind.version):
            return cls.of(found.transcript())  # an older version: upgraded as a whole
        return found

    def packed(self) -> tuple[str, bytes]:
        """(encoding, body) for the database."""
        return squeeze(ENCODING, "\n".join([_json(self._head), self._activities, *self._lines]).encode("ascii"))

    def transcript(self) -> Transcript:
        """All of it. FormatError when it breaks a limit of the codec."""
        try:
            turns = json.loads(f"[{','.join(line.partition(_TAB)[2] for line in self._lines)}]")
            activities = json.loads(self._activities)
        except ValueError as error:
            raise damaged(self._what) from error
        return from_plain(Transcript, {**self._head, "activities": activities, "turns": turns})

    # ---- turns ------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, at: int, /) -> Turn:
        if not 0 <= at < len(self._lines):
            raise IndexError(at)
        try:
            return cast(Turn, KINDS[Turn].decode(json.loads(self._lines[at].partition(_TAB)[2])))
        except (ValueError, FormatError) as error:
            raise damaged(self._what) from error

    def find(self, key: str) -> int | None:
        """The place of the turn with this key ("…#2": the second with that key)."""
        wanted, number = base_key(key)
        begin = _escaped(wanted) + _TAB
        places = (i for i, line in enumerate(self._lines) if line.startswith(begin))
        return next((at for n, at in enumerate(places, start=1) if n == number), None)

    def key(self, at: int) -> str:
        """The key of turn `at`, with its number when an earlier turn has the same."""
        own = self._lines[at].partition(_TAB)[0]
        earlier = 0 if self._counts()[own] < 2 else sum(line.startswith(own + _TAB) for line in self._lines[:at])
        return _plain(own) if not earlier else f"{_plain(own)}#{earlier + 1}"

    def shared(self, turn: Turn) -> int:
        """How many turns have the key of `turn`."""
        return self._counts()[_escaped(turn_key(turn))]

    def keyed(self, at: int) -> KeyedTurn:
        return KeyedTurn(self.key(at), self[at])

    def overlapping(self, start_ms: int, end_ms: int) -> list[int]:
        """The places of turns that are heard in this time; a moment counts as heard where it lies."""
        out = []
        for at, line in enumerate(self._lines):
            start, end = line.split("-", 2)[:2]
            if int(start) <= end_ms and int(end) >= start_ms:
                out.append(at)
        return out

    def labels(self) -> set[str]:
        """Every speaker of a turn."""
        return {_plain(label) for label in {own.split("-", 2)[2] for own, count in self._counts().items() if count > 0}}

    def splice(self, at: int, removed: int, inserted: Iterable[Turn]) -> None:
        """Put `inserted` in the place of the `removed` turns from `at` on."""
        self.splice_plain(at, removed, [KINDS[Turn].encode(turn) for turn in inserted])

    def splice_plain(self, at: int, removed: int, inserted: Iterable[dict[str, Any]]) -> None:
        lines = [_line(plain) for plain in inserted]
        if self._count is not None:
            self._count.subtract(line.partition(_TAB)[0] for line in self._lines[at : at + removed])
            self._count.update(line.partition(_TAB)[0] for line in lines)
        self._lines[at : at + removed] = lines

    # ---- the rest ---------------------------------------------------------------------------------

    def speakers(self) -> tuple[Speaker, ...]:
        """As the version was made, without labels that a person added."""
        return tuple(KINDS[Speaker].decode(plain) for plain in self._head["speakers"])

    def activities(self) -> tuple[Activity, ...]:
        try:
            return tuple(KINDS[Activity].decode(plain) for plain in json.loads(self._activities))
        except (ValueError, FormatError) as error:
            raise damaged(self._what) from error

    def _counts(self) -> Counter[str]:
        if self._count is None:
            self._count = Counter(line.partition(_TAB)[0] for line in self._lines)
        return self._count


def turns_in(plain: Iterable[dict[str, Any]]) -> Iterator[Turn]:
    return (KINDS[Turn].decode(turn) for turn in plain)


def turns_out(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    return [KINDS[Turn].encode(turn) for turn in turns]


_TAB = "\t"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _line(plain: dict[str, Any]) -> str:
    words = plain["words"]
    start_ms, end_ms = (words[0][1], words[-1][2]) if words else (0, 0)
    return f"{start_ms}-{end_ms}-{_escaped(plain['speaker'])}{_TAB}{_json(plain)}"


def _escaped(text: str) -> str:
    """Without tabs and line ends."""
    return json.dumps(text)[1:-1]


def _plain(escaped: str) -> str:
    return cast(str, json.loads(f'"{escaped}"'))
