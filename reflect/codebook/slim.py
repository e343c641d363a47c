"""SLIM as data: self-images of the client, roles of the professional, kinds of trajectory, and when they fit. `kijkwijzer/slim.yaml`.

    from reflect.codebook import slim
    model = slim.load()
    model.outcome(("wil_en_kan",), ("leraar",))          # Outcome.MISMATCH

Source of the model: Spies & Tan (2020), Van Kijken naar Zien. The wording in the file is this project's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from reflect.codebook.book import Label
from reflect.codebook.loading import ID
from reflect.codebook.places import Place, parse, unique
from reflect.errors import UsageError
from reflect.model.slim import Outcome, SlimReading
from reflect.resources import resource

MOST = 2
"""So many self-images, and so many roles, one reading may name."""
_WORDS = "small letters, digits, - and _, beginning with a letter"
_ENDS = ("low", "high")


@dataclass(frozen=True, slots=True)
class Axis:
    """A line between two ends; the four self-images lie in the corners of two of them."""

    code: str
    label: Label
    low: Label
    high: Label


@dataclass(frozen=True, slots=True)
class SelfImage:
    """How a client may see self. `at` is "low" or "high" on each axis, `fits` the role that connects with it.

    `signs` are what shows it; `match` and `mismatch` what the client does when the role fits, and when not.
    """

    code: str
    label: Label
    says: Label
    at: tuple[str, str]
    fits: str
    signs: tuple[Label, ...]
    match: Label
    mismatch: Label


@dataclass(frozen=True, slots=True)
class SlimRole:
    """How a professional may approach, in a kind of trajectory. `instead` is how to try this role."""

    code: str
    label: Label
    trajectory: str
    does: Label
    instead: Label


@dataclass(frozen=True, slots=True)
class Trajectory:
    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """An outcome in words, and what it looks like."""

    outcome: Outcome
    label: Label
    about: Label


class _Coded(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Label: ...


@dataclass(frozen=True, slots=True)
class Slim:
    """The model. Codes are unique among all self-images and roles."""

    id: str
    version: int
    label: Label
    question: Label
    note: Label
    source: str
    axes: tuple[Axis, Axis]
    self_images: tuple[SelfImage, ...]
    roles: tuple[SlimRole, ...]
    trajectories: tuple[Trajectory, ...]
    outcomes: tuple[OutcomeWords, ...]

    @property
    def name(self) -> str:
        """What a reading keeps to say which model its codes are from: "slim 1"."""
        return f"{self.id} {self.version}"

    def self_image(self, code: str) -> SelfImage | None:
        return next((image for image in self.self_images if image.code == code), None)

    def role(self, code: str) -> SlimRole | None:
        return next((role for role in self.roles if role.code == code), None)

    def role_for(self, image: SelfImage) -> SlimRole:
        return next(role for role in self.roles if role.code == image.fits)

    def trajectory_of(self, role: SlimRole) -> Trajectory:
        return next(t for t in self.trajectories if t.code == role.trajectory)

    def words(self, outcome: Outcome) -> OutcomeWords:
        return next(words for words in self.outcomes if words.outcome is outcome)

    def title(self, code: str, language: str = "nl") -> str:
        """A self-image or a role in words; the code itself when the model does not know it."""
        found: _Coded | None = self.self_image(code) or self.role(code)
        return code if found is None else found.label.of(language)

    def outcome(self, self_images: Collection[str], approach: Collection[str]) -> Outcome:
        """Match when every role fits one of the self-images and every self-image is met by one of the roles; partial when some
        role fits, mismatch when none does. Order and repetition do not matter.

        UsageError when either is empty or holds a code that the model does not have.

        >>> model = load()
        >>> str(model.outcome(["wil_en_kan"], ["facilitator"])), str(model.outcome(["wil_en_kan"], ["facilitator", "leraar"]))
        ('match', 'partial')
        >>> str(model.outcome(["heeft_opgegeven"], ["leraar"]))
        'mismatch'
        """
        wanted = {_known(code, self.self_images).fits for code in self_images}
        used = {_known(code, self.roles).code for code in approach}
        if not wanted or not used:
            raise UsageError("An outcome needs a self-image and an approach. Give one or two of each.")
        if wanted == used:
            return Outcome.MATCH
        return Outcome.PARTIAL if wanted & used else Outcome.MISMATCH

    def outcome_of(self, reading: SlimReading) -> Outcome | None:
        """The outcome that the reader holds: the one that overrules, else the computed one.

        None when it cannot be computed, because the codes are of a model that had others.
        """
        return reading.overruled or self.computed(reading)

    def computed(self, reading: SlimReading) -> Outcome | None:
        known = all(map(self.self_image, reading.self_images)) and all(map(self.role, reading.approach))
        return self.outcome(reading.self_images, reading.approach) if known and reading.self_images and reading.approach else None


C = TypeVar("C", bound=_Coded)


def _known(code: str, among: Collection[C]) -> C:
    for one in among:
        if one.code == code:
            return one
    raise UsageError(f"{code[:40]!r} is none of {', '.join(one.code for one in among)}.")


@lru_cache(maxsize=1)
def load() -> Slim:
    """The model that comes with reflect, read once."""
    path = resource("kijkwijzer/slim.yaml")
    return loads(path.read_bytes(), path.name)


def loads(text: str | bytes, source: str = "The SLIM file") -> Slim:
    """The model in YAML text. FormatError, beginning with `source`, names the line and what may stand there."""
    place = parse(text, source)
    names = ("id", "version", "label", "question", "note", "source", "axes", "self_images", "roles", "trajectories", "outcomes")
    fields = place.fields(names)
    axes = tuple(map(_axis, fields["axes"].items()))
    if len(axes) != 2:
        raise fields["axes"].error("must be two axes.")
    trajectories = tuple(_trajectory(item) for item in fields["trajectories"].items())
    unique(fields["trajectories"].items(), trajectories, lambda t: t.code, "code")
    roles = tuple(_role(item, trajectories) for item in fields["roles"].items())
    images = tuple(_self_image(item, roles) for item in fields["self_images"].items())
    coded: tuple[_Coded, ...] = (*roles, *images)
    unique([*fields["roles"].items(), *fields["self_images"].items()], coded, lambda one: one.code, "code")
    unique(fields["self_images"].items(), images, lambda image: " ".join(image.at), "corner")
    return Slim(
        id=fields["id"].like(ID, _WORDS),
        version=fields["version"].whole(),
        label=fields["label"].label(),
        question=fields["question"].label(),
        note=fields["note"].label(),
        source=fields["source"].text(),
        axes=(axes[0], axes[1]),
        self_images=images,
        roles=roles,
        trajectories=trajectories,
        outcomes=_outcomes(fields["outcomes"]),
    )


def _code(fields: Mapping[str, Place]) -> str:
    return fields["code"].like(ID, _WORDS)


def _axis(place: Place) -> Axis:
    fields = place.fields(("code", "label", "low", "high"))
    return Axis(_code(fields), fields["label"].label(), fields["low"].label(), fields["high"].label())


def _trajectory(place: Place) -> Trajectory:
    fields = place.fields(("code", "label"))
    return Trajectory(_code(fields), fields["label"].label())


def _role(place: Place, trajectories: Collection[Trajectory]) -> SlimRole:
    fields = place.fields(("code", "label", "trajectory", "does", "instead"))
    trajectory = fields["trajectory"].one_of(t.code for t in trajectories)
    return SlimRole(_code(fields), fields["label"].label(), trajectory, fields["does"].label(), fields["instead"].label())


def _self_image(place: Place, roles: Collection[SlimRole]) -> SelfImage:
    fields = place.fields(("code", "label", "says", "at", "fits", "signs", "match", "mismatch"))
    at = [item.one_of(_ENDS) for item in fields["at"].items()]
    if len(at) != 2:
        raise fields["at"].error("must be a list of two, one for each axis.")
    return SelfImage(
        code=_code(fields),
        label=fields["label"].label(),
        says=fields["says"].label(),
        at=(at[0], at[1]),
        fits=fields["fits"].one_of(role.code for role in roles),
        signs=tuple(item.label() for item in fields["signs"].items()),
        match=fields["match"].label(),
        mismatch=fields["mismatch"].label(),
    )


def _outcomes(place: Place) -> tuple[OutcomeWords, ...]:
    fields = place.fields(tuple(Outcome))
    found = {outcome: fields[outcome].fields(("label", "about")) for outcome in Outcome}
    return tuple(OutcomeWords(outcome, words["label"].label(), words["about"].label()) for outcome, words in found.items())
