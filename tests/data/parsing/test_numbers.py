"""Forms of numbers: letters, Roman numerals, decimals, inserted and raised numbers, gaps."""

from dataclasses import replace

import pytest

from data.metadata import Sidecar
from data.model import Act, Kind
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.verbatim import verify_source
from qa.citation import label


def parse(text: str, language: str) -> Act:
    lines = "\n\n".join(line for line in text.splitlines() if line)
    return parse_text(lines + "\n", Sidecar("sample", "Sample", language), "sample.txt")


def numbered(act: Act) -> list[str]:
    kinds = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)
    return [p.eid for p in act.provisions if p.kind in kinds]


CASES = {
    "letters": (
        "ru",
        "Статья 1. Учет\n1. Отдел:\nа) ведет журнал;\nб) хранит дела;\nв) сдает:\n1) копии;\n"
        "2) описи;\nг) отвечает.\n2. Срок – год.",
        "art_1 para_1 para_1.point_a para_1.point_b para_1.point_v para_1.point_v.point_1 "
        "para_1.point_v.point_2 para_1.point_g para_2",
    ),
    "letters of Kazakh, one of them Latin": (
        "kk",
        "1-бап. Есеп\nБөлім:\na) журнал жүргізеді;\nә) істерді сақтайды;\nб) жауап береді.",
        "art_1 point_a point_ae point_b",
    ),
    "letters and Roman numerals": (
        "en",
        "Article 1. Records\n1. The office:\n(a) keeps:\n(i) lists;\n(ii) files;\n(b) answers.\n"
        "2. It reports:\n(i) yearly;\n(ii) monthly.",
        "art_1 para_1 para_1.point_a para_1.point_a.point_i para_1.point_a.point_ii para_1.point_b "
        "para_2 para_2.point_i para_2.point_ii",
    ),
    "the letter i after h": (
        "en",
        "Article 1. Records\nThe office keeps:\n" + "\n".join(f"({c}) it;" for c in "abcdefghij"),
        "art_1 " + " ".join(f"point_{c}" for c in "abcdefghij"),
    ),
    "decimals": (
        "ru",
        "Статья 1. Учет\n1.1. Первый.\n1.2. Второй.\n1.2.1. Третий.\n1.3. Четвертый.\n"
        "Статья 2. Сроки\n2.1. Пятый.\n2.2. Шестой.",
        "art_1 para_1-1 para_1-2 para_1-2-1 para_1-3 art_2 para_2-1 para_2-2",
    ),
    "inserted numbers": (
        "ru",
        "Статья 1. Учет\n1. Первый.\n1.1. Вставной.\n1². Вставной.\n2. Список:\n"
        "1) а;\n1¹) б;\n2) в.",
        "art_1 para_1 para_1-1 para_1-2 para_2 para_2.point_1 para_2.point_1-1 para_2.point_2",
    ),
    "enclosed numbers": (
        "kk",
        "1-бап. Есеп\n(1) Бірінші.\n(2) Екінші.",
        "art_1 para_1 para_2",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_numbers_of_every_form_are_numbered_provisions(name: str) -> None:
    language, text, expected = CASES[name]
    act = parse(text, language)
    article, eids = "", []
    for step in expected.split():
        article = step if step.startswith("art_") else article
        eids.append(step if step == article else f"{article}__{step.replace('.', '__')}")
    assert numbered(act) == eids
    assert list(verify_source(act)) == []


@pytest.mark.parametrize(
    ("language", "headings", "eids"),
    [
        ("ru", "Статья 7|Статья 7¹|Статья 7²|Статья 8", "7 7-1 7-2 8"),
        ("ru", "Статья 7|Статья 7.1|Статья 7.2|Статья 8", "7 7-1 7-2 8"),
        ("ru", "Статья 7|Статья 7(1)|Статья 8", "7 7-1 8"),
        ("ru", "Статья 7|Статья 71|Статья 72|Статья 8", "7 7-1 7-2 8"),
        ("ru", "Статья 7|Статья 7- 2|Статья 8", "7 7-2 8"),
        ("kk", "7-бап|7¹-бап|7-2-бап|8-бап", "7 7-1 7-2 8"),
        ("kk", "18-бап|18-2-бап|19-бап", "18 18-2 19"),
        ("kk", "7-бап|7а-бап|8-бап", "7 7a 8"),
        ("en", "Article 7|Article 7A|Article 8", "7 7a 8"),
        ("en", "Article 7|Article 7-2|Article 8", "7 7-2 8"),
    ],
)
def test_inserted_articles_are_articles(language: str, headings: str, eids: str) -> None:
    heading = "{}. Аталуы" if language == "kk" else "{}. Title"
    text = "\n".join(f"{heading.format(each)}\nText of the rule." for each in headings.split("|"))
    act = parse(text, language)
    assert [article.eid for article in act.articles] == [f"art_{eid}" for eid in eids.split()]
    assert list(verify_source(act)) == []


def test_inserted_chapters_have_roman_numbers() -> None:
    act = parse(
        "Глава VI. Права\nСтатья 1. А\nТекст.\nГлава VI-2. Льготы\nСтатья 2. Б\nТекст.", "ru"
    )
    assert [chapter.eid for chapter in act.chapters] == ["chp_6", "chp_6-2"]


def test_letters_without_a_second_one_stay_text() -> None:
    act = parse("Статья 1. Учет\nПримеры:\nа) единственный пример.\n(1) Сноска к примеру.", "ru")
    assert numbered(act) == ["art_1"]


def test_check_names_gaps_and_numbers_that_were_not_read() -> None:
    act = parse("Статья 7. А\nТекст.\nСтатья 7-2. Б\n1. Список:\nа) один;\nб) два.", "ru")
    assert [f.text for f in check_act(act) if "follows" in f.text] == [
        "The article 7-2 follows the article 7."
    ]
    # The same act from a parser that does not know letters.
    parts = [
        replace(p, kind=Kind.PART, text=f"{p.number}) {p.text}") if p.kind is Kind.POINT else p
        for p in act.provisions
    ]
    ignorant = replace(act, provisions=tuple(parts))
    found = [f.text for f in check_act(ignorant)]
    assert found.count("A part begins with a number out of sequence.") == 2


def test_labels_have_the_printed_number() -> None:
    act = parse("Статья 1. Учет\n1. Отдел:\nа) ведет;\nб) хранит;\nв) сдает.", "ru")
    assert label(act, "art_1__para_1__point_v", "ru") == "подпункт в) пункта 1 статьи 1"
    assert label(act, "art_1__para_1__point_v", "kk") == "1-баптың 1-тармағының в) тармақшасы"


@pytest.mark.parametrize(
    ("language", "heading"),
    [("kk", "{}-бап. Мәні"), ("ru", "Статья {}. Предмет"), ("en", "Article {}. Scope")],
)
def test_articles_may_have_numbers_of_five_digits(language: str, heading: str) -> None:
    text = "\n\n".join(f"{heading.format(n)}\n\nБес five." for n in (9999, 10000, 10001))
    act = parse_text(text, Sidecar("sample", "Sample", language), "sample.txt")
    assert [p.eid for p in act.provisions] == ["art_9999", "art_10000", "art_10001"]
