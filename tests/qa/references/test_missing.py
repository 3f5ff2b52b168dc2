"""Tests of the messages for missing provisions."""

import pytest

from data.corpus import load_corpus
from data.model import Act, Kind, Provision
from qa.references.act_catalog import read_catalog
from qa.references.lookup import ReferencedProvisions, find_referenced_provisions
from qa.references.missing import (
    explain_missing_reference,
    missing_references,
    nearest_eids,
    nearest_existing,
)
from qa.references.parser import Reference


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


@pytest.mark.parametrize(
    ("reference", "nearest", "kk", "ru", "en"),
    [
        (
            Reference(article="99"),
            (),
            "Заңда 1–32-баптар бар.",
            "В законе есть статьи 1–32.",
            "The law has articles 1 to 32.",
        ),
        (
            Reference(chapter="10"),
            (),
            "Заңда 1–9-тараулар бар.",
            "В законе есть главы 1–9.",
            "The law has chapters 1 to 9.",
        ),
        (
            Reference(article="24", paragraph="9"),
            ("art_24",),
            "24-бап: 1–3-тармақтар бар.",
            "Статья 24: есть пункты 1–3.",
            "Article 24 has paragraphs 1 to 3.",
        ),
        (
            Reference(article="16", paragraph="1", point="27"),
            ("art_16__para_1",),
            "16-баптың 1-тармағы: 1)–26) тармақшалар бар.",
            "Пункт 1 статьи 16: есть подпункты 1)–26).",
            "Article 16, paragraph 1 has subparagraphs 1) to 26).",
        ),
        (
            Reference(article="16", inner=("2", "41")),
            ("art_16__para_2",),
            "16-баптың 2-тармағы: 1)–40) тармақшалар бар.",
            "Пункт 2 статьи 16: есть подпункты 1)–40).",
            "Article 16, paragraph 2 has subparagraphs 1) to 40).",
        ),
        (
            Reference(article="18", point="17"),
            ("art_18",),
            "18-бап: 1)–16) тармақшалар бар.",
            "Статья 18: есть подпункты 1)–16).",
            "Article 18 has subparagraphs 1) to 16).",
        ),
        (
            Reference(article="17", paragraph="5", part="3"),
            ("art_17__para_5",),
            "17-баптың 5-тармағы: бөліктер саны — 2.",
            "Пункт 5 статьи 17: частей — 2.",
            "Parts in Article 17, paragraph 5: 2.",
        ),
        (
            Reference(article="31", paragraph="2", point="4"),
            ("art_31",),
            "31-бап: бөліктер саны — 1.",
            "Статья 31: частей — 1.",
            "Parts in Article 31: 1.",
        ),
    ],
)
def test_explanation_names_the_existing_range(
    law: Act, reference: Reference, nearest: tuple[str, ...], kk: str, ru: str, en: str
) -> None:
    assert nearest_eids(reference, law) == nearest
    assert [
        explain_missing_reference(reference, law, language) for language in ("kk", "ru", "en")
    ] == [
        kk,
        ru,
        en,
    ]


def test_explanation_is_empty_for_an_act_without_articles() -> None:
    paragraph = Provision("para_1", Kind.PARAGRAPH, "1", "Мәтін.", None, None)
    act = Act("x", "Қаулы", "kk", None, None, "t.txt", (), (paragraph,))
    assert explain_missing_reference(Reference(article="1"), act, "kk") == ""
    assert nearest_eids(Reference(article="1"), act) == ()


def test_nearest_existing_reports_a_provision_that_no_act_has() -> None:
    said, eids = nearest_existing(ReferencedProvisions(None, (), (Reference(article="188"),)), "ru")
    assert said == (
        "Такой статьи, пункта или другой части нет ни в одном из законов, "
        "по которым отвечает «Бапта»."
    )
    assert eids == ()


def test_nearest_existing_reports_a_provision_without_text() -> None:
    provisions = (
        Provision("art_1", Kind.ARTICLE, "1", "", None, None, heading="Бос"),
        Provision("art_2", Kind.ARTICLE, "2", "", None, None, heading="Күші жойылған"),
        Provision(
            "art_2__para_1", Kind.PARAGRAPH, "1", "Күші жойылды.", "art_2", None, repealed=True
        ),
    )
    act = Act("x", "Заң", "kk", None, None, "t.txt", (), provisions)
    assert nearest_existing(ReferencedProvisions(act, ("art_1",), ()), "en") == (
        "This provision has no text of its own.",
        ("art_1",),
    )
    assert nearest_existing(ReferencedProvisions(act, ("art_2",), ()), "en") == (
        "The law says that this provision has been repealed.",
        ("art_2",),
    )


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        (
            "24-бап және 99-бап",
            "kk",
            "99-бап бұл заңда жоқ. Заңда 1–32-баптар бар.",
        ),
        (
            "ст. 31 и ст. 24 п. 7",
            "ru",
            "Пункт 7 статьи 24: нет в этом законе. Статья 24: есть пункты 1–3.",
        ),
        (
            "article 31 and article 16(2)(99)",
            "en",
            "Article 16, paragraph 2, subparagraph 99): the law has no such provision. "
            "Article 16, paragraph 2 has subparagraphs 1) to 40).",
        ),
        (
            "31-бап және 17-баптың 5-тармағының 3-бөлігі",
            "ru",
            "Часть третья пункта 5 статьи 17: нет в этом законе. Пункт 5 статьи 17: частей — 2.",
        ),
        ("31-бап және 24-бап", "kk", None),
        (
            "ст. 24 и ст. 8 п. 0",
            "ru",
            "В этом законе нет такой статьи, пункта или другой части. Статья 8: есть пункты 1–5.",
        ),
    ],
)
def test_missing_references_are_reported_with_existing_ones(
    question: str, language: str, said: str | None
) -> None:
    found = find_referenced_provisions((question,), read_catalog(load_corpus()))
    assert found is not None
    assert missing_references(found[1], language) == said
