"""Kept answers: one question in two writings, an id for each reply, what decides an answer."""

from dataclasses import replace

from web_parts import FIREARM, LawAnswering

from qa.answer import Answer, Question
from qa.answer_cache import AnswerCache


class Counting(LawAnswering):
    """The answerer of the real law, with a count of what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return super().ask(question)


def test_a_question_that_is_repeated_is_answered_once_and_replied_to_anew() -> None:
    counting = Counting()
    cache = AnswerCache(counting)
    first = cache.ask(Question(FIREARM))
    again = cache.ask(Question(f"  {FIREARM.replace(' ', '  ')}\n"))
    assert len(counting.asked) == 1
    assert again.answer_id != first.answer_id
    assert again.question == f"  {FIREARM.replace(' ', '  ')}\n"
    assert replace(again, answer_id=first.answer_id, question=FIREARM) == first


def test_everything_but_spaces_decides_the_answer() -> None:
    counting = Counting()
    cache = AnswerCache(counting)
    asked = Question(FIREARM)
    others = (
        replace(asked, text=FIREARM.lower()),
        replace(asked, language="ru"),
        replace(asked, ui="en"),
        replace(asked, top_k=1),
        replace(asked, acts=("kz-internal-affairs",)),
        replace(asked, exact=True),
    )
    for one in (asked, *others):
        cache.ask(one)
    assert counting.asked == [asked, *others]


def test_what_was_used_longest_ago_is_forgotten() -> None:
    counting = Counting()
    cache = AnswerCache(counting, most=2)
    for text in ("24-бап", "25-бап", "24-бап", "26-бап"):
        cache.ask(Question(text))
    assert cache.kept(Question("25-бап")) is None
    assert cache.kept(Question("24-бап")) is not None
    assert len(counting.asked) == 3
