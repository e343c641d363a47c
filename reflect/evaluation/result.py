"""What an evaluation found: counts with their denominators. Rates are properties."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from reflect.evaluation.normalise import SUMMARY
from reflect.model.span import Span

VERSION = 1


@dataclass(frozen=True, slots=True)
class NotComputable:
    """A measure without a value. `reason` is a sentence for a person."""

    reason: str


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Errors of the cheapest alignment of recognised words with `reference_words` (at least one)."""

    hits: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def reference_words(self) -> int:
        return self.hits + self.substitutions + self.deletions

    @property
    def errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Errors for each word of the reference; more than 1 is possible."""
        return self.errors / self.reference_words


@dataclass(frozen=True, slots=True)
class TimeErrors:
    """Speaking time in ms that a diarization got wrong, of `total_ms` in the reference (more than 0).

    Where two people speak at once the time counts twice.
    """

    total_ms: int
    missed_ms: int
    false_alarm_ms: int
    confusion_ms: int

    @property
    def errors_ms(self) -> int:
        return self.missed_ms + self.false_alarm_ms + self.confusion_ms

    @property
    def rate(self) -> float:
        """The diarization error rate; more than 1 is possible."""
        return self.errors_ms / self.total_ms


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole (more than 0), in ms."""

    part_ms: int
    whole_ms: int

    @property
    def rate(self) -> float:
        return self.part_ms / self.whole_ms


@dataclass(frozen=True, slots=True)
class SpeakerResult:
    """One speaker of the reference and the voice of the transcript that was matched ("" when none is left).

    `time_ms` is the speaking time in the reference, `correct_ms` the part of it that went to that voice.
    """

    speaker: str
    matched: str
    time_ms: int
    correct_ms: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A transcript measured against a reference within `window`.

    `wer` word error rate, all speakers together in order of their turns; `cpwer` the same with the words of each
    speaker strung together and speakers matched as well as possible; `der` diarization error rate with
    `collar_ms` left out around every reference boundary (total width, half on each side), overlap counted.
    `speech_share`: speaking time of the reference that the diarization gave to the right person.
    `word_share`: time of the transcript's words inside reference speech, and the part of it that was the
    right person's: what alignment makes of the diarization. Both without collar.
    """

    reference: str
    window: Span
    collar_ms: int
    wer: WordErrors | NotComputable
    cpwer: WordErrors | NotComputable
    der: TimeErrors | NotComputable
    speech_share: Share | NotComputable
    word_share: Share | NotComputable
    reference_speakers: int
    found_speakers: int
    speakers: tuple[SpeakerResult, ...]

    def to_plain(self) -> dict[str, Any]:
        """Counts and rates as JSON data; a measure without a value is {"not_computable": reason}."""
        return {
            "schema": "reflect/evaluation",
            "version": VERSION,
            "reference": self.reference,
            "window_ms": [self.window.start_ms, self.window.end_ms],
            "text_normalisation": SUMMARY,
            "wer": _plain(self.wer),
            "cpwer": _plain(self.cpwer),
            "der": {**_plain(self.der), "collar_total_width_ms": self.collar_ms, "collar_each_side_ms": self.collar_ms / 2},
            "speech_to_right_person": _plain(self.speech_share),
            "word_time_to_right_person": _plain(self.word_share),
            "speakers": {"reference": self.reference_speakers, "found": self.found_speakers},
            "per_speaker": [asdict(s) for s in self.speakers],
        }

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """The table for a person: name, value, and the counts it comes from."""
        collar = f"collar {self.collar_ms} ms" if self.collar_ms else "no collar"
        count = "right number" if self.found_speakers == self.reference_speakers else f"reference has {self.reference_speakers}"
        return (
            _row("WER", self.wer),
            _row("cpWER", self.cpwer),
            _row(f"DER, {collar}", self.der),
            _row("speech given to the right person", self.speech_share),
            _row("words given to the right person", self.word_share),
            ("speakers found", str(self.found_speakers), count),
            *(_speaker_row(s) for s in self.speakers),
        )


Measure = WordErrors | TimeErrors | Share | NotComputable


def _plain(measure: Measure) -> dict[str, Any]:
    if isinstance(measure, NotComputable):
        return {"not_computable": measure.reason}
    extra = {"errors": measure.errors, "reference_words": measure.reference_words} if isinstance(measure, WordErrors) else {}
    return {"rate": measure.rate, **asdict(measure), **extra}


def _row(name: str, measure: Measure) -> tuple[str, str, str]:
    if isinstance(measure, NotComputable):
        return name, "–", f"not computable, because {measure.reason}"
    return name, f"{measure.rate:.1%}", _counts(measure)


def _counts(measure: WordErrors | TimeErrors | Share) -> str:
    if isinstance(measure, WordErrors):
        return (
            f"{measure.substitutions} substituted, {measure.deletions} deleted, {measure.insertions} inserted "
            f"of {measure.reference_words} words"
        )
    if isinstance(measure, TimeErrors):
        return (
            f"missed {_s(measure.missed_ms)}, false alarm {_s(measure.false_alarm_ms)}, confusion {_s(measure.confusion_ms)} "
            f"of {_s(measure.total_ms)}"
        )
    return f"{_s(measure.part_ms)} of {_s(measure.whole_ms)}"


def _speaker_row(speaker: SpeakerResult) -> tuple[str, str, str]:
    rate = f"{speaker.correct_ms / speaker.time_ms:.1%}" if speaker.time_ms else "–"
    found = f"as {speaker.matched}" if speaker.matched else "matched with no voice"
    return f"  {speaker.speaker}", rate, f"{_s(speaker.correct_ms)} of {_s(speaker.time_ms)}, {found}"


def _s(ms: int) -> str:
    return f"{ms / 1000:.1f} s"
