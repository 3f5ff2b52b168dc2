"""Composition of answers: verbatim quotes, citations, messages and related provisions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from uuid import uuid4

from data.corpus import Corpus
from data.eid import is_under
from data.reading_aids import AidsLibrary, ReadingAids
from qa.answer import (
    Answer,
    Choice,
    Confidence,
    Listed,
    Listing,
    PartAnswer,
    Question,
    Quote,
    Reason,
    SeeAlso,
    Status,
)
from qa.citation import label, url
from qa.decision import Decision, PartDecision
from qa.highlight import Highlighter
from qa.messages import lines_for, message, other_language_messages
from qa.query.foreign_language import foreign_language
from qa.query.question_words import QuestionWords
from qa.query.rewriting import QueryVariant
from qa.quotes import parallel_quotes, translated, whole_quote
from qa.references.lookup import ReferencedProvisions
from qa.references.missing import (
    missing_of_several_acts,
    missing_references,
    nearest_existing,
)
from qa.references.related import MAX_RELATED, neighbour, see_also
from qa.retrieval.ranker import Candidate, Ranking
from qa.retrieval.scorer import CHANNELS

_MAX_QUOTES = 2048

MAX_NEAREST = 3
"""Provisions that are shown, as no answer, where nothing was found."""


class AnswerComposer:
    """Composes answers from decisions; every quote is a slice of a provision's text."""

    def __init__(
        self,
        corpus: Corpus,
        words: Callable[[str, str], QuestionWords],
        idf: Callable[[str, str], float],
        contacts: str | None,
        aids: AidsLibrary | None = None,
    ) -> None:
        """``words`` reads a question in a language, ``idf`` weights a term in one.

        ``contacts`` are added to a refusal. Without ``aids`` no quote has a translation.
        """
        self._corpus = corpus
        self._words = words
        self._idf = idf
        self._contacts = contacts or ""
        self._aids = aids or AidsLibrary(())
        self._whole = lru_cache(maxsize=_MAX_QUOTES)(self._whole_quote)
        self._related = lru_cache(maxsize=_MAX_QUOTES)(self._related_provisions)

    def answer(self, question: Question, decision: Decision) -> Answer:
        """Return the answer, with one for each question of a message that asks several.

        A refusal of a message in another language names the languages that are understood.
        """
        answer = self._answer(question, decision)
        parts = tuple(self._part(question, part) for part in decision.parts)
        if parts or decision.not_searched:
            answer = replace(answer, answers=parts or None, not_searched=decision.not_searched)
        return _with_languages(question, answer)

    def _part(self, question: Question, part: PartDecision) -> PartAnswer:
        answer = self._answer(question, part.decision)
        return PartAnswer(
            asked=part.asked,
            status=answer.status,
            reason=answer.reason,
            message=answer.message,
            searched_as=answer.searched_as,
            language=answer.language,
            passages=answer.passages,
            see_also=answer.see_also,
            choices=answer.choices,
            one_of=answer.one_of,
        )

    def _answer(self, question: Question, decision: Decision) -> Answer:
        named, ui = decision.ranking.named, question.ui or decision.ranking.reading.language
        if decision.reason is None:
            return self._with_passages(question, decision)
        if decision.reason is Reason.NO_SUCH_PROVISION and named is not None:
            return self._missing_provision(question, decision, named)
        if decision.reason in (Reason.WHICH_ACT, Reason.SEVERAL_ACTS) and named is not None:
            return self._with_choices(question, decision, named, decision.reason)
        answer = self._without_passages(question, decision.ranking.reading, decision.reason)
        if decision.reply is not None:
            return replace(answer, message=message(decision.reply, ui))
        if decision.reason is not Reason.OUT_OF_SCOPE or decision.parts:
            return answer
        return replace(answer, nearest=self._quotes(decision, ui, MAX_NEAREST))

    def listing(self, question: Question, decision: Decision, limit: int) -> Listing:
        """Return the answer and the best ``limit`` candidates, whatever the status."""
        answer = self.answer(question, decision)
        rankings = [self._listed(question, part.decision, limit) for part in decision.parts]
        if not rankings:
            return Listing(answer, self._listed(question, decision, limit))
        # The best of each question come before the second of any.
        ordered = (one for row in zip_longest(*rankings) for one in row if one is not None)
        by_provision: dict[tuple[str, str], Listed] = {}
        for one in ordered:
            by_provision.setdefault((one.quote.citation.act, one.quote.citation.eid), one)
        return Listing(answer, tuple(by_provision.values())[:limit])

    def _listed(self, question: Question, decision: Decision, limit: int) -> tuple[Listed, ...]:
        ranking = decision.ranking
        quotes = self._quotes(decision, question.ui or ranking.reading.language, limit)
        return tuple(
            Listed(quote, dict(zip(CHANNELS, candidate.channels, strict=False)))
            for quote, candidate in zip(quotes, ranking.candidates, strict=False)
        )

    def _with_passages(self, question: Question, decision: Decision) -> Answer:
        variant, named = decision.ranking.reading, decision.ranking.named
        ui = question.ui or variant.language
        quotes = self._quotes(decision, ui, question.top_k)
        return Answer(
            answer_id=uuid4().hex,
            status=decision.status,
            reason=None,
            message=missing_references(named, ui) if named else self._outline(decision, quotes, ui),
            contacts=None,
            question=question.text,
            searched_as=_searched_as(variant),
            language=variant.language,
            passages=quotes,
            see_also=self._see_also(quotes, decision.ranking, ui),
            one_of=None if decision.one_of is None else _at_least_two(decision.one_of, quotes),
        )

    def _without_passages(
        self, question: Question, variant: QueryVariant, reason: Reason
    ) -> Answer:
        ui = question.ui or variant.language
        return Answer(
            answer_id=uuid4().hex,
            status=Status.NOT_COVERED,
            reason=reason,
            message=message(reason.value, ui),
            contacts="\n".join(lines_for(self._contacts, ui)) or None,
            question=question.text,
            searched_as=_searched_as(variant),
            language=variant.language,
            passages=(),
        )

    def _missing_provision(
        self, question: Question, decision: Decision, named: ReferencedProvisions
    ) -> Answer:
        """Return the answer to a reference to no provision, with the nearest existing ones."""
        variant = decision.ranking.reading
        ui = question.ui or variant.language
        text, eids = nearest_existing(named, ui)
        act = named.act
        address = None if act is None else self._corpus.address(act)
        nearest = () if act is None else tuple(neighbour(act, eid, ui, address) for eid in eids)
        answer = self._without_passages(question, variant, Reason.NO_SUCH_PROVISION)
        return replace(answer, message=text, see_also=nearest)

    def _with_choices(
        self, question: Question, decision: Decision, named: ReferencedProvisions, reason: Reason
    ) -> Answer:
        """Return the answer to a reference to several acts: links to the provisions of each."""
        variant = decision.ranking.reading
        ui = question.ui or variant.language
        choices = tuple(
            Choice(
                act=choice.act.id,
                act_title=choice.act.title,
                language=choice.act.language,
                label=label(choice.act, choice.eid, ui),
                url=url(self._corpus.address(choice.act), choice.eid),
            )
            for choice in named.choices
        )
        answer = self._without_passages(question, variant, reason)
        if reason is Reason.SEVERAL_ACTS and named.missing:
            answer = replace(answer, message=missing_of_several_acts(named, ui))
        return replace(answer, contacts=None, choices=choices)

    def _quotes(self, decision: Decision, ui: str, limit: int) -> tuple[Quote, ...]:
        """Return the first ``limit`` candidates as quotes with labels in ``ui``."""
        variant = decision.ranking.reading
        highlighter = Highlighter(self._words(variant.text, variant.language), self._idf)
        candidates = decision.ranking.candidates[:limit]
        acts = (self._corpus.act(name) for name in {one.act: None for one in candidates})
        # Their files are looked at once for each act.
        aids = {act.id: self._aids.aids(act, ui) for act in acts}
        return tuple(
            self._quote(candidate, decision, ui, highlighter, aids[candidate.act])
            for candidate in candidates
        )

    def _quote(
        self,
        candidate: Candidate,
        decision: Decision,
        ui: str,
        highlighter: Highlighter,
        aids: ReadingAids,
    ) -> Quote:
        act = self._corpus.act(candidate.act)
        provision = act.by_eid[candidate.eid]
        passage, ranking = candidate.passage, decision.ranking
        confidence = decision.abstention.band(ranking.candidates[0].score - candidate.score)
        quote = replace(
            self._whole(act.id, provision.eid, ui, confidence),
            quote=passage.text,
            start=passage.start,
            end=passage.end,
            highlight=None if ranking.named else highlighter.span(passage.text, act.language),
        )
        return translated(quote, act, aids)

    def _whole_quote(self, act_id: str, eid: str, ui: str, confidence: Confidence) -> Quote:
        """Return the whole provision with its parallel versions, each with its citation."""
        act = self._corpus.act(act_id)
        address = self._corpus.address(act)
        return replace(
            whole_quote(act, act.by_eid[eid], ui, address, confidence),
            parallel=parallel_quotes(self._corpus, act_id, eid, ui, confidence),
        )

    def _outline(self, decision: Decision, quotes: Sequence[Quote], ui: str) -> str | None:
        """Return how much of the article that was asked as a whole is quoted, None if all is."""
        eid, candidates = decision.ranking.overview, decision.ranking.candidates
        if eid is None:
            return None
        act = candidates[0].act
        parts = sum(one.act == act and is_under(one.eid, eid) for one in candidates)
        shown = sum(is_under(quote.citation.eid, eid) for quote in quotes)
        if shown >= parts:
            return None
        name = label(self._corpus.act(act), eid, ui)
        return message("overview", ui).format(label=name, count=parts, shown=shown)

    def _see_also(self, quotes: Sequence[Quote], ranking: Ranking, ui: str) -> tuple[SeeAlso, ...]:
        first = quotes[0].citation
        act = self._corpus.act(first.act)
        quoted = {quote.citation.eid for quote in quotes if quote.citation.act == first.act}
        address = self._corpus.address(act)
        # A named article is linked as a whole, however many of its points are quoted.
        whole = [neighbour(act, eid, ui, address) for eid in _whole(ranking)]
        by_eid = {link.eid: link for link in (*whole, *self._related(act.id, first.eid, ui))}
        return tuple(link for eid, link in by_eid.items() if eid not in quoted)[:MAX_RELATED]

    def _related_provisions(self, act_id: str, eid: str, ui: str) -> tuple[SeeAlso, ...]:
        act = self._corpus.act(act_id)
        return see_also(act, act.by_eid[eid], ui, self._corpus.address(act))


def _with_languages(question: Question, answer: Answer) -> Answer:
    """Return ``answer``, to a message in another language with the languages of questions.

    A message that is answered, also in part, or refused for a reason of its own, was understood.
    """
    is_understood = (
        answer.status is Status.ANSWERED
        or answer.reason not in (None, Reason.OUT_OF_SCOPE)
        or any(part.status is not Status.NOT_COVERED for part in answer.answers or ())
    )
    code = None if is_understood else foreign_language(question.text)
    if code is None:
        return answer
    told = other_language_messages(code, question.ui or answer.language)
    return replace(
        answer,
        reason=None if answer.reason is None else Reason.OTHER_LANGUAGE,
        message="\n".join(told.values()),
        message_languages=tuple(told),
        nearest=(),
        answers=None,
        not_searched=(),
    )


def _at_least_two(count: int, quotes: Sequence[Quote]) -> int | None:
    """Return how many of ``count`` provisions are quoted, None for one."""
    quoted = min(count, len(quotes))
    return quoted if quoted > 1 else None


def _whole(ranking: Ranking) -> Sequence[str]:
    """Return the eIds that were asked as a whole."""
    if ranking.named is not None:
        return ranking.named.eids
    return () if ranking.overview is None else (ranking.overview,)


def _searched_as(variant: QueryVariant) -> str | None:
    return variant.text if variant.changed else None
