"""One colour for each voice, the same in the player, the library and the measures."""

from __future__ import annotations

import re

SPEAKERS = ("#2563eb", "#d97706", "#0d9488", "#9333ea", "#db2777", "#65a30d", "#0891b2", "#b45309")
OTHER = "#6b7280"


def speaker_colour(label: str) -> str:
    """The colour of the voice "S1", "S2", …"""
    number = re.fullmatch(r"S([1-9][0-9]{0,2})", label)
    return SPEAKERS[(int(number.group(1)) - 1) % len(SPEAKERS)] if number else OTHER
