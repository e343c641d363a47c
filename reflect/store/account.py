"""Who uses this machine, as the machine knows it: what a recording in quarantine is tied to.

Not the name that a person gives in the settings: that is for coding, may change, and two people may code on one machine.
"""

from __future__ import annotations

import getpass
import os


def account() -> str:
    """The account of this process, by its number where the system has one: no name is kept."""
    return f"uid {os.getuid()}" if hasattr(os, "getuid") else getpass.getuser()
