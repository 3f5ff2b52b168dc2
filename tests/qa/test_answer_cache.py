"""Cached answers: one question in two writings, an id for each reply, what decides an answer."""

from dataclasses import replace

import pytest

from data.corpus import load_corpus
from embeddings.encoders.hashing import HashingEncoder
from qa.answer import Question
from qa.answer_cache import AnswerCache
from qa.answerer import Answerer
from qa.pipeline import Step, StepTime
from qa.query.validation import QuestionError
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.web_app import FIREARM, law_answerer

pytestmark = pytest.mark.slow


@pytest.fixture
def answerer() -> Answerer:
    """The real law with room for two answers."""
    corpus, encoder = load_corpus(), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    return Answerer(corpus, encoder, index, cache=AnswerCache(most=2))


def steps(answerer: Answerer, question: Question) -> list[Step]:
    """The steps that answering takes."""
    told: list[StepTime] = []
    answerer.ask(question, told.append)
    return [step.name for step in told]


def is_cached(answerer: Answerer, question: Question) -> bool:
    """Ask; was the answer there already?"""
    return steps(answerer, question) == [Step.CACHE]


def test_a_question_that_is_repeated_is_answered_once_and_replied_to_anew(
    answerer: Answerer,
) -> None:
    first = answerer.ask(Question(FIREARM))
    spaced = Question(f"  {FIREARM.replace(' ', '  ')}\n")
    again = answerer.ask(spaced)
    assert is_cached(answerer, spaced)
    assert again.answer_id != first.answer_id
    assert again.question == f"  {FIREARM.replace(' ', '  ')}\n"
    assert replace(again, answer_id=first.answer_id, question=FIREARM) == first


def test_one_question_typed_with_other_apostrophes_and_look_alikes_is_cached(
    answerer: Answerer,
) -> None:
    answerer.ask(Question("Who is the police's minister? Полиция"))
    assert is_cached(answerer, Question("Who is the police\u2019s minister? Пoлиция"))


def test_everything_but_the_writing_decides_the_answer(answerer: Answerer) -> None:
    asked = Question("24-бап")
    answerer.ask(asked)
    others = (
        replace(asked, text="24-БАП"),
        replace(asked, language="ru"),
        replace(asked, ui="en"),
        replace(asked, top_k=1),
        replace(asked, acts=("kz-internal-affairs",)),
        replace(asked, exact=True),
    )
    assert not any(is_cached(answerer, one) for one in others)


def test_what_was_used_longest_ago_is_evicted(answerer: Answerer) -> None:
    for text in ("24-бап", "25-бап", "24-бап", "26-бап"):
        answerer.ask(Question(text))
    assert is_cached(answerer, Question("24-бап"))
    assert not is_cached(answerer, Question("25-бап"))


def test_a_text_that_is_too_long_is_refused_though_its_words_are_cached(
    answerer: Answerer,
) -> None:
    answerer.ask(Question("24-бап 1-тармақ"))
    with pytest.raises(QuestionError):
        answerer.ask(Question(f"24-бап{' ' * 1000}1-тармақ"))


def test_without_a_cache_every_question_is_answered() -> None:
    for _ in range(2):
        assert not is_cached(law_answerer(), Question("24-бап"))
