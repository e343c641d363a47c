"""Another camera's own clock and the clock of the recording's film, on which all faces are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.masking.faces.working import Face
    from reflect.store.values import MediaFile


@dataclass(frozen=True, slots=True)
class CameraClock:
    """film = camera · (1 + drift_ppm / 1e6) + offset_ms, as in `store.values.NewMedia`; the film's own has neither."""

    offset_ms: float = 0.0
    drift_ppm: float = 0.0

    @property
    def pace(self) -> float:
        return 1 + self.drift_ppm * 1e-6

    def film(self, own_ms: int) -> int:
        """A moment of the camera on the film's clock; negative before the film begins."""
        return round(own_ms * self.pace + self.offset_ms)

    def own(self, film_ms: int) -> int:
        """A moment of the film on the camera's clock; negative before the camera ran."""
        return round((film_ms - self.offset_ms) / self.pace)

    def own_span(self, span: Span) -> Span:
        """A stretch of the film on the camera's clock, without what lies before its zero."""
        start_ms = max(0, self.own(span.start_ms))
        return Span(start_ms, max(start_ms, self.own(span.end_ms)))

    def on_film(self, face: Face) -> Face | None:
        """A face that was found on the camera, on the film's clock; None when it is gone before the film begins."""
        start_ms, end_ms = max(0, self.film(face.span.start_ms)), self.film(face.span.end_ms)
        if end_ms <= start_ms:
            return None
        return face._replace(span=Span(start_ms, end_ms), track=face.track.timed(self.film))


FILM = CameraClock()
"""The clock of the recording's own film."""


def clock_of(medium: MediaFile) -> CameraClock:
    """The film is its own clock, whatever is written beside it."""
    return FILM if medium.kind.value == "film" else CameraClock(medium.offset_ms, medium.drift_ppm)
