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


def _features(
    bank: BankFeatures | None = None, *, same: bool = True, **values: float
) -> AbstentionFeatures:
    figures = {
        name: values.get(name, 0.0)
        for name in ("dense", "cosine", "lexical", "covered", "gap", "certainty")
    }
    return AbstentionFeatures("kk", same, bank=bank, **figures)


@pytest.mark.parametrize(
    ("confidence", "band"),
    [(0.8, HIGH), (0.7999, MEDIUM), (0.4, MEDIUM), (0.3999, LOW), (0.0, LOW), (1.0, HIGH)],
)
def test_band_begins_at_its_threshold(confidence: float, band: Confidence) -> None:
    assert AbstentionDecision(confidence, 0.8, 0.4).band() is band


def test_lower_score_lowers_the_band_by_odds() -> None:
    decision = AbstentionDecision(0.9, 0.8, 0.4)
    # Odds of 9 fall to 4 at a distance of log(9 / 4), and to 2 / 3 at log(13.5).
    assert decision.band(log(9 / 4) - 1e-6) is HIGH
    assert decision.band(log(9 / 4) + 1e-6) is MEDIUM
    assert decision.band(log(13.5) - 1e-6) is MEDIUM
    assert decision.band(log(13.5) + 1e-6) is LOW


def test_fixed_decisions_give_high_and_low_band() -> None:
    assert [ALWAYS_ANSWER.band(behind) for behind in (0.0, 50.0)] == [HIGH, HIGH]
    assert NEVER_ANSWER.band() is LOW


def test_confidence_is_logistic_in_the_features() -> None:
    abstention = Abstention({"same": Model(-1.0, {"dense": 0.5, "covered": 2.0}, 0.7, 0.3)})
    decision = abstention.decide(_features(dense=4.0, covered=0.25))
    assert decision.confidence == pytest.approx(1 / (1 + exp(-1.5)))
    assert (decision.high, decision.medium) == (0.7, 0.3)


def test_extreme_features_give_a_probability() -> None:
    abstention = Abstention({"same": Model(0.0, {"dense": 1000.0}, 0.7, 0.3)})
    assert abstention.decide(_features(dense=1000.0)).confidence == pytest.approx(1.0)
    assert abstention.decide(_features(dense=-1000.0)).confidence == pytest.approx(0.0)


def test_without_features_the_decision_is_never_answer() -> None:
    assert Abstention({}).decide(None) == NEVER_ANSWER


def test_model_is_chosen_by_bank_and_language() -> None:
    models = {
        name: Model(log(odds), {}, 0.9, 0.1)
        for name, odds in (("bank", 3.0), ("same", 1.0), ("other", 1 / 3))
    }
    abstention = Abstention(models)
    bank = BankFeatures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    found = [
        abstention.decide(_features(bank)),
        abstention.decide(_features()),
        abstention.decide(_features(same=False)),
    ]
    assert [one.confidence for one in found] == pytest.approx([0.75, 0.5, 0.25])


def test_shipped_models_weigh_only_existing_features() -> None:
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    assert set(table) == {"bank", "same", "other"}
    bank = BankFeatures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    names = {"bank": set(_features(bank).values()), "same": set(_features().values())}
    for name, model in table.items():
        assert 0 < model["medium"] < model["high"] < 1
        assert set(model["weights"]) <= names["bank" if name == "bank" else "same"], name
    assert standard_abstention().decide(_features(bank)).high == table["bank"]["high"]
