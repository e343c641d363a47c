"""The themes and codes with which fragments are labelled: `kijkwijzer/kijkwijzer.yaml` as frozen values.

In: a YAML file that a researcher may edit. Out: a checked `Codebook`, or one line that names the file, the line and
what may stand there. Knows nothing of recordings, databases or screens.

    from reflect import codebook
    book = codebook.load()                       # the Kijkwijzer
    book.theme_of("weerstand.vechten").label.nl
"""

from __future__ import annotations

from reflect.codebook.book import Code, Codebook, Label, Theme
from reflect.codebook.loading import KIJKWIJZER, load, loads, read

__all__ = ["KIJKWIJZER", "Code", "Codebook", "Label", "Theme", "load", "loads", "read"]
