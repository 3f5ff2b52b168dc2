"""Abstention: calibrated confidence of the first provision and the band that is shown for it.

The models are logistic; their coefficients are in abstention.toml. There is one for acts with a
question bank, and two for other acts: asked in the passage's language and in another language.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from math import exp
from operator import attrgetter
from typing import Any

from qa.answer import Confidence


@dataclass(frozen=True, slots=True)
class BankFeatures:
    """Features of the first provision from the question bank.

    ``asked`` and ``nearest`` are the dense score and the best cosine over its questions,
    ``outside`` and ``outside_nearest`` the same over the act's out-of-scope questions. ``words``
    is the BM25 score over its questions, ``words_covered`` the share of the query terms that they
    contain, ``words_known`` the share that any question of the bank contains. ``rival_lead`` and
    ``rival_nearest`` are the distances, in the fused score and in ``nearest``, to the next
    provisions that answer other questions of the bank: a sister provision, but no twin.
    """

    asked: float
    nearest: float
    words: float
    words_covered: float
    words_known: float
    outside: float
    outside_nearest: float
    rival_lead: float = 0.0
    rival_nearest: float = 0.0


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """Features of the first provision of acts without a bank, or without a question in it.

    ``lead`` is the distance to the second provision, ``known`` the share of the query terms that
    occur in the act. ``dense_lag`` and ``lexical_lag`` are the distances to the best score of the
    channel in the act, 0 where the channels agree. ``focus`` is the share of the first five
    provisions that are of its article. ``asks_…`` are 1 where the question asks for that kind of
    answer, ``lacks_…`` where the provision gives none of it either.
    """

    lead: float
    known: float
    dense_lag: float
    lexical_lag: float
    focus: float
    asks_money: float = 0.0
    asks_person: float = 0.0
    asks_amount: float = 0.0
    asks_time: float = 0.0
    asks_permission: float = 0.0
    asks_duty: float = 0.0
    lacks_amount: float = 0.0
    lacks_time: float = 0.0
    lacks_permission: float = 0.0
    lacks_duty: float = 0.0


_COMMON = ("dense", "cosine", "lexical", "covered", "gap", "certainty", "length")
_OF_TEXT, _OF_BANK = (
    tuple(field.name for field in fields(each)) for each in (TextFeatures, BankFeatures)
)
_common_values, _text_values, _bank_values = (
    attrgetter(*names) for names in (_COMMON, _OF_TEXT, _OF_BANK)
)


@dataclass(frozen=True, slots=True)
class AbstentionFeatures:
    """Input of the abstention models.

    ``dense`` and ``lexical`` are the channels' scores, ``cosine`` is the raw score of the dense
    channel, ``covered`` the share of the query terms that the passage contains, ``gap`` the
    distance to the fifth provision, ``certainty`` the log of the first provision's softmax share
    among the ranked, ``length`` the logarithm of the number of query terms. ``text`` has more,
    where there is no bank.
    """

    language: str
    same_language: bool
    dense: float
    cosine: float
    lexical: float
    covered: float
    gap: float
    certainty: float
    length: float
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
        values = dict(zip(_COMMON, map(float, _common_values(self)), strict=True))
        if self.text is not None:
            values |= zip(_OF_TEXT, map(float, _text_values(self.text)), strict=True)
        if self.bank is not None:
            values |= zip(_OF_BANK, map(float, _bank_values(self.bank)), strict=True)
        values["russian"] = float(self.language == "ru")
        values["english"] = float(self.language == "en")
        return values


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: bias, and a weight for each input."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, values: Mapping[str, float]) -> float:
        """Return the log odds for ``values`` by name, from -60 to 60."""
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return max(-60.0, min(60.0, total))


@dataclass(frozen=True, slots=True)
class Model:
    """Two logistic models with the thresholds of their probabilities.

    ``scope`` is of "the acts answer the question": from ``medium`` on, provisions are shown.
    ``right`` is of "the first provision answers it": from ``high`` on, they are shown as an answer,
    if the scope reaches ``sure`` too.
    """

    scope: Logistic
    right: Logistic
    medium: float
    sure: float
    high: float


@dataclass(frozen=True, slots=True)
class AbstentionDecision:
    """The probabilities that the question is in scope and that the first provision is right.

    The rest are their thresholds, as in :class:`Model`.
    """

    confidence: float
    right: float
    medium: float
    sure: float
    high: float

    def band(self, score_gap: float = 0.0) -> Confidence:
        """Return the band of a candidate that scores ``score_gap`` less than the first one."""
        if _less(self.confidence, score_gap) < self.medium:
            return Confidence.LOW
        is_sure = _less(self.confidence, score_gap) >= self.sure
        is_high = is_sure and _less(self.right, score_gap) >= self.high
        return Confidence.HIGH if is_high else Confidence.MEDIUM


def _less(probability: float, gap: float) -> float:
    """Return ``probability`` with its log odds less ``gap``."""
    odds = probability / max(1 - probability, 1e-12) * exp(-gap)
    return odds / (1 + odds)


ALWAYS_ANSWER = AbstentionDecision(1.0, 1.0, 0.0, 0.0, 0.0)
NEVER_ANSWER = AbstentionDecision(0.0, 0.0, 1.0, 1.0, 1.0)


class Abstention:
    """The abstention models by name: bank, same, other."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models

    def decide(self, features: AbstentionFeatures | None) -> AbstentionDecision:
        """Return the decision on the first provision; without features it is never answered."""
        if features is None:
            return NEVER_ANSWER
        model, values = self._models[features.model], features.values()
        scope, right = (
            1 / (1 + exp(-part.log_odds(values))) for part in (model.scope, model.right)
        )
        return AbstentionDecision(scope, right, model.medium, model.sure, model.high)

    def log_odds(self, features: AbstentionFeatures) -> float:
        """Return the log odds that the question is in the scope of the first provision's act."""
        return self._models[features.model].scope.log_odds(features.values())


def standard_abstention(min_confidence: float | None = None) -> Abstention:
    """Return the models of abstention.toml; ``min_confidence`` replaces their ``high``."""
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    return Abstention({name: _model(entry, min_confidence) for name, entry in table.items()})


def _model(entry: Mapping[str, Any], min_confidence: float | None) -> Model:
    high = entry["high"] if min_confidence is None else min_confidence
    return Model(
        Logistic(**entry["scope"]), Logistic(**entry["right"]), entry["medium"], entry["sure"], high
    )
