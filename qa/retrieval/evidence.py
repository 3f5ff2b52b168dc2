"""Evidence for abstention: the features of the first provision of a ranking."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.eid import article_of
from data.passages import Passage
from embeddings.encoder import FloatVector
from qa.abstention import AbstentionFeatures, BankFeatures, TextFeatures
from qa.query.answer_kinds import asked_kinds, gives
from qa.query.rewriting import QueryVariant
from qa.retrieval.indexing import in_list
from qa.retrieval.scorer import BankedAct, ChannelScores, Scorer

# Provisions that are compared with the first one.
_FIRST = 5
# Provisions after the first one that may be its rivals, and the lead before them that is enough.
_RIVALS = 7
_MAX_LEAD = 5.0

_ASKED = ("money", "person", "amount", "time", "permission", "duty")
_GIVEN = _ASKED[2:]


class Evidence:
    """Features of rankings over one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        scorer: Scorer,
        passages: Sequence[Passage],
        rows_of: Mapping[str, NDArray[np.int64]],
        banked: Mapping[str, BankedAct],
    ) -> None:
        """Compare the ``passages`` of ``corpus``, whose rows by act are ``rows_of``."""
        self._corpus = corpus
        self._scorer = scorer
        self._passages = passages
        self._rows_of = rows_of
        self._banked = banked

    def features(
        self,
        bank: str | None,
        variant: QueryVariant,
        scores: ChannelScores,
        total: FloatVector,
        rows: NDArray[np.int64],
    ) -> AbstentionFeatures:
        """Return the features of the passage ``rows[0]``.

        ``total`` are the fused scores of the ranked passages ``rows``, best first; ``bank`` is the
        act whose bank ranked them. A passage without bank questions has the features of the text.
        """
        row = int(rows[0])
        shares = np.exp(total - total[0])
        of_bank = None if bank is None else self._bank_features(bank, variant, scores, total, rows)
        return AbstentionFeatures(
            language=variant.language,
            same_language=bool(self._scorer.languages[row] == variant.language),
            dense=float(scores.channels[0, row]),
            cosine=float(scores.cosine[row]),
            lexical=float(scores.channels[1, row]),
            covered=self._scorer.lexical.coverage(variant.text, variant.language, row),
            gap=float(total[0] - total[min(4, len(total) - 1)]),
            certainty=float(-np.log(shares.sum())),
            length=float(np.log1p(len(set(self._own_terms(variant))))),
            bank=of_bank,
            text=self._text_features(variant, scores, total, rows) if of_bank is None else None,
        )

    def _own_terms(self, variant: QueryVariant) -> Sequence[str]:
        return self._scorer.lexical.words(variant.text, variant.language).own

    def _text_features(
        self,
        variant: QueryVariant,
        scores: ChannelScores,
        total: FloatVector,
        rows: NDArray[np.int64],
    ) -> TextFeatures:
        """Return the features that compare the first passage with the others of its act."""
        row = int(rows[0])
        act = self._rows_of[self._passages[row].act]
        dense, lexical = scores.channels[:2]
        article = article_of(self._passages[row].eid)
        first = [article_of(self._passages[one].eid) for one in rows[:_FIRST]]
        return TextFeatures(
            lead=float(total[0] - total[min(1, len(total) - 1)]),
            known=self._scorer.lexical.word_coverage(variant.text, variant.language, act),
            dense_lag=float(dense[act].max() - dense[row]),
            lexical_lag=float(lexical[act].max() - lexical[row]),
            focus=first.count(article) / len(first),
            **self._kinds(variant, self._passages[row]),
        )

    def _kinds(self, variant: QueryVariant, passage: Passage) -> dict[str, float]:
        """Return the features of the kinds of answer, which the list of a provision gives too."""
        act = self._corpus.act(passage.act)
        text = in_list(act.by_eid[passage.eid], passage.text)
        asked = asked_kinds(variant.text, variant.language)
        lacks = {kind for kind in asked.intersection(_GIVEN) if not gives(kind, text, act.language)}
        return {f"asks_{kind}": float(kind in asked) for kind in _ASKED} | {
            f"lacks_{kind}": float(kind in lacks) for kind in _GIVEN
        }

    def _bank_features(
        self,
        act: str,
        variant: QueryVariant,
        scores: ChannelScores,
        total: FloatVector,
        rows: NDArray[np.int64],
    ) -> BankFeatures | None:
        """Return the features from the bank of ``act``, None for a passage without questions."""
        banked, bank = self._banked[act], scores.banks[act]
        position, *others = np.searchsorted(banked.rows, rows[: _RIVALS + 1]).tolist()
        if not banked.channel.is_linked[position]:
            return None
        terms = self._own_terms(variant)
        outside, outside_nearest = bank.outside
        nearest = float(bank.nearest[position])
        rivals = [
            (float(total[0] - total[rank]), nearest - float(bank.nearest[other]))
            for rank, other in enumerate(others, start=1)
            if not banked.channel.are_twins(position, other)
        ]
        return BankFeatures(
            asked=float(bank.dense[position]),
            nearest=nearest,
            words=float(bank.lexical[position]),
            words_covered=banked.channel.term_coverage(terms, variant.language, position),
            words_known=banked.channel.known_share(terms, variant.language),
            outside=outside,
            outside_nearest=outside_nearest,
            rival_lead=min([_MAX_LEAD, *(lead for lead, _ in rivals)]),
            rival_nearest=min((lead for _, lead in rivals), default=nearest),
        )
