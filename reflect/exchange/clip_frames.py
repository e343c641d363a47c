"""Clips in whole frames: what EDL, OpenTimelineIO and FCPXML share, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Shot, Take
from reflect.exchange.frame_rates import USUAL, Frames, Rate, is_exact, nearest


@dataclass(frozen=True, slots=True)
class Event:
    """A shot on the line of the programme. `film` is counted in frames of the film's beginning, `record` from the list's; half-open."""

    shot: Shot
    film: Frames
    record: Frames


def rate_of(shots: Sequence[Shot]) -> Rate:
    """The rate of the list: that of the first film with pictures."""
    return next((nearest(shot.film.fps) for shot in shots if shot.film.fps), USUAL)


def events(shots: Sequence[Shot], rate: Rate) -> list[Event]:
    """The shots one behind the other."""
    made: list[Event] = []
    at = 0
    for shot in shots:
        film = rate.frames(shot.film.own_ms(shot.span.start_ms), shot.film.own_ms(shot.span.end_ms))
        made.append(Event(shot, film, Frames(at, at + film.length)))
        at += film.length
    return made


def losses(found: Sequence[Event], rate: Rate) -> list[Loss]:
    """What counting in frames does to these clips and films."""
    return [*_moved(found, rate), *_rates([event.shot.film for event in found], rate)]


def _moved(found: Sequence[Event], rate: Rate) -> list[Loss]:
    short = [event for event in found if rate.frame(event.shot.span.end_ms) <= rate.frame(event.shot.span.start_ms)]
    moves = [_move(event, rate) for event in found if event not in short]
    moved = [ms for ms in moves if ms >= 0.5]
    said = [Loss("moved", {"n": len(moved), "ms": ceil(max(moved))})] if moved else []
    return said + ([Loss("short", {"n": len(short)})] if short else [])


def _move(event: Event, rate: Rate) -> float:
    span = event.shot.span
    return max(abs(rate.ms(event.film.start) - span.start_ms), abs(rate.ms(event.film.end) - span.end_ms))


def _rates(films: Sequence[Take], rate: Rate) -> list[Loss]:
    """Films whose pictures are not counted one by one."""
    seen = {film.path: film for film in films if film.fps}.values()
    varying = [film for film in seen if film.variable_rate]
    steady = [film for film in seen if not film.variable_rate]
    odd = [film for film in steady if not is_exact(nearest(film.fps), film.fps or 0)]
    mixed = [film for film in steady if film not in odd and nearest(film.fps) != rate]
    said = [Loss("variable", {"n": len(varying), "fps": str(rate)})] if varying else []
    if odd:
        said.append(Loss("rate", {"n": len(odd), "rates": ", ".join(sorted({f"{film.fps:.3f}" for film in odd})), "fps": str(rate)}))
    if mixed:
        said.append(Loss("mixed", {"n": len(mixed), "fps": str(rate)}))
    return said
