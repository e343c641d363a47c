"""What our routes say, as JSON data: the shapes of the transcript, a fragment, the codebook, a clip list and a medium."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reflect.exchange.plain_text import one_line
from reflect.model.speech import Role, Speaker, Transcript, Turn

if TYPE_CHECKING:
    from reflect.codebook import Code, Codebook, Theme
    from reflect.model.clip import Clip, ClipList
    from reflect.model.fragment import Fragment
    from reflect.store.edits import VersionLine
    from reflect.store.values import TranscriptVersion

Plain = dict[str, Any]

ROLES = {
    "nl": {"klantmanager": "klantmanager", "client": "cliënt", "interpreter": "tolk", "colleague": "collega", "unknown": "spreker"},
    "en": {
        "klantmanager": "klantmanager",
        "client": "client",
        "interpreter": "interpreter",
        "colleague": "colleague",
        "unknown": "speaker",
    },
}
COLOURS = ("#2563eb", "#d97706", "#0d9488", "#9333ea", "#db2777", "#65a30d", "#0891b2", "#b45309")
OTHER_COLOUR = "#6b7280"
GUESSED = "?"


def transcript(found: TranscriptVersion, lang: str) -> Plain:
    """A version of a transcript with its corrections; its stamp changes with every correction."""
    return {
        "version": found.version.number,
        "edits": found.edits,
        "kind": str(found.version.kind),
        "stamp": found.stamp,
        "newer": found.newer,
        "speakers": speakers(found.transcript, lang),
        "turns": turns(found.transcript.turns),
    }


def turns(spoken: Sequence[Turn]) -> list[Plain]:
    from reflect.model.turns import turn_keys

    return [turn(key, t) for key, t in zip(turn_keys(spoken), spoken, strict=True)]


def turn(key: str, spoken: Turn) -> Plain:
    words = [[w.text, w.span.start_ms, w.span.end_ms, round(w.probability * 100), int(w.doubtful)] for w in spoken.words]
    return {"k": key, "s": spoken.speaker, "w": words}


EDIT_WORDS = {
    "nl": {
        "words": "tekst",
        "speaker": "spreker",
        "split": "gesplitst",
        "merge": "samengevoegd",
        "confirm": "nagekeken",
        "replace": "vervangen",
        "rename": "naam",
        "undo": "ongedaan",
        "redo": "opnieuw",
    },
    "en": {
        "words": "text",
        "speaker": "speaker",
        "split": "split",
        "merge": "merged",
        "confirm": "checked",
        "replace": "replaced",
        "rename": "name",
        "undo": "undone",
        "redo": "redone",
    },
}


def summary(line: VersionLine, lang: str) -> str:
    """What was done in a version, in a few words: its corrections, or the model that made it."""
    done = [f"{EDIT_WORDS[lang].get(kind, kind)} {count}×" for kind, count in line.kinds]
    return ", ".join(done) or (line.version.maker.model if not line.who else "")


# ---- voices -----------------------------------------------------------------------------------


def speakers(talk: Transcript, lang: str) -> list[Plain]:
    """The voices with the name on screen: a pseudonym, or the role with a question mark while it is a guess."""
    listed = {s.label: s for s in talk.speakers}
    return people([listed.get(label, Speaker(label)) for label in dict.fromkeys([*listed, *(t.speaker for t in talk.turns)])], lang)


def people(known: Iterable[Speaker], lang: str) -> list[Plain]:
    known = tuple(known)
    shown = _shown(known, lang)
    return [
        {
            "label": s.label,
            "role": str(s.role),
            "name": s.name,
            "confirmed": s.confirmed,
            "colour": colour(s.label),
            "shown": shown[s.label],
        }
        for s in known
    ]


def colour(label: str) -> str:
    """The colour of the voice "S1", "S2", …: the same in the player, the library and the measures."""
    number = re.fullmatch(r"S([1-9][0-9]{0,2})", label)
    return COLOURS[(int(number.group(1)) - 1) % len(COLOURS)] if number else OTHER_COLOUR


def _shown(known: Sequence[Speaker], lang: str) -> dict[str, str]:
    names = {s.label: _name(s, ROLES[lang]) for s in known}
    count, number = Counter(names.values()), Counter[str]()
    out = {}
    for s in known:
        name = names[s.label]
        if count[name] > 1:
            number[name] += 1
            name = f"{name} {number[name]}"
        guess = s.role is not Role.UNKNOWN and not s.confirmed and not one_line(s.name)
        out[s.label] = f"{name} {GUESSED}" if guess else name
    return out


def _name(speaker: Speaker, roles: dict[str, str]) -> str:
    if name := one_line(speaker.name):
        return name
    role = roles[str(speaker.role)].capitalize()
    return role if speaker.role is not Role.UNKNOWN else f"{role} {one_line(speaker.label).removeprefix('S')}".strip()


# ---- tags, codes, clips -----------------------------------------------------------------------


def fragment(f: Fragment) -> Plain:
    return {
        "id": f.id,
        "start": f.span.start_ms,
        "end": f.span.end_ms,
        "code": f.code,
        "perspective": str(f.perspective),
        "coder": f.coder,
        "codebook": f.codebook,
        "note": f.note,
        "questions": list(f.questions),
        "rev": f.revision,
        "deleted": f.deleted,
    }


def fragments(found: Iterable[Fragment]) -> list[Plain]:
    return [fragment(f) for f in found]


def codebook(book: Codebook, lang: str) -> Plain:
    return {
        "id": book.id,
        "version": book.version,
        "name": book.name,
        "label": book.label.of(lang),
        "source": "" if book.source is None else book.source.of(lang),
        "groups": [{"code": group.code, "label": group.label.of(lang)} for group in book.groups],
        "themes": [_theme(theme, book, lang) for theme in book.themes],
        "trouble": "",
    }


def no_codebook(id: str, trouble: str) -> Plain:
    """In the place of one that cannot be used: nothing can be tagged until that is mended or another is chosen."""
    return {"id": id, "version": 0, "name": id, "label": id, "source": "", "groups": [], "themes": [], "trouble": trouble}


def _theme(theme: Theme, book: Codebook, lang: str) -> Plain:
    return {
        "code": theme.code,
        "label": theme.label.of(lang),
        "group": theme.group,
        "question": theme.question.of(lang),
        "why": "" if theme.why is None else theme.why.of(lang),
        "reflection": [question.of(lang) for question in theme.reflection],
        "tips": [tip.of(lang) for tip in theme.tips],
        "colour": theme.colour,
        "key": theme.key,
        "older": _older(theme.code, book),
        "codes": [_code(code, book, lang) for code in theme.codes],
    }


def _code(code: Code, book: Codebook, lang: str) -> Plain:
    question = "" if code.question is None else code.question.of(lang)
    return {"code": code.code, "label": code.label.of(lang), "question": question, "key": code.key, "older": _older(code.code, book)}


def _older(code: str, book: Codebook) -> list[str]:
    """What the code was called in older versions; each also stands for all codes under it."""
    return [old for old, now in book.renamed.items() if now == code]


def clip_list(found: ClipList) -> Plain:
    return {"id": found.id, "title": found.title, "rev": found.revision, "clips": [clip(c) for c in found.clips]}


def clip(c: Clip) -> Plain:
    return {
        "recording": c.recording_id,
        "fragment": c.fragment_id,
        "start": c.span.start_ms,
        "end": c.span.end_ms,
        "before": c.before_ms,
        "after": c.after_ms,
        "code": c.code,
        "question": c.question,
    }
