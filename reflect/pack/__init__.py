"""A session to take along: a folder or a zip with one page that any browser opens without a network, and the clips.

In: a session of the store. Out: the folder or zip at its place, whole or not at all, and what could not come along (`Packed`).
Every clip is asked for with the purpose of reflection; what may not be seen is a card with the reason. The page is made of text that
people wrote, so it never reads any of it as HTML or script. It does not know the command line or the server.

    packed = make(store, session_file, Path("sessie.zip"), Options(passphrase="…"), tell, viewer="Noor")
"""

from __future__ import annotations

from reflect.pack.making import make
from reflect.pack.passphrases import SHORTEST_PASSPHRASE, new_passphrase, require_good
from reflect.pack.values import LANGUAGES, Gap, Options, Packed

__all__ = ["LANGUAGES", "SHORTEST_PASSPHRASE", "Gap", "Options", "Packed", "make", "new_passphrase", "require_good"]
