"""A program that ends when its starter ends: `python -m reflect.media.leash LEFTOVER PROGRAM ARGUMENT…`

Standard input is held open by the starter; when it closes, the starter is gone, however that happened. Then the program is
ended and the file LEFTOVER (may be empty), which it was writing, is removed. Output and exit status are the program's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path


def main() -> int:
    leftover, *command = sys.argv[1:]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    gone = threading.Event()
    threading.Thread(target=_end_with_starter, args=(process, gone), daemon=True).start()
    status = process.wait()
    # Without its starter the program may end by itself, since nobody reads what it says.
    if leftover and (status or gone.wait(0.05)):
        Path(leftover).unlink(missing_ok=True)
    return status if status >= 0 else 128 - status


def _end_with_starter(process: subprocess.Popen[bytes], gone: threading.Event) -> None:
    while os.read(0, 1024):
        continue
    gone.set()
    process.kill()


if __name__ == "__main__":
    sys.exit(main())
