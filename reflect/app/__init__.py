"""Pages of the review app, in Dutch. In: what the store hands out. Out: what a person sees. Pages draw; they compute nothing.

For now there is one page, to read transcripts. Watching, correcting and tagging come with the player.
"""
