"""The review app: `reflect app`, or `streamlit run app.py`. The pages are in `reflect/app/`, our own routes in `reflect/serving/`."""

from importlib.resources import files

import streamlit as st

from reflect.serving import lifespan, middleware, refuse_other_addresses, routes

refuse_other_addresses(st.get_option("server.address"))
app = st.App(str(files("reflect.app") / "main.py"), routes=routes(), middleware=middleware(), lifespan=lifespan)
