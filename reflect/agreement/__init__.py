"""How far two coders of the same recording agree, and where they do not.

Comes in: the `Fragment`s of two coders, the length of the recording, a `Codebook`. Goes out: an `Agreement`: for each code,
for each theme and overall, figures with what they are computed from and with an interval, and the list of disagreements with
their times. Pure; knows no store, no screen and no file. A figure that cannot be computed says why; none is ever "not a number".

    found = agreement.compare(of_a, of_b, duration_ms, book)
    found.overall.figure("kappa").value                    0.61
    found.rows[3].figure("kappa").low, .high               its 95 % interval
    found.disagreements[0].span                            where to look

The formulas stand in `kappa`, `alpha`, `unitised` and `matching`, each with its source and a running example.
"""

from reflect.agreement.comparing import compare
from reflect.agreement.disagreeing import Disagreement, Kind
from reflect.agreement.result import FIGURES, Agreement, Figure, Level, Note, Row
from reflect.agreement.settings import Settings
from reflect.agreement.why import Reason, Why

__all__ = ["FIGURES", "Agreement", "Disagreement", "Figure", "Kind", "Level", "Note", "Reason", "Row", "Settings", "Why", "compare"]
