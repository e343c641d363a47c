"""Word error rate with speakers (cpWER) by meeteval.

Concatenated minimum-permutation WER: the words of each speaker are strung together in time, speakers of
transcript and reference are paired so that the errors are fewest, unpaired ones count as deleted or inserted.
Source: Watanabe et al. 2020, "CHiME-6 Challenge", section 4.2; von Neumann et al. 2023, "MeetEval".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reflect.errors import MissingPackageError
from reflect.evaluation.result import NotComputable, WordErrors


def speaker_word_errors(reference: Mapping[str, Sequence[str]], recognised: Mapping[str, Sequence[str]]) -> WordErrors | NotComputable:
    """Errors of normalised words by speaker, each in order of time. MissingPackageError without meeteval."""
    if not any(reference.values()):
        return NotComputable("the reference has no words here")
    try:
        from meeteval.wer import cp_word_error_rate
    except ImportError as error:
        raise MissingPackageError("meeteval", "evaluate", "The word error rate with speakers") from error
    found = cp_word_error_rate(_strings(reference), _strings(recognised), reference_sort=False, hypothesis_sort=False)
    hits = found.length - found.substitutions - found.deletions
    return WordErrors(hits, found.substitutions, found.deletions, found.insertions)


def _strings(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {speaker: " ".join(spoken) for speaker, spoken in words.items() if spoken}
