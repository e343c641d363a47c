"""What is read in a making: the stamp in every picture, the text file that says how to use it, and the page of a pack.

The page is made like that of a session's pack: one file, its own style and script by their hashes, people's words as data. It refuses to
show anything after its last day, by the clock of the computer it is on; the films beside it know nothing of that, and it says so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reflect import rendering
from reflect.exchange.plain_text import one_line
from reflect.model.teaching import Made
from reflect.pack.page import document
from reflect.teaching.values import Wish

if TYPE_CHECKING:
    from reflect.rendering import Material, Rendered, RenderedClip
    from reflect.teaching.looking import SetFile, ShownClip

FILMS = "clips"
SCRIPTS = ("base.js", "spot.js", "main.js")
BODY = '<main class="set" id="set" tabindex="-1"></main>'
NAMES = {Made.CLIPS: "leerset.zip", Made.REEL: "reel.mp4", Made.PACK: "leerset.zip"}
"""Names of files tell nothing of the set."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of the page in `language`."""
    return MappingProxyType(tomllib.loads((files("reflect.teaching") / "texts" / f"{language}.toml").read_text(encoding="utf-8")))


def day_text(day: date, language: str) -> str:
    """
    >>> day_text(date(2027, 3, 9), "nl"), day_text(date(2027, 3, 9), "en")
    ('9 maart 2027', '9 March 2027')
    """
    return f"{day.day} {catalogue(language)[f'month.{day.month}']} {day.year}"


def stamp(wish: Wish, masked: bool = False) -> str:
    """What stands in every picture and on every card: for whom it is, until when, and that it is masked where something is hidden."""
    words = catalogue(wish.language)
    text = words["stamp.masked" if masked else "stamp"]
    return text.format(recipient=one_line(wish.recipient), day=day_text(wish.expires_on, wish.language))


def readme_name(wish: Wish) -> str:
    return {"nl": "LEES-MIJ.txt", "en": "READ-ME.txt"}[wish.language]


def readme(wish: Wish, masked: bool) -> bytes:
    """For any editor: with CRLF and a byte order mark. It says nothing of the set."""
    words = catalogue(wish.language)
    locked = [words["readme.encrypted"]] if wish.passphrase else []
    care = f"{words['people.masked' if masked else 'people']} {words['readme.care']}"
    parts = [stamp(wish, masked), words[f"readme.{wish.what}"], *locked, care]
    return ("\n\n".join(parts).replace("\n", "\r\n") + "\r\n").encode("utf-8-sig")


def page(
    file: SetFile,
    usable: Sequence[ShownClip],
    made: Rendered,
    materials: Mapping[str, Material],
    said: Mapping[int, Sequence[str]],
    wish: Wish,
    masked: bool,
) -> str:
    """The page of a pack. Clips that may not be used are in it as gaps, without a reason: that is for the trainer."""
    words = catalogue(wish.language)
    films = {clip.number: clip for clip in made.clips}
    may = {shown.number for shown in usable}
    data = {
        "id": file.set.id,
        "language": wish.language,
        "title": one_line(file.set.title),
        "goal": file.set.goal,
        "audience": file.set.audience,
        "recipient": one_line(wish.recipient),
        "expires": wish.expires_on.isoformat(),
        "expires_text": day_text(wish.expires_on, wish.language),
        "ask_theme": file.set.ask_theme,
        "themes": _themes(file, materials, wish) if file.set.ask_theme else [],
        "clips": [
            _clip(s, films.get(s.number) if s.number in may else None, materials.get(s.clip.id), file, said, wish) for s in file.clips
        ],
        "texts": _texts(words, masked),
    }
    scripts, style = [_read(name) for name in SCRIPTS], _read("style.css")
    return document(wish.language, one_line(file.set.title), words["noscript"], BODY, scripts, style, data)


def _texts(words: Mapping[str, str], masked: bool) -> dict[str, str]:
    """Those that say that people are masked, only where something is hidden."""
    end = ".masked" if masked else ""
    return {**words, "stamp": words[f"stamp{end}"], "care": f"{words[f'people{end}']} {words['care']}"}


def _clip(
    shown: ShownClip,
    film: RenderedClip | None,
    material: Material | None,
    file: SetFile,
    said: Mapping[int, Sequence[str]],
    wish: Wish,
) -> dict[str, Any]:
    """`start` is where the clip begins on the film's clock, on which presses are kept; `lines` are on the clip's own."""
    out: dict[str, Any] = {"id": shown.clip.id, "number": shown.number, "film": "", "still": "", "ms": 0, "start": 0, "lines": []}
    out |= {"theme": "", "colour": "", "question": "", "answer": "", "said": []}
    if film is None or material is None:
        return out
    theme = material.book.theme_of(shown.clip.theme) if material.book is not None and shown.clip.theme else None
    named = theme is not None and not file.set.ask_theme and material.book is not None
    lines = rendering.cues_of(rendering.said_in(material.transcript, film.span)) if material.transcript is not None else ()
    return out | {
        "film": f"{FILMS}/{film.path.name}",
        "still": f"{FILMS}/{film.still.name}" if film.still is not None else "",
        "ms": film.span.duration_ms,
        "start": film.span.start_ms,
        "lines": [[c.span.start_ms, c.span.end_ms, c.name, " ".join(c.words)] for c in lines],
        "theme": material.book.title(shown.clip.theme, wish.language) if named and material.book is not None else "",
        "colour": theme.colour if theme is not None and named else "",
        "question": shown.clip.question,
        "answer": shown.clip.answer if wish.answers else "",
        "said": list(said.get(shown.number, ())),
    }


def _themes(file: SetFile, materials: Mapping[str, Material], wish: Wish) -> list[dict[str, str]]:
    """The themes to choose from when a moment is seen, of the codebook of the first clip that is there."""
    book = next((m.book for s in file.clips if (m := materials.get(s.clip.id)) is not None and m.book is not None), None)
    return [] if book is None else [{"code": t.code, "title": book.title(t.code, wish.language), "colour": t.colour} for t in book.themes]


@cache
def _read(name: str) -> str:
    return (files("reflect.teaching") / "page" / name).read_text(encoding="utf-8").strip()
