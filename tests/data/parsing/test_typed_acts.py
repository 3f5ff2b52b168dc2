"""Acts as people type them: marks in brackets, references at a line end, invisible signs."""

import pytest

from data.metadata import Sidecar
from data.model import Act, Provision
from data.parsing.parser import parse_text
from data.validation.verbatim import verify_provisions


def parse(text: str, language: str) -> Act:
    act = parse_text(text, Sidecar("sample", "Sample", language), "sample.txt")
    assert verify_provisions(act) == ()
    return act


def listed(act: Act) -> list[tuple[str, str]]:
    """Return the provisions with a text, those that are repealed with a minus sign."""
    return [(f"{'-' * p.repealed}{p.eid}", p.text) for p in act.provisions if p.text]


def provision(act: Act, eid: str) -> Provision:
    return next(p for p in act.provisions if p.eid == eid)


def test_marks_of_repeal_in_brackets_are_provisions_of_their_own() -> None:
    act = parse(
        "Article 3. Licences\n\n1. A licence that has been repealed is returned.\n2. (Repealed)\n"
        "3. [Deleted]\n4. The court may exclude evidence.\n\nArticle 4 [Repealed]\n\n"
        "Article 5. Fees\nThe fee is 5 dollars.\n",
        "en",
    )
    assert listed(act) == [
        ("art_3__para_1", "A licence that has been repealed is returned."),
        ("-art_3__para_2", "(Repealed)"),
        ("-art_3__para_3", "[Deleted]"),
        ("art_3__para_4", "The court may exclude evidence."),
        ("art_5", "The fee is 5 dollars."),
    ]
    assert [p.eid for p in act.provisions if p.heading == "[Repealed]"] == ["art_4"]
    assert provision(act, "art_4").repealed


def test_article_with_a_letter_may_have_its_title_on_the_next_line() -> None:
    act = parse(
        "Article 2\nScope\n\nIt applies.\n\nArticle 2a\nPenalties\n\nA fine is due.\n", "en"
    )
    assert listed(act) == [("art_2", "It applies."), ("art_2a", "A fine is due.")]
    assert provision(act, "art_2a").heading == "Penalties"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Article 1. Liability\n\n1. It arises under Article 2.\n2. See also\n"
            "Article 2 and Article 3.\n\nArticle 2. Cases\n\nTheft is one.\n\n"
            "Article 3. Fines\n\nA fine is due.\n",
            [
                ("art_1__para_1", "It arises under Article 2."),
                ("art_1__para_2", "See also Article 2 and Article 3."),
                ("art_2", "Theft is one."),
                ("art_3", "A fine is due."),
            ],
        ),
        (
            "kk",
            "1-бап. Жауаптылық\n\n1. Тәртібін айқындайды\n2-бап және 3-бап.\n\n"
            "2-бап. Жағдайлар\n\nОлар көрсетілген.\n\n3-бап. Тәртіп\n\nТәртіп бекітіледі.\n",
            [
                ("art_1__para_1", "Тәртібін айқындайды 2-бап және 3-бап."),
                ("art_2", "Олар көрсетілген."),
                ("art_3", "Тәртіп бекітіледі."),
            ],
        ),
        (
            "en",
            "1. Duties of owners\nSection 5 of the Lift Act applies.\n\n2. End\nThis Act ends.\n",
            [
                ("art_1", "Section 5 of the Lift Act applies."),
                ("art_2", "This Act ends."),
            ],
        ),
    ],
)
def test_references_at_the_beginning_of_a_line_go_on_with_the_sentence(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert listed(parse(text, language)) == expected


def test_invisible_signs_and_hyphens_of_word_processors_are_plain() -> None:
    act = parse(
        "1\u2011бап. Мә\u200bні\n\n1. Осы За\u200bң қа\u00adтынастарды реттейді\ufeff.\n\n"
        "2\u2010бап. Мерзім\n\nМерзім\u200e бес күн.\n",
        "kk",
    )
    assert listed(act) == [
        ("art_1__para_1", "Осы Заң қатынастарды реттейді."),
        ("art_2", "Мерзім бес күн."),
    ]
    assert provision(act, "art_1").heading == "Мәні"
