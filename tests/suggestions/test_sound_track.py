"""What a voice sounds like adds to what words said, against the same voice on the same film, and says nothing by itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect import suggestions
from reflect.model.sound import RATE
from reflect.model.span import Span
from reflect.model.speech import Role, Speaker, Transcript, Turn, Word
from reflect.model.suggestion import Suggestion
from reflect.suggestions.sound import FRAME_MS, LEAST_TURNS, Track, measure, middle, with_sound

TURN_MS = 2_000
TURNS = 12


class Samples:
    """Sound in memory that remembers the longest block that was asked for."""

    def __init__(self, samples: np.ndarray) -> None:
        self._all = samples.astype(np.float32)
        self.samples = len(samples)
        self.longest = 0

    def read(self, start: int, stop: int) -> np.ndarray:
        self.longest = max(self.longest, stop - start)
        return self._all[start:stop]


def tone(seconds: float, loud: float, hertz: float = 200.0) -> np.ndarray:
    """A tone with as much energy as its amplitude `loud` gives."""
    at = np.arange(round(seconds * RATE)) / RATE
    return loud * np.sin(2 * math.pi * hertz * at)


def talk(turns: int = TURNS) -> Transcript:
    """Two voices in turns of 2 s each."""
    made = tuple(Turn(f"S{n % 2 + 1}", (Word("woord", Span(n * TURN_MS, (n + 1) * TURN_MS), 0.9),)) for n in range(turns))
    return Transcript("nl", turns * TURN_MS, (Speaker("S1", Role.KLANTMANAGER, True), Speaker("S2", Role.CLIENT, True)), made, ())


def track(levels: dict[int, float], pitches: dict[int, float] | None = None, turns: int = TURNS) -> Track:
    """-30 dB and 20 semitones everywhere, but in these turns."""
    per = TURN_MS // FRAME_MS

    def row(usual: float, other: dict[int, float]) -> np.ndarray:
        return np.repeat([other.get(n, usual) for n in range(turns)], per).astype(np.float32)

    return Track(row(-30.0, levels), None if pitches is None else row(20.0, pitches))


def proposed(turn: int, code: str = "emotie", strength: float = 0.6) -> Suggestion:
    return Suggestion(f"s{turn}", Span(turn * TURN_MS, (turn + 1) * TURN_MS), code, strength, "noemt een gevoel", "x", f"S{turn % 2 + 1}")


# ---- the track --------------------------------------------------------------------------------


def test_level_is_the_mean_square_of_each_tenth_of_a_second() -> None:
    found = measure(Samples(np.concatenate([tone(1.0, 0.1), np.zeros(RATE), tone(0.55, 1.0)])))
    assert found.levels.shape == (26,)
    assert np.allclose(found.levels[:10], 20 * math.log10(0.1 / math.sqrt(2)), atol=0.01)
    assert np.all(found.levels[10:20] == -100)
    assert np.allclose(found.levels[20:25], 20 * math.log10(1 / math.sqrt(2)), atol=0.01)
    assert found.pitches is None


def test_a_long_film_is_read_in_blocks() -> None:
    told: list[float] = []
    sound = Samples(np.zeros(95 * RATE))
    assert len(measure(sound, progress=told.append).levels) == 950
    assert sound.longest <= 30 * RATE
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(measure(Samples(np.zeros(0))).levels) == 0


@pytest.mark.skipif(not pytest.importorskip("importlib.util").find_spec("swift_f0"), reason="swift-f0 is not installed")
def test_pitch_is_that_of_the_voice() -> None:
    def voice(hertz: float) -> np.ndarray:
        return sum(tone(35.0, 0.3 / n, hertz * n) for n in range(1, 8))  # type: ignore[return-value]

    found = measure(Samples(np.concatenate([voice(110.0), voice(220.0), np.zeros(RATE)])), pitch=True)
    assert found.pitches is not None
    assert found.pitches.shape == found.levels.shape == (710,)
    assert abs(float(np.nanmedian(found.pitches[5:345])) - 12) < 0.3
    assert abs(float(np.nanmedian(found.pitches[355:695])) - 24) < 0.3
    assert np.isnan(found.pitches[702:]).all()
    assert measure(Samples(np.zeros(2 * RATE)), pitch=True).levels.shape == (20,)


values = st.lists(st.tuples(st.floats(-100, 0), st.one_of(st.just(math.nan), st.floats(0, 40))), max_size=60)


@given(values)
def test_a_track_comes_back_from_its_file(rows: list[tuple[float, float]]) -> None:
    table = np.array(rows, dtype=np.float32).reshape(-1, 2)
    back = Track.loads(Track(table[:, 0], table[:, 1]).dumps())
    assert np.allclose(back.levels, table[:, 0], atol=0.051)
    if np.isnan(table[:, 1]).all():
        assert back.pitches is None
    else:
        assert np.allclose(back.pitches, table[:, 1], atol=0.051, equal_nan=True)


@pytest.mark.parametrize("data", [b"", b"x" * 200, Track(np.zeros(3)).dumps()[:-1]])
def test_what_is_no_track_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, EOFError)):
        Track.loads(data)


# ---- against the own voice --------------------------------------------------------------------


def test_louder_than_usual_is_a_reason_and_adds_a_little() -> None:
    (found,) = with_sound([proposed(3)], talk(), track({3: -24.0}))
    assert found.reason == "noemt een gevoel; klinkt luider dan anders (+6 dB)"
    assert found.strength == 0.64
    assert (found.id, found.span, found.code, found.cue) == ("s3", proposed(3).span, "emotie", "x")


def test_higher_than_usual_is_another_reason() -> None:
    (found,) = with_sound([proposed(3, "weerstand.vechten")], talk(), track({3: -24.0}, {3: 25.0}))
    assert found.reason.endswith("klinkt luider dan anders (+6 dB); klinkt hoger dan anders (+5 halve tonen)")
    assert found.strength == 0.68


def test_softer_is_told_of_emotion_only() -> None:
    soft = track({3: -37.0})
    assert [one.reason for one in with_sound([proposed(3), proposed(3, "weerstand")], talk(), soft)] == [
        "noemt een gevoel; klinkt zachter dan anders (−7 dB)",
        "noemt een gevoel",
    ]


@pytest.mark.parametrize("code", ["contact", "regie.stapelvraag", "feedback", "emotief"])
def test_other_themes_get_no_reason_from_sound(code: str) -> None:
    assert with_sound([proposed(3, code)], talk(), track({3: -20.0})) == (proposed(3, code),)


def test_a_voice_that_is_loud_by_itself_is_not_louder_than_usual() -> None:
    loud = track({n: -20.0 for n in range(1, TURNS, 2)})
    assert with_sound([proposed(3)], talk(), loud) == (proposed(3),)


def test_a_lively_voice_needs_more() -> None:
    lively = {n: -30.0 + 3.0 * (n % 4) for n in range(0, TURNS, 2)}
    assert with_sound([proposed(4)], talk(), track({**lively, 4: -24.0})) == (proposed(4),)


def test_too_little_speech_says_nothing() -> None:
    few = 2 * (LEAST_TURNS - 1)
    assert with_sound([proposed(3)], talk(few), track({3: -20.0}, turns=few)) == (proposed(3),)
    short = talk()
    turns = (*short.turns[:3], Turn("S2", (Word("nee", Span(6_000, 6_500), 0.9),)), *short.turns[4:])
    one = Suggestion("a", Span(6_000, 6_500), "emotie", 0.6, "r", "x", "S2")
    assert with_sound([one], Transcript("nl", short.duration_ms, short.speakers, turns, ()), track({3: -20.0})) == (one,)


def test_what_another_voice_says_at_the_same_time_does_not_count() -> None:
    whole = talk()
    over = Turn("S1", (Word("wacht", Span(6_000, 8_000), 0.9),))
    turns = tuple(sorted((*whole.turns, over), key=lambda t: t.span))
    both = Transcript("nl", whole.duration_ms, whole.speakers, turns, ())
    assert with_sound([proposed(3)], both, track({3: -20.0})) == (proposed(3),)


def test_without_suggestions_and_without_sound_there_is_nothing() -> None:
    assert with_sound([], talk(), track({3: -20.0})) == ()
    assert with_sound([proposed(3)], talk(), Track(np.zeros(0, np.float32))) == (proposed(3),)
    alone = Suggestion("a", Span(0, 9), "emotie", 0.6, "r", "x", None)
    assert with_sound([alone], talk(), track({})) == (alone,)


@given(
    st.dictionaries(st.integers(0, TURNS - 1), st.floats(-60, -5)),
    st.dictionaries(st.integers(0, TURNS - 1), st.floats(5, 40)),
    st.floats(0.5, 0.95),
)
def test_sound_never_makes_takes_or_weakens_a_suggestion(levels: dict[int, float], pitches: dict[int, float], strength: float) -> None:
    given_ = [proposed(n, code, round(strength, 2)) for n in range(TURNS) for code in ("emotie", "weerstand.afhaken", "contact")]
    found = with_sound(given_, talk(), track(levels, pitches))
    assert [(one.id, one.span, one.code) for one in found] == [(one.id, one.span, one.code) for one in given_]
    assert all(after.strength >= before.strength and after.strength <= 0.95 for before, after in zip(given_, found, strict=True))
    assert all(after.reason.startswith(before.reason) for before, after in zip(given_, found, strict=True))


def test_loud_sound_alone_proposes_nothing() -> None:
    silent = suggestions.propose(talk())
    assert suggestions.propose(talk(), sound=track({3: -5.0}, {3: 40.0})) == silent


def test_the_middle_needs_eight_tenths_of_a_second() -> None:
    levels = np.array([math.nan, *range(8), math.nan])
    assert middle(levels, Span(0, 1_000)) == 3.5
    assert math.isnan(middle(levels, Span(0, 800)))


# ---- kept -------------------------------------------------------------------------------------


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., object]:
    from reflect.media.wave_sound import write_wave
    from reflect.store import Home, NewMedia, open_store, recordings
    from reflect.store.incoming import import_media

    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film")
    store = open_store(Home(tmp_path / "home"))
    made = recordings.add(store, [NewMedia(import_media(store, film))], duration_ms=10_000)

    def make(sound: bool = True) -> object:
        if sound and made.film is not None:
            write_wave(store.home.work(made.id) / f"sound-{made.film.sha256[:16]}.wav", [tone(10.0, 0.5)])
        return store, made

    return make


def test_a_track_is_made_once_and_kept(recording: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    from reflect.suggestions import listening

    store, made = recording()
    assert (listening.kept(store, made), listening.stamp(store, made), listening.can_make(store, made)) == (None, "", True)
    first = listening.make(store, made)
    assert first is not None
    assert listening.stamp(store, made) == "level"
    next(store.home.work(made.id).glob("sound-*.wav")).unlink()
    again = listening.make(store, made)
    assert again is not None
    assert np.allclose(again.levels, first.levels, atol=0.051)
    (kept,) = store.home.work(made.id).glob("level*.npy")
    kept.write_bytes(b"damaged")
    assert listening.kept(store, made) is None


def test_without_working_sound_there_is_no_track(recording: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    from reflect.suggestions import listening

    store, made = recording(sound=False)
    assert (listening.make(store, made), listening.stamp(store, made), listening.can_make(store, made)) == (None, "", False)
