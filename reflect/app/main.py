"""The script that Streamlit runs for every window: the pages, in the language that was chosen."""

from reflect.app.shell import draw

draw()
