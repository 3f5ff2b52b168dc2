from collections.abc import Sequence
from math import log
from pathlib import Path
from random import Random

import pytest

from qa.highlight import clause_spans, highlight
from tests.helpers.answerers import ask

QUOTE = "Қару сақталады; көлік тексеріледі; құжат алынады."


def words(text: str) -> list[str]:
    return text.lower().strip(".;").replace(";", "").split()


def chosen(own: list[str], translated: Sequence[str] = (), quote: str = QUOTE) -> str | None:
    found = highlight(quote, own, translated, words, lambda term: log(len(term)))
    return quote[found[0] : found[1]] if found else None


def test_clause_with_most_shared_terms_is_highlighted() -> None:
    assert chosen(["көлік"]) == "көлік тексеріледі;"
    assert chosen(["құжат", "алынады", "қару"]) == "құжат алынады."


def test_weights_of_terms_decide_between_clauses() -> None:
    assert chosen(["қару", "құжат", "көлі"]) == "құжат алынады."
    assert chosen(["сақталады", "алынадыы"]) == "Қару сақталады;"


def test_own_terms_decide_before_translated_terms() -> None:
    assert chosen(["көлік"], ["құжат", "алынады", "көлік"]) == "көлік тексеріледі;"
    assert chosen([], ["құжат", "алынады", "көлік"]) == "құжат алынады."


def test_one_clause_or_no_shared_term_gives_no_highlight() -> None:
    assert chosen(["автобус"]) is None
    assert chosen(["қару"], quote="Қару сақталады.") is None
    assert chosen(["қару"], quote="") is None


def test_clauses_are_split_and_stripped() -> None:
    text = "Қару сақталады; тексеріледі. Есеп  жүргізіледі."
    assert [text[start:end] for start, end in clause_spans(text)] == [
        "Қару сақталады;",
        "тексеріледі.",
        "Есеп  жүргізіледі.",
    ]


def test_text_without_words_has_no_clause() -> None:
    assert list(clause_spans("")) == []
    assert list(clause_spans(";;")) == []


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        (
            "Аңға шығатын мылтық сатып алуға рұқсатты кім береді?",
            "Қазақстан Республикасының Үкіметі",
        ),
        ("Права алу үшін экзаменді кім қабылдайды?", "көлік құралдарын басқару құқығына емтихан"),
        ("Рейд кезінде менен құжат сұрауға бола ма?", "рейд жүргізу кезінде"),
        ("Should the police apologise for an illegal arrest?", "ішкі істер органдары оған қатысты"),
        ("Разрешено ли полиции угрожать, чтобы человек признался?", "Қылмыс жасағаны үшін күдікті"),
    ],
)
def test_answering_clause_of_the_law_is_highlighted(
    bapta_home: Path, bundled_model: Path, question: str, begins: str
) -> None:
    quote = ask(bapta_home, question).passages[0]
    assert quote.highlight is not None
    start, end = quote.highlight
    assert quote.quote[start:end].startswith(begins)
    assert (start, end) != (0, len(quote.quote))


@pytest.mark.parametrize("seed", range(20))
def test_first_of_tied_clauses_is_highlighted_whatever_the_order_of_a_sum(seed: int) -> None:
    # The order of a sum decides its last digit, and the order of a set is arbitrary.
    weights = [0.1, 0.2, 0.3, 0.7, 1.1, 1.3, 2.3, 3.1]
    shuffled = Random(seed).sample(weights, len(weights))
    by_term = dict(zip("abcdefghijklmnop", (*weights, *shuffled), strict=True))
    quote = "a b c d e f g h; i j k l m n o p"
    found = highlight(quote, [*by_term], (), words, lambda term: by_term[term])
    assert found == (0, quote.index(";") + 1)
