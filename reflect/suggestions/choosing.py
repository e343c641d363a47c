"""Which codes of one turn are proposed: a few, and not the same moment twice under two names."""

from __future__ import annotations

from collections.abc import Mapping

THRESHOLD = 0.45
"""Proposals weaker than this are not made."""
MOST = 3
"""Of one turn; the dialogues that people coded have one or two codes on a turn, seldom three."""
TOGETHER = 0.6
"""Several codes of a theme, each too weak by itself, are together a proposal for the theme from this strength on."""
_SEVERAL = "regie"
"""The theme whose codes do not exclude each other: one can stack questions, in jargon, in one's own monologue."""
_ABOUT_THE_TALK = 0.6
_NOT_BESIDE_FEEDBACK = ("emotie", "contact", "doelgerichtheid")


def chosen(strengths: Mapping[str, float]) -> dict[str, float]:
    """code → strength of what is proposed for a turn, of what speaks for each code.

    A theme's strongest code stands for it. Who asks or says how the talk was uses words of feeling for it, and that is feedback.

    >>> chosen({"weerstand.vechten": 0.5, "weerstand.afhaken": 0.6, "emotie": 0.3})
    {'weerstand.afhaken': 0.6}
    >>> chosen({"weerstand.vechten": 0.4, "weerstand.afhaken": 0.4})
    {'weerstand': 0.64}
    >>> chosen({"feedback": 0.8, "emotie": 0.6})
    {'feedback': 0.8}
    """
    found: dict[str, float] = {}
    for theme in dict.fromkeys(code.partition(".")[0] for code in strengths):
        found.update(_of_theme({code: s for code, s in strengths.items() if code.partition(".")[0] == theme}, theme))
    feedback = found.get("feedback", 0.0)
    if feedback >= _ABOUT_THE_TALK:
        found = {code: s for code, s in found.items() if s > feedback or code.partition(".")[0] not in _NOT_BESIDE_FEEDBACK}
    return dict(sorted(found.items(), key=lambda item: -item[1])[:MOST])


def _of_theme(strengths: Mapping[str, float], theme: str) -> dict[str, float]:
    enough = {code: s for code, s in strengths.items() if s >= THRESHOLD}
    if theme == _SEVERAL or not enough:
        return enough or _together(strengths, theme)
    best = max(enough, key=lambda code: enough[code])
    return {best: enough[best]}


def _together(strengths: Mapping[str, float], theme: str) -> dict[str, float]:
    doubt = 1.0
    for strength in strengths.values():
        doubt *= 1 - strength
    return {theme: round(1 - doubt, 9)} if len(strengths) > 1 and 1 - doubt >= TOGETHER else {}
