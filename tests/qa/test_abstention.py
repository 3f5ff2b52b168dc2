import tomllib
from importlib.resources import files
from math import exp, log

import pytest

from qa.abstention import (
    ALWAYS_ANSWER,
    NEVER_ANSWER,
    Abstention,
    AbstentionDecision,
    AbstentionFeatures,
    BankFeatures,
    Model,
    standard_abstention,
)
from qa.answer import Confidence

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def _evidence(
    asked: BankFeatures | None = None, *, same: bool = True, **values: float
) -> AbstentionFeatures:
    figures = {
        name: values.get(name, 0.0)
        for name in ("dense", "cosine", "lexical", "covered", "gap", "certainty")
    }
    return AbstentionFeatures("kk", same, asked=asked, **figures)


@pytest.mark.parametrize(
    ("sureness", "band"),
    [(0.8, HIGH), (0.7999, MEDIUM), (0.4, MEDIUM), (0.3999, LOW), (0.0, LOW), (1.0, HIGH)],
)
def test_bands_begin_at_their_thresholds(sureness: float, band: Confidence) -> None:
    assert AbstentionDecision(sureness, 0.8, 0.4).band() is band


def test_a_candidate_that_lies_behind_loses_odds() -> None:
    judgement = AbstentionDecision(0.9, 0.8, 0.4)
    # Odds of 9 fall to 4 at a distance of log(9 / 4), and to 2 / 3 at log(13.5).
    assert judgement.band(log(9 / 4) - 1e-6) is HIGH
    assert judgement.band(log(9 / 4) + 1e-6) is MEDIUM
    assert judgement.band(log(13.5) - 1e-6) is MEDIUM
    assert judgement.band(log(13.5) + 1e-6) is LOW


def test_what_is_named_is_certain_and_what_is_missing_hopeless() -> None:
    assert [ALWAYS_ANSWER.band(behind) for behind in (0.0, 50.0)] == [HIGH, HIGH]
    assert NEVER_ANSWER.band() is LOW


def test_the_model_is_logistic_in_the_evidence() -> None:
    rule = Abstention({"same": Model(-1.0, {"dense": 0.5, "covered": 2.0}, 0.7, 0.3)})
    judgement = rule.judge(_evidence(dense=4.0, covered=0.25))
    assert judgement.sureness == pytest.approx(1 / (1 + exp(-1.5)))
    assert (judgement.high, judgement.medium) == (0.7, 0.3)


def test_extreme_evidence_stays_a_probability() -> None:
    rule = Abstention({"same": Model(0.0, {"dense": 1000.0}, 0.7, 0.3)})
    assert rule.judge(_evidence(dense=1000.0)).sureness == pytest.approx(1.0)
    assert rule.judge(_evidence(dense=-1000.0)).sureness == pytest.approx(0.0)


def test_without_evidence_nothing_is_sure() -> None:
    assert Abstention({}).judge(None) == NEVER_ANSWER


def test_each_kind_of_evidence_has_its_model() -> None:
    models = {
        name: Model(log(odds), {}, 0.9, 0.1)
        for name, odds in (("bank", 3.0), ("same", 1.0), ("other", 1 / 3))
    }
    rule = Abstention(models)
    asked = BankFeatures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    found = [
        rule.judge(_evidence(asked)),
        rule.judge(_evidence()),
        rule.judge(_evidence(same=False)),
    ]
    assert [one.sureness for one in found] == pytest.approx([0.75, 0.5, 0.25])


def test_the_models_of_the_file_weigh_only_what_the_evidence_has() -> None:
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    assert set(table) == {"bank", "same", "other"}
    asked = BankFeatures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    known = {"bank": set(_evidence(asked).values()), "same": set(_evidence().values())}
    for name, model in table.items():
        assert 0 < model["medium"] < model["high"] < 1
        assert set(model["weights"]) <= known["bank" if name == "bank" else "same"], name
    assert standard_abstention().judge(_evidence(asked)).high == table["bank"]["high"]
