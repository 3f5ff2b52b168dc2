"""The pipeline from a question to its answer: steps in order, each one timed.

:meth:`Pipeline.run` states the steps. Their modules are :mod:`qa.query.validation` (validate),
:mod:`qa.conversation.small_talk` (greeting), :mod:`qa.letters.plan` (letter),
:mod:`qa.query.rewriting` (rewrite), :mod:`qa.references.lookup` (references),
:mod:`qa.retrieval.ranker` (retrieve, fuse), :mod:`qa.conversation.follow_up` (context),
:mod:`qa.decision` (decide) and :mod:`qa.composer` (quote).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from time import perf_counter
from typing import Generic, TypeVar

from data.corpus import Corpus
from qa.abstention import Abstention
from qa.answer import Answer, ContextTurn, Question, Status
from qa.conversation.follow_up import (
    Leaning,
    earlier_turns,
    is_follow_up,
    join_decisions,
    joined_text,
    leaning_on,
    neighbours,
)
from qa.conversation.small_talk import small_talk
from qa.decision import Decision, decide, without_certainty
from qa.direct_answers import DirectAnswers
from qa.letters.plan import MAX_SEARCHES, SearchPlan, plan_searches
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter, QueryVariant, Repair
from qa.query.validation import check_question
from qa.references.act_catalog import read_catalog
from qa.references.act_mention import names_other_act
from qa.references.lookup import find_referenced_provisions
from qa.retrieval.ranker import Ranker, Ranking
from qa.retrieval.scorer import ChannelScores

Quoted = TypeVar("Quoted")

DEPTH = 50
"""Default number of provisions that are ranked."""


class Step(StrEnum):
    """A step of the pipeline; an answer from the cache has ``cache`` as its only step.

    ``context`` is a step of a message that leans on the question before.
    """

    VALIDATE = "validate"
    GREETING = "greeting"
    LETTER = "letter"
    REWRITE = "rewrite"
    REFERENCES = "references"
    RETRIEVE = "retrieve"
    FUSE = "fuse"
    CONTEXT = "context"
    DECIDE = "decide"
    QUOTE = "quote"
    CACHE = "cache"


@dataclass(frozen=True, slots=True)
class StepTime:
    """The duration of a step and its result in a few words, none of them from the question."""

    name: Step
    seconds: float
    detail: str


@dataclass(frozen=True, slots=True)
class AnswerTrace(Generic[Quoted]):
    """An answer with its decision, the query ``variants`` with the scores of each, and the steps.

    There are no scores if nothing was searched, as for a greeting or a named provision.
    """

    answer: Quoted
    decision: Decision
    variants: tuple[QueryVariant, ...]
    scores: tuple[ChannelScores, ...]
    steps: tuple[StepTime, ...]

    @property
    def ranking(self) -> Ranking:
        return self.decision.ranking

    @property
    def confidence(self) -> float:
        """Return the calibrated confidence of the first provision, 0 to 1."""
        return self.decision.confidence


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The last turn before a message that leans on it, and the variant of both together."""

    kind: Leaning
    turn: ContextTurn
    variant: QueryVariant


class Pipeline:
    """The pipeline over one corpus; stateless between questions, so threads may share it."""

    def __init__(
        self,
        corpus: Corpus,
        rewriter: QueryRewriter,
        ranker: Ranker,
        abstention: Abstention,
        *,
        direct: DirectAnswers | None = None,
        has_references: bool = True,
    ) -> None:
        """Without ``has_references`` a provision that a question names is searched like text.

        ``direct`` finds the provisions that a message asks for by their heading or their term.
        """
        self._corpus = corpus
        self._catalog = read_catalog(corpus)
        self._rewriter = rewriter
        self._ranker = ranker
        self._abstention = abstention
        self._direct = direct if has_references else None
        self._has_references = has_references

    def run(
        self,
        question: Question,
        quote: Callable[[Question, Decision], Quoted],
        limit: int = DEPTH,
    ) -> AnswerTrace[Quoted]:
        """Validate, greet, plan, rewrite, resolve references, retrieve, fuse, decide, quote.

        A message that leans on the question before is searched with it too, in the same batch. At
        most ``limit`` provisions are ranked; ``quote`` makes the answer from the decision.
        Raises QuestionError for a text that is not a question, UnknownActError for an unknown act.
        """
        clock = _Clock()

        message, text = self._validate(question)
        clock.lap(Step.VALIDATE, f"{len(text)} characters")

        talk = small_talk(text)
        clock.lap(Step.GREETING, f"{talk.kind} in {talk.language}" if talk else "no greeting")

        variants: tuple[QueryVariant, ...] = ()
        scores: tuple[ChannelScores, ...] = ()
        if talk is not None:
            language = question.language or talk.language
            reading = QueryVariant(text, language, changed=False, language_score=1.0)
            decision = decide(Ranking(reading, ()), self._abstention, reply=talk.message)
        else:
            plan = plan_searches(message, exact=question.exact)
            texts = [normalize_input(search.text) for search in plan.searches]
            clock.lap(Step.LETTER, _plan_detail(plan))

            readings = self._rewrite(question, texts)
            clock.lap(Step.REWRITE, _variants_detail([v for each in readings for v in each]))

            referenced = [
                self._resolve_references(question, searched_text, each, limit)
                for searched_text, each in zip(texts, readings, strict=True)
            ]
            clock.lap(Step.REFERENCES, _references_detail(referenced))

            searched = [
                each for each, named in zip(readings, referenced, strict=True) if named is None
            ]
            variants = tuple(chain.from_iterable(searched or readings))
            # A letter has a matter of its own.
            earlier = self._earlier(question, text) if searched and plan.letter is None else None
            if earlier is not None:
                variants = (*variants, earlier.variant)
            if searched:
                scores = self._ranker.retrieve(variants, question.acts)
                clock.lap(Step.RETRIEVE, f"{len(scores[0].channels)} channels")

            rankings = self._fuse(question, readings, referenced, scores, limit)
            if searched:
                found = max(len(ranking.candidates) for ranking in rankings)
                clock.lap(Step.FUSE, f"{found} provisions")

            decision = plan.combine(
                [
                    self._decide(ranking, searched_text)
                    for ranking, searched_text in zip(rankings, texts, strict=True)
                ]
            )
            if earlier is not None:
                alone = decision
                decision = self._with_earlier(alone, earlier, scores[-1], question)
                clock.lap(Step.CONTEXT, "alone" if decision is alone else Repair.CONTEXT.value)
        clock.lap(Step.DECIDE, f"{decision.status}, confidence {decision.confidence:.2f}")

        answer = quote(question, decision)
        clock.lap(Step.QUOTE, _quotes_detail(answer))

        return AnswerTrace(answer, decision, variants, scores, tuple(clock.steps))

    def _validate(self, question: Question) -> tuple[str, str]:
        """Return the text of ``question`` as typed and normalised; raises as :meth:`run`."""
        message = check_question(question.text)
        for act_id in question.acts:
            self._corpus.act(act_id)
        return message, normalize_input(message)

    def _earlier(self, question: Question, text: str) -> _Earlier | None:
        """Return the turn that the message ``text`` leans on, None where it needs none."""
        turns = () if question.exact else earlier_turns(question.context)
        kind = leaning_on(turns, text)
        if kind is Leaning.NONE:
            return None
        both = joined_text(turns, text)
        variant, *_ = self._rewriter.variants(both, question.language, exact=False)
        repairs = (*variant.repairs, Repair.CONTEXT)
        return _Earlier(kind, turns[-1], replace(variant, changed=True, repairs=repairs))

    def _with_earlier(
        self, own: Decision, earlier: _Earlier, scores: ChannelScores, question: Question
    ) -> Decision:
        """Return the decision with the turn before, or ``own`` where the message stands alone."""
        limit = len(own.ranking.candidates) or DEPTH
        joined = self._ranker.fuse([earlier.variant], [scores], question.acts, limit)
        decided = self._abstention.decide(joined.evidence)
        if not is_follow_up(earlier.kind, own, decided):
            return own
        near = neighbours(earlier.turn, self._corpus, earlier.kind)
        return join_decisions(earlier.kind, own, joined, decided, near)

    def _rewrite(self, question: Question, texts: Sequence[str]) -> list[tuple[QueryVariant, ...]]:
        """Return the variants of each text: the best one, and the second ones if all have room.

        The number of encoded texts is bounded by :data:`qa.letters.plan.MAX_SEARCHES`.
        """
        readings = [
            self._rewriter.variants(text, question.language, exact=question.exact) for text in texts
        ]
        if sum(map(len, readings)) > MAX_SEARCHES:
            return [each[:1] for each in readings]
        return readings

    def _fuse(
        self,
        question: Question,
        readings: Sequence[tuple[QueryVariant, ...]],
        referenced: Sequence[Ranking | None],
        scores: Sequence[ChannelScores],
        limit: int,
    ) -> list[Ranking]:
        """Return the ranking of each search: its named provisions, or those that ``scores`` find.

        ``scores`` are of the variants of the searches without a reference, in order.
        """
        rankings, left = [], iter(scores)
        for variants, named in zip(readings, referenced, strict=True):
            if named is not None:
                rankings.append(named)
                continue
            own = tuple(islice(left, len(variants)))
            ranking = self._ranker.fuse(variants, own, question.acts, limit)
            if self._direct is not None:
                ranking = self._direct.first(variants, ranking, limit)
            rankings.append(ranking)
        return rankings

    def _decide(self, ranking: Ranking, text: str) -> Decision:
        decision = decide(
            ranking,
            self._abstention,
            names_other_act=lambda: self._has_references and names_other_act(text, self._catalog),
        )
        # One word of slang asks nothing, so nothing can be its certain answer.
        is_slang = Repair.SLANG in ranking.reading.repairs and len(text.split()) == 1
        if is_slang and decision.status is Status.ANSWERED:
            unsure = without_certainty(decision.abstention)
            return replace(decision, status=Status.CLOSEST, abstention=unsure)
        return decision

    def _resolve_references(
        self, question: Question, text: str, variants: Sequence[QueryVariant], limit: int
    ) -> Ranking | None:
        """Return the provisions that the question names as a ranking, or None."""
        if not self._has_references:
            return None
        texts = (text, *(variant.text for variant in variants))
        language = question.language or variants[0].language
        found = find_referenced_provisions(texts, self._catalog, question.acts, language)
        if found is None:
            return None
        matched_text, named = found
        if matched_text == text:
            # A repair that the reference did not need is no evidence of the language either.
            (variant,) = self._rewriter.variants(text, question.language, exact=True)
        else:
            variant = next(variant for variant in variants if variant.text == matched_text)
        candidates = tuple(
            candidate
            for eid in named.eids
            for candidate in self._ranker.provisions_under(named.act, eid)
        )
        variant = replace(variant, text=matched_text, changed=matched_text != text)
        return Ranking(variant, candidates[:limit], named=named)


class _Clock:
    """A stopwatch with one lap for each step."""

    def __init__(self) -> None:
        self.steps: list[StepTime] = []
        self._start = perf_counter()

    def lap(self, name: Step, detail: str) -> None:
        """End the step ``name`` and begin the next one."""
        now = perf_counter()
        self.steps.append(StepTime(name, now - self._start, detail))
        self._start = now


def _variants_detail(variants: Sequence[QueryVariant]) -> str:
    languages = ", ".join(variant.language for variant in variants)
    changed = sum(variant.changed for variant in variants)
    return f"variants in {languages}; {changed} changed"


def _plan_detail(plan: SearchPlan) -> str:
    if plan.letter is None:
        return "no letter"
    return f"{len(plan.letter.parts)} questions, {len(plan.searches)} searches"


def _references_detail(rankings: Sequence[Ranking | None]) -> str:
    return "; ".join(_reference_detail(ranking) for ranking in rankings)


def _reference_detail(ranking: Ranking | None) -> str:
    if ranking is None or ranking.named is None:
        return "none"
    named = ranking.named
    if named.is_other_act:
        return "another act"
    if named.choices:
        return f"the same provision in {len(named.choices)} acts"
    return f"{len(named.eids)} found, {len(named.missing)} missing"


def _quotes_detail(result: object) -> str:
    return f"{len(result.passages)} quotes" if isinstance(result, Answer) else "no answer"
