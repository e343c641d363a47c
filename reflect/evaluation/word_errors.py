"""Word error rate by jiwer: the cheapest alignment of two sequences of words (Levenshtein)."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.errors import MissingPackageError
from reflect.evaluation.result import NotComputable, WordErrors


def word_errors(reference: Sequence[str], recognised: Sequence[str]) -> WordErrors | NotComputable:
    """Errors of normalised `recognised` words against `reference`. MissingPackageError without jiwer."""
    if not reference:
        return NotComputable("the reference has no words here")
    try:
        import jiwer
    except ImportError as error:
        raise MissingPackageError("jiwer", "evaluate", "The word error rate") from error
    found = jiwer.process_words(" ".join(reference), " ".join(recognised))
    return WordErrors(found.hits, found.substitutions, found.deletions, found.insertions)
