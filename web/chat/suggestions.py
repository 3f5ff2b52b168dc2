"""Suggested questions of the bank: examples on the first page, and next ones after an answer.

``examples.toml`` names the provisions of an act in the order in which their questions are shown as
examples. Those of any other act are the first questions of its bank.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from data.corpus import Corpus
from data.eid import article_of, is_under
from data.model import LANGUAGES, Act
from data.question_bank import BankQuestion, normalize_question
from qa.answer import Answer, Status
from qa.retrieval.bank_index import shipped_bank

CHOICE = Path(__file__).with_name("examples.toml")
MAX_EXAMPLES = 5
MAX_SUGGESTIONS = 3
MAX_LENGTH = 90
"""Characters of the longest question that is suggested."""


def read_examples(corpus: Corpus, choice: Path = CHOICE) -> Mapping[str, tuple[str, ...]]:
    """Return at most ``MAX_EXAMPLES`` short questions of the bank of ``corpus`` by language."""
    chosen = tomllib.loads(choice.read_text(encoding="utf-8"))
    bank = [each for each in shipped_bank(corpus) if _is_suggested(each)]
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for act in corpus.acts:
        eids = chosen.get(act.id, {}).get("eids", [])
        for language in LANGUAGES:
            own = [each for each in bank if (each.act, each.language) == (act.id, language)]
            found[language] += _first_of(own, eids) if eids else [each.question for each in own]
    return {language: tuple(questions[:MAX_EXAMPLES]) for language, questions in found.items()}


def _is_suggested(entry: BankQuestion) -> bool:
    return bool(entry.eids) and not entry.is_colloquial and len(entry.question) <= MAX_LENGTH


def _first_of(bank: Sequence[BankQuestion], eids: Sequence[str]) -> Iterator[str]:
    """Yield the first question on each provision, each question once."""
    firsts = (next((each.question for each in bank if eid in each.eids), "") for eid in eids)
    return (question for question in dict.fromkeys(firsts) if question)


class Suggestions:
    """Questions to ask after an answer, from the bank of the acts of one corpus."""

    def __init__(self, corpus: Corpus, bank: Sequence[BankQuestion] | None = None) -> None:
        """``bank`` is by default the one shipped for the acts of ``corpus``."""
        self._acts: Mapping[str, Act] = {act.id: act for act in corpus.acts}
        self._questions: dict[tuple[str, str], dict[str, list[BankQuestion]]] = {}
        for each in shipped_bank(corpus) if bank is None else bank:
            if _is_suggested(each):
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
