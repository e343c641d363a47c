"""Keeps freed memory for the next batch instead of giving it back to the system each time.

The speech models take and free the same large buffers for every batch. By default glibc maps each of them
afresh, so that the kernel clears the pages again and again: a fifth of the processor time of recognising
words on two cores. (glibc's manual, section Malloc Tunable Parameters.)
"""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX, M_ARENA_MAX = -1, -2, -4, -8
"""Numbers of the settings, from glibc's malloc.h."""

KEPT_BYTES = 1 << 30
STEP_BYTES = 64 << 20


def keep_freed_memory() -> bool:
    """Set it for this process; True when the system took it. Nothing happens where there is no glibc."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    settings = ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, KEPT_BYTES), (M_TOP_PAD, STEP_BYTES), (M_ARENA_MAX, 1))
    return all(mallopt(name, value) == 1 for name, value in settings)
