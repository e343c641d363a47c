"""Films on their way in, and other long work that a person asks for in the app: a worker outside the app does it.

In: paths and settings that a person chose. Out: recordings, transcripts, viewing copies, what is made of teaching sets, or one line that
says why not. The page asks and goes on; the worker is a process of its own, one for a data folder, that ends when nothing is left to do.
Whatever is killed, what was asked is done once. Knows nothing of the screen.

    ask(store, "/media/camera/talk.mp4", Settings(case="A12"))     # or a folder; see also inbox(store)
    waiting(store)                                                 # what is not done, with errors
    ask_making(store, set_id, wish, who); making_of(store, set_id)  # what is made of a teaching set
    cancel(store, id); stop(store, rid); resume(store, rid)
"""

from __future__ import annotations

from reflect.arriving.asking import ask, ask_copy, cancel, copy_path, inbox, inbox_folder, missing, resume, stop, waiting
from reflect.arriving.making import MakingState, ask_making, end_making, go_on_making, making_of
from reflect.arriving.worker import ensure_worker, stand_back, work
from reflect.store.values import Arrival, Wish

__all__ = [
    "Arrival",
    "MakingState",
    "Wish",
    "ask",
    "ask_copy",
    "ask_making",
    "cancel",
    "copy_path",
    "end_making",
    "ensure_worker",
    "go_on_making",
    "inbox",
    "inbox_folder",
    "making_of",
    "missing",
    "resume",
    "stand_back",
    "stop",
    "waiting",
    "work",
]
