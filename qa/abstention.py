"""What speaks for and against the first provision of a ranking: the inputs of abstention.

Abstention: how sure the ranking may make us, and which band is shown for it.

Logistic models over the evidence for the first provision; their coefficients, and the figures that
they were chosen by, stand in abstention.toml. There is one for acts with a question bank, and for
others one each for questions in the passage's language and in another.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from math import exp

from qa.answer import Confidence


@dataclass(frozen=True, slots=True)
class BankFeatures:
    """What the bank says of the first provision.

    ``asked`` and ``nearest`` are the dense score and the best cosine over its questions,
    ``outside`` and ``outside_nearest`` the same over the act's out-of-scope questions. ``words``
    is the BM25 score over its questions, ``words_covered`` the share of the asked terms that they
    hold, ``words_known`` the share that any question of the bank holds.
    """

    asked: float
    nearest: float
    words: float
    words_covered: float
    words_known: float
    outside: float
    outside_nearest: float


@dataclass(frozen=True, slots=True)
class AbstentionFeatures:
    """``dense`` and ``lexical`` are z-scores, ``cosine`` is the dense channel's own score,
    ``covered`` the share of the terms that the passage holds, ``gap`` the distance to the fifth
    provision, ``certainty`` the logarithm of the share that the first has among the ranked ones.
    """

    language: str
    same_language: bool
    dense: float
    cosine: float
    lexical: float
    covered: float
    gap: float
    certainty: float
    asked: BankFeatures | None

    @property
    def model(self) -> str:
        """Which model of abstention.toml judges: by the bank, or by language without one."""
        if self.asked is not None:
            return "bank"
        return "same" if self.same_language else "other"

    def values(self) -> Mapping[str, float]:
        """The inputs of the model by name."""
        names = ("dense", "cosine", "lexical", "covered", "gap", "certainty")
        values = {name: float(getattr(self, name)) for name in names}
        if self.asked is not None:
            values |= {f.name: float(getattr(self.asked, f.name)) for f in fields(self.asked)}
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
    """How sure the first provision is (0 to 1), and from where on a band begins."""

    sureness: float
    high: float
    medium: float

    def band(self, behind: float = 0.0) -> Confidence:
        """The band of a candidate whose score is ``behind`` the first one's; "low" is refused."""
        odds = self.sureness / max(1 - self.sureness, 1e-12) * exp(-behind)
        sureness = odds / (1 + odds)
        if sureness >= self.high:
            return Confidence.HIGH
        return Confidence.MEDIUM if sureness >= self.medium else Confidence.LOW


ALWAYS_ANSWER = AbstentionDecision(1.0, 0.0, 0.0)
NEVER_ANSWER = AbstentionDecision(0.0, 1.0, 1.0)


class Abstention:
    """Judges rankings by the models of abstention.toml."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        """``models`` by name: bank, same, other."""
        self._models = models

    def judge(self, evidence: AbstentionFeatures | None) -> AbstentionDecision:
        """The judgement of the first provision; without evidence nothing is sure."""
        if evidence is None:
            return NEVER_ANSWER
        model = self._models[evidence.model]
        values = evidence.values()
        logit = model.bias + sum(w * values[name] for name, w in model.weights.items())
        sureness = 1 / (1 + exp(-max(-60.0, min(60.0, logit))))
        return AbstentionDecision(sureness, model.high, model.medium)


def standard_abstention() -> Abstention:
    """The rule in abstention.toml."""
    table = tomllib.loads(files("qa").joinpath("abstention.toml").read_text("utf-8"))
    return Abstention({name: Model(**model) for name, model in table.items()})
