"""Our own routes beside Streamlit's pages: films, documents, tags and corrections go here, past the pages' reruns.

In: requests from the player in a browser on this machine. Out: JSON, films in parts, waveforms. `Guard` and `Session` stand in
front of everything, `permission` decides per request, and the work itself is done in the rooms below (`tagging`, `correcting`,
`store`). Knows nothing of Streamlit, so that it can be tested as plain ASGI.

    app = st.App("main.py", routes=routes(), middleware=middleware(), lifespan=lifespan)     # app.py
"""

from __future__ import annotations

from reflect.serving.entry import lifespan, middleware, only_this_machine, refuse_other_addresses
from reflect.serving.permission import Viewer, permission
from reflect.serving.routes import routes

__all__ = ["Viewer", "lifespan", "middleware", "only_this_machine", "permission", "refuse_other_addresses", "routes"]
