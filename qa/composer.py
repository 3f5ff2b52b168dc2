"""Composition of answers: verbatim quotes with citations, messages, and what to read beside."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from data.corpus import Corpus
from qa.answer import Answer, Listed, Listing, Question, Quote, Reason, SeeAlso, Status
from qa.citation import citation
from qa.decision import Decision
from qa.highlight import Highlighter
from qa.messages import message
from qa.query.rewriting import QueryVariant
from qa.query.translation import Translator
from qa.quotes import parallel_quotes
from qa.references.lookup import ReferencedProvisions
from qa.references.missing import missing_references, nearest_existing
from qa.references.related import MAX_RELATED, neighbour, see_also
from qa.retrieval.ranker import Candidate
from qa.retrieval.scorer import CHANNELS


class AnswerComposer:
    """Composes what is shown for a decision; every quote is a slice of a provision's text."""

    def __init__(
        self,
        corpus: Corpus,
        translator: Translator,
        weight: Callable[[str, str], float],
        contacts: str | None,
    ) -> None:
        """Quote from ``corpus``; ``weight`` tells how telling a term is in a language, and
        ``contacts`` are given where the law does not answer.
        """
        self._corpus = corpus
        self._translator = translator
        self._weight = weight
        self._contacts = contacts

    def answer(self, question: Question, decision: Decision) -> Answer:
        """Return the answer to ``question``."""
        named = decision.ranking.named
        if decision.reason is None:
            return self._with_passages(question, decision)
        if decision.reason is Reason.NO_SUCH_PROVISION and named is not None:
            return self._nothing_there(question, decision, named)
        return self._without_passages(question, decision.ranking.reading, decision.reason)

    def listing(self, question: Question, decision: Decision, limit: int) -> Listing:
        """Return the answer, and the best ``limit`` candidates whatever its status."""
        ranking = decision.ranking
        answer = self.answer(question, decision)
        quotes = self._quotes(decision, question.ui or answer.language, limit)
        return Listing(
            answer,
            tuple(
                Listed(quote, dict(zip(CHANNELS, candidate.channels, strict=False)))
                for quote, candidate in zip(quotes, ranking.candidates, strict=False)
            ),
        )

    def _with_passages(self, question: Question, decision: Decision) -> Answer:
        ranking = decision.ranking
        reading, named = ranking.reading, ranking.named
        ui = question.ui or reading.language
        quotes = self._quotes(decision, ui, question.top_k)
        return Answer(
            answer_id=uuid4().hex,
            status=decision.status,
            reason=None,
            message=missing_references(named, ui) if named else None,
            contacts=None,
            question=question.text,
            searched_as=_searched_as(reading),
            language=reading.language,
            passages=quotes,
            see_also=self._see_also(quotes, named, ui),
        )

    def _without_passages(
        self, question: Question, reading: QueryVariant, reason: Reason
    ) -> Answer:
        return Answer(
            answer_id=uuid4().hex,
            status=Status.NOT_COVERED,
            reason=reason,
            message=message(reason.value, question.ui or reading.language),
            contacts=self._contacts,
            question=question.text,
            searched_as=_searched_as(reading),
            language=reading.language,
            passages=(),
        )

    def _nothing_there(
        self, question: Question, decision: Decision, named: ReferencedProvisions
    ) -> Answer:
        """Return the answer to a reference without a provision: what the act has in its place."""
        reading = decision.ranking.reading
        ui = question.ui or reading.language
        told, eids = nearest_existing(named, ui)
        act = named.act
        address = None if act is None else self._corpus.address(act)
        near = () if act is None else tuple(neighbour(act, eid, ui, address) for eid in eids)
        answer = self._without_passages(question, reading, Reason.NO_SUCH_PROVISION)
        return replace(answer, message=told, see_also=near)

    def _quotes(self, decision: Decision, ui: str, limit: int) -> tuple[Quote, ...]:
        """Return the first ``limit`` candidates as quotes, their labels in ``ui``."""
        reading = decision.ranking.reading
        highlighter = Highlighter(reading.text, reading.language, self._translator, self._weight)
        return tuple(
            self._quote(candidate, decision, ui, highlighter)
            for candidate in decision.ranking.candidates[:limit]
        )

    def _quote(
        self, candidate: Candidate, decision: Decision, ui: str, highlighter: Highlighter
    ) -> Quote:
        act = self._corpus.act(candidate.act)
        provision = act.by_eid[candidate.eid]
        passage, ranking = candidate.passage, decision.ranking
        behind = ranking.candidates[0].score - candidate.score
        confidence = decision.judgement.band(behind)
        return Quote(
            quote=passage.text,
            start=passage.start,
            end=passage.end,
            language=act.language,
            lead_in=provision.lead_in,
            closing=provision.closing,
            highlight=None if ranking.named else highlighter.span(passage.text, act.language),
            citation=citation(act, provision.eid, ui, self._corpus.address(act)),
            confidence=confidence,
            sha256=provision.sha256,
            errata=bool(provision.errata),
            parallel=parallel_quotes(self._corpus, act.id, provision.eid, ui, confidence),
        )

    def _see_also(
        self, quotes: Sequence[Quote], named: ReferencedProvisions | None, ui: str
    ) -> tuple[SeeAlso, ...]:
        first = quotes[0].citation
        act = self._corpus.act(first.act)
        shown = {quote.citation.eid for quote in quotes if quote.citation.act == first.act}
        # An article that is named is opened whole, however many of its points are shown.
        address = self._corpus.address(act)
        whole = [neighbour(act, eid, ui, address) for eid in named.eids] if named else []
        others = see_also(act, act.by_eid[first.eid], ui, address)
        near = {one.eid: one for one in (*whole, *others)}
        return tuple(one for eid, one in near.items() if eid not in shown)[:MAX_RELATED]


def _searched_as(reading: QueryVariant) -> str | None:
    return reading.text if reading.changed else None
