"""The review app: `reflect app`, or `streamlit run app.py`. The pages are in `reflect/app/`."""

from reflect.app.shell import draw

draw()
