"""Faces: found in a film, looked over by a person, covered in a new film. Detectors propose, a person confirms every one.

    faces = masking.faces.detect("film.mp4")                     # proposals: when and where
    masking.faces.cover("film.mp4", faces, "covered.mp4")        # a new film, picture for picture at the same times

    masking.faces.find(store, recording_id)                      # the same for a recording: proposals in the store
    masking.faces.apply(store, recording_id, ops, "Noor")        # what a person decides, draws and stretches
    masking.faces.render(store, recording_id, "covered.mp4", viewer="Noor")   # refused while a face is undecided

Of another camera: `find(…, media_id=…)`, `render(…, media_id=…)`. All faces are kept on the clock of the recording's film.

In: films, and what people decided. Out: `FaceTrack`s and new files. It knows no screen; cv2 runs only in `centerface` and `following`,
in a child process, and covering needs no cv2 at all.
"""

from __future__ import annotations

from reflect.masking.faces.cameras import CameraClock, clock_of
from reflect.masking.faces.filming import find, picture_of, render
from reflect.masking.faces.review import Place, Why, covers, for_clip, on_film, places, undecided
from reflect.masking.faces.working import Covered, Face, cover, detect
from reflect.masking.faces.writing import WHY, Ack, apply, decided_faces, faces, looks

__all__ = [
    "WHY",
    "Ack",
    "CameraClock",
    "Covered",
    "Face",
    "Place",
    "Why",
    "apply",
    "clock_of",
    "cover",
    "covers",
    "decided_faces",
    "detect",
    "faces",
    "find",
    "for_clip",
    "looks",
    "on_film",
    "picture_of",
    "places",
    "render",
    "undecided",
]
