"""Tests of the lookup of referenced provisions."""

import pytest

from data.corpus import Corpus, load_corpus
from data.model import Act, Kind, Provision
from qa.references.act_catalog import ActCatalog, read_catalog
from qa.references.lookup import find_referenced_provisions
from tests.helpers.act_library import act_library

LAW = "kz-internal-affairs"


def _act(act_id: str, title: str, *names: str) -> Act:
    articles = tuple(
        Provision(f"art_{n}", Kind.ARTICLE, str(n), "Мәтін.", None, None) for n in (1, 450)
    )
    return Act(act_id, title, "ru", None, None, "t.txt", (), articles, names=names)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def library(corpus: Corpus) -> Corpus:
    """Return the law, a code and another law."""
    code = _act("koap", "Кодекс Республики Казахстан об административных правонарушениях", "КоАП")
    migration = _act("migration", "О миграции населения", "закон о миграции")
    return Corpus((corpus.default, code, migration))


@pytest.mark.parametrize(
    ("question", "eids"),
    [
        ("24-баптың 3-тармағы", ("art_24__para_3",)),
        ("ст. 24 закона об органах внутренних дел", ("art_24",)),
        ("Закон РК «Об органах внутренних дел», статья 24, пункт 3", ("art_24__para_3",)),
        ("ст. 5 закона о полиции", ("art_5",)),
        ("ст. 5 закона об ОВД", ("art_5",)),
        ("ІІО туралы заңның 15-бабының отызыншы тармақшасы", ("art_15__point_30",)),
        ("полиция туралы заңның 24-бабы", ("art_24",)),
        ("ішкі істер органдары туралы заңның 24-бабы", ("art_24",)),
        ("Қазақстан Республикасының ішкі істер органдары туралы заңы, 3-бап", ("art_3",)),
        ("article 12 of the law on police", ("art_12",)),
        ("article 12 of the Law on the internal affairs bodies", ("art_12",)),
        ("article 12 of the police law", ("art_12",)),
    ],
)
def test_act_is_found_by_its_names_or_by_default(
    corpus: Corpus, question: str, eids: tuple[str, ...]
) -> None:
    found = find_referenced_provisions((question,), read_catalog(corpus))
    assert found is not None
    text, named = found
    assert text == question
    assert named.act is corpus.default
    assert (named.eids, named.missing) == (eids, ())


@pytest.mark.parametrize(
    "question",
    [
        "УК 188-бап",
        "статья 188 УК",
        "article 188 of the Criminal Code",
        "Қылмыстық кодекстің 188-бабы",
        "ҚК 188-бап",
        "КоАП ст. 450",
        "НК 12-бап",
        "ст. 12 НК РК",
        "Конституцияның 12-бабы",
        "Ата заңның 12-бабы",
        "закон о правоохранительной службе ст. 10",
        "Құқық қорғау қызметі туралы заңның 10-бабы",
        "әкімшілік құқық бұзушылық туралы заңның 5-бабы",
        "статья 5 закона о дорожном движении для полиции",
        "section 2 and article 5 of the Law on Advocacy",
        # A provision of another act, although the question names the police.
        "Ішкі істер органдары ҚК 188-бап бойынша тергей ме?",
    ],
)
def test_act_outside_the_corpus_is_none(corpus: Corpus, question: str) -> None:
    found = find_referenced_provisions((question,), read_catalog(corpus))
    assert found is not None
    assert (found[1].act, found[1].eids) == (None, ())
    assert found[1].is_other_act
    assert len(found[1].missing) == 1


@pytest.mark.parametrize("question", ["Полиция қашан оқ атады?", "закон о полиции", ""])
def test_question_without_a_reference_has_no_result(corpus: Corpus, question: str) -> None:
    assert find_referenced_provisions((question,), read_catalog(corpus)) is None


def test_first_variant_with_a_reference_is_used(corpus: Corpus) -> None:
    readings = ("16 bap 2 tarmaq", "16 бап 2 тармақ", "16 бап")
    found = find_referenced_provisions(readings, read_catalog(corpus))
    assert found is not None
    assert (found[0], found[1].eids) == ("16 бап 2 тармақ", ("art_16__para_2",))


def test_existing_and_missing_references_are_separate(corpus: Corpus) -> None:
    found = find_referenced_provisions(
        ("31-бап, 99-бап және 24-баптың 3-тармағы, тағы 31-бап",), read_catalog(corpus)
    )
    assert found is not None
    assert found[1].eids == ("art_31", "art_24__para_3")
    assert [one.article for one in found[1].missing] == ["99"]


@pytest.mark.parametrize(
    ("question", "acts", "act"),
    [
        ("КоАП ст. 450", (), "koap"),
        ("ст. 450 Кодекса об административных правонарушениях", (), "koap"),
        ("статья 1 закона о миграции", (), "migration"),
        ("1-бап", (), None),
        ("1-бап", ("migration", LAW), None),
        ("1-бап", ("migration",), "migration"),
        ("ст. 1 закона о полиции", ("migration",), LAW),
        ("статья 1 УК", ("migration",), None),
    ],
)
def test_named_act_precedes_the_selected_one(
    library: Corpus, question: str, acts: tuple[str, ...], act: str | None
) -> None:
    found = find_referenced_provisions((question,), read_catalog(library), acts)
    assert found is not None
    assert (found[1].act.id if found[1].act else None) == act


@pytest.fixture(scope="module")
def acts() -> ActCatalog:
    return read_catalog(act_library())


@pytest.mark.parametrize(
    ("question", "language", "acts_with_it"),
    [
        ("24-бап", "kk", [LAW, "gardens-kk"]),
        ("статья 24", "ru", [LAW, "gardens"]),
        ("article 24", "en", [LAW, "gardens"]),
        ("осы заңның 24-бабы", "kk", [LAW, "gardens-kk"]),
        ("article 1", "ru", [LAW, "gardens", "water"]),
    ],
)
def test_provision_of_several_acts_is_a_choice_of_each(
    acts: ActCatalog, question: str, language: str, acts_with_it: list[str]
) -> None:
    found = find_referenced_provisions((question,), acts, (), language)
    assert found is not None
    assert (found[1].act, found[1].eids, found[1].is_other_act) == (None, (), False)
    assert [choice.act.id for choice in found[1].choices] == acts_with_it


@pytest.mark.parametrize(
    ("question", "language", "selected", "act"),
    [
        ("статья 450", "ru", (), "water"),
        ("кодекстің 1-бабы", "kk", (), "water"),
        ("конвенцияның 4-бабы", "kk", (), "seas"),
        ("24-бап", "kk", ("gardens",), "gardens"),
        ("24-бап", "kk", ("gardens", "gardens-kk"), "gardens-kk"),
        ("статья 24 закона о садовых товариществах", "ru", (), "gardens"),
        ("бағбандар серіктестіктері туралы заңның 24-бабы", "kk", (), "gardens-kk"),
        ("24-баптың 3-тармағы", "kk", (), LAW),
    ],
)
def test_act_that_alone_has_the_provision_is_meant(
    acts: ActCatalog, question: str, language: str, selected: tuple[str, ...], act: str
) -> None:
    found = find_referenced_provisions((question,), acts, selected, language)
    assert found is not None
    assert found[1].act is not None
    assert found[1].act.id == act


def test_provision_that_no_act_has_is_missing(acts: ActCatalog) -> None:
    found = find_referenced_provisions(("999-бап",), acts)
    assert found is not None
    assert (found[1].act, found[1].choices, found[1].is_other_act) == (None, (), False)
    assert [one.article for one in found[1].missing] == ["999"]


def test_kind_of_act_that_the_corpus_does_not_have_is_another_act(corpus: Corpus) -> None:
    found = find_referenced_provisions(("кодекстің 5-бабы",), read_catalog(corpus))
    assert found is not None
    assert found[1].is_other_act


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        (
            "ст. 450 закона о миграции и ст. 24 закона об ОВД",
            [("migration", "art_450"), (LAW, "art_24")],
        ),
        (
            "Закон об ОВД, статья 5, и закон о миграции, статья 450",
            [(LAW, "art_5"), ("migration", "art_450")],
        ),
        (
            "ст. 1 закона о миграции и ст. 450 КоАП",
            [("migration", "art_1"), ("koap", "art_450")],
        ),
        (
            "ОВД туралы заңның 3-бабы мен КоАП-тың 450-бабы",
            [(LAW, "art_3"), ("koap", "art_450")],
        ),
        ("ст. 1 закона о миграции и ст. 999 закона об ОВД", [("migration", "art_1")]),
        ("ст. 3 закона о миграции и ст. 5 закона об ОВД", [(LAW, "art_5")]),
        ("ст. 999 закона о миграции и ст. 998 закона об ОВД", []),
        ("ст. 24 и 25 закона об ОВД, ст. 5 закона о полиции", []),
        ("ст. 24 закона об ОВД и ст. 5 закона о рекламе", []),
    ],
)
def test_provisions_of_several_acts_keep_their_act(
    library: Corpus, question: str, choices: list[tuple[str, str]]
) -> None:
    found = find_referenced_provisions([question], read_catalog(library))
    assert found is not None
    assert [(choice.act.id, choice.eid) for choice in found[1].choices] == choices


def test_missing_provisions_of_several_acts_are_kept(library: Corpus) -> None:
    asked = ["ст. 1 закона о миграции и ст. 999 закона об ОВД"]
    found = find_referenced_provisions(asked, read_catalog(library))
    assert found is not None
    assert (found[1].names_acts, [one.article for one in found[1].missing]) == (True, ["999"])


@pytest.mark.parametrize(
    ("question", "choices", "missing"),
    [
        (
            "ст. 1 закона о миграции, ст. 24 закона об ОВД и ст. 5 Трудового кодекса",
            [("migration", "art_1"), (LAW, "art_24")],
            ["Трудовой кодекс"],
        ),
        (
            "ст. 1 закона о миграции, ст. 24 закона об ОВД и ст. 5 закона о рекламе",
            [("migration", "art_1"), (LAW, "art_24")],
            [],
        ),
        ("ст. 24 закона об ОВД и ст. 5 ТК РК", [(LAW, "art_24")], ["Трудовой кодекс"]),
        (
            "ст. 5 Закона РК «О дорожном движении» и ст. 24 закона об ОВД",
            [(LAW, "art_24")],
            ["«О дорожном движении»"],
        ),
        (
            "ОВД туралы заңның 3-бабы мен Еңбек кодексінің 5-бабы",
            [(LAW, "art_3")],
            ["Трудовой кодекс"],
        ),
        ("ст. 999 закона об ОВД и ст. 5 ТК РК", [], []),
        ("ст. 188 УК РФ и ст. 24 закона об ОВД", [], []),
        ("ст. 24 УК и закона об ОВД", [], []),
    ],
)
def test_known_title_of_an_act_that_is_not_loaded_is_told(
    library: Corpus, question: str, choices: list[tuple[str, str]], missing: list[str]
) -> None:
    found = find_referenced_provisions([question], read_catalog(library))
    assert found is not None
    assert [(choice.act.id, choice.eid) for choice in found[1].choices] == choices
    titles = [act if isinstance(act, str) else act.title("ru") for act in found[1].missing_acts]
    assert titles == missing
    assert found[1].is_other_act is not bool(choices)


def test_codes_that_may_be_missing_have_a_title_in_each_language(corpus: Corpus) -> None:
    codes = [act for act in read_catalog(corpus).acts if act.group is None and len(act.titles) > 1]
    titles = [[code.title(language) for language in ("kk", "ru", "en")] for code in codes]
    assert len(codes) > 20
    assert all(len(set(row)) == 3 for row in titles), titles


def test_two_codes_by_their_abbreviations_keep_their_provisions(corpus: Corpus) -> None:
    codes = (_act("civil", "Гражданский кодекс"), _act("koap", "Кодекс о нарушениях", "КоАП"))
    catalog = read_catalog(Corpus((corpus.default, *codes)))
    found = find_referenced_provisions(["ст. 1 ГК РК и ст. 450 КоАП"], catalog)
    assert found is not None
    assert [(one.act.id, one.eid) for one in found[1].choices] == [
        ("civil", "art_1"),
        ("koap", "art_450"),
    ]


@pytest.mark.parametrize(
    ("question", "eids"),
    [
        ("как статья 24 защищает сотрудника", ("art_24",)),
        ("какая статья 24", ("art_24",)),
        ("как работает 24 статья", ("art_24",)),
        ("ҚАК 24-бап", ()),
        ("как 24 бап", ()),
        ("статья 24 ҚАК-тің 24-бабы", ()),
    ],
)
def test_question_words_are_no_abbreviations_of_codes(
    corpus: Corpus, question: str, eids: tuple[str, ...]
) -> None:
    found = find_referenced_provisions([question], read_catalog(corpus))
    assert found is not None
    assert found[1].eids == eids


def test_number_of_hours_is_no_article(corpus: Corpus) -> None:
    asked = ["по какой статье 24 часа задержания"]
    assert find_referenced_provisions(asked, read_catalog(corpus)) is None


@pytest.mark.parametrize(
    "name",
    [
        *("ҚАКтың", "ҚАКның", "ҚАК-тың", "АКтың", "АКның", "АКнің", "АК-ның", "ЕКтің", "ЕКнің"),
        *("ЕК-тің", "СКнің", "СК-ның", "ЖКнің", "ЖКның", "БКның", "БК-нің", "НК-ның", "ПКнің"),
        *("УКнің", "УК-ның", "ҚКның", "КоАП-тың", "АКта", "АК-тағы", "ЕКте", "БКға", "СКдан"),
    ],
)
def test_abbreviation_of_a_code_in_a_kazakh_case_is_another_act(corpus: Corpus, name: str) -> None:
    found = find_referenced_provisions([f"{name} 24-бабы"], read_catalog(corpus))
    assert found is not None
    assert (found[1].eids, found[1].is_other_act) == ((), True)


@pytest.mark.parametrize("question", ["статья 24 акта", "в акте статья 24", "екеуі де 24-бап"])
def test_word_that_begins_as_an_abbreviation_is_none(corpus: Corpus, question: str) -> None:
    found = find_referenced_provisions([question], read_catalog(corpus))
    assert found is not None
    assert found[1].eids == ("art_24",)


@pytest.mark.parametrize(
    ("question", "eid"),
    [
        ("сколько дают по статье 24 лет", "art_24"),
        ("какой срок по статье 5 лет или 7", "art_5"),
    ],
)
def test_years_after_the_number_leave_the_article(corpus: Corpus, question: str, eid: str) -> None:
    found = find_referenced_provisions([question], read_catalog(corpus))
    assert found is not None
    assert found[1].eids == (eid,)


@pytest.mark.parametrize(
    ("question", "acts", "is_other"),
    [
        ("section 1 of the Finance Act", ["finance-15", "finance-16"], False),
        ("section 1 of the 2016 Finance Act", ["finance-16"], False),
        ("section 1 of the Finance Act 2016", ["finance-16"], False),
        ("section 1 of the Finance Act 2017", [], True),
    ],
)
def test_year_tells_acts_of_one_name_apart(
    corpus: Corpus, question: str, acts: list[str], is_other: bool
) -> None:
    finance = [_act(f"finance-{year}", f"Finance Act, 20{year}") for year in (15, 16)]
    catalog = read_catalog(Corpus((corpus.default, *finance)))
    found = find_referenced_provisions([question], catalog)
    assert found is not None
    named = found[1]
    offered = [named.act] if named.act else [choice.act for choice in named.choices]
    assert ([act.id for act in offered], named.is_other_act) == (acts, is_other)
