"""Proposals of whole talks: how good, how quiet, how fast, and what happens where there is nothing to say."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect import suggestions
from reflect.codebook import load
from reflect.model.span import Span
from reflect.model.speech import Role, Speaker, Transcript, Turn, Word
from reflect.suggestions.dialogues import load_dialogue, spread
from reflect.suggestions.evaluation import Evaluation, evaluate

OWN = sorted((Path(__file__).parent / "dialogues").glob("*.json"))


def talk(*turns: tuple[str, int, str], roles: bool = True) -> Transcript:
    """(speaker, silence before in ms, text); the speakers are S1, the klantmanager, and S2, the client."""
    at, out = 0, []
    for speaker, gap_ms, text in turns:
        at += gap_ms
        span = Span(at, at + 340 * len(text.split()))
        out.append(Turn(speaker, spread(text.split(), span, speaker)))
        at = span.end_ms
    known = {"S1": Role.KLANTMANAGER, "S2": Role.CLIENT}
    labels = dict.fromkeys(s for s, _, _ in turns)
    return Transcript("nl", at, tuple(Speaker(s, known[s] if roles else Role.UNKNOWN, roles) for s in labels), tuple(out))


def floors(result: Evaluation) -> list[str]:
    """Themes with something coded and F under 0.4."""
    return [t.name for t in result.themes if t.coded and (t.f or 0) < 0.4]


def test_the_brief(shared_speech: Path) -> None:
    result = evaluate([load_dialogue(shared_speech / "nl_de_brief.json")])
    assert (result.micro.f or 0) >= 0.65
    assert floors(result) == []


@pytest.mark.parametrize("name", ["gesprek.json", "dialogue.json"])
def test_the_demo(repository: Path, name: str) -> None:
    result = evaluate([load_dialogue(repository / "annotations" / "demo" / name)])
    assert (result.micro.f or 0) >= 0.65
    assert floors(result) == []


def test_our_own_dialogues() -> None:
    """They were learned from, so this only guards against losing what was won."""
    result = evaluate([load_dialogue(path) for path in OWN])
    assert (result.micro.f or 0) >= 0.65
    assert floors(result) == []


def test_without_capitals_and_punctuation(repository: Path) -> None:
    """As a recogniser may give it: much is still found."""
    dialogue = load_dialogue(repository / "annotations" / "demo" / "gesprek.json")
    turns = tuple(
        replace(t, words=tuple(replace(w, text=w.text.lower().strip(".,?!")) for w in t.words)) for t in dialogue.transcript.turns
    )
    result = evaluate([replace(dialogue, transcript=replace(dialogue.transcript, turns=turns))])
    assert (result.micro.f or 0) >= 0.6


def friends(path: Path) -> dict[str, list[Turn]]:
    talks: dict[str, list[Turn]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            start_ms, end_ms = round(float(row["begin"])), round(float(row["end"]))
            who = row["participant"].split()[0]
            words = spread(row["utterance"].split(), Span(start_ms, max(end_ms, start_ms + 1)), who)
            if words:
                talks[row["source"]].append(Turn(who, words))
    return talks


@pytest.mark.parametrize("klantmanager", ["spreker1", "spreker2", ""])
def test_quiet_in_ordinary_talk(shared_speech: Path, klantmanager: str) -> None:
    """At most ten in every ten minutes of friends talking, whoever is called the klantmanager, and when nobody is."""
    for turns in friends(shared_speech.parent / "ifadv_dev.csv").values():
        role = {True: Role.KLANTMANAGER, False: Role.CLIENT}
        labels = sorted({t.speaker for t in turns})
        speakers = tuple(Speaker(s, role[s == klantmanager] if klantmanager else Role.UNKNOWN, bool(klantmanager)) for s in labels)
        turns.sort(key=lambda t: t.span)
        found = suggestions.propose(Transcript("nl", turns[-1].span.end_ms, speakers, tuple(turns)))
        starts = [s.span.start_ms for s in found]
        assert max((sum(a <= b < a + 600_000 for b in starts) for a in starts), default=0) <= 10


def test_twelve_thousand_words_take_no_time() -> None:
    talks = [load_dialogue(path).transcript for path in OWN]
    turns: list[Turn] = []
    at = 0
    while sum(len(t.words) for t in turns) < 12_000:
        for one in talks:
            turns.extend(Turn(t.speaker, tuple(replace(w, span=w.span.shifted(at)) for w in t.words)) for t in one.turns)
            at += one.duration_ms
    whole = Transcript("nl", at, talks[0].speakers, tuple(turns))
    suggestions.propose(whole)
    began = time.process_time()
    assert suggestions.propose(whole)
    # 0.15 s of processor time on the machine it was written on; the bench measures it, this only catches a tenfold.
    assert time.process_time() - began < 1.5


def test_nothing_to_say() -> None:
    book = load()
    empty = Transcript("nl", 60_000, (), ())
    assert suggestions.propose(empty, book) == ()
    assert suggestions.propose(replace(empty, turns=(Turn("S1", ()),), speakers=(Speaker("S1"),)), book) == ()
    assert suggestions.propose(replace(talk(("S1", 0, "Goedemorgen.")), language="tr"), book) == ()


def test_one_voice_and_one_minute() -> None:
    alone = talk(("S2", 0, "Ik ben zo bang dat ik alles kwijtraak."), ("S2", 400, "Ik slaap niet meer."), roles=False)
    for one in suggestions.propose(alone):
        assert one.span.end_ms <= alone.duration_ms


def test_a_reason_says_what_was_found() -> None:
    found = suggestions.propose(
        talk(
            ("S1", 0, "Dit gesprek gaat over uw uitkering en de brief van de gemeente."),
            ("S1", 300, "Hoe lang zit u in de bijstand, wanneer kreeg u die brief, en heeft u al gebeld met de afdeling?"),
            ("S2", 1600, "Dat weet ik niet."),
            ("S2", 500, "Ik ben er zo bang voor."),
        )
    )
    reasons = {s.code: s.reason for s in found}
    assert reasons["regie.stapelvraag"] == "drie vragen in één beurt"
    assert "stilte van 1,6 s na" in reasons["weerstand.verstarren"]
    assert "„Dat weet ik niet”" in reasons["weerstand.verstarren"]
    assert "„Ik ben er zo bang”" in reasons["emotie"]


def test_only_codes_of_the_codebook() -> None:
    said = talk(
        ("S1", 0, "De uitkering, daar gaat dit gesprek over."), ("S2", 300, "Ja maar, dat is niet eerlijk. Jullie luisteren nooit.")
    )
    assert {s.code for s in suggestions.propose(said)} == {"weerstand.vechten"} | {s.code for s in suggestions.propose(said)}
    book = load()
    without = replace(book, themes=tuple(replace(t, codes=()) for t in book.themes if t.code == "weerstand"))
    assert {s.code for s in suggestions.propose(said, without)} == {"weerstand"}
    assert suggestions.propose(said, replace(book, themes=tuple(t for t in book.themes if t.code != "weerstand"))) == tuple(
        s for s in suggestions.propose(said) if not s.code.startswith("weerstand")
    )


def test_the_same_place_has_the_same_name() -> None:
    dialogue = load_dialogue(OWN[0])
    once, again = suggestions.propose(dialogue.transcript), suggestions.propose(dialogue.transcript)
    assert once == again
    assert len({s.id for s in once}) == len(once)
    assert list(once) == sorted(once, key=lambda s: s.span)


WORDS = st.sampled_from(
    "ja nee maar ik ben bang u bepaalt alles hoe gaat het laat maar morgen bel ik dat weet niet ? . eh 123 Wmo (huilt)".split()
)


@given(st.lists(st.tuples(st.sampled_from(["S1", "S2"]), st.integers(-500, 4_000), st.lists(WORDS, max_size=12)), max_size=12))
def test_any_talk_gives_proposals_within_it(turns: Sequence[tuple[str, int, list[str]]]) -> None:
    at, out = 1_000, []
    for speaker, gap_ms, words in turns:
        start_ms = max(0, at + gap_ms)
        out.append(
            Turn(speaker, tuple(Word(w, Span(start_ms + 100 * n, start_ms + 100 * n + 90), 1.0, speaker) for n, w in enumerate(words)))
        )
        at = start_ms + 100 * len(words)
    for one in suggestions.propose(Transcript("nl", at + 5_000, (Speaker("S1"), Speaker("S2")), tuple(out))):
        assert 0 <= one.span.start_ms < one.span.end_ms <= at + 5_000
        assert 0 < one.strength <= 1
        assert one.reason
