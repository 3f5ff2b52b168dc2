"""The pipeline from a question to its answer: its steps in their order, each timed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import perf_counter
from typing import Generic, TypeVar

from data.corpus import Corpus
from qa.abstention import Abstention
from qa.answer import Answer, Question
from qa.decision import Decision, decide
from qa.messages import greeting_language
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, QueryVariant
from qa.query.validation import check_question
from qa.references.lookup import find_referenced_provisions
from qa.retrieval.ranker import Ranker, Ranking
from qa.retrieval.scorer import ChannelScores

Quoted = TypeVar("Quoted")

DEPTH = 50
"""Provisions that are ranked, by default."""


class Step(StrEnum):
    """A step of the pipeline; ``cache`` stands alone, for an answer that was there already."""

    VALIDATE = "validate"
    GREETING = "greeting"
    REWRITE = "rewrite"
    REFERENCES = "references"
    RETRIEVE = "retrieve"
    FUSE = "fuse"
    DECIDE = "decide"
    QUOTE = "quote"
    CACHE = "cache"


@dataclass(frozen=True, slots=True)
class StepTime:
    """How many ``seconds`` a step took, and in a few words what came out of it.

    The detail holds no word of the question.
    """

    name: Step
    seconds: float
    detail: str


@dataclass(frozen=True, slots=True)
class AnswerTrace(Generic[Quoted]):
    """An answer with all that it was decided by, and the steps that led to it.

    ``readings`` are the query variants, ``scores`` those of the channels for each of them: none
    where nothing was searched, as for a greeting or a provision that the question names.
    """

    answer: Quoted
    decision: Decision
    readings: tuple[QueryVariant, ...]
    scores: tuple[ChannelScores, ...]
    steps: tuple[StepTime, ...]

    @property
    def ranking(self) -> Ranking:
        """Return the ranking behind the answer."""
        return self.decision.ranking

    @property
    def sureness(self) -> float:
        """Return the score of the abstention rule, 0 to 1."""
        return self.decision.sureness


class Pipeline:
    """The steps over one corpus. Holds no state between questions; safe to share by threads."""

    def __init__(
        self,
        corpus: Corpus,
        reader: QueryRewriter,
        ranker: Ranker,
        abstention: Abstention,
        *,
        has_references: bool = True,
    ) -> None:
        """Put the parts together; without ``has_references`` a provision that a question names is
        searched for like anything else.
        """
        self._corpus = corpus
        self._rewriter = reader
        self._ranker = ranker
        self._abstention = abstention
        self._has_references = has_references

    def run(
        self,
        question: Question,
        quote: Callable[[Question, Decision], Quoted],
        limit: int = DEPTH,
    ) -> AnswerTrace[Quoted]:
        """Validate, greet, rewrite, resolve references, retrieve, fuse, decide, quote.

        At most ``limit`` provisions are ranked; ``quote`` makes the answer of the decision. Raises
        QuestionError for a text that is no question, UnknownActError for an unknown act.
        """
        clock = _Clock()

        text = self._validate(question)
        clock.lap(Step.VALIDATE, f"{len(text)} characters")

        greeted = greeting_language(text)
        clock.lap(Step.GREETING, f"greeting in {greeted}" if greeted else "no greeting")

        readings: tuple[QueryVariant, ...] = ()
        scores: tuple[ChannelScores, ...] = ()
        if greeted is not None:
            language = question.language or greeted
            ranking = Ranking(QueryVariant(text, language, changed=False, language_score=1.0), ())
        else:
            readings = self._rewriter.variants(text, question.language, exact=question.exact)
            clock.lap(Step.REWRITE, _variants(readings))

            named = self._resolve(question, text, readings, limit)
            clock.lap(Step.REFERENCES, _references(named))

            if named is not None:
                ranking = named
            else:
                scores = self._ranker.retrieve(readings, question.acts)
                clock.lap(Step.RETRIEVE, f"{len(scores[0].channels)} channels")

                ranking = self._ranker.fuse(readings, scores, question.acts, limit)
                clock.lap(Step.FUSE, f"{len(ranking.candidates)} provisions")

        decision = decide(ranking, self._abstention, is_greeting=greeted is not None)
        clock.lap(Step.DECIDE, f"{decision.status}, sureness {decision.sureness:.2f}")

        answer = quote(question, decision)
        clock.lap(Step.QUOTE, _quotes(answer))

        return AnswerTrace(answer, decision, readings, scores, clock.steps)

    def _validate(self, question: Question) -> str:
        """Return the normalised text of ``question``; raises as :meth:`run`."""
        text = normalize_input(check_question(question.text))
        for act_id in question.acts:
            self._corpus.act(act_id)
        return text

    def _resolve(
        self, question: Question, text: str, readings: Sequence[QueryVariant], limit: int
    ) -> Ranking | None:
        """Return the provisions that the question names as a ranking; None where it names none."""
        if not self._has_references:
            return None
        texts = (text, *(one.text for one in readings))
        found = find_referenced_provisions(texts, self._corpus, question.acts)
        if found is None:
            return None
        as_read, named = found
        if as_read == text:
            # A repair that was not needed to find it says nothing of the language either.
            (reading,) = self._rewriter.variants(text, question.language, exact=True)
        else:
            reading = next(one for one in readings if one.text == as_read)
        candidates = tuple(
            candidate
            for eid in named.eids
            for candidate in self._ranker.provisions_under(named.act, eid)
        )
        reading = replace(reading, text=as_read, changed=as_read != text)
        return Ranking(reading, candidates[:limit], named=named)


class _Clock:
    """A stopwatch that is read at the end of each step."""

    def __init__(self) -> None:
        self._steps: list[StepTime] = []
        self._start = perf_counter()

    @property
    def steps(self) -> tuple[StepTime, ...]:
        """Return the steps so far, in their order."""
        return tuple(self._steps)

    def lap(self, name: Step, detail: str) -> None:
        """End the step ``name`` and begin the next one."""
        now = perf_counter()
        self._steps.append(StepTime(name, now - self._start, detail))
        self._start = now


def _variants(readings: Sequence[QueryVariant]) -> str:
    languages = ", ".join(one.language for one in readings)
    changed = sum(one.changed for one in readings)
    return f"variants in {languages}; {changed} changed"


def _references(ranking: Ranking | None) -> str:
    if ranking is None or ranking.named is None:
        return "none"
    named = ranking.named
    return f"{len(named.eids)} found, {len(named.missing)} missing"


def _quotes(result: object) -> str:
    return f"{len(result.passages)} quotes" if isinstance(result, Answer) else "no answer"
