"""Proposes fragments of a talk, each with a reason that a person can check. Never writes one.

In: a `Transcript` and a `Codebook`. Out: `Suggestion`s. The words to listen for stand in `kijkwijzer/cues.nl.yaml`; silences, long turns
and stacked questions come from the times of the turns. Knows no store and no screen.

    propose(transcript)                 proposals, sorted by time
"""

from reflect.suggestions.proposing import propose

__all__ = ["propose"]
