"""All addresses of our own, under /reflect/. Ids and milliseconds only: no title, name or word stands in an address."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reflect.serving import (
    books,
    changes,
    cycle,
    documents,
    faces,
    films,
    naming,
    proposals,
    reflection,
    reporting,
    showing,
    slim,
    taking,
)
from reflect.serving import teaching as sets
from reflect.serving.answers import not_found
from reflect.serving.calls import case_reading, case_writing, reading, teaching_reading, teaching_writing, writing


async def nothing(request: Request) -> Response:
    """Whatever is left under /reflect/ is not there, instead of falling through to Streamlit's pages."""
    return not_found()


def routes() -> list[BaseRoute]:
    return [
        Route("/reflect/ui/{version}/{name}", documents.ui, methods=["GET"]),
        Route("/reflect/doc/{rid}", reading(documents.doc), methods=["GET"]),
        Route("/reflect/transcript/{rid}", reading(documents.transcript), methods=["GET"]),
        Route("/reflect/news/{rid}", reading(documents.news), methods=["GET"]),
        Route("/reflect/peaks/{rid}", reading(films.peaks), methods=["GET"]),
        Route("/reflect/film/{rid}/{mid}", reading(films.film), methods=["GET"]),
        Route("/reflect/copy/{rid}/{mid}", writing(films.ask_copy), methods=["POST"]),
        Route("/reflect/tags/{rid}", writing(changes.tags), methods=["POST"]),
        Route("/reflect/suggestions/{rid}", reading(proposals.listed), methods=["GET"]),
        Route("/reflect/suggestions/{rid}", writing(proposals.answer), methods=["POST"]),
        Route("/reflect/slim/{rid}", reading(slim.shown), methods=["GET"]),
        Route("/reflect/slim/{rid}", writing(slim.write), methods=["POST"]),
        Route("/reflect/slim/{rid}/export", reading(slim.export), methods=["GET"]),
        Route("/reflect/faces/{rid}", reading(faces.shown), methods=["GET"]),
        Route("/reflect/faces/{rid}", writing(faces.write), methods=["POST"]),
        Route("/reflect/faces/{rid}/voices", writing(faces.say), methods=["POST"]),
        Route("/reflect/names/{rid}", reading(naming.shown), methods=["GET"]),
        Route("/reflect/names/{rid}", writing(naming.write), methods=["POST"]),
        Route("/reflect/names/{rid}/find", writing(naming.find), methods=["POST"]),
        Route("/reflect/codebooks/{rid}", reading(books.listed), methods=["GET"]),
        Route("/reflect/codebooks/{rid}", writing(books.change), methods=["POST"]),
        Route("/reflect/text/{rid}", writing(changes.text), methods=["POST"]),
        Route("/reflect/versions/{rid}", reading(changes.versions), methods=["GET"]),
        Route("/reflect/compare/{rid}", reading(changes.compare), methods=["GET"]),
        Route("/reflect/restore/{rid}", writing(changes.restore), methods=["POST"]),
        Route("/reflect/cliplists/{rid}", reading(changes.clip_lists), methods=["GET"]),
        Route("/reflect/cliplists/{rid}", writing(changes.save_clip_list), methods=["POST"]),
        Route("/reflect/cliplists/{rid}/{lid}/delete", writing(changes.delete_clip_list), methods=["POST"]),
        Route("/reflect/cliplists/{rid}/{lid}/export", reading(taking.clip_list), methods=["GET"]),
        Route("/reflect/case/{cid}", case_reading(reflection.case), methods=["GET"]),
        Route("/reflect/case/{cid}", case_writing(reflection.write), methods=["POST"]),
        Route("/reflect/case/{cid}/fragments", case_reading(showing.fragments), methods=["GET"]),
        Route("/reflect/case/{cid}/course", case_reading(cycle.course), methods=["GET"]),
        Route("/reflect/earlier/{rid}", reading(cycle.earlier), methods=["GET"]),
        Route("/reflect/session/{cid}/{sid}", case_reading(showing.session), methods=["GET"]),
        Route("/reflect/session/{cid}/{sid}/played", case_writing(showing.played), methods=["POST"]),
        Route("/reflect/session/{cid}/{sid}/report", case_reading(reporting.report), methods=["GET"]),
        Route("/reflect/session/{cid}/{sid}/export", case_reading(taking.session), methods=["GET"]),
        Route("/reflect/interview/{rid}", reading(reflection.interviews), methods=["GET"]),
        Route("/reflect/interview/{rid}", writing(reflection.write_interview), methods=["POST"]),
        Route("/reflect/teaching", teaching_reading(sets.listed), methods=["GET"]),
        Route("/reflect/teaching", teaching_writing(sets.begin), methods=["POST"]),
        Route("/reflect/teaching/fragments", teaching_reading(sets.fragments), methods=["GET"]),
        Route("/reflect/teaching/{set}", teaching_reading(sets.shown), methods=["GET"]),
        Route("/reflect/teaching/{set}", teaching_writing(sets.write), methods=["POST"]),
        Route("/reflect/teaching/{set}/trainee", teaching_reading(sets.trainee), methods=["GET"]),
        Route("/reflect/teaching/{set}/presses", teaching_reading(sets.presses), methods=["GET"]),
        Route("/reflect/teaching/{set}/presses", teaching_writing(sets.press), methods=["POST"]),
        Route("/reflect/teaching/{set}/presses/{watching}/erase", teaching_writing(sets.forget), methods=["POST"]),
        Route("/reflect/teaching/{set}/film/{clip}", teaching_reading(sets.film), methods=["GET"]),
        Route("/reflect", nothing),
        Route("/reflect/{rest:path}", nothing, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    ]
