"""The report and the worksheet of a session, as a file to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from reflect.serving.answers import HEADERS
from reflect.serving.calls import Refused, recipient

if TYPE_CHECKING:
    from reflect.serving.calls import CaseCall


def report(call: CaseCall) -> Response:
    """`kind` is verslag or werkblad, `format` docx or pdf, `lang` nl or en; `client=0` leaves the client's words off the worksheet.

    The file's name holds an id and a date, and no name of anybody.
    """
    from reflect import reflection
    from reflect import report as reports

    asked = call.request.query_params
    kind, format = asked.get("kind", reports.Kind.VERSLAG), asked.get("format", "docx")
    if kind not in tuple(reports.Kind):
        raise Refused(400, "kind")
    if format not in reports.FORMATS:
        raise Refused(400, "format")
    found = reflection.session_file(call.store, call.case.id, call.uuid("sid"))
    whom, client = recipient(call.request), asked.get("client") != "0"
    made = reports.make(call.store, found, reports.Kind(kind), format, call.viewer.name, call.lang, client, recipient=whom)
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{made.name}"'}
    return Response(made.data, headers=headers, media_type=reports.MIME[format])
