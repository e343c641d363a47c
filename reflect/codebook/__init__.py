"""The themes and codes with which fragments are labelled: `kijkwijzer/kijkwijzer.yaml` as frozen values.

In: a YAML file that a researcher may edit. Out: a checked `Codebook`, or one line that names the file, the line and
what may stand there. Knows nothing of recordings, databases or screens.

    from reflect import codebook
    book = codebook.load()                       # the Kijkwijzer
    book.theme_of("weerstand.vechten").label.nl
    book.current("slim.client.wil_en_kan")       # "interventielogica.slim": an older code in today's words
"""

from __future__ import annotations

from reflect.codebook.book import Code, Codebook, Group, Label, Theme
from reflect.codebook.changing import Changes, OlderCode, changes
from reflect.codebook.finding import KIJKWIJZER, Entry, check, included, listing, load
from reflect.codebook.loading import loads, read

__all__ = [
    "KIJKWIJZER",
    "Changes",
    "Code",
    "Codebook",
    "Entry",
    "Group",
    "Label",
    "OlderCode",
    "Theme",
    "changes",
    "check",
    "included",
    "listing",
    "load",
    "loads",
    "read",
]
