"""A talk of two voices, and people who correct it."""

from __future__ import annotations

import uuid
from typing import Any

from reflect.correcting import Ack, Corrected, apply, current
from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store.database import Store

LINES = (
    ("S1", "Goedemorgen, fijn dat u er bent."),
    ("S2", "Ja, dank u wel."),
    ("S1", "U zei dat u naar de burger service bent gegaan?"),
    ("S2", "Ja."),
    ("S2", "Dat was bij de burger service in het stadhuis."),
)


def talk(lines: tuple[tuple[str, str], ...] = LINES, labels: tuple[str, ...] = ("S1", "S2")) -> Transcript:
    """A word every 400 ms, lasting 300."""
    turns, at = [], 0
    for speaker, text in lines:
        words = []
        for word in text.split():
            words.append(Word(word, Span(at, at + 300), 0.5, speaker, "nl", word == "stadhuis."))
            at += 400
        turns.append(Turn(speaker, tuple(words)))
    activities = tuple(Activity(t.span, t.speaker) for t in turns)
    speakers = tuple(Speaker(label, Role.UNKNOWN, reason="een gok") for label in labels)
    return Transcript("nl", 60_000, speakers, tuple(turns), activities, (Maker("align", revision="1"),))


def op(do: str, /, **more: Any) -> dict[str, Any]:
    return {"op": str(uuid.uuid4()), "do": do, **more}


class Person:
    """Someone in a window: operations on turns by their place, with what the window saw last."""

    def __init__(self, store: Store, recording_id: str, who: str) -> None:
        self.store, self.rid, self.who = store, recording_id, who
        self.look()

    def look(self) -> None:
        found = current(self.store, self.rid)
        self.keys, self.turns, self.stamp = list(found.keys), list(found.transcript.turns), found.stamp

    def on(self, at: int, do: str, /, **more: Any) -> dict[str, Any]:
        """An operation on turn `at` as this window sees it."""
        return op(do, turn=self.keys[at], expect=self.turns[at].text, **more)

    def send(self, *ops: object) -> Corrected:
        """The answer, with this window's turns brought up to date by its patches."""
        done = apply(self.store, self.rid, self.stamp, ops, self.who)
        if done.patches is None:
            self.look()
        else:
            for patch in done.patches:
                self.keys[patch.at : patch.at + patch.removed] = [t.key for t in patch.turns]
                self.turns[patch.at : patch.at + patch.removed] = [t.turn for t in patch.turns]
            self.stamp = done.stamp
        now = current(self.store, self.rid)
        assert (self.keys, self.turns, self.stamp) == (list(now.keys), list(now.transcript.turns), now.stamp)
        return done

    def do(self, *ops: object) -> Ack:
        return self.send(*ops).acks[-1]

    @property
    def texts(self) -> list[str]:
        return [t.text for t in self.turns]
