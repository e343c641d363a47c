"""Pages of the review app. In: what the store and the other rooms hand out. Out: what a person sees.

`main.py` is the script that Streamlit runs; `shell.py` is around every page; `texts/` has the words of the screen in Dutch
and in English. Pages draw; what can be computed without a screen is elsewhere (`rows.py` is the one exception: it says how
far a recording is). Stored text reaches the screen as text, never as Markdown or HTML.
"""
