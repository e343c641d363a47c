"""Hiding who is seen and heard: faces, and names in text and sound. Masked is called "afgeschermd", never anonymous.

In: films, transcripts and what people decided about proposals. Out: new films, sounds and texts; the originals are only read. What a
detector proposes is hidden only after a person looked at it. `faces` and `words` hide; `persons` says of whom nothing is left then.
"""
