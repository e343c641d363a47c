"""The player: film, transcript, timeline and tagging in one component of the page.

In: which recording, language, mode and moment. Out: nothing but "open another page": tags, text and clips travel
between the browser and the server's own routes, so that no run of the page can lose or delay them.
`slim` is the page of SLIM readings, `case` and `interview` are pages of the cycle, `session` and
`show` put a reflection session together and show it, `faces` is where faces are looked over, all made in the same way.
This room knows no database and no recording; it hands out JavaScript, style sheets and texts.
"""

from __future__ import annotations

from reflect.frontend.pages import case, faces, interview, moment, names, session, show, slim, teaching
from reflect.frontend.player import FOLDER, address, files, player, texts, version

__all__ = [
    "FOLDER",
    "address",
    "case",
    "faces",
    "files",
    "interview",
    "moment",
    "names",
    "player",
    "session",
    "show",
    "slim",
    "teaching",
    "texts",
    "version",
]
