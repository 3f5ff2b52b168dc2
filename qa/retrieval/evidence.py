"""Evidence for abstention: the features of the first provision of a ranking."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.passages import Passage
from embeddings.encoder import FloatVector
from qa.abstention import AbstentionFeatures, BankFeatures
from qa.query.rewriting import QueryVariant
from qa.query.terms import question_terms
from qa.retrieval.bank_channel import BankScores
from qa.retrieval.scorer import BankedAct, ChannelScores, Scorer


class Evidence:
    """Features of rankings over one corpus."""

    def __init__(
        self, scorer: Scorer, passages: Sequence[Passage], banked: Mapping[str, BankedAct]
    ) -> None:
        self._scorer = scorer
        self._passages = passages
        self._banked = banked

    def features(
        self,
        bank: str | None,
        variant: QueryVariant,
        scores: ChannelScores,
        total: FloatVector,
        row: int,
    ) -> AbstentionFeatures:
        """Return the features of the passage ``row``, the first of a ranking.

        ``total`` are the fused scores of the ranked passages, best first; ``bank`` is the act whose
        bank ranked them.
        """
        shares = np.exp(total - total[0])
        return AbstentionFeatures(
            language=variant.language,
            same_language=bool(self._scorer.languages[row] == variant.language),
            dense=float(scores.channels[0, row]),
            cosine=float(scores.cosine[row]),
            lexical=float(scores.channels[1, row]),
            covered=self._scorer.lexical.coverage(variant.text, variant.language, row),
            gap=float(total[0] - total[min(4, len(total) - 1)]),
            certainty=float(-np.log(shares.sum())),
            bank=None if bank is None else self._bank_features(bank, variant, scores, row),
        )

    def _bank_features(
        self, act: str, variant: QueryVariant, scores: ChannelScores, row: int
    ) -> BankFeatures | None:
        """Return the features from the bank of ``act``, None for a passage without questions."""
        banked, bank = self._banked[act], scores.banks[act]
        position = int(np.searchsorted(banked.rows, row))
        if not banked.channel.is_linked[position]:
            return None
        return _bank_features(banked, bank, variant, position)


def _bank_features(
    banked: BankedAct, bank: BankScores, variant: QueryVariant, position: int
) -> BankFeatures:
    terms = question_terms(variant.text, variant.language)
    outside, outside_nearest = bank.outside
    return BankFeatures(
        asked=float(bank.dense[position]),
        nearest=float(bank.nearest[position]),
        words=float(bank.lexical[position]),
        words_covered=banked.channel.term_coverage(terms, variant.language, position),
        words_known=banked.channel.known_share(terms, variant.language),
        outside=outside,
        outside_nearest=outside_nearest,
    )
