"""Who is masked in what is made: for each person, whether face, voice and name are hidden for the whole of a stretch of film.

    made = Rendition(voices=frozenset({client_id}))                      # faces covered, names silenced, this voice changed
    masked = masked_persons(store, recording_id, clip.shown(duration_ms), made)
    consents.may_use(store, clip, Purpose.TRAINING, viewer, masked=masked)

    for one in standings(store, recording_id, span, made):              # the same with what is missing, for a person to mend
        one.person_id, one.masked, one.open

In: what people said about tracks and voices, and decided about masks. Out: who need not agree, because nothing of them is left. A detector
never masks anybody: what counts is confirmed by a person, and a moment of which nothing is known counts as seen and heard.
"""

from __future__ import annotations

from reflect.masking.persons.gathering import known, masked_persons, standings, voice_spans
from reflect.masking.persons.rendition import MOVED, Rendition, changes_voice
from reflect.masking.persons.standing import Known, Names, Open, Picture, Standing, Why, standing
from reflect.masking.persons.voices import Voice, say_voice, voices

__all__ = [
    "MOVED",
    "Known",
    "Names",
    "Open",
    "Picture",
    "Rendition",
    "Standing",
    "Voice",
    "Why",
    "changes_voice",
    "known",
    "masked_persons",
    "say_voice",
    "standing",
    "standings",
    "voice_spans",
    "voices",
]
