"""What a voice is called on screen and in a file: its pseudonym, its role in Dutch, or a number."""

from __future__ import annotations

import re
from collections import Counter

from reflect.exchange.plain_text import one_line
from reflect.model.speech import Role, Speaker, Transcript

ROLE_LABELS = {
    Role.KLANTMANAGER: "Klantmanager",
    Role.CLIENT: "Cliënt",
    Role.INTERPRETER: "Tolk",
    Role.COLLEAGUE: "Collega",
    Role.UNKNOWN: "Spreker",
}
"""On screen the roles are Dutch. `UNKNOWN` is followed by the number of the voice."""

GUESS_MARK = "?"


def speakers_of(transcript: Transcript) -> tuple[Speaker, ...]:
    """The listed speakers, then voices that turns or activities name without being listed."""
    spoken = [*(t.speaker for t in transcript.turns), *(a.speaker for a in transcript.activities)]
    listed = {s.label: s for s in reversed(transcript.speakers)}
    labels = dict.fromkeys([*(s.label for s in transcript.speakers), *spoken])
    return tuple(listed.get(label, Speaker(label)) for label in labels)


def speaker_labels(transcript: Transcript) -> dict[str, str]:
    """The name on screen of every voice, by its label in the transcript; no two voices share a name.

    A pseudonym wins over a role. Two voices with one role are numbered in the order of the speakers:
    "Cliënt 1", "Cliënt 2". A voice without a role keeps the number of its label: "S3" is "Spreker 3".
    """
    speakers = speakers_of(transcript)
    wanted = {s.label: _name(s) for s in speakers}
    count = Counter(wanted.values())
    taken = {name for name, times in count.items() if times == 1}
    names: dict[str, str] = {}
    for label, name in wanted.items():
        if count[name] > 1:
            number = 1
            while f"{name} {number}" in taken:
                number += 1
            name = f"{name} {number}"  # noqa: PLW2901
            taken.add(name)
        names[label] = name
    return names


def is_guess(speaker: Speaker) -> bool:
    """Whether the name on screen rests on a role that no person confirmed. A pseudonym is a person's word."""
    return speaker.role is not Role.UNKNOWN and not speaker.confirmed and not one_line(speaker.name)


def _name(speaker: Speaker) -> str:
    if name := one_line(speaker.name):
        return name
    if speaker.role is not Role.UNKNOWN:
        return ROLE_LABELS[speaker.role]
    label = one_line(speaker.label)
    number = re.fullmatch(r"[Ss]?([0-9]+)", label)
    return f"{ROLE_LABELS[Role.UNKNOWN]} {number.group(1) if number else label}".strip()
