"""The languages Whisper knows, and which one a stretch of a recording is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reflect.errors import UsageError

AUTO = "auto"

CODES = frozenset(
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id "
    "is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh".split()
)
"""ISO 639-1 codes (and Whisper's "haw", "jw"), as in the published list of Whisper's language tokens."""


def check_language(language: str) -> str:
    """The code in lower case, or `UsageError`."""
    code = language.strip().lower()
    if code != AUTO and code not in CODES:
        raise UsageError(f"The language {language!r} is not known. Give auto or a two-letter code such as nl, de, en, fr, tr, ar, pl, uk.")
    return code


def smooth_languages(evidence: Sequence[Mapping[str, float]], seconds: Sequence[float], switch_cost: float = 3.0) -> list[str]:
    """One language for every stretch, so that short doubtful stretches follow their neighbours.

    `evidence` holds, for each stretch, the probability of languages; `seconds` is its length. The
    best path over all stretches is taken (Viterbi): a stretch votes with the log of its
    probabilities, a long one more than a short one, and every change of language costs `switch_cost`.
    """
    if not evidence:
        return []
    from math import log

    names = sorted({max(e, key=lambda n: e[n]) for e in evidence if e}) or ["nl"]
    floor = 1e-3
    best = dict.fromkeys(names, 0.0)
    steps: list[dict[str, str]] = []
    for part, length in zip(evidence, seconds, strict=True):
        weight = min(length, 8.0) / 4.0
        top = max(best, key=lambda n: best[n])
        came = {n: n if best[n] >= best[top] - switch_cost else top for n in names}
        best = {n: (best[n] if came[n] == n else best[top] - switch_cost) + weight * log(max(part.get(n, 0.0), floor)) for n in names}
        steps.append(came)
    name = max(best, key=lambda n: best[n])
    path = [name]
    for came in reversed(steps[1:]):
        name = came[name]
        path.append(name)
    return path[::-1]
