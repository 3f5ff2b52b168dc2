"""Tests of the acts that a question names."""

import pytest

from data.corpus import load_corpus
from qa.references.act_catalog import ActCatalog, read_catalog
from qa.references.act_mention import find_act_mention, names_other_act
from tests.helpers.act_library import act_library

LAW = "kz-internal-affairs"


@pytest.fixture(scope="module")
def library() -> ActCatalog:
    return read_catalog(act_library())


@pytest.fixture(scope="module")
def law() -> ActCatalog:
    return read_catalog(load_corpus())


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("ст. 24 Закона РК «О садовых товариществах»", "gardens"),
        ("закона Республики Казахстан «О садовых товариществах» статья 24", "gardens"),
        ("статья 24 закона о садовых товариществах в Республике Казахстан", "gardens"),
        ("закон РК о садовых товариществах ст. 24", "gardens"),
        ("ст. 24 закона о садов. товарищ.", "gardens"),
        ("бағбандар серіктестіктері туралы заңның 24-бабы", "gardens"),
        ("«Бағбандар серіктестіктері туралы» Қазақстан Республикасының Заңы, 24-бап", "gardens"),
        ("№ 77-VI Заңның 24-бабы", "gardens"),
        ("статья 24 закона № 77-VI", "gardens"),
        ("статья 450 Водного кодекса", "water"),
        ("Су кодексінің 450-бабы", "water"),
        ("article 450 of the Water Code of the Republic of Kazakhstan", "water"),
        ("Конвенция о теплых морях статья 4", "seas"),
        ("Закон о полиции, статья 5", LAW),
        ('статья 5 Закона РК "О полиции"', LAW),
        ("ҚР ІІО туралы Заңы 24-бап", LAW),
        ("Law of the Republic of Kazakhstan on the Internal Affairs Bodies, article 5", LAW),
    ],
)
def test_act_of_the_corpus_is_found_by_its_names(
    library: ActCatalog, question: str, act: str
) -> None:
    mention = find_act_mention(question, library)
    assert [group.versions[0].id for group in mention.groups] == [act]
    assert not mention.is_other


@pytest.mark.parametrize(
    "question",
    [
        "закон о полиции РФ статья 5",
        "закон РФ о полиции статья 5",
        "российский закон о полиции, ст. 5",
        "ФЗ о полиции ст. 5",
        "Ресей Федерациясының полиция туралы заңының 5-бабы",
        "Өзбекстанның полиция туралы заңының 5-бабы",
        "Kyrgyz law on police article 5",
        "Law of the Russian Federation on the police, article 5",
        "ст. 24 УК РФ",
        "водный кодекс Узбекистана статья 1",
        "Geneva convention article 4",
        "95-конвенция 4-бап",
        "статья 24 КоАП",
        "ӘҚБтК 24-бап",
        "Қылмыстық кодекстің 24-бабы",
        "Code of Criminal Procedure article 24",
        "Конституцияның 24-бабы",
        "НК 24-бап",
        "ст. 24 Закона РК «О национальной безопасности»",
        "статья 24 закона о дорожном движении",
        "жол жүрісі туралы заңның 24-бабы",
        "article 6 of the Law of the Republic of Kazakhstan on Road Traffic",
        "article 6 road traffic law",
        "салық заңының 24-бабы",
        "приказ № 280 статья 24",
        "п. 5 правил дорожного движения",
        "бұйрықтың 5-тармағы",
        "2014 жылғы 23 сәуірдегі № 500-V Заңның 5-бабы",
        "закон «О внесении изменений в закон об органах внутренних дел» статья 3",
        "Ішкі істер органдары ҚК 188-бап бойынша тергей ме?",
    ],
)
def test_act_that_the_corpus_does_not_have_is_another(library: ActCatalog, question: str) -> None:
    mention = find_act_mention(question, library)
    assert mention.is_other
    assert mention.groups == ()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("осы заңның 24-бабы", "law"),
        ("статья 24 закона", "law"),
        ("article 24 of this law", "law"),
        ("кодекстің 24-бабы", "code"),
        ("конвенцияның 4-бабы", "convention"),
        ("24-баптың 3-тармағы", None),
        ("пункт 3 статьи 17 про незаконный приказ", None),
        ("Может ли гражданин России обжаловать решение по статье 24?", None),
    ],
)
def test_no_act_is_named(library: ActCatalog, question: str, kind: str | None) -> None:
    mention = find_act_mention(question, library)
    assert (mention.groups, mention.is_other, mention.kind) == ((), False, kind)


@pytest.mark.parametrize(
    "question",
    [
        "закон о полиции РФ",
        "ЗРК «О статистике»",
        "приказ № 280",
        "ІІМ № 280 бұйрығы",
        "УК РК",
        "Что говорит закон «О статистике» об отчётах?",
    ],
)
def test_question_about_another_act_needs_no_number(law: ActCatalog, question: str) -> None:
    assert find_act_mention(question, law).is_cited


@pytest.mark.parametrize(
    "question",
    [
        "Полицейлерге «Құқық қорғау қызметі туралы» заң да қолданыла ма?",
        "Действует ли закон «О правоохранительной службе» для фельдъегерской службы?",
        "Что закон говорит о применении оружия?",
        "Кого закон Республики Казахстан называет сотрудником?",
        "Ресей азаматын полиция ұстай ала ма?",
        "1995 жылғы полиция туралы заң әлі жарамды ма?",
    ],
)
def test_act_mentioned_in_passing_is_not_what_is_asked(law: ActCatalog, question: str) -> None:
    assert not find_act_mention(question, law).is_cited


def test_act_named_beside_one_of_the_corpus_is_not_another(law: ActCatalog) -> None:
    assert names_other_act("Что говорит КоАП о штрафах?", law)
    assert not names_other_act("Что говорит КоАП и закон о полиции о штрафах?", law)


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("Водный кодекс и закон о садовых товариществах, статья 24", "gardens"),
        ("статья 1 Водного кодекса и закон о садовых товариществах", "water"),
        ("УК и закон о садовых товариществах, статья 24", "gardens"),
    ],
)
def test_act_nearest_to_the_number_is_meant(library: ActCatalog, question: str, act: str) -> None:
    mention = find_act_mention(question, library)
    assert [group.versions[0].id for group in mention.groups] == [act]
    assert not mention.is_other


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("УК 188", "ук ст. 188"),
        ("120–135 УК РК", "ст. 120–135 ук рк"),
        ("24/3", "ст. 24(3)"),
        ("24.3", "ст. 24(3)"),
        ("17(7)", "ст. 17(7)"),
        ("закон о полиции 17(7)", "ст. 17(7)"),
        ("Полиция 24/7 жұмыс істей ме?", "полиция 24/7 жумыс истей ме?"),
        ("закон № 5, статья 24", "закон  , статья 24"),
    ],
)
def test_text_for_the_parser_has_levels_and_no_numbers_of_acts(
    law: ActCatalog, question: str, text: str
) -> None:
    assert find_act_mention(question, law).text == text
