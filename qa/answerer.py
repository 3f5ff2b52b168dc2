"""The answerer: a question in, an answer out, every quote a verbatim slice of the law."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from data.bank import BankQuestion
from data.corpus import Corpus
from data.glossary import Term
from embeddings.encoder import Encoder
from embeddings.vectors import VectorIndex
from qa.abstention import CERTAIN, HOPELESS, Abstention, Judgement, standard_abstention
from qa.answer import Answer, Confidence, Question, Quote, Reason, SeeAlso, Status
from qa.candidates import Candidate, Ranker, Ranking
from qa.citation import citation
from qa.evaluation_parts import CHANNELS
from qa.fusion import Weights, standard_weights
from qa.glossary import Translator
from qa.highlight import Highlighter
from qa.listing import Listed, Listing
from qa.meaning import Meanings
from qa.messages import greeting_language, message
from qa.named import Named, named_in
from qa.parallel_quotes import parallel_quotes
from qa.question import check_question
from qa.readings import Reader
from qa.see_also import MOST, beside, see_also
from qa.understand import Reading
from qa.what_stands import also_missing, instead

_STATUS = {
    Confidence.HIGH: Status.ANSWERED,
    Confidence.MEDIUM: Status.CLOSEST,
    Confidence.LOW: Status.NOT_COVERED,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer with the ranking behind it and the score of the abstention rule (0 to 1)."""

    answer: Answer
    ranking: Ranking
    sureness: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a question: the status of its answer, the ranking and its sureness."""

    status: Status
    ranking: Ranking
    sureness: float


class Answerer:
    """Answers from one corpus. Holds no state between questions; safe to share by threads."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        *,
        contacts: str | None = None,
        abstention: Abstention | None = None,
        bank: Sequence[BankQuestion] = (),
        bank_vectors: NDArray[np.float32] | None = None,
        bank_metric: NDArray[np.float32] | None = None,
        bank_settled: int | None = None,
        glossary: Sequence[Term] = (),
        weights: Weights | None = None,
        references: bool = True,
    ) -> None:
        """``index`` was built by ``encoder`` from the texts of ``corpus``, ``bank_vectors`` (n, d)
        from ``bank``, ``bank_metric`` (d, d) from the first ``bank_settled`` of both, by default
        from all. ``weights`` are by default those of fusion.toml; without ``references`` a
        provision that is named is searched for like anything else.
        """
        self.corpus = corpus
        self.bank = tuple(bank)
        self._contacts = contacts
        self._references = references
        self._reader = Reader(corpus, bank, glossary)
        self._abstention = abstention or standard_abstention()
        self._translator = Translator(glossary)
        self._ranker = Ranker(
            corpus,
            encoder,
            index,
            weights or standard_weights(bank=bank_vectors is not None),
            self._translator,
            bank,
            bank_vectors,
            bank_metric,
            bank_settled,
        )

    def ask(self, question: Question) -> Answer:
        """The answer to ``question``.

        Raises QuestionError for a text that is no question, UnknownActError for an unknown act.
        """
        return self.trial(question).answer

    def kept(self, question: Question) -> Answer | None:
        """Return None: an answerer keeps no answers."""
        return None

    def trial(self, question: Question) -> Trial:
        """The answer with what it was decided by; raises as :meth:`ask`."""
        ranking, judgement, greets = self._weighed(question)
        if greets:
            answer = self._without_passages(question, ranking.reading, Reason.GREETING)
        elif ranking.named is not None and not ranking.candidates:
            answer = self._nothing_there(question, ranking, ranking.named)
        elif judgement.band() is Confidence.LOW:
            answer = self._without_passages(question, ranking.reading, Reason.OUT_OF_SCOPE)
        else:
            answer = self._with_passages(question, ranking, judgement)
        return Trial(answer, ranking, judgement.sureness)

    def decide(self, question: Question) -> Decision:
        """The status and the ranking of :meth:`trial`, without the quotes; raises as it does."""
        ranking, judgement, _ = self._weighed(question)
        status = _STATUS[judgement.band()] if ranking.candidates else Status.NOT_COVERED
        return Decision(status, ranking, judgement.sureness)

    def rank(self, question: Question, limit: int = 50) -> Ranking:
        """The best ``limit`` provisions before any status is given.

        Raises QuestionError, and UnknownActError for an unknown act.
        """
        for act_id in question.acts:
            self.corpus.act(act_id)
        text = check_question(question.text)
        readings = self._reader.read(text, question.language, exact=question.exact)
        texts = (text, *(one.text for one in readings))
        found = named_in(texts, self.corpus, question.acts) if self._references else None
        if found is None:
            return self._ranker.rank(readings, question.acts, limit)
        as_read, named = found
        if as_read == text:
            # A repair that was not needed to find it says nothing of the language either.
            (reading,) = self._reader.read(text, question.language, exact=True)
        else:
            reading = next(one for one in readings if one.text == as_read)
        reading = replace(reading, text=as_read, changed=as_read != text)
        candidates = tuple(
            candidate
            for eid in named.eids
            for candidate in self._ranker.provisions_under(named.act, eid)
        )
        return Ranking(reading, candidates[:limit], named=named)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        """The answer, and the best ``limit`` candidates whatever the answer's status.

        Raises as :meth:`ask`.
        """
        trial = self.trial(question)
        ranking, ui = trial.ranking, question.ui or trial.answer.language
        judgement = self._judge(ranking) if ranking.candidates else HOPELESS
        highlighter = self._highlighter(ranking.reading)
        return Listing(
            trial.answer,
            tuple(
                Listed(
                    self._quote(candidate, ranking, judgement, ui, highlighter),
                    dict(zip(CHANNELS, candidate.channels, strict=False)),
                )
                for candidate in ranking.candidates[:limit]
            ),
        )

    def meaning(self, questions: Sequence[Question]) -> Meanings:
        """What ``questions`` mean, a row each, none for none, as they are likeliest read."""
        return self._ranker.meaning(
            [self._reader.read(one.text, one.language, exact=one.exact)[0] for one in questions]
        )

    def channels(self, question: Question) -> tuple[NDArray[np.float32], list[tuple[str, str]]]:
        """The channels (channels, passages) for the likeliest reading, with the provisions."""
        text = check_question(question.text)
        reading, *_ = self._reader.read(text, question.language, exact=question.exact)
        return self._ranker.channels(reading)

    def _weighed(self, question: Question) -> tuple[Ranking, Judgement, bool]:
        """The ranking, its judgement, and whether it is a greeting, which ranks nothing."""
        text = check_question(question.text)
        greeted = greeting_language(text)
        if greeted is not None:
            reading = Reading(text, question.language or greeted, changed=False, likeness=1.0)
            return Ranking(reading, ()), HOPELESS, True
        ranking = self.rank(question)
        return ranking, self._judge(ranking), False

    def _judge(self, ranking: Ranking) -> Judgement:
        if ranking.named is not None:
            return CERTAIN if ranking.candidates else HOPELESS
        return self._abstention.judge(ranking.evidence)

    def _quote(
        self,
        candidate: Candidate,
        ranking: Ranking,
        judgement: Judgement,
        ui: str,
        highlighter: Highlighter,
    ) -> Quote:
        act = self.corpus.act(candidate.act)
        provision = act.by_eid[candidate.eid]
        passage = candidate.passage
        confidence = judgement.band(ranking.candidates[0].score - candidate.score)
        return Quote(
            quote=passage.text,
            start=passage.start,
            end=passage.end,
            language=act.language,
            lead_in=provision.lead_in,
            closing=provision.closing,
            highlight=None if ranking.named else highlighter.span(passage.text, act.language),
            citation=citation(act, provision.eid, ui, self.corpus.address(act)),
            confidence=confidence,
            sha256=provision.sha256,
            errata=bool(provision.errata),
            parallel=parallel_quotes(self.corpus, act.id, provision.eid, ui, confidence),
        )

    def _highlighter(self, reading: Reading) -> Highlighter:
        return Highlighter(reading.text, reading.language, self._translator, self._ranker.weight)

    def _with_passages(self, question: Question, ranking: Ranking, judgement: Judgement) -> Answer:
        reading = ranking.reading
        ui = question.ui or reading.language
        highlighter = self._highlighter(reading)
        quotes = tuple(
            self._quote(candidate, ranking, judgement, ui, highlighter)
            for candidate in ranking.candidates[: question.top_k]
        )
        return Answer(
            answer_id=uuid4().hex,
            status=_STATUS[quotes[0].confidence],
            reason=None,
            message=also_missing(ranking.named, ui) if ranking.named else None,
            contacts=None,
            question=question.text,
            searched_as=_searched_as(reading),
            language=reading.language,
            passages=quotes,
            see_also=self._see_also(quotes, ranking.named, ui),
        )

    def _see_also(
        self, quotes: Sequence[Quote], named: Named | None, ui: str
    ) -> tuple[SeeAlso, ...]:
        first = quotes[0].citation
        act = self.corpus.act(first.act)
        shown = {quote.citation.eid for quote in quotes if quote.citation.act == first.act}
        # An article that is named is opened whole, however many of its points are shown.
        address = self.corpus.address(act)
        whole = [beside(act, eid, ui, address) for eid in named.eids] if named else []
        others = see_also(act, act.by_eid[first.eid], ui, address)
        near = {one.eid: one for one in (*whole, *others)}
        return tuple(one for eid, one in near.items() if eid not in shown)[:MOST]

    def _nothing_there(self, question: Question, ranking: Ranking, named: Named) -> Answer:
        """The answer to a reference without a provision: what the act has in its place."""
        ui = question.ui or ranking.reading.language
        told, eids = instead(named, ui)
        act = named.act
        address = None if act is None else self.corpus.address(act)
        near = () if act is None else tuple(beside(act, eid, ui, address) for eid in eids)
        answer = self._without_passages(question, ranking.reading, Reason.NO_SUCH_PROVISION)
        return replace(answer, message=told, see_also=near)

    def _without_passages(self, question: Question, reading: Reading, reason: Reason) -> Answer:
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


def _searched_as(reading: Reading) -> str | None:
    return reading.text if reading.changed else None
