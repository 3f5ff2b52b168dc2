"""Abstention: calibrated confidence of the first provision and the band that is shown for it.

The models are logistic; their coefficients are in abstention.toml. Acts with a question bank have
one model. Other acts have two: for questions in the passage's language and in another language.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from math import exp

from qa.answer import Confidence


@dataclass(frozen=True, slots=True)
class BankFeatures:
    """Features of the first provision from the question bank.

    ``asked`` and ``nearest`` are the dense score and the best cosine over its questions,
    ``outside`` and ``outside_nearest`` the same over the act's out-of-scope questions. ``words``
    is the BM25 score over its questions, ``words_covered`` the share of the query terms that they
    contain, ``words_known`` the share that any question of the bank contains.
    """

    asked: float
    nearest: float
    words: float
    words_covered: float
    words_known: float
    outside: float
    outside_nearest: float


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """Features of the first provision of acts without a bank.

    ``lead`` is the distance to the second provision, ``known`` the share of the query terms that
    occur in the act. ``dense_lag`` and ``lexical_lag`` are the distances to the best score of the
    channel in the act, 0 where the channels agree. ``focus`` is the share of the first five
    provisions that are of its article. ``length`` is the logarithm of the number of query terms.
    """

    lead: float
    known: float
    dense_lag: float
    lexical_lag: float
    focus: float
    length: float


@dataclass(frozen=True, slots=True)
class AbstentionFeatures:
    """Input of the abstention models.

    ``dense`` and ``lexical`` are the channels' scores, ``cosine`` is the raw score of the dense
    channel, ``covered`` the share of the query terms that the passage contains, ``gap`` the
    distance to the fifth provision, ``certainty`` the log of the first provision's softmax share
    among the ranked. ``text`` has more, where there is no bank.
    """

    language: str
    same_language: bool
    dense: float
    cosine: float
    lexical: float
    covered: float
    gap: float
    certainty: float
    bank: BankFeatures | None
    text: TextFeatures | None = None

    @property
    def model(self) -> str:
        """Return the name of the model in abstention.toml: bank, same or other."""
        if self.bank is not None:
            return "bank"
        return "same" if self.same_language else "other"

    def values(self) -> Mapping[str, float]:
        """Return the inputs of the model by name."""
        names = ("dense", "cosine", "lexical", "covered", "gap", "certainty")
        values = {name: float(getattr(self, name)) for name in names}
        if self.text is not None:
            values |= {f.name: float(getattr(self.text, f.name)) for f in fields(self.text)}
        if self.bank is not None:
            values |= {f.name: float(getattr(self.bank, f.name)) for f in fields(self.bank)}
        values["russian"] = float(self.language == "ru")
        values["english"] = float(self.language == "en")
        return values


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: bias, a weight for each input, and the thresholds of the bands."""

    bias: float
    weights: Mapping[str, float]
    high: float
    medium: float


@dataclass(frozen=True, slots=True)
class AbstentionDecision:
    """The confidence of the first provision (0 to 1) and the thresholds of the bands."""

    confidence: float
    high: float
    medium: float

    def band(self, score_gap: float = 0.0) -> Confidence:
        """Return the band of a candidate that scores ``score_gap`` less than the first one."""
        odds = self.confidence / max(1 - self.confidence, 1e-12) * exp(-score_gap)
        confidence = odds / (1 + odds)
        if confidence >= self.high:
            return Confidence.HIGH
        return Confidence.MEDIUM if confidence >= self.medium else Confidence.LOW


ALWAYS_ANSWER = AbstentionDecision(1.0, 0.0, 0.0)
NEVER_ANSWER = AbstentionDecision(0.0, 1.0, 1.0)


class Abstention:
    """The abstention models by name: bank, same, other."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models

    def decide(self, features: AbstentionFeatures | None) -> AbstentionDecision:
        """Return the decision on the first provision; without features it is never answered."""
        if features is None:
            return NEVER_ANSWER
        model = self._models[features.model]
        confidence = 1 / (1 + exp(-self.log_odds(features)))
        return AbstentionDecision(confidence, model.high, model.medium)

    def log_odds(self, features: AbstentionFeatures) -> float:
        """Return the log odds, from -60 to 60, that the first provision answers the question."""
        model, values = self._models[features.model], features.values()
        total = model.bias + sum(weight * values[name] for name, weight in model.weights.items())
        return max(-60.0, min(60.0, total))


def standard_abstention() -> Abstention:
    """Return the models of abstention.toml."""
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    return Abstention({name: Model(**model) for name, model in table.items()})
