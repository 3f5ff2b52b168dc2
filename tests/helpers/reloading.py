"""Numbered answerers, by which tests see the current one of a reloading answerer."""

from collections.abc import Callable
from threading import Event

from qa.answer import Answer, Question
from qa.answerer import StepRecorder
from tests.helpers.web_app import LawAnswering

QUESTION = Question("24-бап")


class Numbered(LawAnswering):
    """The real law's answers, each with the number of its answerer as the contacts."""

    def __init__(self, number: int, gate: Event | None = None) -> None:
        self.number = number
        self.gate = gate

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        if self.gate is not None:
            assert self.gate.wait(30)
        answer = super().ask(question)
        object.__setattr__(answer, "contacts", str(self.number))
        return answer


def numbered() -> tuple[Callable[[], Numbered], list[Numbered]]:
    """Return a function that makes the next answerer, and the list of those that it made."""
    made: list[Numbered] = []

    def compose() -> Numbered:
        made.append(Numbered(len(made) + 1))
        return made[-1]

    return compose, made
