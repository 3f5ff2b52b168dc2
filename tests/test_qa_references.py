"""References as people write them, and the provisions that they name in the law."""

import pytest

from data.corpus import load_corpus
from qa.references import Reference, find_references, resolve


@pytest.fixture(scope="module")
def act():
    return load_corpus().default


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24-баптың 3-тармағы", Reference(article="24", paragraph="3")),
        ("16 бап 2 тармақ 9 тармақша", Reference(article="16", paragraph="2", point="9")),
        ("18-бап 5) тармақшасы", Reference(article="18", point="5")),
        ("16-б. 2-т. 9-тш.", Reference(article="16", paragraph="2", point="9")),
        ("осы заңның 31-бабы не дейді?", Reference(article="31")),
        ("27-1-бап", Reference(article="27-1")),
        ("бап 24, тармақ 3", Reference(article="24", paragraph="3")),
        (
            "17-баптың 5-тармағының екінші бөлігі",
            Reference(article="17", paragraph="5", part="2"),
        ),
        ("жиырма төртінші баптың үшінші тармағы", Reference(article="24", paragraph="3")),
        ("жиырма тортинши баптын ушинши тармагы", Reference(article="24", paragraph="3")),
        ("3-тарау", Reference(chapter="3")),
        ("ст. 24 п. 2", Reference(article="24", paragraph="2")),
        ("пп. 9 п. 2 ст. 16", Reference(article="16", paragraph="2", point="9")),
        ("подпункт 9 пункта 2 статьи 16", Reference(article="16", paragraph="2", point="9")),
        ("часть вторая пункта 5 статьи 17", Reference(article="17", paragraph="5", part="2")),
        ("что говорит двадцать четвёртая статья?", Reference(article="24")),
        ("пункт второй статьи двадцать четвёртой", Reference(article="24", paragraph="2")),
        ("article 5(4)", Reference(article="5", inner=("4",))),
        ("Article 16(2)(9)", Reference(article="16", inner=("2", "9"))),
        ("the third paragraph of article 24", Reference(article="24", paragraph="3")),
        ("article twenty-four", Reference(article="24")),
    ],
)
def test_one_reference(text, expected):
    assert find_references(text) == (expected,)


def test_ranges_and_lists():
    assert [r.article for r in find_references("статьи 24-26")] == ["24", "25", "26"]
    assert [r.article for r in find_references("24 және 25-баптар")] == ["24", "25"]
    points = find_references("16-баптың 2-тармағының 9) және 10) тармақшалары")
    assert [(r.article, r.paragraph, r.point) for r in points] == [
        ("16", "2", "9"),
        ("16", "2", "10"),
    ]
    assert find_references("24-баптың 3-тармағы мен 31-бап") == (
        Reference(article="24", paragraph="3"),
        Reference(article="31"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "бұл бір бапта айтылған ба",
        "в одной статье",
        "1995 жылғы 21 желтоқсандағы заң",
        "102 нөміріне қоңырау шалдым",
        "2 полицейских и 3 понятых",
        "the police came at 5",
    ],
)
def test_no_reference(text):
    assert find_references(text) == ()


@pytest.mark.parametrize(
    ("text", "eid"),
    [
        ("24-баптың 3-тармағы", "art_24__para_3"),
        ("article 5(4)", "art_5__para_4"),
        ("article 18(5)", "art_18__point_5"),
        ("Article 16(2)(9)", "art_16__para_2__point_9"),
        ("ст. 18 п. 5", "art_18__point_5"),
        ("ст. 24 ч. 3", "art_24__para_3"),
        ("17-баптың 5-тармағының екінші бөлігі", "art_17__para_5__subpara_2"),
        ("часть первая пункта 5 статьи 17", "art_17__para_5"),
        ("3-тарау", "chp_3"),
        ("31-бап", "art_31"),
        ("24-баптың 9-тармағы", None),
        ("33-бап", None),
        ("10-тарау", None),
        ("17-баптың 5-тармағының үшінші бөлігі", None),
    ],
)
def test_resolved_in_the_law(act, text, eid):
    (reference,) = find_references(text)
    assert resolve(reference, act) == eid
