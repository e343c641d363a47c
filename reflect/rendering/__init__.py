"""A clip list as films: every clip exact, one reel of all with cards, subtitles, stills.

In: a `ClipList`, and per recording a `Material` (files with their place on the film's clock, transcript, codebook); `gathering.of_store`
gets them from the store. Out: a `Rendered`, which names every file. The room asks `reflect.privacy` before it renders anything. It does
not know the screen, and never changes a film or the database.

    inputs = of_store(store, clips)
    rendered = render(inputs, clips, folder, Options(fade_ms=400), progress, viewer="Noor")
    jpeg = still(path, at_ms)
    lines = cues_of(said_in(transcript, span))     # what is said in a clip, from 0
"""

from __future__ import annotations

from reflect.rendering.gathering import of_recording, of_store, still
from reflect.rendering.rendering import render
from reflect.rendering.values import CARD_MS, Material, Options, Progress, Rendered, RenderedClip, Source, Subtitles
from reflect.rendering.wording import cues_of, said_in

__all__ = [
    "CARD_MS",
    "Material",
    "Options",
    "Progress",
    "Rendered",
    "RenderedClip",
    "Source",
    "Subtitles",
    "cues_of",
    "of_recording",
    "of_store",
    "render",
    "said_in",
    "still",
]
