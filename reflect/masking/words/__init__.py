"""Names and numbers that were said: found in the transcript, decided by a person, hidden in text and in sound.

In: a transcript, masks of kind "word", a film. Out: proposals, the masked transcript, a film whose sound tells no name. Everything is
"afgeschermd", never anonymous: what a person did not confirm is still there, and who knows the talk knows who speaks.

    hits = words.find(transcript, glossary)                 # what may have to be hidden; the maker is in each hit
    words.propose(store, recording_id)                      # the same, kept as masks that a person decides about
    words.apply(store, recording_id, ops, "Noor")           # decisions, from a browser
    placed = words.placed(masks, transcript)                # where decided masks lie now, and whether their words are still the same
    text = words.masked(transcript, masks)                  # the same talk with labels in the place of names
    text = words.guarded(store, recording_id, transcript, span) # a stretch of it for paper: what may be a name is not there either
    words.mask_sound(film, target, spans)                   # bleep or silence, the same length to the sample
    words.sound_of_recording(store, recording_id, target)   # the same for a recording; refuses while something is undecided
    words.still_heard(film, names, recognizer)              # what a recogniser still hears of them

The text of a name stands in the transcript alone: a mask knows where its words are, what takes their place, and a keyed hash.
"""

from __future__ import annotations

from reflect.masking.words.deciding import WHY, Ack, apply
from reflect.masking.words.finding import find
from reflect.masking.words.hiding import Hidden, mask_sound
from reflect.masking.words.hits import BSN, Hit
from reflect.masking.words.keeping import found, guarded, propose, ready
from reflect.masking.words.listening import still_heard
from reflect.masking.words.masked import masked, require_decided, undecided
from reflect.masking.words.placing import Placed, State, placed
from reflect.masking.words.recording import SoundWish, sound_of_recording

__all__ = [
    "BSN",
    "WHY",
    "Ack",
    "Hidden",
    "Hit",
    "Placed",
    "SoundWish",
    "State",
    "apply",
    "find",
    "found",
    "guarded",
    "mask_sound",
    "masked",
    "placed",
    "propose",
    "ready",
    "require_decided",
    "sound_of_recording",
    "still_heard",
    "undecided",
]
