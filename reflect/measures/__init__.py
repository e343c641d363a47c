"""Numbers about a talk, each with the counts it rests on and the places on the film where they are.

Comes in: a `Transcript`. Goes out: `Measure`s. Pure; knows no store, no screen and no codebook. Formula, source and a running
example stand with each measure.

    measures.of(transcript)                       of the whole talk, in the order of `GROUPS`
    measures.of_thirds(transcript)                the same of its first, second and last third
    measures.of(transcript)[0].value, .spans      a number and the moments behind it; without a number, .said tells why
"""

from reflect.measures.all import GROUPS, of, of_thirds
from reflect.measures.measure import Measure, Reason
from reflect.measures.talk import Talk

__all__ = ["GROUPS", "Measure", "Reason", "Talk", "of", "of_thirds"]
