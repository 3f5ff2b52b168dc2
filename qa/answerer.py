"""The answerer: answer cache and pipeline over one state of the law."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Protocol

from data.corpus import Corpus
from data.glossary import Term
from data.question_bank import BankQuestion
from data.reading_aids import AidsLibrary
from embeddings.encoder import Encoder
from embeddings.index.tables import Tables
from embeddings.index.vectors import VectorIndex
from qa.abstention import Abstention, standard_abstention
from qa.answer import Answer, Listing, Question
from qa.answer_cache import AnswerCache
from qa.composer import AnswerComposer
from qa.danger_notice import DangerNotices
from qa.decision import Decision
from qa.direct_answers import DirectAnswers
from qa.explanation import ExplainedStep, explain
from qa.pipeline import DEPTH, AnswerTrace, Pipeline, Step, StepTime
from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, QueryVariant, Repair
from qa.query.translation import Translator
from qa.query.validation import check_question
from qa.retrieval.bank_index import BankIndex
from qa.retrieval.centering import typical_questions
from qa.retrieval.definitions import DefinitionIndex
from qa.retrieval.fusion import FusionWeights, standard_weights
from qa.retrieval.headings import HeadingIndex
from qa.retrieval.question_similarity import QuestionVectors
from qa.retrieval.ranker import Ranker, Ranking
from qa.retrieval.scorer import ChannelScores

StepRecorder = Callable[[StepTime], None]
"""Callback that takes the time of each step, for metrics."""


class Answering(Protocol):
    """The answerer as pages and the API use it; see :class:`Answerer`."""

    @property
    def corpus(self) -> Corpus: ...

    @property
    def bank(self) -> tuple[BankQuestion, ...]: ...

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer: ...

    def cached(self, question: Question) -> Answer | None: ...

    def listing(self, question: Question, limit: int = DEPTH) -> Listing: ...

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors: ...

    def restored(self, text: str, language: str) -> str: ...


class Answerer:
    """An answerer over one corpus; threads may share it."""

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
        lexicon: TranslationLexicon | None = None,
        weights: FusionWeights | None = None,
        references: bool = True,
        cache: AnswerCache | None = None,
        notices: DangerNotices | None = None,
        aids: AidsLibrary | None = None,
        tables: Tables | None = None,
    ) -> None:
        """Build the pipeline. ``encoder`` built ``index`` from the texts of ``corpus``.

        ``weights`` default to fusion.toml; without ``references`` a named provision is searched
        like text; without ``cache`` no answer is cached. ``notices`` have the lines to call,
        ``aids`` the translations of quotes, and what ``tables`` have is not computed.
        """
        self.corpus = corpus
        self.bank = () if bank is None else bank.bank.entries
        self._cache = cache
        self._notices = notices or DangerNotices()
        self._rewriter = QueryRewriter(corpus, self.bank, glossary, tables)
        translator = Translator(glossary, tables)
        abstention = abstention or standard_abstention()
        self._ranker = Ranker(
            corpus,
            encoder,
            index,
            weights or standard_weights(),
            translator,
            bank,
            lexicon=lexicon,
            abstention=abstention,
            tables=tables,
        )
        used = lexicon or TranslationLexicon()
        direct = DirectAnswers(
            corpus,
            self._ranker,
            HeadingIndex(corpus, translator, used),
            DefinitionIndex(corpus, translator, used),
        )
        self._pipeline = Pipeline(
            corpus,
            self._rewriter,
            self._ranker,
            abstention,
            direct=direct,
            has_references=references,
        )
        self._composer = AnswerComposer(
            corpus, self._ranker.words, self._ranker.idf, contacts, aids
        )

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        """Return the answer to ``question``; ``record`` takes the time of each step.

        A cached answer has the one step ``cache``. Raises QuestionError for a text that is not a
        question, UnknownActError for an unknown act.
        """
        start = perf_counter()
        answer = self.cached(question)
        if answer is not None:
            steps: tuple[StepTime, ...] = (
                StepTime(Step.CACHE, perf_counter() - start, "answer cached"),
            )
        else:
            trace = self.answer_with_trace(question)
            answer, steps = trace.answer, trace.steps
            if self._cache is not None:
                self._cache.put(question, answer)
        if record is not None:
            for step in steps:
                record(step)
        return answer

    def prepare(self) -> None:
        """Load what is otherwise loaded by the first question in each language."""
        self._rewriter.prepare()
        for language, text in dict(typical_questions()).items():
            self.answer_with_trace(Question(text, language))

    def cached(self, question: Question) -> Answer | None:
        """Return the cached answer to ``question``, None if it must be computed."""
        return None if self._cache is None else self._cache.get(question)

    def answer_with_trace(self, question: Question) -> AnswerTrace[Answer]:
        """Return the answer with its decision and steps, uncached; raises as :meth:`ask`."""
        trace = self._pipeline.run(question, self._composer.answer)
        answer = self._with_notice(trace.answer, question, trace.variants)
        return trace if answer is trace.answer else replace(trace, answer=answer)

    def decide(self, question: Question) -> Decision:
        """Return the decision without composing quotes; raises as :meth:`ask`."""
        return self._pipeline.run(question, _no_quotes).decision

    def rank(self, question: Question, limit: int = DEPTH) -> Ranking:
        """Return the best ``limit`` provisions, none for a greeting; raises as :meth:`ask`."""
        return self._pipeline.run(question, _no_quotes, limit).ranking

    def listing(self, question: Question, limit: int = DEPTH) -> Listing:
        """Return the answer and the best ``limit`` candidates, whatever the status.

        Raises as :meth:`ask`.
        """
        trace = self._pipeline.run(question, partial(self._composer.listing, limit=limit))
        answer = self._with_notice(trace.answer.answer, question, trace.variants)
        return replace(trace.answer, answer=answer)

    def explain(self, question: Question) -> tuple[Answer, tuple[ExplainedStep, ...]]:
        """Return the answer with the result of each step; raises as :meth:`ask`."""
        trace = self.answer_with_trace(question)
        return trace.answer, explain(question, trace, self._ranker)

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        """Return the vectors of the likeliest variants of ``questions``, a row each."""
        variants = [self._likeliest(question, question.text) for question in questions]
        return self._ranker.question_vectors(variants)

    def restored(self, text: str, language: str) -> str:
        """Return ``text`` in the spelling that a question in ``language`` is searched in."""
        return self._likeliest(Question(text, language=language), text).text

    def channels(self, question: Question) -> tuple[ChannelScores, list[tuple[str, str]]]:
        """Return the channels' scores of the likeliest variant and each passage's (act, eId)."""
        return self._ranker.channels(self._likeliest(question, check_question(question.text)))

    def _with_notice(
        self, answer: Answer, question: Question, variants: Sequence[QueryVariant]
    ) -> Answer:
        """Return ``answer`` with its notice of danger, which a corrected word may call for."""
        own = (variant for variant in variants if Repair.CONTEXT not in variant.repairs)
        texts = dict.fromkeys((question.text, *(variant.text for variant in own)))
        notice = self._notices.for_message(tuple(texts), question.ui or answer.language)
        return answer if notice is None else replace(answer, notice=notice)

    def _likeliest(self, question: Question, text: str) -> QueryVariant:
        text = normalize_input(text)
        return self._rewriter.variants(text, question.language, exact=question.exact)[0]


def _no_quotes(question: Question, decision: Decision) -> None:
    """Compose nothing, for callers that need the decision alone."""
