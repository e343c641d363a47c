"""SLIM: the model as data, and its one rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.codebook import slim
from reflect.errors import FormatError, UsageError
from reflect.model.fragment import Perspective
from reflect.model.slim import Outcome, SlimReading

MODEL = slim.load()
FITS = {image.code: image.fits for image in MODEL.self_images}
IMAGES = st.lists(st.sampled_from(list(FITS)), min_size=1, max_size=2)
ROLES = st.lists(st.sampled_from([role.code for role in MODEL.roles]), min_size=1, max_size=2)


def test_the_four_that_belong_together() -> None:
    found = {(i.code, MODEL.role_for(i).code, MODEL.trajectory_of(MODEL.role_for(i)).code) for i in MODEL.self_images}
    assert found == {
        ("wil_en_kan", "facilitator", "kansen_bieden"),
        ("wil_maar_kan_niet", "leraar", "leren"),
        ("heeft_opgegeven", "ouderfiguur", "bij_de_hand_nemen"),
        ("andere_plannen", "ondernemer", "ondernemen"),
    }
    assert len({image.at for image in MODEL.self_images}) == 4
    assert MODEL.name == "slim 1"


@given(images=IMAGES, roles=ROLES)
def test_match_is_everything_partial_is_something_mismatch_is_nothing(images: list[str], roles: list[str]) -> None:
    fits = [role in [FITS[image] for image in images] for role in roles]
    met = [FITS[image] in roles for image in images]
    outcome = MODEL.outcome(images, roles)
    assert (outcome is Outcome.MATCH) == (all(fits) and all(met))
    assert (outcome is Outcome.MISMATCH) == (not any(fits)) == (not any(met))
    assert (outcome is Outcome.PARTIAL) == (any(fits) and not (all(fits) and all(met)))


@given(images=IMAGES, roles=ROLES)
def test_order_and_repetition_do_not_matter(images: list[str], roles: list[str]) -> None:
    assert MODEL.outcome(images, roles) is MODEL.outcome(images[::-1] + images, set(roles))


@given(images=IMAGES, roles=ROLES)
def test_it_does_not_matter_from_which_side_one_looks(images: list[str], roles: list[str]) -> None:
    """The pairs are one to one: the outcome is the same when each self-image and the role that fits it change places."""
    image_of = {role: image for image, role in FITS.items()}
    assert MODEL.outcome(images, roles) is MODEL.outcome([image_of[role] for role in roles], [FITS[image] for image in images])


@pytest.mark.parametrize(
    ("images", "roles", "says"),
    [
        ([], ["leraar"], "An outcome needs a self-image and an approach"),
        (["wil_en_kan"], [], "An outcome needs a self-image and an approach"),
        (["boos"], ["leraar"], "'boos' is none of wil_en_kan, wil_maar_kan_niet, heeft_opgegeven, andere_plannen."),
        (["wil_en_kan"], ["wil_en_kan"], "'wil_en_kan' is none of facilitator, leraar, ouderfiguur, ondernemer."),
    ],
)
def test_an_outcome_of_nothing_or_of_unknown_codes(images: list[str], roles: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        MODEL.outcome(images, roles)


def reading(images: tuple[str, ...], roles: tuple[str, ...], overruled: Outcome | None = None) -> SlimReading:
    return SlimReading("x", "r1", images, roles, Perspective.CLIENT, "Noor", MODEL.name, overruled=overruled)


def test_a_reader_may_overrule_and_codes_of_another_model_compute_nothing() -> None:
    assert MODEL.outcome_of(reading(("wil_en_kan",), ("leraar",))) is Outcome.MISMATCH
    held = reading(("wil_en_kan",), ("leraar",), Outcome.PARTIAL)
    assert (MODEL.outcome_of(held), MODEL.computed(held)) == (Outcome.PARTIAL, Outcome.MISMATCH)
    assert MODEL.outcome_of(reading(("oud",), ("leraar",))) is None
    assert MODEL.outcome_of(reading(("oud",), ("leraar",), Outcome.MATCH)) is Outcome.MATCH
    assert (MODEL.title("leraar"), MODEL.title("leraar", "en"), MODEL.title("oud")) == ("Leraar", "Teacher", "oud")


BROKEN = [
    ("at: [high, high]", "at: [high, hoog]", "at: [high, hoog]", "self_images[1].at[2] cannot be 'hoog'. Allowed: low, high."),
    ("at: [high, high]", "at: [high]", "at: [high]", "self_images[1].at must be a list of two, one for each axis."),
    ("at: [high, high]", "at: [low, low]", "code: heeft_opgegeven", "self_images[3] has the corner 'low low', which self_images[1] has"),
    ("fits: leraar", "fits: juf", "fits: juf", "self_images[2].fits cannot be 'juf'. Allowed: facilitator, leraar, ouderfiguur,"),
    ("trajectory: leren", "trajectory: les", "trajectory: les", "roles[2].trajectory cannot be 'les'. Allowed: kansen_bieden, leren,"),
    ("code: leraar", "code: wil_en_kan", "fits: leraar", "self_images[2].fits cannot be 'leraar'."),
    ("  partial:", "  deels:", "  deels:", "outcomes.deels is no field here. Allowed: match, partial, mismatch."),
]


@pytest.mark.parametrize(("good", "bad", "where", "says"), BROKEN)
def test_a_broken_file_gives_the_line_and_what_is_allowed(repository: Path, good: str, bad: str, where: str, says: str) -> None:
    text = (repository / "kijkwijzer" / "slim.yaml").read_text(encoding="utf-8").replace(good, bad, 1)
    line = text[: text.index(where)].count("\n") + 1
    with pytest.raises(FormatError, match=re.escape(f"slim.yaml, line {line}: {says}")):
        slim.loads(text, "slim.yaml")
