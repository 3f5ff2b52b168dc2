"""What speaks for and against the first provision of a ranking: the inputs of abstention."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class AskedEvidence:
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
class Evidence:
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
    asked: AskedEvidence | None

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
