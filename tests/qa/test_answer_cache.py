"""The answer cache: normalised keys, an id for each reply, eviction."""

from dataclasses import replace

import pytest

from data.corpus import load_corpus
from qa.answer import Question
from qa.answer_cache import AnswerCache
from qa.answerer import Answerer
from qa.pipeline import Step, StepTime
from qa.query.validation import QuestionError
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import FIREARM, law_answerer

pytestmark = pytest.mark.slow


@pytest.fixture
def answerer() -> Answerer:
    """Return an answerer of the real law with a cache of two answers."""
    corpus, encoder = load_corpus(), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    return Answerer(corpus, encoder, index, cache=AnswerCache(max_answers=2))


def steps(answerer: Answerer, question: Question) -> list[Step]:
    """Return the steps of an answer."""
    times: list[StepTime] = []
    answerer.ask(question, times.append)
    return [step.name for step in times]


def is_cached(answerer: Answerer, question: Question) -> bool:
    """Ask and return whether the answer was cached."""
    return steps(answerer, question) == [Step.CACHE]


def test_repeated_question_is_cached_and_gets_a_new_id(
    answerer: Answerer,
) -> None:
    first = answerer.ask(Question(FIREARM))
    spaced = Question(f"  {FIREARM.replace(' ', '  ')}\n")
    again = answerer.ask(spaced)
    assert is_cached(answerer, spaced)
    assert again.answer_id != first.answer_id
    assert again.question == f"  {FIREARM.replace(' ', '  ')}\n"
    assert replace(again, answer_id=first.answer_id, question=FIREARM) == first


def test_other_apostrophes_and_look_alike_letters_hit_the_cache(
    answerer: Answerer,
) -> None:
    answerer.ask(Question("Who is the police's minister? Полиция"))
    assert is_cached(answerer, Question("Who is the police\u2019s minister? Пoлиция"))


def test_case_and_every_option_are_part_of_the_key(answerer: Answerer) -> None:
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
    assert not any(is_cached(answerer, other) for other in others)


def test_least_recently_used_answer_is_evicted(answerer: Answerer) -> None:
    for text in ("24-бап", "25-бап", "24-бап", "26-бап"):
        answerer.ask(Question(text))
    assert is_cached(answerer, Question("24-бап"))
    assert not is_cached(answerer, Question("25-бап"))


def test_too_long_text_is_refused_despite_a_cached_normal_form(
    answerer: Answerer,
) -> None:
    answerer.ask(Question("24-бап 1-тармақ"))
    with pytest.raises(QuestionError):
        answerer.ask(Question(f"24-бап{' ' * 4000}1-тармақ"))


def test_without_cache_no_answer_is_cached() -> None:
    for _ in range(2):
        assert not is_cached(law_answerer(), Question("24-бап"))
