"""A codebook as frozen values."""

from __future__ import annotations

from dataclasses import dataclass


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
    """A code under a theme. `code` is the theme's, a point and a word of its own; `key` is one letter."""

    code: str
    label: Label
    key: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, which is a code itself. `key` is a digit 1 to 9, `colour` is #rrggbb, `question` is what to look for."""

    code: str
    label: Label
    question: Label
    colour: str
    key: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes in the order of the screen. Codes are unique in the book; keys are among themes and within a theme."""

    id: str
    version: int
    label: Label
    themes: tuple[Theme, ...]
    source: str = ""

    @property
    def name(self) -> str:
        """What a fragment keeps to say which book its code is from: "kijkwijzer 1"."""
        return f"{self.id} {self.version}"

    def find(self, code: str) -> Theme | Code | None:
        """The theme or code called `code`; None when the book has none."""
        theme = self.theme_of(code)
        if theme is None or theme.code == code:
            return theme
        return next((c for c in theme.codes if c.code == code), None)

    def theme_of(self, code: str) -> Theme | None:
        """The theme that `code` is, or is under; also for a code of an older version whose theme is still there."""
        return next((t for t in self.themes if t.code == code.partition(".")[0]), None)

    def title(self, code: str, language: str = "nl") -> str:
        """The code in words, as in "Weerstand: Vechten"; the code itself when the book does not know it."""
        theme, found = self.theme_of(code), self.find(code)
        if theme is None or found is None:
            return code
        words = found.label.of(language)
        return words if found is theme else f"{theme.label.of(language)}: {words}"
