"""Acts as published: run-on lines, quoted provisions, attachments, tables, notes, signatures."""

import pytest

from data.metadata import Sidecar
from data.model import Act, Kind
from data.parsing.parser import parse_text
from data.validation.verbatim import verify_provisions


def read(text: str, language: str = "kk") -> Act:
    act = parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")
    assert verify_provisions(act) == ()
    return act


def eids(act: Act) -> list[str]:
    return [provision.eid for provision in act.provisions]


def test_paragraphs_and_points_in_one_line_are_split() -> None:
    act = read(
        "1-бап. Ережелер 1. Бағбан: 1) ағаш егеді; 2) су құяды. 2. 1995 жылғы 21 желтоқсандағы "
        "№ 23, 154-құжат күшін жойды. 3. Бақ ашық. 2-бап. Күші 1. Заң күшінде."
    )
    assert [(p.eid, p.heading or p.text) for p in act.provisions] == [
        ("art_1", "Ережелер"),
        ("art_1__para_1", "Бағбан:"),
        ("art_1__para_1__point_1", "ағаш егеді;"),
        ("art_1__para_1__point_2", "су құяды."),
        (
            "art_1__para_2",
            "1995 жылғы 21 желтоқсандағы № 23, 154-құжат күшін жойды.",
        ),
        ("art_1__para_3", "Бақ ашық."),
        ("art_2", "Күші"),
        ("art_2__para_1", "Заң күшінде."),
    ]


def test_a_number_inside_words_is_no_paragraph() -> None:
    act = read("1. Қаулының 2. Тармағы мен 3) тармақшасы өзгерсін. 5. Бесінші.\n\n2. Екінші.\n")
    assert [(p.eid, p.text) for p in act.provisions] == [
        ("para_1", "Қаулының 2. Тармағы мен 3) тармақшасы өзгерсін. 5. Бесінші."),
        ("para_2", "Екінші."),
    ]


AMENDING = """1-бап. "Бақ туралы" Заңға мынадай өзгерістер енгізілсін:

1) мынадай мазмұндағы 29-1-баппен толықтырылсын:

"29-1-бап. Гүл

1. "Раушан" деп аталатын гүл егіледі.

2. Гүл суарылады.";

2) 5-бап алып тасталсын; 3) 6-бап мынадай редакцияда жазылсын: "6-бап. Су Су таза болады.".

2-бап. Осы Заң жарияланған күнінен бастап қолданысқа енгізіледі.

Қазақстан Республикасының Президенті
"""


@pytest.mark.parametrize("signs", ['""', "«»", "“”"])
def test_quoted_articles_are_no_articles_of_the_act(signs: str) -> None:
    text = AMENDING
    for quote in ('"29-1', '"6-бап', '"Бақ', '"Раушан'):
        text = text.replace(quote, signs[0] + quote[1:])
    for quote in ('";', '".', 'туралы"', 'Раушан"'):
        text = text.replace(quote, quote.replace('"', signs[1]))
    act = read(text)
    assert eids(act) == [
        "art_1",
        "art_1__point_1",
        "art_1__point_1__subpara_2",
        "art_1__point_1__subpara_3",
        "art_1__point_1__subpara_4",
        "art_1__point_2",
        "art_1__point_3",
        "art_2",
    ]
    assert act.by_eid["art_1__point_1__subpara_2"].text == f"{signs[0]}29-1-бап. Гүл"
    article = act.by_eid["art_2"]
    assert article.text == "Осы Заң жарияланған күнінен бастап қолданысқа енгізіледі."
    assert (article.heading, article.notes) == ("", ("Қазақстан Республикасының Президенті",))


def test_unclosed_quotation_ends_with_its_paragraph() -> None:
    act = read('1-бап. Гүл\n\n1. Сөз: "Раушан гүл.\n\n2. Екінші.\n\n2-бап. Су\n\nМәтін.\n')
    assert eids(act) == ["art_1", "art_1__para_1", "art_1__para_2", "art_2"]


RULES = """ҚАУЛЫ ЕТЕДІ:

1. Ереже бекітілсін.

2. Қаулы күшіне енеді.

Қала әкімі\t|\tА. Бақов

\t|\tҚала әкімдігінің № 5 қаулысына 1-қосымша

Бақ ережесі

1-тарау. Жалпы

1. Бақ ашық.

2-тарау. Қорытынды

2. Ереже міндетті.

№\t|\tАты

1\t|\tАлма
"""


def test_attachment_has_its_own_eids() -> None:
    act = read(RULES)
    assert [(p.eid, p.text) for p in act.provisions] == [
        ("preamble", "ҚАУЛЫ ЕТЕДІ:"),
        ("para_1", "Ереже бекітілсін."),
        ("para_2", "Қаулы күшіне енеді."),
        ("att_1", ""),
        ("att_1__para_1", "Бақ ашық."),
        ("att_1__para_2", "Ереже міндетті."),
        ("att_1__para_2__subpara_2", "№ | Аты\n1 | Алма"),
    ]
    attached = act.by_eid["att_1"]
    assert attached.kind is Kind.ATTACHMENT
    assert attached.heading == "| Қала әкімдігінің № 5 қаулысына 1-қосымша Бақ ережесі"
    assert act.by_eid["para_2"].notes == ("Қала әкімі | А. Бақов",)
    assert [(c.eid, c.title) for c in act.chapters] == [
        ("att_1__chp_1", "Жалпы"),
        ("att_1__chp_2", "Қорытынды"),
    ]
    assert act.by_eid["att_1__para_2"].chapter == "att_1__chp_2"


def test_articles_of_a_submitted_law_have_no_attachment_prefix() -> None:
    act = read(
        "Үкімет ҚАУЛЫ ЕТЕДІ:\n\n1. Заң енгізілсін.\n\nПремьер-Министр\n\nЖоба\n\n"
        "Бақ туралы\n\nI тарау. Жалпы\n\n1-бап. Мақсат\n\nБақ ашық.\n\n2-бап\n\nКүші\n\nБар.\n"
    )
    assert eids(act) == ["preamble", "para_1", "art_1", "art_2"]
    assert act.by_eid["para_1"].notes == ("Премьер-Министр", "Жоба", "Бақ туралы")
    assert [(c.eid, c.number, c.title) for c in act.chapters] == [("chp_1", "1", "Жалпы")]
    assert (act.by_eid["art_2"].heading, act.by_eid["art_2"].text) == ("Күші", "Бар.")


def test_a_treaty_after_its_ratification_is_an_attachment() -> None:
    act = read(
        "1-бап. Келісім бекітілсін.\n\nҚазақстан Республикасының Президенті\n\nБақ туралы келісім"
        "\n\nТараптар келісті:\n\n1-бап Мақсат\n\nБақ ашық.\n\n2-бап Күші\n\nБар.\n"
    )
    assert eids(act) == [
        "art_1",
        "att_1",
        "att_1__subpara_2",
        "att_1__art_1",
        "att_1__art_2",
    ]
    assert act.by_eid["att_1"].heading == "Бақ туралы келісім"
    assert [p.number for p in act.articles] == ["1", "1", "2"]


def test_notes_are_separated_from_the_text() -> None:
    act = read(
        "1-бап. Гүл 1. Гүл өседі. Ескерту. 1-бап жаңа редакцияда - 2011.01.05 № 3 Заңымен. "
        "2. Гүл суарылады.\n\nСноска. Примечание.\n\nРҚАО-ның ескертпесі! Қараңыз.\n"
    )
    assert [(p.eid, p.text, p.notes) for p in act.provisions] == [
        ("art_1", "", ("Сноска. Примечание.", "РҚАО-ның ескертпесі! Қараңыз.")),
        ("art_1__para_1", "Гүл өседі.", ()),
        (
            "art_1__para_2",
            "Гүл суарылады.",
            ("Ескерту. 1-бап жаңа редакцияда - 2011.01.05 № 3 Заңымен.",),
        ),
    ]


def test_outer_list_continues_after_nested_points() -> None:
    act = read("1-бап. Тізім: 1) гүл: 1) раушан; 2) лала; 2) ағаш; 3) су.\n\n2-бап. Күші\n\nБар.\n")
    assert eids(act)[:6] == [
        "art_1",
        "art_1__point_1",
        "art_1__point_1__point_1",
        "art_1__point_1__point_2",
        "art_1__point_2",
        "art_1__point_3",
    ]


def test_russian_and_english_run_on_lines_are_split() -> None:
    russian = read(
        "Глава 1. Общее Статья 1. Цель 1. Сад открыт. 2. Вход свободный. Статья 2-1. Вода "
        "1. Вода чистая. Статья 3. Исключена.",
        "ru",
    )
    assert eids(russian) == [
        "art_1",
        "art_1__para_1",
        "art_1__para_2",
        "art_2-1",
        "art_2-1__para_1",
        "art_3",
    ]
    assert [p.eid for p in russian.provisions if p.repealed] == ["art_3"]
    english = read(
        "CHAPTER II. Gardens Article 1. Aim 1. The garden is open. "
        "Article 2. Water Water is clean.",
        "en",
    )
    assert eids(english) == ["art_1", "art_1__para_1", "art_2"]
    assert english.by_eid["art_2"].heading == ""
    assert english.by_eid["art_2"].text == "Water Water is clean."


def test_divisions_and_chapters_of_sections_have_eids() -> None:
    act = read(
        "1-бөлім. А\n\n1-тарау. Б\n\n1-параграф. В\n\n1-бап. Г\n\nМәтін.\n\n2-бөлім. Д\n\n"
        "1-тарау. Е\n\n2-бап. Ж\n\nМәтін.\n"
    )
    assert [chapter.eid for chapter in act.chapters] == [
        "sec_1",
        "chp_1",
        "chp_1__sec_1",
        "sec_2",
        "sec_2__chp_1",
    ]


def test_article_title_inside_a_line_may_begin_with_a_number() -> None:
    act = read(
        "1-бап. Бақ ашық. 2-бап. 2009 жылғы ереже күшінде. 3-бап. Бақ осы 5-бап. 2010 жылғы "
        "тәртіппен күтіледі."
    )
    assert eids(act) == ["art_1", "art_2", "art_3"]


def test_misprinted_article_number_does_not_hide_later_articles() -> None:
    act = read(
        "1-бап. Бақ 1. А. 2-бап. Су 1. Б. 3-бап. Гүл 1. В. 4-бап. Шөп 1. Г. 5-бап. Ағаш 1. Д. "
        "7-бап. Жол 1. Е. 7-бап. Күз 1. Ж. 9-бап. Қыс 1. З. 10-бап. Жаз 1. И."
    )
    assert [p.number for p in act.articles] == ["1", "2", "3", "4", "5", "7", "9", "10"]
    chapters = read(
        "1-бап. А 1. Б. 2-бап. В 1. Г. 3-бап. Д 1. Е. 3-бап. Ж 1. З. 2-тарау. Тексеру "
        "6-бап. К 1. Л. 7-бап. М 1. Н."
    )
    assert [p.number for p in chapters.articles] == ["1", "2", "3", "6", "7"]


@pytest.mark.parametrize("begin", ['«5-бап. Гүл «Раушан" өседі', '"5-бап. Гүл "Раушан өседі'])
def test_last_article_after_a_quotation_inside_a_line_is_found(begin: str) -> None:
    act = read(
        f'1-бап. Заңға өзгеріс енгізілсін: 1) 5-бап мынадай редакцияда жазылсын: {begin}.". '
        "2-бап. Осы Заң 2010 жылғы 1 қаңтардан бастап қолданысқа енгізіледі."
    )
    assert [p.number for p in act.articles] == ["1", "2"]
    assert act.by_eid["art_2"].text.endswith("қолданысқа енгізіледі.")


def test_list_continues_after_a_missing_point() -> None:
    act = read(
        "1-бап. Тізім: 1) гүл; 2) ағаш; 4) су; 5) шөп.\n\n2-бап. Бақ осы баптың: 1) гүлі; 3) суы."
    )
    assert eids(act) == [
        "art_1",
        "art_1__point_1",
        "art_1__point_2",
        "art_1__point_4",
        "art_1__point_5",
        "art_2",
        "art_2__point_1",
    ]


def test_paragraph_may_begin_with_a_lettered_item() -> None:
    act = read("1-бап Құқық 1. Бақ ашық. 2. а) Ешкім кірмейді. 3. Бақ жабық.")
    assert [(p.eid, p.text) for p in act.provisions[1:]] == [
        ("art_1__para_1", "Бақ ашық."),
        ("art_1__para_2", "а) Ешкім кірмейді."),
        ("art_1__para_3", "Бақ жабық."),
    ]
