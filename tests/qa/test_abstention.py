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
    Logistic,
    Model,
    TextFeatures,
    standard_abstention,
)
from qa.answer import Confidence

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


BANK = BankFeatures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
TEXT = TextFeatures(0.0, 0.0, 0.0, 0.0, 0.0)


def _features(
    bank: BankFeatures | None = None,
    text: TextFeatures | None = None,
    *,
    same: bool = True,
    dense: float = 0.0,
    covered: float = 0.0,
) -> AbstentionFeatures:
    return AbstentionFeatures("kk", same, dense, 0.0, 0.0, covered, 0.0, 0.0, 0.0, bank, text)


def _logit(probability: float) -> Logistic:
    """Return the model that gives every question ``probability``."""
    return Logistic(log(probability / (1 - probability)), {})


@pytest.mark.parametrize(
    ("confidence", "right", "band"),
    [
        (0.9, 0.8, HIGH),
        (0.9, 0.7999, MEDIUM),
        (0.4, 0.8, HIGH),
        (0.4, 0.0, MEDIUM),
        # Out of scope, no first provision is right.
        (0.3999, 1.0, LOW),
        (0.0, 0.0, LOW),
        (1.0, 1.0, HIGH),
    ],
)
def test_band_begins_at_its_threshold(confidence: float, right: float, band: Confidence) -> None:
    assert AbstentionDecision(confidence, right, medium=0.4, sure=0.4, high=0.8).band() is band


def test_lower_score_lowers_the_band_by_odds() -> None:
    decision = AbstentionDecision(0.95, 0.9, medium=0.4, sure=0.4, high=0.8)
    # Odds of 9 fall to 4 at a distance of log(9 / 4), odds of 19 to 2 / 3 at log(28.5).
    assert decision.band(log(9 / 4) - 1e-6) is HIGH
    assert decision.band(log(9 / 4) + 1e-6) is MEDIUM
    assert decision.band(log(28.5) - 1e-6) is MEDIUM
    assert decision.band(log(28.5) + 1e-6) is LOW


def test_answer_needs_a_sure_scope() -> None:
    decision = AbstentionDecision(0.85, 0.95, medium=0.4, sure=0.9, high=0.6)
    assert decision.band() is MEDIUM
    assert AbstentionDecision(0.9, 0.95, medium=0.4, sure=0.9, high=0.6).band() is HIGH


def test_fixed_decisions_give_high_and_low_band() -> None:
    assert [ALWAYS_ANSWER.band(behind) for behind in (0.0, 50.0)] == [HIGH, HIGH]
    assert NEVER_ANSWER.band() is LOW


def test_confidence_is_logistic_in_the_features() -> None:
    scope, right = Logistic(-1.0, {"dense": 0.5, "covered": 2.0}), Logistic(0.5, {"dense": -0.25})
    abstention = Abstention({"same": Model(scope, right, 0.3, 0.3, 0.7)})
    features = _features(dense=4.0, covered=0.25)
    decision = abstention.decide(features)
    assert decision.confidence == pytest.approx(1 / (1 + exp(-1.5)))
    assert decision.right == pytest.approx(1 / (1 + exp(0.5)))
    assert (decision.medium, decision.high) == (0.3, 0.7)
    # Acts are merged by the log odds of the scope.
    assert abstention.log_odds(features) == pytest.approx(1.5)


def test_extreme_features_give_a_probability() -> None:
    steep = Logistic(0.0, {"dense": 1000.0})
    abstention = Abstention({"same": Model(steep, steep, 0.3, 0.3, 0.7)})
    for dense, expected in ((1000.0, 1.0), (-1000.0, 0.0)):
        decision = abstention.decide(_features(dense=dense))
        assert (decision.confidence, decision.right) == pytest.approx((expected, expected))
        assert decision.band() is (HIGH if expected else LOW)


def test_without_features_the_decision_is_never_answer() -> None:
    assert Abstention({}).decide(None) == NEVER_ANSWER


def test_model_is_chosen_by_bank_and_language() -> None:
    models = {
        name: Model(_logit(probability), _logit(1 - probability), 0.1, 0.1, 0.9)
        for name, probability in (("bank", 0.75), ("same", 0.5), ("other", 0.25))
    }
    abstention = Abstention(models)
    found = [
        abstention.decide(_features(BANK)),
        abstention.decide(_features(text=TEXT)),
        abstention.decide(_features(text=TEXT, same=False)),
    ]
    assert [one.confidence for one in found] == pytest.approx([0.75, 0.5, 0.25])
    assert [one.right for one in found] == pytest.approx([0.25, 0.5, 0.75])


def test_shipped_models_weigh_only_existing_features() -> None:
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    assert set(table) == {"bank", "same", "other"}
    bank, text = _features(BANK), _features(text=TEXT)
    for name, model in table.items():
        assert 0 < model["medium"] < 1
        assert 0 < model["high"] < 1
        names = set((bank if name == "bank" else text).values())
        for part in ("scope", "right"):
            assert set(model[part]["weights"]) <= names, (name, part)
    assert standard_abstention().decide(bank).high == table["bank"]["high"]


def test_stated_confidence_replaces_the_threshold_of_an_answer() -> None:
    stated, shipped = standard_abstention(0.99).decide(_features(BANK)), standard_abstention()
    assert stated.high == 0.99
    assert stated.medium == shipped.decide(_features(BANK)).medium
