"""A transcript against a reference: each measure that can be computed, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from reflect.errors import FormatError, MissingPackageError, UsageError
from reflect.evaluation.diarization_errors import diarization_errors
from reflect.evaluation.normalise import normalise
from reflect.evaluation.reference import Reference, ReferenceTurn
from reflect.evaluation.result import Evaluation, NotComputable, Share, SpeakerResult
from reflect.evaluation.speaker_word_errors import speaker_word_errors
from reflect.evaluation.speaking_time import Pairing, Times, length_ms, pairing, shared_ms, times_of
from reflect.evaluation.word_errors import word_errors
from reflect.model.span import Span, clock_text, hull
from reflect.model.speech import Transcript

T = TypeVar("T")

SLACK_MS = 1_000
"""A reference may end this much after the recording: clocks of tools differ by a frame or a rounding."""


def evaluate(transcript: Transcript, reference: Reference, collar_ms: int = 0, window: Span | None = None) -> Evaluation:
    """Measure `transcript` inside `window` (default: the whole recording).

    The diarization measured is the transcript's activities, or its turns where it has none. `collar_ms` is the
    total width left out around each boundary (see `diarization_errors`). Words belong to the window when
    their middle lies in it; a reference has no times of words, so they are taken as spread evenly over their
    turn. No missing package stops it: the measure then says what to install.

    Raises UsageError for a collar or window that cannot be, FormatError when the reference is longer than
    the recording and so cannot belong to it.
    """
    window = _checked(transcript, reference, collar_ms, window)
    said, heard = _reference_words(reference, window), _transcript_words(transcript, window)
    times = times_of(((t.speaker, t.span) for t in reference.turns), window)
    found = times_of(_diarization(transcript), window)
    pairs = pairing(times, found)
    return Evaluation(
        reference=reference.source,
        window=window,
        collar_ms=collar_ms,
        wer=_measured(lambda: word_errors([w for _, w in said], [w for _, w in heard]), reference.has_text),
        cpwer=_measured(lambda: speaker_word_errors(_by_speaker(said), _by_speaker(heard)), reference.has_text),
        der=_measured(lambda: diarization_errors(times, found, window, collar_ms)),
        speech_share=_speech_share(times, pairs),
        word_share=_word_share(transcript, times, window),
        reference_speakers=len(times),
        found_speakers=len(found),
        speakers=tuple(SpeakerResult(p, pairs.voice_of.get(p, ""), length_ms(s), pairs.shared_ms.get(p, 0)) for p, s in times.items()),
    )


def _checked(transcript: Transcript, reference: Reference, collar_ms: int, window: Span | None) -> Span:
    if type(collar_ms) is not int or not 0 <= collar_ms <= 10_000:
        raise UsageError(f"A collar is a whole number of milliseconds from 0 to 10000, not {collar_ms!r}.")
    if reference.end_ms > transcript.duration_ms + SLACK_MS:
        raise FormatError(
            f"{reference.source}: it runs to {clock_text(reference.end_ms)}, but the recording lasts "
            f"{clock_text(transcript.duration_ms)}. Check that it belongs to this recording and that its times are in the right unit."
        )
    whole = hull([Span(0, transcript.duration_ms), *(t.span for t in reference.turns), *(span for _, span in _diarization(transcript))])
    window = whole if window is None else window.within(whole)
    if not window.duration_ms:
        raise UsageError(f"The part to measure has no length or lies outside the recording of {clock_text(transcript.duration_ms)}.")
    return window


def _diarization(transcript: Transcript) -> list[tuple[str, Span]]:
    if transcript.activities:
        return [(a.speaker, a.span) for a in transcript.activities]
    return [(t.speaker, t.span) for t in transcript.turns if t.words]


def _reference_words(reference: Reference, window: Span) -> list[tuple[str, str]]:
    """(speaker, normalised word) in order of the turns."""
    return [(turn.speaker, word) for turn in reference.turns for word in _turn_words(turn, window)]


def _turn_words(turn: ReferenceTurn, window: Span) -> Iterable[str]:
    words = normalise(turn.text or "")
    if _lies_in(turn.span, window):
        return words
    step = turn.span.duration_ms / max(1, len(words))
    return [w for i, w in enumerate(words) if window.covers(int(turn.span.start_ms + (i + 0.5) * step))]


def _transcript_words(transcript: Transcript, window: Span) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for turn in transcript.turns:
        # A word without length at the very end of the recording has its middle outside every half-open window.
        inside = (w for w in turn.words if _lies_in(w.span, window) or window.covers(w.span.middle_ms))
        out.extend((turn.speaker, word) for word in normalise(" ".join(w.text for w in inside)))
    return out


def _lies_in(span: Span, window: Span) -> bool:
    return window.start_ms <= span.start_ms and span.end_ms <= window.end_ms


def _by_speaker(words: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for speaker, word in words:
        out.setdefault(speaker, []).append(word)
    return out


def _measured(measure: Callable[[], T], has_input: bool = True) -> T | NotComputable:
    if not has_input:
        return NotComputable("the reference has no text")
    try:
        return measure()
    except MissingPackageError as error:
        return NotComputable(str(error)[:1].lower() + str(error)[1:])


def _speech_share(times: Times, pairs: Pairing) -> Share | NotComputable:
    if not times:
        return NotComputable("the reference has no speech here")
    return Share(sum(pairs.shared_ms.values()), sum(length_ms(spans) for spans in times.values()))


def _word_share(transcript: Transcript, times: Times, window: Span) -> Share | NotComputable:
    """Of the time of words that lies inside speech of the reference: the part that is the right person's."""
    spoken = times_of(((turn.speaker, word.span) for turn in transcript.turns for word in turn.words), window)
    anybody = times_of((("", span) for spans in times.values() for span in spans), window).get("", ())
    whole_ms = sum(shared_ms(spans, anybody) for spans in spoken.values())
    if not whole_ms:
        return NotComputable("no recognised word lies inside speech of the reference")
    return Share(sum(pairing(times, spoken).shared_ms.values()), whole_ms)
