"""A session and what is seen of its clips → one `Report`: which words stand where, in both kinds and both languages.

Pure: it knows no database, no film and no file format. A client's words that were not released are not in a `SessionFile`, so they
cannot come in here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from reflect.model.checks import clean
from reflect.model.reflection import AttentionPoint, Closing, FollowUp, Leading, Verdict, Voice
from reflect.model.span import Span, clock_text
from reflect.reflection import SessionFile, ShownClip
from reflect.report.blocks import (
    Block,
    Kind,
    Labelled,
    Line,
    Notice,
    Paragraph,
    Picture,
    Quote,
    Report,
    Room,
    Section,
    Table,
    Talk,
    Ticks,
    with_text,
)
from reflect.report.words import catalogue, day, say

WRITE_LINES = 5
"""Ruled lines under a question of the worksheet: two or three sentences by hand."""
MORE_POINTS = 3
"""Places for attention points that are still to be written."""
_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Seen:
    """What may be seen of a clip. `where` says which recording; `shown` is the stretch with its handles.

    `jpeg` is None when there is no picture; then `no_still` is the key that says why, else "". `denied` are the reasons (keys of
    `reflect.privacy`) why nothing of it may be shown; then it has no picture, lines or words.
    """

    theme: str = ""
    where: str = ""
    shown: Span | None = None
    at_ms: int = 0
    jpeg: bytes | None = None
    no_still: str = "gone"
    lines: tuple[Line, ...] = ()
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """All that a report needs. `seen` is by the id of a clip; `recordings` names those of the case, by their id."""

    file: SessionFile
    seen: Mapping[str, Seen]
    recordings: Mapping[str, str]
    made_at: datetime


def document(material: Material, kind: Kind, language: str, with_client: bool = True) -> Report:
    """The report of the session. `with_client` puts the client's released words on the worksheet, after the room for one's own."""
    draft = _Draft(material, language)
    sections = draft.verslag() if kind is Kind.VERSLAG else draft.werkblad(with_client)
    session = material.file.session
    report = Report(
        kind,
        language,
        draft.say(f"kind.{kind}"),
        session.title or draft.say("untitled"),
        draft.facts(),
        draft.say("purpose"),
        tuple(sections),
        draft.say("footer"),
        catalogue(language)["page"],
        f"{kind}-{session.id[:8]}-{session.held_on or material.made_at.astimezone().date():%Y-%m-%d}",
        material.made_at.astimezone(UTC).replace(microsecond=0),
    )
    return with_text(report, printable)


def printable(text: str) -> str:
    r"""`text` without what no file takes or what makes it read otherwise than it is: control characters, half characters, non-characters
    and marks that turn the direction of what follows.

    >>> printable("a\x00b\ufffe\u202ec")
    'abc'
    """
    lines = clean(text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\x0b", "\n")
    return "".join(c for c in lines if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs", "Cn") and c not in _TURNERS))


@dataclass(frozen=True, slots=True)
class _Draft:
    """The parts of both kinds of report, in one language."""

    material: Material
    language: str

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def facts(self) -> tuple[tuple[str, str], ...]:
        file = self.material.file
        held_on = file.session.held_on
        films = dict.fromkeys(self._seen(c).where for c in file.clips)
        found = [
            (self.say("fact.case"), file.case.code),
            (self.say("fact.held_on"), day(self.language, held_on) if held_on else self.say("fact.no_date")),
            (self.say("fact.made_by"), file.session.made_by),
            (self.say("fact.recordings"), "\n".join(where for where in films if where)),
            (self.say("fact.clips"), str(len(file.clips))),
        ]
        return tuple((label, text) for label, text in found if text)

    # ---- the two kinds ------------------------------------------------------------------------

    def verslag(self) -> Iterable[Section]:
        yield Section(self.say("leading"), (Paragraph(self.say("leading.hint"), hint=True), self._leading()))
        if self.material.file.closing:
            yield Section(self.say("closing"), (self._closing(),))
        yield self._clips_head(())
        for number, clip in enumerate(self.material.file.clips, start=1):
            yield Section(self._clip_title(number, clip), tuple(self._clip(number, clip)), level=2)
        notes = tuple(self._notes())
        if notes:
            yield Section(self.say("notes"), notes)
        yield Section(self.say("points"), tuple(self._points()))
        earlier = self._earlier()
        if earlier:
            yield Section(self.say("points.earlier"), (self._how_it_went(earlier),))

    def werkblad(self, with_client: bool) -> Iterable[Section]:
        yield self._clips_head((Paragraph(self.say("werkblad.hint"), hint=True),))
        for number, clip in enumerate(self.material.file.clips, start=1):
            yield Section(self._clip_title(number, clip), tuple(self._to_write(number, clip, with_client)), level=2)
        leading = Table(self._heads(), tuple((self.say(f"leading.{q}"), "", "", "") for q in Leading), (3, 4, 4, 4), room=4)
        yield Section(self.say("leading"), (Paragraph(self.say("leading.write"), hint=True), leading))
        boxes = tuple(self.say(f"tick.{box}") for box in ("tried", "seen", "worked"))
        mine = (*(p.text for p in self._mine()), *[""] * MORE_POINTS)
        yield Section(self.say("points"), (Paragraph(self.say("points.write"), hint=True), Ticks(mine, boxes)))
        earlier = tuple(p.text for p in self._earlier() if not p.closed)
        if earlier:
            yield Section(self.say("points.earlier"), (Paragraph(self.say("points.earlier_write"), hint=True), Ticks(earlier, boxes)))

    # ---- the three questions ------------------------------------------------------------------

    def _heads(self) -> tuple[str, ...]:
        return (self.say("leading.question"), *(self.say(f"voice.{voice}") for voice in Voice))

    def _leading(self) -> Table:
        rows = tuple((self.say(f"leading.{q}"), *(self._remarks(q, voice) for voice in Voice)) for q in Leading)
        return Table(self._heads(), rows, (3, 4, 4, 4), room=2)

    def _closing(self) -> Table:
        heads = ("closing.question", "closing.answer", "closing.words")
        order = {str(about): n for n, about in enumerate(Closing)}
        said = sorted((f for f in self.material.file.closing if f.about in order), key=lambda f: order[f.about])
        rows = tuple((self.say(f"closing.{f.about}"), self._verdict(f.answer), f.text) for f in said)
        return Table(tuple(map(self.say, heads)), rows, (5, 2, 8))

    def _remarks(self, about: str, voice: Voice) -> str:
        return "\n".join(r.text for r in self.material.file.remarks if r.about == about and r.by is voice and r.text)

    def _verdict(self, verdict: Verdict) -> str:
        return self.say(f"verdict.{verdict}")

    # ---- clips --------------------------------------------------------------------------------

    def _seen(self, shown: ShownClip) -> Seen:
        return self.material.seen.get(shown.clip.id, Seen())

    def _clips_head(self, before: tuple[Block, ...]) -> Section:
        none = () if self.material.file.clips else (Paragraph(self.say("clips.none"), hint=True),)
        return Section(self.say("clips"), (*(before if self.material.file.clips else ()), *none))

    def _clip_title(self, number: int, shown: ShownClip) -> str:
        theme = self._seen(shown).theme
        return self.say("clip.titled", number=number, theme=theme) if theme else self.say("clip", number=number)

    def _picture(self, number: int, shown: ShownClip) -> Block:
        seen, clip = self._seen(shown), shown.clip
        span = seen.shown or clip.span
        time = self.say("time", start=clock_text(span.start_ms), end=clock_text(span.end_ms))
        facts = [(self.say("fact.recording"), seen.where), (self.say("fact.time"), time)]
        question = clip.question or self.say("clip.no_question")
        why = "denied" if seen.denied else seen.no_still
        return Picture(
            None if seen.denied else seen.jpeg,
            self.say("still.alt", number=number, time=clock_text(seen.at_ms)),
            why,
            self.say(f"still.{why}") if why else "",
            tuple((label, text) for label, text in facts if text),
            self.say("clip.question"),
            question,
        )

    def _clip(self, number: int, shown: ShownClip) -> Iterable[Block]:
        seen, clip = self._seen(shown), shown.clip
        yield self._picture(number, shown)
        if seen.denied:
            yield Notice(self._denied(seen))
        elif shown.recording is not None:
            yield Talk(self.say("clip.talk"), seen.lines) if seen.lines else Paragraph(self.say("clip.no_lines"), hint=True)
        if not seen.denied:
            yield from (Quote(self.say("clip.said"), f.text) for f in shown.said if f.text)
        for voice in Voice:
            text = self._remarks(clip.id, voice)
            if text:
                yield Labelled(self.say("clip.note", who=self.say(f"voice.{voice}").lower()), text)
        if clip.tip:
            yield Labelled(self.say("clip.tip"), clip.tip)

    def _to_write(self, number: int, shown: ShownClip, with_client: bool) -> Iterable[Block]:
        seen = self._seen(shown)
        yield self._picture(number, shown)
        if seen.denied:
            yield Notice(self._denied(seen))
        yield Room(self.say("clip.write"), WRITE_LINES)
        if with_client and not seen.denied:
            yield from (Quote(self.say("clip.later"), f.text) for f in shown.said if f.text)

    def _denied(self, seen: Seen) -> str:
        known = catalogue(self.language)
        why = dict.fromkeys(known.get(f"denied.{reason}", known["denied.other"]) for reason in seen.denied)
        return self.say("denied", why=", ".join(why))

    # ---- notes and attention points -----------------------------------------------------------

    def _notes(self) -> Iterable[Block]:
        if self.material.file.session.note:
            yield Labelled(self.say("notes.session"), self.material.file.session.note)
        for voice in Voice:
            text = self._remarks("", voice)
            if text:
                yield Labelled(self.say(f"voice.{voice}"), text)

    def _mine(self) -> list[AttentionPoint]:
        return [p for p in self.material.file.points if p.session_id == self.material.file.session.id and p.text]

    def _earlier(self) -> list[AttentionPoint]:
        """What was written before this session: a later session's points are no news for this one."""
        session = self.material.file.session
        until = max(filter(None, (session.created_at and session.created_at.date(), session.held_on)), default=None)
        others = (p for p in self.material.file.points if p.session_id != session.id and p.text)
        return [p for p in others if until is None or p.created_at is None or p.created_at.date() <= until]

    def _points(self) -> Iterable[Block]:
        mine = self._mine()
        if mine:
            numbers = {c.clip.id: n for n, c in enumerate(self.material.file.clips, start=1)}
            near = [self.say("clip", number=numbers[p.clip_id]) if p.clip_id in numbers else "–" for p in mine]
            rows = tuple((str(n), self._point(p), where) for n, (p, where) in enumerate(zip(mine, near, strict=True), start=1))
            heads = ("points.number", "points.point", "points.from")
            yield Paragraph(self.say("points.hint"), hint=True)
            yield Table(tuple(map(self.say, heads)), rows, (1, 11, 3))
        else:
            yield Paragraph(self.say("points.none"), hint=True)
        yield Room(self.say("points.room"), MORE_POINTS)
        followed = [p for p in mine if self.material.file.follow_ups.get(p.id)]
        if followed:
            yield Labelled(self.say("points.how"), "")
            yield self._how_it_went(followed)

    def _point(self, point: AttentionPoint) -> str:
        return self.say("points.closed", text=point.text) if point.closed else point.text

    def _how_it_went(self, points: Iterable[AttentionPoint]) -> Table:
        heads = ("points.point", "points.in", "tried", "seen", "worked")
        rows: list[tuple[str, ...]] = []
        for point in points:
            went = self.material.file.follow_ups.get(point.id, ())
            rows += [(self._point(point) if n == 0 else "", *self._went(f)) for n, f in enumerate(went)]
            if not went:
                rows.append((self._point(point), self.say("points.not_yet"), "–", "–", "–"))
        return Table(tuple(map(self.say, heads)), tuple(rows), (13, 12, 5, 4, 4))

    def _went(self, follow_up: FollowUp) -> tuple[str, ...]:
        time = self.say("points.at", time=clock_text(follow_up.span.start_ms)) if follow_up.span else ""
        where = "\n".join(t for t in (self.material.recordings.get(follow_up.recording_id, ""), time, follow_up.note) if t)
        return (where, *(self._verdict(v) for v in (follow_up.tried, follow_up.seen, follow_up.worked)))
