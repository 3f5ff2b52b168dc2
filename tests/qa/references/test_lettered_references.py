"""References to raised, dotted and lettered numbers, resolved in acts that print such numbers."""

import pytest

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from qa.references.act_catalog import read_catalog
from qa.references.lookup import find_referenced_provisions
from qa.references.parser import find_references, resolve

RUSSIAN = """Статья 5. Права

1. Орган вправе:

а) проверять;

б) требовать;

в) изымать.

2. Орган обязан отвечать.

Статья 21. Срок

Срок равен одному дню.

Статья 21¹. Порядок

1. Порядок устанавливает закон.

2. Порядок обязателен.

Статья 22. Итог

1.1. Первый.

1.2. Второй.

1.2.1. Третий.
"""
ENGLISH = """Article 1. Scope

1. Rules are laid down.

2. Authorities may:

(a) act;

(b) decide:

(i) now;

(ii) later.

Article 21. Terms

Terms apply.

Article 21A. More terms

(1) First.

(2) Second.
"""


@pytest.fixture(scope="module")
def russian() -> Act:
    return parse_text(RUSSIAN, Sidecar("ru", "О полиции", "ru"), "ru.txt")


@pytest.fixture(scope="module")
def english() -> Act:
    return parse_text(ENGLISH, Sidecar("en", "Police Act", "en"), "en.txt")


def eids(text: str, act: Act) -> list[str | None]:
    return [resolve(reference, act) for reference in find_references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("статья 21.1", ["art_21-1"]),
        ("ст. 21¹", ["art_21-1"]),
        ("статья 21(1)", ["art_21-1"]),
        ("21¹-бап", ["art_21-1"]),
        ("статья 21.1 пункт 2", ["art_21-1__para_2"]),
        ("21.1-бап", ["art_21-1"]),
        ("21.1-баптың 2-тармағы", ["art_21-1__para_2"]),
        ("21.1.2 бап", ["art_21-1__para_2"]),
        ("22.1.2.1-бап", ["art_22__para_1-2-1"]),
        ("5.1-бап б) тармақшасы", ["art_5__para_1__point_b"]),
        ("5.2-бап және 22-бап", ["art_5__para_2", "art_22"]),
        ("статьи 21.1 и 22", ["art_21-1", "art_22"]),
        ("статья 5.2", ["art_5__para_2"]),
        ("подпункт б) пункта 1 статьи 5", ["art_5__para_1__point_b"]),
        ("пп. «б» п. 1 ст. 5", ["art_5__para_1__point_b"]),
        ("подпункт в пункта 1 статьи 5", ["art_5__para_1__point_v"]),
        ("ст. 5 п. 1 б)", ["art_5__para_1__point_b"]),
        ("ст.5(1)(б)", ["art_5__para_1__point_b"]),
        ("подпункты а) и б) пункта 1 статьи 5", [f"art_5__para_1__point_{n}" for n in "ab"]),
        ("5-баптың 1-тармағының б) тармақшасы", ["art_5__para_1__point_b"]),
        ("п. 1.2.1 ст. 22", ["art_22__para_1-2-1"]),
        ("ст 5 п 1 в суд", ["art_5__para_1"]),
        ("статья 5 пункт 1 а что дальше", ["art_5__para_1"]),
        ("подпункт и пункт статьи 5", ["art_5"]),
        ("а) статья 5 б) статья 22", ["art_5", "art_22"]),
        ("подпункты а, б и в пункта 1 статьи 5", [f"art_5__para_1__point_{n}" for n in "abv"]),
        ("пп. «а» и «в» п. 1 ст. 5", [f"art_5__para_1__point_{n}" for n in "av"]),
        ("статья 5(1)-(2)", ["art_5__para_1", "art_5__para_2"]),
        ("статья 21 прим", ["art_21-1"]),
        ("статья 21 прим один, пункт 2", ["art_21-1__para_2"]),
        ("прим. к статье 21", ["art_21"]),
        ("ст. 21 примечание", ["art_21"]),
        ("буква в пункта 1 статьи 5", ["art_5__para_1__point_v"]),
        ("статья 5(1)(а), (б) и (в)", [f"art_5__para_1__point_{n}" for n in "abv"]),
    ],
)
def test_russian_numbers_are_resolved(russian: Act, text: str, expected: list[str]) -> None:
    assert eids(text, russian) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Article 1(2)(b)", ["art_1__para_2__point_b"]),
        ("Art. 1(2)(b)(ii)", ["art_1__para_2__point_b__point_ii"]),
        ("point (b) of article 1(2)", ["art_1__para_2__point_b"]),
        ("paragraph 2(a) of Article 1", ["art_1__para_2__point_a"]),
        ("section 21A(2)", ["art_21a__para_2"]),
        ("is article 1 a law", ["art_1"]),
        ("article 21 a person", ["art_21"]),
        ("article 1(9)", [None]),
        ("Art. 21-A", ["art_21a"]),
        ("s. 21A(1)", ["art_21a__para_1"]),
        ("art 1 § 2", ["art_1__para_2"]),
        ("clause (b) of article 1(2)", ["art_1__para_2__point_b"]),
        ("paragraphs (1) and (2) of section 21A", ["art_21a__para_1", "art_21a__para_2"]),
        ("article 1(2)(a) and (b)", ["art_1__para_2__point_a", "art_1__para_2__point_b"]),
        (
            "points (a) or (b) of paragraph 2 of article 1",
            ["art_1__para_2__point_a", "art_1__para_2__point_b"],
        ),
    ],
)
def test_english_numbers_are_resolved(english: Act, text: str, expected: list[str | None]) -> None:
    assert eids(text, english) == expected


def test_a_raised_number_alone_is_an_article_where_there_is_one(russian: Act, english: Act) -> None:
    found = find_referenced_provisions(["21¹"], read_catalog(Corpus((russian,))))
    assert found is not None
    assert found[1].eids == ("art_21-1",)
    assert find_referenced_provisions(["21¹"], read_catalog(Corpus((english,)))) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("статьи 5–22", ("art_5", "art_21", "art_21-1", "art_22")),
        ("21-22-баптар", ("art_21", "art_21-1", "art_22")),
        ("21-баптан 22-бапқа дейін", ("art_21", "art_21-1", "art_22")),
        ("статьи 20–21", ("art_21",)),
        ("статьи 21 и 22", ("art_21", "art_22")),
        ("статья 21, статьи 21–22", ("art_21", "art_21-1", "art_22")),
    ],
)
def test_range_includes_the_inserted_articles(
    russian: Act, text: str, expected: tuple[str, ...]
) -> None:
    found = find_referenced_provisions([text], read_catalog(Corpus((russian,))))
    assert found is not None
    assert found[1].eids == expected
