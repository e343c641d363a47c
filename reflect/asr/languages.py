"""The languages Whisper knows, and which one a stretch of a recording is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from reflect.errors import UsageError

AUTO = "auto"

_CODES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id "
    "is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh"
)
CODES = frozenset(_CODES.split())
"""ISO 639-1 codes (and Whisper's "haw", "jw"), as in the published list of Whisper's language tokens."""


def check_language(language: str) -> str:
    """The code in lower case, or `UsageError`."""
    code = language.strip().lower()
    if code != AUTO and code not in CODES:
        raise UsageError(f"The language {language!r} is not known. Give auto or a two-letter code such as nl, de, en, fr, tr, ar, pl, uk.")
    return code


HOME = "nl"
"""What the caseworker speaks: a stretch whose language is unclear is taken to be in it."""
UNSPOKEN = frozenset({"la", "sa", "nn", "af", "haw", "mi", "jw", "yi"})
"""Languages that small models name when they are unsure of an accent; here they count as `HOME`.
(Whoever does need one of them can force it by its code.)"""
SURE = 0.5
"""A language takes part only when some stretch has it with at least this probability."""
SWITCH_COST = 2.0
FULL_VOTE_S = 4.0


def smooth_languages(evidence: Sequence[Mapping[str, float]], seconds: Sequence[float]) -> list[str]:
    """One language for every stretch, so that short or doubtful stretches follow their neighbours.

    `evidence` holds, for each stretch, the probability of languages; `seconds` is its length. The
    best path over all stretches is taken (Viterbi): a stretch votes with the log of its
    probabilities, a long one more than a short one, and every change of language costs `SWITCH_COST`.
    What the detector is unsure of goes to `HOME`, since it is sure of a language it knows well.
    """
    shares = [_shares(part) for part in evidence]
    names = sorted({HOME} | {n for part in shares for n, p in part.items() if p >= SURE})
    best = dict.fromkeys(names, 0.0)
    steps: list[dict[str, str]] = []
    for part, length in zip(shares, seconds, strict=True):
        weight = min(length, 2 * FULL_VOTE_S) / FULL_VOTE_S
        top = max(names, key=lambda n: best[n])
        came = {n: n if best[n] >= best[top] - SWITCH_COST else top for n in names}
        best = {n: max(best[n], best[top] - SWITCH_COST) + weight * log(max(part.get(n, 0.0), 1e-3)) for n in names}
        steps.append(came)
    return _path_back(max(names, key=lambda n: best[n]), steps)


def _shares(part: Mapping[str, float]) -> dict[str, float]:
    spoken = {n: p for n, p in part.items() if n not in UNSPOKEN and n != HOME}
    unsure = 0.3 * (1 - max(spoken.values(), default=0.0))
    return spoken | {HOME: part.get(HOME, 0.0) + sum(part.get(n, 0.0) for n in UNSPOKEN) + unsure}


def _path_back(last: str, steps: Sequence[Mapping[str, str]]) -> list[str]:
    path: list[str] = []
    for came in reversed(steps):
        path.append(last)
        last = came[last]
    return path[::-1]
