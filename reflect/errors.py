"""Every error this package raises on purpose.

    ReflectError                      exit status 1
    ├── UsageError                    2  an argument or setting has a value that cannot be
    ├── NotFoundError                 3  no such recording, transcript, person or file
    ├── InputError                    4  a file from outside cannot be used
    │   ├── MediaError                   a film or sound file
    │   └── FormatError                  an annotation, reference, glossary or codebook file
    ├── SetupError                    5  something is missing on this machine
    │   ├── MissingPackageError          an optional package is not installed
    │   └── ModelError                   a model's files are absent or incomplete
    ├── ToolError                     6  ffmpeg or a model failed; carries the tail of its words
    ├── StoreError                    7  the data folder or its database cannot be read or written
    ├── NotAllowedError               8  somebody on the recording did not agree to this use
    └── Stopped                     130  a person stopped the work; finished steps are kept

A message is one line that says which thing, what is wrong with it and what to do. It may name a
file (the person typed it), never what was said on a recording.
"""

from __future__ import annotations


class ReflectError(Exception):
    """Base of all. `str(error)` is one line for a person; `exit_status` goes to the shell."""

    exit_status = 1

    def __str__(self) -> str:
        # A file name may hold a newline; a message stays one line whatever it quotes.
        return " ".join(super().__str__().split())


class UsageError(ReflectError):
    exit_status = 2


class NotFoundError(ReflectError):
    exit_status = 3


class InputError(ReflectError):
    exit_status = 4


class MediaError(InputError):
    pass


class FormatError(InputError):
    pass


class SetupError(ReflectError):
    exit_status = 5


class MissingPackageError(SetupError):
    """An optional package is absent. `extra` is the name between brackets in `pip install`."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package}, which is not installed. "
            f"Type: pip install 'reflect[{extra}]' (in a checkout: pip install '.[{extra}]')"
        )
        self.package, self.extra = package, extra


class ModelError(SetupError):
    pass


class ToolError(ReflectError):
    """A program or model failed. `tail` holds the last lines it said, for `--verbose`."""

    exit_status = 6

    def __init__(self, message: str, command: str = "", tail: str = "") -> None:
        super().__init__(message)
        self.command, self.tail = command, tail


class StoreError(ReflectError):
    exit_status = 7


class NotAllowedError(ReflectError):
    exit_status = 8


class Stopped(ReflectError):
    exit_status = 130
