"""The answer cache: a bounded LRU cache of the answers of one answerer.

A hot reload makes a new answerer and so an empty cache. Each reply from it has an id of its own.
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
    """A thread-safe LRU cache of at most ``max_answers`` answers."""

    def __init__(self, max_answers: int = MAX_ANSWERS) -> None:
        self._max_answers = max_answers
        self._answers: OrderedDict[Question, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Question) -> Answer | None:
        """Return the cached answer to ``question`` with an id of its own, or None."""
        # A text that is too long is refused even if its normalised form is short and cached.
        if len(question.text.strip()) > MAX_QUESTION_LENGTH:
            return None
        key = _key(question)
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                return None
            if _quotes_message(answer) and answer.question != question.text:
                return None
            self._answers.move_to_end(key)
        return replace(answer, answer_id=uuid4().hex, question=question.text)

    def put(self, question: Question, answer: Answer) -> None:
        key = _key(question)
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            if len(self._answers) > self._max_answers:
                self._answers.popitem(last=False)


def _quotes_message(answer: Answer) -> bool:
    """Return whether ``answer`` has slices of the message, which another spelling has not."""
    return answer.answers is not None or bool(answer.not_searched)


def _key(question: Question) -> Question:
    """Return ``question`` with its text normalised as by the pipeline."""
    return replace(question, text=normalize_input(question.text))
