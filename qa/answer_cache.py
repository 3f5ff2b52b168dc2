"""A cache of answers to questions that are asked again.

A cache belongs to one answerer, so to one state of acts, bank and index: with a new one comes an
empty cache. What is cached is never given twice as the same answer: each reply has its own id.
"""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from uuid import uuid4

from qa.answer import Answer, Question
from qa.query.normalization import normalize_input
from qa.query.validation import MAX_QUESTION_LENGTH

MAX_ANSWERS = 1024


class AnswerCache:
    """The answers that were used last. Safe to share by threads."""

    def __init__(self, most: int = MAX_ANSWERS) -> None:
        """Hold at most ``most`` answers; the one that was used longest ago is evicted."""
        self._most = most
        self._kept: OrderedDict[Question, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Question) -> Answer | None:
        """Return the cached answer to ``question`` with an id of its own, or None."""
        # Spaces may make a text too long whose normalised form is cached; it is refused as ever.
        if len(question.text.strip()) > MAX_QUESTION_LENGTH:
            return None
        key = _key(question)
        with self._lock:
            answer = self._kept.get(key)
            if answer is None:
                return None
            self._kept.move_to_end(key)
        return replace(answer, answer_id=uuid4().hex, question=question.text)

    def put(self, question: Question, answer: Answer) -> None:
        """Cache ``answer`` to ``question``."""
        key = _key(question)
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _key(question: Question) -> Question:
    """Return ``question`` with its text normalised as the pipeline normalises it."""
    return replace(question, text=normalize_input(question.text))
