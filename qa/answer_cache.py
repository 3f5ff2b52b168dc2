"""Answers kept for questions that are asked again.

The keeper belongs to one answerer, so to one state of acts, bank and index: with a new one comes
an empty keeper. What is kept is never shown twice as the same answer: each reply has its own id.
"""

import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Protocol
from uuid import uuid4

from data.bank import BankQuestion
from data.corpus import Corpus
from qa.answer import Answer, Question
from qa.listing import Listing
from qa.meaning import Meanings

MOST = 1024


class Answering(Protocol):
    """What answers questions from a corpus."""

    @property
    def corpus(self) -> Corpus:
        """The acts that answers quote."""
        ...

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        """The curated questions that lead to provisions."""
        ...

    def ask(self, question: Question) -> Answer:
        """The answer to a question."""
        ...

    def kept(self, question: Question) -> Answer | None:
        """Return the answer where it is in a cache, else None."""
        ...

    def listing(self, question: Question, limit: int = 50) -> Listing:
        """The answer with all candidates behind it."""
        ...

    def meaning(self, questions: Sequence[Question]) -> Meanings:
        """What questions mean, a row each."""
        ...


class AnswerCache:
    """Answers with what another answers, and keeps the ``most`` answers that were used last."""

    def __init__(self, answerer: Answering, most: int = MOST) -> None:
        """``answerer`` answers what is not kept."""
        self._answerer = answerer
        self._most = most
        self._kept: OrderedDict[Question, Answer] = OrderedDict()
        self._lock = Lock()

    @property
    def corpus(self) -> Corpus:
        """The acts that answers quote."""
        return self._answerer.corpus

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        """The curated questions that lead to provisions."""
        return self._answerer.bank

    def ask(self, question: Question) -> Answer:
        """The answer to ``question``, with an id of its own; raises as the answerer does."""
        return self.kept(question) or self._asked(question)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        """The answer with all candidates behind it; never kept. Raises as the answerer does."""
        return self._answerer.listing(question, limit)

    def meaning(self, questions: Sequence[Question]) -> Meanings:
        """What ``questions`` mean; never kept. Raises as the answerer does."""
        return self._answerer.meaning(questions)

    def kept(self, question: Question) -> Answer | None:
        """The kept answer as a new reply, without any work; None where there is none."""
        key = normalised(question)
        with self._lock:
            answer = self._kept.get(key)
            if answer is None:
                return None
            self._kept.move_to_end(key)
        return replace(answer, answer_id=uuid4().hex, question=question.text)

    def _asked(self, question: Question) -> Answer:
        answer = self._answerer.ask(question)
        with self._lock:
            self._kept[normalised(question)] = answer
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer


def normalised(question: Question) -> Question:
    """``question`` with composed characters and single spaces; everything else decides answers."""
    text = " ".join(unicodedata.normalize("NFC", question.text).split())
    return replace(question, text=text)
