"""Parsing and checking time of acts with thousands of articles, which grows with their length."""

from collections.abc import Callable
from time import process_time

import pytest

from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.validation.verbatim import verify_provisions

FEW, MANY = 200, 1600
# Processor time grows by a factor of 8 with the length, and by 64 with its square.
MAX_FACTOR = 24

SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "articles": ("kk", lambda n: f"{n}-бап. Ат {n}\n\n1. Бақ ашық.\n\n2. Бақ жабық."),
    "small letters": ("en", lambda n: f"article {n}. name {n}\n\nThe garden {n} is open."),
    "gaps": ("en", lambda n: f"Article {2 * n}. Name {n}\n\nThe garden {n} is open."),
    "sections": ("en", lambda n: f"{n}. Name {n}\n\n(1) The garden {n} is open."),
    "parts": ("ru", lambda n: f"{'Статья 1. Имя' if n == 1 else ''}\n\nСад {n} открыт всем."),
    "headings": (
        "ru",
        lambda n: f"Глава {n}. ИМЯ\nВТОРАЯ СТРОКА\n\nСтатья {n}. Имя\n\nСад открыт.",
    ),
    "chapters": ("ru", lambda n: f"Глава {n}. Имя\n\nСтатья {n}. Имя\n\n1. Открыт.\n\n2. Закрыт."),
}


def parse(shape: str, count: int) -> Act:
    language, one = SHAPES[shape]
    text = "\n\n".join(one(n) for n in range(1, count + 1))
    return parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")


def seconds(shape: str, count: int) -> float:
    def once() -> float:
        began = process_time()
        verify_provisions(parse(shape, count))
        return process_time() - began

    # The first time compiles the patterns of the numbers.
    return min(once(), once())


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_length_of_an_act(shape: str) -> None:
    assert seconds(shape, MANY) < MAX_FACTOR * max(seconds(shape, FEW), 0.02)


def test_contents_of_thousands_of_articles_are_left_out() -> None:
    contents = "\n".join(f"Article {n}. Name {n}" for n in range(1, MANY + 1))
    body = "\n\n".join(f"Article {n}. Name {n}\n\nGarden {n}." for n in range(1, MANY + 1))
    began = process_time()
    act = parse_text(f"{contents}\n\n{body}", Sidecar("sample", "Sample", "en"), "sample.txt")
    assert process_time() - began < 10
    assert [article.text for article in act.articles] == [
        f"Garden {n}." for n in range(1, MANY + 1)
    ]


@pytest.mark.parametrize("number", [999, 1000, 1200])
def test_sections_may_have_four_digits(number: int) -> None:
    assert parse("sections", number).articles[-1].eid == f"art_{number}"
