"""Faces: found in a film, looked over by a person, covered in a new film. Detectors propose, a person confirms every one.

    faces = masking.faces.detect("film.mp4")                     # proposals: when and where
    masking.faces.cover("film.mp4", faces, "covered.mp4")        # a new film, picture for picture at the same times

In: films, and what people decided. Out: `FaceTrack`s and new files. It knows no screen; cv2 runs only in `centerface` and `following`,
in a child process, and covering needs no cv2 at all.
"""

from __future__ import annotations

from reflect.masking.faces.working import Covered, Face, cover, detect

__all__ = ["Covered", "Face", "cover", "detect"]
