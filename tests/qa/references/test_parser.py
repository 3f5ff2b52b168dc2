"""Tests of the parser and resolver of references."""

import pytest

from data.corpus import load_corpus
from data.model import Act, Kind, Provision
from qa.references.parser import MAX_REFERENCES, Reference, find_references, resolve


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
        ("16-бап, 2-тармақ, 21)", Reference(article="16", paragraph="2", point="21")),
        ("16-бап 2-тармақ 9)", Reference(article="16", paragraph="2", point="9")),
        ("9) п. 2 ст. 16", Reference(article="16", paragraph="2", point="9")),
        ("статья 16 пункт 2(9)", Reference(article="16", paragraph="2", inner=("9",))),
        ("ст. 24.3", Reference(article="24", inner=("3",))),
        ("Article 16(2) item 9", Reference(article="16", point="9", inner=("2",))),
        ("1) 16-баптың 2-тармағы деген не?", Reference(article="16", paragraph="2")),
        ("полиция (ст. 24) вправе", Reference(article="24")),
        ("3-тараудың 11-бабы", Reference(chapter="3", article="11")),
        ("кіріспеде не айтылған?", Reference(preamble=True)),
        ("преамбула закона", Reference(preamble=True)),
        ("what is in the preamble?", Reference(preamble=True)),
    ],
)
def test_single_reference_is_parsed(text, expected):
    assert find_references(text) == (expected,)


def test_ranges_and_lists_have_one_reference_for_each_number():
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
        "24-26 баптар",
        "24-баптан 26-бапқа дейін",
        "24-тен 26-ға дейінгі баптар",
        "с 24 по 26 статью",
        "со статьи 24 по статью 26",
        "articles 24 to 26",
        "from article 24 to article 26",
        "24, 25 және 26-баптар",
        "ст. 24, 25 и 26",
    ],
)
def test_list_of_three_articles_is_parsed(text):
    assert find_references(text) == tuple(Reference(article=n) for n in ("24", "25", "26"))


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        (
            "16-баптың 1-тармағының 26) және 2-тармағының 9) тармақшалары",
            ["art_16__para_1__point_26", "art_16__para_2__point_9"],
        ),
        (
            "подпункт 26) пункта 1 и подпункт 9) пункта 2 статьи 16",
            ["art_16__para_1__point_26", "art_16__para_2__point_9"],
        ),
        ("16-бап 2-тармақ 9) және 10)", ["art_16__para_2__point_9", "art_16__para_2__point_10"]),
        ("24-баптың 1-тармағы мен 2-тармағы", ["art_24__para_1", "art_24__para_2"]),
        ("пункт 2 и пункт 3 статьи 24", ["art_24__para_2", "art_24__para_3"]),
        ("24-баптың 2-тармағы мен 25-бап", ["art_24__para_2", "art_25"]),
        ("статья 24 и пункт 1 статьи 25", ["art_24", "art_25__para_1"]),
        ("ст. 24 и 25 п. 2", ["art_24__para_2", "art_25__para_2"]),
    ],
)
def test_references_share_levels_named_once(act, text, eids):
    assert [resolve(one, act) for one in find_references(text)] == eids


@pytest.mark.parametrize(
    "text",
    [
        "",
        "қызметке кіріспей тұрып",
        "полиция (2) және (3) топ",
        "бұл бір бапта айтылған ба",
        "в одной статье",
        "1995 жылғы 21 желтоқсандағы заң",
        "102 нөміріне қоңырау шалдым",
        "2 полицейских и 3 понятых",
        "the police came at 5",
    ],
)
def test_text_without_a_reference_has_none(text):
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
        ("кіріспе", "preamble"),
        ("ст. 16 п. 2(9)", "art_16__para_2__point_9"),
        ("ст. 24.3", "art_24__para_3"),
        ("article 16(2) item 9", "art_16__para_2__point_9"),
        ("3-тараудың 11-бабы", "art_11"),
        ("24-баптың 9-тармағы", None),
        ("33-бап", None),
        ("10-тарау", None),
        ("17-баптың 5-тармағының үшінші бөлігі", None),
    ],
)
def test_reference_resolves_to_the_eid_in_the_law(act, text, eid):
    (reference,) = find_references(text)
    assert resolve(reference, act) == eid


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        ("п.3 ч.2 ст.16", ["art_16__para_2__point_3"]),
        ("пп. 9 ч. 2 ст. 16", ["art_16__para_2__point_9"]),
        ("24 ст 3 п", ["art_24__para_3"]),
        ("ст. 24/3", ["art_24__para_3"]),
        ("24/3-бап", ["art_24__para_3"]),
        ("17(7)-бап", ["art_17__para_7"]),
        ("17 (7) бап", ["art_17__para_7"]),
        ("ст. 17(7)", ["art_17__para_7"]),
        ("примечание к статье 24", ["art_24"]),
        ("24-баптың ескертпесі", ["art_24"]),
        ("ст. 24-1", [None]),
    ],
)
def test_short_forms_are_resolved(text, eids, act):
    assert [resolve(reference, act) for reference in find_references(text)] == eids


def test_article_of_an_attachment_is_found_where_the_act_has_none_of_that_number():
    eids = ("art_1", "att_1__art_1", "att_1__art_4", "att_1__art_5", "att_2__art_5")
    act = Act(
        "seas",
        "О тёплых морях",
        "ru",
        None,
        None,
        "t.txt",
        (),
        tuple(Provision(eid, Kind.ARTICLE, eid[-1], "Текст.", None, None) for eid in eids),
    )
    assert [resolve(Reference(article=number), act) for number in ("1", "4", "5", "6")] == [
        "art_1",
        "att_1__art_4",
        None,
        None,
    ]


def test_lists_of_every_level_do_not_multiply_without_end():
    text = "".join(
        f"{level} {'1-40,' * 9} " for level in ("статьи", "пункты", "подпункты", "части")
    )
    assert len(find_references(text)) == MAX_REFERENCES
