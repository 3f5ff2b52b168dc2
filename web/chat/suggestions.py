"""Suggestions for a next question: questions of the bank on neighbouring provisions."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from data.corpus import Corpus
from data.eid import article_of, is_under
from data.model import Act
from data.question_bank import BankQuestion, normalize_question
from qa.answer import Answer, Status
from qa.retrieval.bank_index import shipped_bank

MAX_SUGGESTIONS = 3
MAX_LENGTH = 90


class Suggestions:
    """Questions to ask after an answer, from the bank of the acts of one corpus."""

    def __init__(self, corpus: Corpus, bank: Sequence[BankQuestion] | None = None) -> None:
        """``bank`` is by default the one shipped for the acts of ``corpus``."""
        self._acts: Mapping[str, Act] = {act.id: act for act in corpus.acts}
        self._questions: dict[tuple[str, str], dict[str, list[BankQuestion]]] = {}
        for each in shipped_bank(corpus) if bank is None else bank:
            if each.eids and len(each.question) <= MAX_LENGTH:
                by_eid = self._questions.setdefault((each.act, each.language), {})
                by_eid.setdefault(each.eids[0], []).append(each)

    def after(self, answer: Answer, language: str, asked: Collection[str] = ()) -> tuple[str, ...]:
        """Return at most ``MAX_SUGGESTIONS`` questions in ``language``, of a provision each.

        None follows an answer without a provision or in danger. No question leads to what is
        quoted already, and none of those ``asked`` is repeated.
        """
        if answer.status is Status.NOT_COVERED or answer.notice or not answer.passages:
            return ()
        first = answer.passages[0].citation
        by_eid = self._questions.get((first.act, language), {})
        quoted = {quote.citation.eid for quote in answer.passages}
        known = {normalize_question(each) for each in (*asked, answer.question)}
        chosen: dict[str, None] = {}
        for eid in self._near(answer):
            fresh = (
                one.question
                for one in by_eid.get(eid, ())
                if quoted.isdisjoint(one.eids) and normalize_question(one.question) not in known
            )
            if (question := next(fresh, None)) is not None:
                chosen.setdefault(question)
            if len(chosen) == MAX_SUGGESTIONS:
                break
        return tuple(chosen)

    def _near(self, answer: Answer) -> Iterator[str]:
        """Yield the provisions to see also, those of the same article, then of the next ones."""
        first = answer.passages[0].citation
        eids = [each.eid for each in self._acts[first.act].provisions]
        start = eids.index(first.eid)
        own = article_of(first.eid)
        for link in answer.see_also:
            if link.act == first.act:
                yield from (eid for eid in eids if eid == link.eid or is_under(eid, link.eid))
        yield from (eid for eid in eids[start + 1 :] if article_of(eid) == own)
        yield from (eid for eid in reversed(eids[:start]) if article_of(eid) == own)
        yield from (eid for eid in eids[start + 1 :] if article_of(eid) != own)
