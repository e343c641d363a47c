"""Which of many patterns may be in a line, by the words that they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reflect.suggestions.pattern import MOST_NEEDS, Anchors


class Index:
    """Patterns by their number. A set of them is a whole number with a bit for each, so that a line costs one operation a word.

    >>> index = Index([[("bang",), ("ik", "we")], [("schrok*",)]])
    >>> list(index.of(["ik", "schrokken"])), list(index.of(["we", "bang"]))
    ([1], [0])
    """

    def __init__(self, needs: Sequence[Sequence[Anchors]]) -> None:
        self._slots = [_Slot([n[slot] if slot < len(n) else () for n in needs]) for slot in range(MOST_NEEDS)]

    def of(self, words: Iterable[str]) -> Iterator[int]:
        """The numbers of the patterns that a line with these words may hold, in their order."""
        words = set(words)
        found = -1
        for slot in self._slots:
            found &= slot.met(words)
        while found:
            lowest = found & -found
            yield lowest.bit_length() - 1
            found ^= lowest


class _Slot:
    """One need of every pattern."""

    def __init__(self, needs: Sequence[Anchors]) -> None:
        self._whole: dict[str, int] = {}
        self._begins: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._holds: list[tuple[str, int]] = []
        self._known: dict[str, int] = {}
        self._free = 0
        for n, anchors in enumerate(needs):
            if not anchors:
                self._free |= 1 << n
            for anchor in anchors:
                self._add(anchor, 1 << n)

    def _add(self, anchor: str, bit: int) -> None:
        word = anchor.strip("*")
        if anchor.startswith("*") and anchor.endswith("*"):
            self._holds.append((word, bit))
        else:
            kind = self._begins if anchor.endswith("*") else self._ends if anchor.startswith("*") else self._whole
            kind[word] = kind.get(word, 0) | bit

    def met(self, words: Iterable[str]) -> int:
        found, known = self._free, self._known
        for word in words:
            bits = known.get(word)
            if bits is None:
                bits = known[word] = self._look_up(word)
            found |= bits
        return found

    def _look_up(self, word: str) -> int:
        bits = self._whole.get(word, 0)
        for n in range(1, len(word) + 1):
            bits |= self._begins.get(word[:n], 0) | self._ends.get(word[-n:], 0)
        for part, bit in self._holds:
            bits |= bit if part in word else 0
        return bits
