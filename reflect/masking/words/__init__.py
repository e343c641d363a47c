"""Names and numbers that were said: found in the transcript, decided by a person, hidden in text and in sound.

In: a transcript, masks of kind "word", a film. Out: proposals, the masked transcript, a film whose sound tells no name. Everything is
"afgeschermd", never anonymous: what a person did not confirm is still there, and who knows the talk knows who speaks.

    proposed = words.find(transcript, words.Lists())        # what may have to be hidden; the maker is in each hit
    placed = words.placed(masks, transcript)                # where decided masks lie now, and whether their words are still the same
    text = words.masked(transcript, masks)                  # the same talk with labels in the place of names
    words.mask_sound(film, target, spans)                   # bleep or silence, the same length to the sample
    words.still_heard(film, names, recognizer)              # what a recogniser still hears of them

The text of a name stands in the transcript alone: a mask knows where its words are, what takes their place, and a keyed hash.
"""

from __future__ import annotations
