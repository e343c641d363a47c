"""Namen: names and numbers in what was said, and what takes their place. The component does the work; `muting` makes films."""

from __future__ import annotations

from reflect.app import heading, muting, state, watching


def page() -> None:
    """Draw the page."""
    from reflect import frontend

    recording, _ = watching.chosen("names")
    if recording is None:
        return
    with heading.line(recording):
        heading.to_film(recording)
    frontend.names(key="names", data={"rid": recording.id, "lang": state.language()})
    if recording.film_erased_at is not None:
        watching.about_film(recording)  # there is no film to make another of; names in the text are decided about as before
    else:
        muting.draw(state.store(), recording)
