"""Questions of cases: all right articles speak of their matter, and no other one that is offered.

The words of a question are compared with those of the provisions, in the language of the act. One
in another language counts as the one with the same answers that has the same place in the bank.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import log2

from data.eid import article_of
from data.model import Provision
from data.question_bank import BankQuestion
from qa.drills.card_source import CardSource
from qa.drills.suitability import names_staff

# A stem in so great a share of the provisions does not tell what a question is about.
_COMMON = 0.12
# A provision with a smaller share of the best one's telling words is no answer of its own.
_WEAKEST = 0.6


class CaseQuestions:
    """The matter of the questions of an act's bank."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._words = [(each, self._stems(each)) for each in source.provisions]

    def telling(self, questions: Sequence[BankQuestion]) -> tuple[BankQuestion, ...]:
        """Return those of ``questions`` whose telling words are in each of their provisions.

        A question about an officer has no right provision about the body beside one about officers.
        """
        own = self._source.act.language
        by_answers: dict[tuple[str, ...], dict[str, list[BankQuestion]]] = defaultdict(dict)
        for question in questions:
            group = by_answers[question.eids]
            group.setdefault(question.language, []).append(question)
        found: set[BankQuestion] = set()
        for group in by_answers.values():
            fits = [self._is_telling(question) for question in group.get(own, ())]
            for asked in group.values():
                if len(asked) == len(fits):
                    found.update(q for q, fit in zip(asked, fits, strict=True) if fit)
                elif fits and all(fits):
                    found.update(asked)
        return tuple(each for each in questions if each in found and not self._is_of_body(each))

    def rivals(self, questions: Sequence[BankQuestion]) -> frozenset[str]:
        """Return the articles that speak of the matter of a question as much as a right one."""
        found: set[str] = set()
        for question in questions:
            if question.language == self._source.act.language:
                words = self._telling_words(question)
                weakest = min(self._scores(question))
                found.update(
                    article_of(provision.eid)
                    for provision, stems in self._words
                    if self._weight(words & stems) >= weakest
                )
        return frozenset(found)

    def _is_telling(self, question: BankQuestion) -> bool:
        scores = self._scores(question)
        return min(scores) > 0 and min(scores) >= _WEAKEST * max(scores)

    def _is_of_body(self, question: BankQuestion) -> bool:
        """Return whether an officer is asked about and some provision is of none."""
        rights = (self._source.act.by_eid[eid] for eid in question.eids)
        language = self._source.act.language
        of_staff = {any(names_staff(language, text) for text in _texts(right)) for right in rights}
        return names_staff(question.language, question.question) and len(of_staff) > 1

    def _scores(self, question: BankQuestion) -> list[float]:
        """Return the measure of the telling words that each right provision has, in bits."""
        words = self._telling_words(question)
        rights = (self._source.act.by_eid[eid] for eid in question.eids)
        return [self._weight(words & self._stems(provision)) for provision in rights]

    def _telling_words(self, question: BankQuestion) -> frozenset[str]:
        share = self._source.share_of_provisions
        return frozenset(w for w in self._source.content(question) if 0 < share(w) <= _COMMON)

    def _weight(self, words: frozenset[str]) -> float:
        return sum(-log2(self._source.share_of_provisions(word)) for word in words)

    def _stems(self, provision: Provision) -> frozenset[str]:
        return frozenset(s for text in _texts(provision) for s in self._source.stems(text))


def _texts(provision: Provision) -> tuple[str, ...]:
    """Return the lead-in and the words of a provision."""
    return (provision.lead_in.text if provision.lead_in is not None else "", provision.text)
