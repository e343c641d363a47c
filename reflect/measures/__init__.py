"""Numbers about a talk, each with the counts it rests on and the places on the film where they are.

Comes in: a `Transcript`. Goes out: `Measure`s. Pure; knows no store, no screen and no codebook. Formula, source and a running
example stand with each measure.

    measures.of(transcript)                       all, in the order of `GROUPS`
    measures.of(transcript)[0].value, .spans      a number and the moments behind it
"""

from reflect.measures.all import GROUPS, of
from reflect.measures.measure import Measure

__all__ = ["GROUPS", "Measure", "of"]
