"""Papers of consent: the form that a person signs, and what is kept of one person. Both are PDF, made by the layout `paper.typ`.

The form is set without fonts of this machine and without today's date, so that the same version is the same file, byte for byte,
everywhere: an answer names it by its version and its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reflect.model.consent import Purpose
from reflect.report import glyphs, pdf_file
from reflect.report.words import catalogue, day, say

if TYPE_CHECKING:
    from reflect.consenting import ClientFile
    from reflect.consenting.client import Kept
    from reflect.store.disclosures import Disclosure
    from reflect.store.erasures import Erasure

DRAFTED = datetime(2026, 11, 22, tzinfo=UTC)
"""When the form was written; it stands in the file's properties instead of the moment of printing."""
MOST_LINES = 10
"""Lines of what was handed out: the view is to stay on one page."""
COUNTED = ("fragments", "session_clips", "feedback")


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF with the version that stands on it ("" for none) and its SHA-256."""

    data: bytes
    version: str
    sha256: str


READERS = ("client", "klantmanager", "visitor")
"""Whom a form speaks to: each has their own words, and other things to know."""


def consent_form(terms: Mapping[Purpose, int], language: str = "nl", reader: str = "client") -> Paper:
    """The draft of a form, with a yes and a no for every purpose. `terms` are the days of each purpose that has a term; `reader` is one of
    `READERS`."""
    return _form(tuple(sorted((str(p), days) for p, days in terms.items())), language, reader)


@cache
def _form(terms: tuple[tuple[str, int], ...], language: str, reader: str) -> Paper:
    t = saying_to(reader, language)
    days = dict(terms)
    content = {
        "kind": "form",
        **{name: t(f"form.{name}") for name in ("what", "draft", "title", "lead", "choices", "complaint")},
        "before": [[t("form.kept"), t("form.kept_text")]],
        "after": [[t(f"form.{name}"), t(f"form.{name}_text")] for name in ("never", "refuse", "stop")],
        "head": [t(f"form.{name}") for name in ("for", "who", "how_long", "yes", "no")],
        "rows": [
            [*t(f"form.{p}").split(". ", 1), t(f"form.{p}.who"), t(f"form.{p}.term", term=plain_term(days.get(str(p), 0), language))]
            for p in Purpose
        ],
        "contact": [t("form.contact"), t("form.officer")],
        "sign": [t(f"form.{name}") for name in ("code", "date", "signature", "asked_by")],
        "ticks": [t("form.before"), t("form.after")],
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode() + layout()).hexdigest()
    version = "-".join(["concept", *([] if reader == "client" else [reader]), language, digest[:8]])
    return paper({**content, "footer": t("form.footer", version=version)}, language, DRAFTED, version, system_fonts=False)


def client_overview(file: ClientFile, language: str = "nl") -> Paper:
    """What is kept of the person, who got it, what they agreed to, and how to stop; without a word that was said."""
    t = _saying(language)
    lines = _handed_out(file.handed_out, language)
    content = {
        "kind": "client",
        **{name: t(f"client.{name}") for name in ("what", "title", "lead")},
        "facts": [[t("client.code"), file.person.pseudonym], [t("client.made"), day(language, file.at)]],
        "kept": t("client.kept"),
        "kept_none": t("client.none"),
        "head": [t(f"client.{name}") for name in ("day", "there", "yes", "no", "unasked")],
        "rows": [_kept(kept, language) for kept in file.kept],
        "seen": t("client.seen"),
        "seen_none": t("client.seen_none"),
        "seen_note": _looked(file, language),
        "seen_head": [t(f"client.{name}") for name in ("when", "handed", "why", "recipient")],
        "seen_rows": lines[:MOST_LINES],
        "seen_more": t("client.more", n=len(lines) - MOST_LINES) if len(lines) > MOST_LINES else "",
        "erased": t("client.erased"),
        "erased_rows": [_erased(e, language) for e in file.erased],
        "stop": [t("client.stop"), t("client.stop_text")],
        "complaint": t("form.complaint"),
        "contact": [t("form.contact"), t("form.officer")],
        "footer": t("client.footer", code=file.person.pseudonym),
    }
    return paper(content, language, file.at.replace(microsecond=0), "", system_fonts=True)


def plain_term(days: int, language: str) -> str:
    """A term in the largest unit that fits it to the day or two.

    >>> plain_term(183, "nl"), plain_term(730, "en"), plain_term(10, "nl"), plain_term(365, "nl")
    ('6 maanden', '2 years', '10 dagen', '1 jaar')
    """
    months = round(days / 30.4375)
    unit, n = ("day", days) if not months or abs(months * 30.4375 - days) > 2 else ("month", months)
    if unit == "month" and months % 12 == 0:
        unit, n = "year", months // 12
    return say(language, f"term.{unit}" if n == 1 else f"term.{unit}s", n=n)


def saying_to(reader: str, language: str) -> Callable[..., str]:
    """The texts of a form as one of `READERS` gets them: their own where there is one (`form.visitor.lead`), else those of all."""
    known = catalogue(language)

    def t(key: str, **values: object) -> str:
        form, _, rest = key.partition(".")
        own = f"{form}.{reader}.{rest}"
        return say(language, own if own in known else key, **values)

    return t


# ---- inside -----------------------------------------------------------------------------------


def _saying(language: str) -> Any:
    def t(key: str, **values: object) -> str:
        return say(language, key, **values)

    return t


def _kept(kept: Kept, language: str) -> list[str]:
    """A recording as a row: its day, what there is, and the answers about it."""
    t = _saying(language)
    there = [t("client.film")] if kept.counts.get("media_files") else []
    if kept.duration_ms and there:
        there[0] += f" ({t('client.long', minutes=max(1, round(kept.duration_ms / 60_000)))})"
    there += [t("client.transcripts")] if kept.counts.get("transcripts") else []
    there += [t(f"client.{name}", n=kept.counts[name]) for name in COUNTED if kept.counts.get(name)]
    by_state: dict[str, list[str]] = {"yes": [], "no": [], "unasked": []}
    for purpose, given in kept.answers.items():
        column = {"yes": "yes", "no": "no", "withdrawn": "no"}.get(given.state, "unasked")
        by_state[column].append(t(f"purpose.{purpose}"))
    return [day(language, kept.on), *("\n".join(texts) or t("client.nothing") for texts in (there, *by_state.values()))]


def _handed_out(all_of_it: Sequence[Disclosure], language: str) -> list[list[str]]:
    """The same thing for the same purpose to the same person is one line; the latest first."""
    t = _saying(language)
    groups: dict[tuple[str, str, str], list[Disclosure]] = {}
    for one in all_of_it:
        groups.setdefault((_what(one.what, language), t(f"purpose.{one.purpose}"), one.recipient or t("client.here")), []).append(one)
    lines = []
    for (what, why, who), found in sorted(groups.items(), key=lambda item: item[1][-1].at, reverse=True):
        last = day(language, found[-1].at)
        lines.append([last if len(found) == 1 else t("client.times", n=len(found), day=last), what, why, who])
    return lines


def _looked(file: ClientFile, language: str) -> str:
    """How often somebody looked on our own computer: how often and when last, not who."""
    if file.looks == 0 or file.looked_at is None:
        return say(language, "client.not_looked")
    return say(language, "client.looked", n=file.looks, day=day(language, file.looked_at))


def _erased(one: Erasure, language: str) -> str:
    """When a recording was erased, or its film, or what was made of it for a purpose, and whether anything was found afterwards."""
    key = {"": "client.erased_on", str(Purpose.RESEARCH): "client.erased_film"}.get(one.purpose, "client.erased_part")
    on = day(language, one.erased_at or one.asked_at)
    why = say(language, f"purpose.{one.purpose}") if one.purpose else ""
    after = say(language, "client.erased_clean" if one.verified_at else "client.erased_left")
    return f"{say(language, key, day=on, purpose=why)} {after}"


WHATS = ("report", "clips", "clip", "films", "masked", "render", "pack", "session", "teaching", "transcript", "measures")


def _what(what: str, language: str) -> str:
    first = what.partition(" ")[0]
    return say(language, f"client.what.{first}") if first in WHATS else say(language, "client.what.other", what=what)


def paper(content: Mapping[str, Any], language: str, made_at: datetime, version: str, *, system_fonts: bool) -> Paper:
    fonts = glyphs.choose(json.dumps(content, ensure_ascii=False), system_fonts)
    shown = _changed(content, fonts)
    full = {**shown, "language": language, "region": pdf_file.REGION[language], "families": fonts.families}
    data = pdf_file.lay_out(layout(), full, fonts, made_at)
    return Paper(data, version, hashlib.sha256(data).hexdigest())


def _changed(value: Any, fonts: glyphs.Fonts) -> Any:
    """Every text with what stands in for characters that no font has, and with places to break."""
    if isinstance(value, str):
        return pdf_file.breakable(glyphs.replaced(value, fonts))
    if isinstance(value, Mapping):
        return {key: _changed(inner, fonts) for key, inner in value.items()}
    return [_changed(inner, fonts) for inner in value] if isinstance(value, list) else value


@cache
def layout() -> bytes:
    return (files("reflect.report") / "paper.typ").read_bytes()
