"""Floor transfer offsets against those of others: the published ones of the IFADV corpus, and scikit-talk's.

    python tests/bench/turn_taking.py [CSV]      the table, and every kind of difference with its count

The corpus is eight conversations of two friends (IFADV, GPL-2 or later) as the elpaco project published them; it lies beside the
repository, in shared/data, and is no part of it.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from statistics import mean, median

from reflect.measures.onsets import PLANNING_MS, By, Onset, Overlap, onsets
from reflect.measures.stretches import Spoken, holds
from reflect.model.span import Span

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT.parent / "shared" / "data" / "ifadv_dev.csv"

SAME = "the same"
SECOND = "ours only: the second turn of a recording, with too few turns before it for their look back"
TIED = "ours only: lies beside a turn that begins or ends on the same ms, which they do not count as within"
THIRD_NONE = "ours only: after four turns of one's own within a turn of another; theirs counts the last as merely going on"
THIRD = "other value: after three turns of one's own within a turn of another, theirs is measured from one's own turn"


@dataclass(frozen=True, slots=True)
class Row:
    """A turn as it was published, in whole ms."""

    source: str
    turn: Spoken
    by: str
    overlap: str
    offset_ms: int | None


def read(path: Path = PUBLISHED) -> list[list[Row]]:
    """The conversations."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_row(line) for line in csv.DictReader(file)]
    return [list(found) for _, found in groupby(rows, key=lambda row: row.source)]


def _row(line: dict[str, str]) -> Row:
    turn = Spoken(line["participant"], Span(round(float(line["begin"])), round(float(line["end"]))))
    offset = round(float(line["FTO"])) if line["FTO"] else None
    return Row(line["source"], turn, line["priorby"], line["overlap"] or "none", offset)


def compared(talks: Sequence[Sequence[Row]]) -> Iterator[tuple[int, Row, Onset]]:
    """(number in its conversation, as published, as ours) of every turn."""
    for talk in talks:
        yield from ((n, row, onset) for n, (row, onset) in enumerate(zip(talk, onsets([row.turn for row in talk]), strict=True)))


def offset_kinds(talks: Sequence[Sequence[Row]]) -> Counter[str]:
    """How often each kind of agreement and of difference occurs."""
    return Counter(offset_kind(talk, n, row, ours) for talk in talks for n, row, ours in compared([talk]))


def offset_kind(talk: Sequence[Row], n: int, row: Row, ours: Onset) -> str:
    """In words, how the two offsets of a turn are to each other."""
    if row.offset_ms is None and ours.offset_ms is None:
        return "neither has one: the turn goes on after one's own, or is the first"
    if row.offset_ms is None:
        return SECOND if n == 1 else TIED if tied(talk, n) else THIRD_NONE
    if ours.offset_ms is None:
        return "theirs only"
    if abs(row.offset_ms - ours.offset_ms) <= 1:
        return SAME
    return THIRD if ours.by is By.SELF_DURING_OTHER else "other value"


def tied(talk: Sequence[Row], n: int) -> bool:
    """One's own turns since the last of another: one of them begins or ends on the same ms as that one."""
    k = n - 1
    while talk[k].turn.speaker == talk[n].turn.speaker:
        k -= 1
    around = talk[k].turn.span
    return any(own.turn.span.start_ms == around.start_ms or own.turn.span.end_ms == around.end_ms for own in talk[k + 1 : n])


def overlap_kind(row: Row, ours: Onset, before: Span | None) -> str:
    if row.overlap == ours.overlap.value:
        return SAME
    if ours.overlap is not Overlap.FULL or row.overlap != "none" or before is None or ours.offset_ms is None:
        return f"ours {ours.overlap.value}, theirs {row.overlap}"
    span = ours.turn.span
    if span.start_ms == before.start_ms or span.end_ms in (before.end_ms, span.start_ms - ours.offset_ms):
        return "ours full, theirs none: both turns begin or end on the same ms"
    return "ours full, theirs none: after three turns of one's own within a turn of another, theirs is compared with one's own"


def scikit_talk(talk: Sequence[Row]) -> list[int | None]:
    """The offsets that scikit-talk gives these turns, with its own settings (10 s back, 200 ms to plan, two people)."""
    from sktalk.corpus.conversation import Conversation
    from sktalk.corpus.utterance import Utterance

    said = [Utterance("ja", row.turn.speaker, [row.turn.span.start_ms, row.turn.span.end_ms]) for row in talk]
    conversation = Conversation(said, {"source": talk[0].source}, suppress_warnings=True)
    conversation.calculate_FTO()
    return [utterance.FTO for utterance in conversation.utterances]


def scikit_kind(talk: Sequence[Row], n: int, theirs: int | None, ours: Onset) -> str:
    """In words, how scikit-talk's offset of a turn is to ours."""
    if theirs == ours.offset_ms:
        return SAME if theirs is not None else "neither has one: the turn goes on after one's own, or is the first"
    before = talk[n - 1].turn.span
    early = ours.by is By.OTHER and ours.turn.span.start_ms - before.start_ms < PLANNING_MS
    if not early or ours.offset_ms is None:
        return "another difference"
    if theirs is not None:
        return "other value: the turn before began less than 200 ms earlier; they look further back than three turns"
    if ours.turn.span.start_ms - before.end_ms == ours.offset_ms:
        return "ours only: the turn before began less than 200 ms earlier, and no other is near; we fall back on it, they give none"
    return "ours only: the turn before began less than 200 ms earlier, and one's own lies before it; we look past one's own, they give none"


def main() -> None:
    talks = read(Path(sys.argv[1]) if len(sys.argv) > 1 else PUBLISHED)
    rows = [row for talk in talks for row in talk]
    table(f"Offsets as published, {len(rows)} turns", offset_kinds(talks))
    kinds: Counter[str] = Counter()
    for talk in talks:
        for n, row, ours in compared([talk]):
            kinds[overlap_kind(row, ours, talk[n - 1].turn.span if n else None)] += 1
    table("Overlap as published", kinds)
    try:
        theirs = [scikit_talk(talk) for talk in talks]
    except ModuleNotFoundError:
        print("scikit-talk is not installed: pip install scikit-talk")
    else:
        pairs = zip(talks, theirs, strict=True)
        table("Offsets of scikit-talk", Counter(scikit_kind(k, n, t[n], ours) for k, t in pairs for n, _, ours in compared([k])))
    floor(talks)


def table(title: str, kinds: Counter[str]) -> None:
    both = sum(count for kind, count in kinds.items() if not kind.startswith("neither"))
    print(f"\n{title}: {kinds[SAME]} of {both} the same, {kinds[SAME] / both:.2%}")
    for kind, count in kinds.most_common():
        print(f"{count:7}  {kind}")


def floor(talks: Sequence[Sequence[Row]]) -> None:
    """Our other definition on the same turns: from one who holds the floor to the next (Heldner & Edlund 2010)."""
    between = [b.span.start_ms - a.span.end_ms for talk in talks for a, b in pairwise(holds([row.turn for row in talk]))]
    of_turns = [o.offset_ms for _, _, o in compared(talks) if o.offset_ms is not None]
    print("\n                                 number   median ms   mean ms   in overlap")
    for name, values in (("offset of every answering turn", of_turns), ("between holders of the floor", between)):
        late = sum(ms < 0 for ms in values) / len(values)
        print(f"{name:32} {len(values):6}  {median(values):10.0f}  {mean(values):8.0f}   {late:10.1%}")


if __name__ == "__main__":
    main()
