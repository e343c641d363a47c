"""Sound → words with times and probabilities.

In: a `Sound` (16 kHz mono on the video clock, read in blocks), a language, a glossary.
Out: a `Recognition`: words in order, where speech was heard, who made it, warnings for a person.
This room must not know who speaks, what a recording is or where data are kept; the caller names the
cache folder. Heavy packages load on the first `recognize`, and nothing here ever fetches a model
except `weights.fetch`.

The way through: `listening` (where is speech) → `chunks` (pieces of at most half a minute) →
`faster` or `openai` (a chunk to words) → `words` (times put right) → `transcribing` (the loop itself).
"""

from __future__ import annotations

from reflect.asr.glossary import load_glossary
from reflect.asr.recognizer import ENGINES, Recognizer, create

__all__ = ["ENGINES", "Recognizer", "create", "load_glossary"]
