"""A codebook as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Label:
    """The same words in Dutch and in English."""

    nl: str
    en: str

    def of(self, language: str) -> str:
        """The words in `language` ("nl" or "en"); Dutch for any other."""
        return self.en if language == "en" else self.nl


@dataclass(frozen=True, slots=True)
class Code:
    """A code under a theme. `code` is the theme's, a point and a word of its own; `key` is one letter.

    `question` is what to look for, where it is narrower than the theme's. `score` is the number that the code stands for in a
    codebook that scores, as in "werk.redt_het" = 4.
    """

    code: str
    label: Label
    key: str
    question: Label | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, which is a code itself. `colour` is #rrggbb; `key` is a digit 1 to 9, or empty for one that is chosen by mouse.

    `question` is what to look for, `why` why it matters, `reflection` are questions to ask in a session, `tips` what to try.
    `group` is the code of a group of the book.
    """

    code: str
    label: Label
    question: Label
    colour: str
    key: str = ""
    codes: tuple[Code, ...] = ()
    group: str = ""
    why: Label | None = None
    reflection: tuple[Label, ...] = ()
    tips: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Themes that belong together on the screen."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes in the order of the screen. Codes are unique in the book; keys are among themes and within a theme.

    `renamed` maps codes of older versions to codes of this one; a key also stands for all codes under it. `changed` says in
    words what a version brought. `extends` are the ids of the codebooks that this one adds to, the nearest first, whose
    themes are among these.
    """

    id: str
    version: int
    label: Label
    themes: tuple[Theme, ...]
    source: Label | None = None
    groups: tuple[Group, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    changed: Mapping[int, Label] = field(default_factory=dict, hash=False)
    extends: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a fragment keeps to say which book its code is from: "kijkwijzer 2"."""
        return f"{self.id} {self.version}"

    @property
    def codes(self) -> Iterator[Theme | Code]:
        """Every theme, each followed by the codes under it."""
        for theme in self.themes:
            yield theme
            yield from theme.codes

    def find(self, code: str) -> Theme | Code | None:
        """The theme or code called `code`; None when the book has none."""
        theme = self._theme(code)
        if theme is None or theme.code == code:
            return theme
        return next((c for c in theme.codes if c.code == code), None)

    def theme_of(self, code: str) -> Theme | None:
        """The theme that `code` is, or is under; for a code of an older version the theme that it is under now, if there is one."""
        return self._theme(self.current(code) or code)

    def current(self, code: str) -> str | None:
        """What a code is called in this version: itself, or what it was renamed to; None when nothing here stands for it.

        >>> words = Label("Regie", "Direction")
        >>> book = Codebook("eigen", 2, words, (Theme("regie", words, words, "#6d28d9", "1"),), renamed={"beurt": "regie"})
        >>> book.current("regie"), book.current("beurt"), book.current("beurt.lang"), book.current("emotie")
        ('regie', 'regie', 'regie', None)
        """
        if self.find(code) is not None:
            return code
        while code:
            if code in self.renamed:
                return self.renamed[code]
            code = code.rpartition(".")[0]
        return None

    def title(self, code: str, language: str = "nl") -> str:
        """The code in words, as in "Weerstand: Vechten"; an older code in today's words; the code itself when there are none."""
        code = self.current(code) or code
        theme, found = self.theme_of(code), self.find(code)
        if theme is None or found is None:
            return code
        words = found.label.of(language)
        return words if found is theme else f"{theme.label.of(language)}: {words}"

    def score(self, code: str) -> int | None:
        """The number that the code stands for, in a codebook that scores."""
        found = self.find(self.current(code) or "")
        return found.score if isinstance(found, Code) else None

    def _theme(self, code: str) -> Theme | None:
        return next((t for t in self.themes if t.code == code.partition(".")[0]), None)
