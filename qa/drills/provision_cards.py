"""Cards with a question of the bank: which article answers it, and cases with several."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from data.eid import article_of
from data.question_bank import BankQuestion
from qa.drills.article_options import DISTRACTORS, ArticleOptions
from qa.drills.card import Card, CardKind, Spec
from qa.drills.card_source import CardSource, seeded_random
from qa.drills.case_questions import CaseQuestions
from qa.drills.question_rivals import QuestionRivals

# A question with more right provisions is about a whole part of the act.
_MAX_RIGHT = 3
_MIN_CASE_WORDS = 6
# The cards of an article; of a long list they are spread over its points.
_MAX_CARDS = 4


class ProvisionCards:
    """The cards of an act with questions of its bank; a group has them alike in each language."""

    def __init__(self, source: CardSource, articles: ArticleOptions) -> None:
        self._source = source
        self._articles = articles
        self._case_questions = CaseQuestions(source)
        self._rivals = QuestionRivals(source, articles)
        self._unlike: dict[str, tuple[str, ...]] = {}
        self._questions: dict[str, tuple[BankQuestion, ...]] = {}
        self.which = tuple(self._which())
        # The same provisions in another order are the same case.
        cases = {
            frozenset(question.eids): question.eids
            for question in reversed(source.bank)
            if 1 < len(question.eids) <= _MAX_RIGHT
        }
        self.cases = tuple(
            spec
            for eids in reversed(cases.values())
            if (spec := self._spec(CardKind.CASE, eids)) is not None
        )

    def make_card(
        self, spec: Spec, seed: str, language: str, question: BankQuestion | None = None
    ) -> Card:
        """Return the card with ``question``, by default one in ``language`` if the bank has one."""
        if question is None:
            questions = self._questions[spec.key]
            generator = seeded_random(spec.key, f"{seed} question")
            own = [each for each in questions if each.language == language]
            question = generator.choice(own or list(questions))
        generator = seeded_random(spec.key, seed)
        eids = {spec.eid, *(span.eid for span in spec.hidden)}
        right = self._articles.articles_of(eids)
        options = self._articles.draw(right, self._unlike[spec.key], generator)
        numbers = frozenset(n for n, option in enumerate(options) if option.eid in right)
        return Card(spec, options, numbers, question)

    def questions(self, spec: Spec) -> tuple[BankQuestion, ...]:
        """Return the questions that the card may ask."""
        return self._questions[spec.key]

    def _which(self) -> Iterator[Spec]:
        """Yield the cards with one right article: of each article a few, in the act's order."""
        by_article: dict[str, list[str]] = defaultdict(list)
        for provision in self._source.provisions:
            if self._asked(CardKind.WHICH, (provision.eid,)):
                by_article[article_of(provision.eid)].append(provision.eid)
        for eids in by_article.values():
            step = max(1, len(eids) // _MAX_CARDS)
            for eid in eids[::step][:_MAX_CARDS]:
                spec = self._spec(CardKind.WHICH, (eid,))
                if spec is not None:
                    yield spec

    def _asked(self, kind: CardKind, eids: Sequence[str]) -> tuple[BankQuestion, ...]:
        """Return the questions of a card with the provisions ``eids``, none if it is unfit."""
        source = self._source
        right = self._articles.articles_of(eids)
        if not source.showable.issuperset(eids) or not right:
            return ()
        if kind is CardKind.CASE and len(right) < len(eids):
            return ()
        asked = tuple(
            question
            for question in source.questions.get(eids[0], ())
            if self._is_askable(kind, eids, question)
        )
        if kind is CardKind.CASE:
            asked = self._case_questions.telling(asked)
        own = [question for question in asked if question.language == source.act.language]
        return asked if own else ()

    def _spec(self, kind: CardKind, eids: Sequence[str]) -> Spec | None:
        """Return the specification of a card, None if it would be arguable."""
        source = self._source
        asked = self._asked(kind, eids)
        # Whatever answers a question in nearly the same words may be as right.
        answers = _answers(source, eids)
        alike = {other for eid in answers for other in source.asked_alike.get(eid, ())}
        closed = {article_of(eid) for eid in answers | alike}
        if kind is CardKind.CASE:
            closed |= self._case_questions.rivals(asked)
        unlike = self._articles.unlike(answers, closed)
        asked, unlike = self._with_options(asked, self._articles.articles_of(eids), unlike)
        if not asked:
            return None
        provisions = [source.act.by_eid[eid] for eid in eids]
        rows = (str(source.position[eid]) for eid in eids)
        detail = "" if kind is CardKind.WHICH else "-".join(rows)
        key = source.key(kind, eids[0], detail, provisions)
        self._questions[key] = asked
        self._unlike[key] = unlike
        hidden = () if kind is CardKind.WHICH else tuple(each.whole for each in provisions)
        return Spec(key, kind, eids[0], hidden=hidden)

    def _with_options(
        self, asked: Sequence[BankQuestion], right: Sequence[str], unlike: Sequence[str]
    ) -> tuple[tuple[BankQuestion, ...], tuple[str, ...]]:
        """Return the questions that leave articles enough, and those articles of ``unlike``.

        They are for all questions alike: a card has the same options in each language. There are no
        questions without one in the language of the act.
        """
        own = self._source.act.language
        offered = tuple(unlike)
        kept: set[BankQuestion] = set()
        for question in sorted(asked, key=lambda each: each.language != own):
            if self._rivals.is_divided(question, right):
                continue
            rivals = self._rivals.find(question, right)
            left = tuple(article for article in offered if article not in rivals)
            if len(left) >= DISTRACTORS:
                kept.add(question)
                offered = left
        if not any(question.language == own for question in kept):
            return (), offered
        return tuple(question for question in asked if question in kept), offered

    def _is_askable(self, kind: CardKind, eids: Sequence[str], question: BankQuestion) -> bool:
        """Return whether the question has the right articles alone and does not name one."""
        articles = self._articles.articles_of(eids)
        numbers = {self._source.act.by_eid[eid].number for eid in articles}
        if numbers & set(re.findall(r"\d+", question.question)):
            return False
        if kind is CardKind.WHICH:
            is_one = self._articles.articles_of(question.eids) == articles
            return is_one and len(question.eids) <= _MAX_RIGHT
        return set(question.eids) == set(eids) and len(question.question.split()) >= _MIN_CASE_WORDS


def _answers(source: CardSource, right: Sequence[str]) -> frozenset[str]:
    """Return all that answers the questions of ``right``, or other questions together with that."""
    direct = {o for eid in right for q in source.questions.get(eid, ()) for o in q.eids}
    questions = (q for other in direct for q in source.questions[other])
    return frozenset(right) | frozenset(other for question in questions for other in question.eids)
