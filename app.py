"""The review app: `reflect app`, or `streamlit run app.py`. The pages are in `reflect/app/`, our own routes in `reflect/serving/`."""

from importlib.resources import files

import streamlit as st

from reflect.app.ahead import lifespan
from reflect.serving import middleware, only_this_machine, routes

only_this_machine(st.get_option("server.address"))
# Streamlit looks for this very line in the source: it must stay a plain call of st.App.
app = st.App(str(files("reflect.app") / "main.py"), routes=routes(), middleware=middleware(), lifespan=lifespan)
