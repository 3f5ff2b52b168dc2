"""The answerer: a question in, an answer out, every quote a verbatim slice of the law."""

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.glossary import Term
from data.question_bank import BankQuestion
from embeddings.encoder import Encoder
from embeddings.index.vectors import VectorIndex
from qa.abstention import Abstention, standard_abstention
from qa.answer import Answer, Listing, Question
from qa.answer_cache import AnswerCache
from qa.composer import AnswerComposer
from qa.decision import Decision
from qa.explanation import ExplainedStep, explain
from qa.pipeline import DEPTH, AnswerTrace, Pipeline, Step, StepTime
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, QueryVariant
from qa.query.translation import Translator
from qa.query.validation import check_question
from qa.retrieval.bank_index import BankIndex
from qa.retrieval.fusion import Weights, standard_weights
from qa.retrieval.question_similarity import QuestionVectors
from qa.retrieval.ranker import Ranker, Ranking

StepRecorder = Callable[[StepTime], None]
"""Takes the time of each step of an answer, as metrics do."""


class Answering(Protocol):
    """An answerer as the pages and the interface use it."""

    @property
    def corpus(self) -> Corpus:
        """Return the acts that answers quote."""
        ...

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        """Return the curated questions that lead to provisions."""
        ...

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        """Return the answer to a question; ``record`` takes the time of each step."""
        ...

    def kept(self, question: Question) -> Answer | None:
        """Return the cached answer to a question, None where it must be computed."""
        ...

    def listing(self, question: Question, limit: int = DEPTH) -> Listing:
        """Return the answer with the candidates behind it."""
        ...

    def meaning(self, questions: Sequence[Question]) -> QuestionVectors:
        """Return the meanings of questions, a row each."""
        ...


class Answerer:
    """Answers from one corpus. Safe to share by threads."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        *,
        contacts: str | None = None,
        abstention: Abstention | None = None,
        bank: BankIndex | None = None,
        glossary: Sequence[Term] = (),
        weights: Weights | None = None,
        references: bool = True,
        cache: AnswerCache | None = None,
    ) -> None:
        """Put the pipeline together. ``index`` was built by ``encoder`` from the texts of
        ``corpus``.

        ``weights`` are by default those of fusion.toml; without ``references`` a provision that is
        named is searched for like anything else. Answers are cached where there is a ``cache``.
        """
        self.corpus = corpus
        self.bank = () if bank is None else bank.bank.entries
        self._cache = cache
        self._rewriter = QueryRewriter(corpus, self.bank, glossary)
        translator = Translator(glossary)
        weights = weights or standard_weights(bank=bank is not None)
        self._ranker = Ranker(corpus, encoder, index, weights, translator, bank)
        self._pipeline = Pipeline(
            corpus,
            self._rewriter,
            self._ranker,
            abstention or standard_abstention(),
            has_references=references,
        )
        self._composer = AnswerComposer(corpus, translator, self._ranker.idf, contacts)

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        """Return the answer to ``question``; ``record`` takes the time of each step.

        A cached answer has the one step ``cache``. Raises QuestionError for a text that is no
        question, UnknownActError for an unknown act.
        """
        answer, steps = self._cached(question) or self._answered(question)
        if record is not None:
            for step in steps:
                record(step)
        return answer

    def kept(self, question: Question) -> Answer | None:
        """Return the cached answer to ``question``, None where it must be computed."""
        return None if self._cache is None else self._cache.get(question)

    def trial(self, question: Question) -> AnswerTrace[Answer]:
        """Return the answer with what it was decided by; raises as :meth:`ask`."""
        return self._pipeline.run(question, self._composer.answer)

    def decide(self, question: Question) -> Decision:
        """Return the decision of :meth:`trial`, without the quotes; raises as it does."""
        return self._pipeline.run(question, _unquoted).decision

    def rank(self, question: Question, limit: int = DEPTH) -> Ranking:
        """Return the best ``limit`` provisions, none for a greeting; raises as :meth:`ask`."""
        return self._pipeline.run(question, _unquoted, limit).ranking

    def listing(self, question: Question, limit: int = DEPTH) -> Listing:
        """Return the answer, and the best ``limit`` of the candidates whatever its status.

        Raises as :meth:`ask`.
        """
        return self._pipeline.run(question, partial(self._composer.listing, limit=limit)).answer

    def explain(self, question: Question) -> tuple[Answer, tuple[ExplainedStep, ...]]:
        """Return the answer and what each step made of the question; raises as :meth:`ask`."""
        trace = self.trial(question)
        return trace.answer, explain(question, trace, self._ranker)

    def meaning(self, questions: Sequence[Question]) -> QuestionVectors:
        """Return the meanings of ``questions`` as they are likeliest read, a row each."""
        return self._ranker.question_vectors([self._likeliest(one, one.text) for one in questions])

    def channels(self, question: Question) -> tuple[NDArray[np.float32], list[tuple[str, str]]]:
        """Return the channels (channels, passages) for the likeliest reading, and the (act, eId) of
        each passage.
        """
        return self._ranker.channels(self._likeliest(question, check_question(question.text)))

    def _likeliest(self, question: Question, text: str) -> QueryVariant:
        text = normalize_input(text)
        return self._rewriter.variants(text, question.language, exact=question.exact)[0]

    def _cached(self, question: Question) -> tuple[Answer, tuple[StepTime, ...]] | None:
        start = perf_counter()
        answer = self.kept(question)
        if answer is None:
            return None
        return answer, (StepTime(Step.CACHE, perf_counter() - start, "answer cached"),)

    def _answered(self, question: Question) -> tuple[Answer, tuple[StepTime, ...]]:
        trace = self.trial(question)
        if self._cache is not None:
            self._cache.put(question, trace.answer)
        return trace.answer, trace.steps


def _unquoted(question: Question, decision: Decision) -> None:
    """Quote nothing, for callers that need the decision alone."""
