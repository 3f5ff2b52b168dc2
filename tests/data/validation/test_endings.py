"""Acts that end too early: cut sentences, unfinished lists, a lost end."""

import pytest

from data.metadata import Sidecar
from data.parsing.boilerplate import is_order
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.endings import check_endings
from data.validation.finding import Severity

ARTICLE = """Статья {0}. Порядок номер {0}

1. Садовник обязан ежедневно осматривать деревья:
1) старые деревья у главных ворот сада;
2) молодые деревья у дальнего пруда.
2. Посетитель вправе гулять по дорожкам сада до вечера.

"""
FORCE = """Статья 11. Введение в действие

1. Настоящий Закон вводится в действие со дня опубликования.
"""
WHOLE = "".join(ARTICLE.format(number) for number in range(1, 11)) + FORCE
KAZAKH = """1-бап. Бақ

1. Бағбан күн сайын бақтағы барлық ағаштарды қарап шығады.
2. Келушілер бақтың ішіндегі жолдармен кешке дейін серуендейді
3. Бақтың қақпасы таңертең ашылады және кешке жабылады.
4. Бақ туралы ережені жергілікті атқарушы орган бекітеді.
5. Бағбанның жалақысын бақтың иесі ай сайын төлейді.
"""


def found(text: str, language: str = "ru") -> list[tuple[str | None, str]]:
    act = parse_text(text, Sidecar("garden", "Сад", language), "garden.txt")
    as_order = is_order(act.source_lines)
    return [(finding.eid, finding.text) for finding in check_endings(act, as_order=as_order)]


def test_whole_act_has_no_finding() -> None:
    assert found(WHOLE) == []


def replaced(old: str, new: str, count: int = 1) -> list[tuple[str | None, str]]:
    assert old in WHOLE
    return found(WHOLE.replace(old, new, count))


@pytest.mark.parametrize(
    ("old", "new", "eid", "text"),
    [
        (
            "по дорожкам сада до вечера.",
            "по дорожкам",
            "art_1__para_2",
            "The text ends without a full stop, perhaps cut: “…тель вправе гулять по дорожкам”.",
        ),
        (
            "2) молодые деревья у дальнего пруда.\n",
            "",
            "art_1__para_1__point_1",
            "1 lists end with “;” or “,”; points may be missing: "
            "art_1__para_1__point_1 “старые деревья у главных ворот сада;”.",
        ),
        (
            "1) старые деревья у главных ворот сада;\n2) молодые деревья у дальнего пруда.\n",
            "",
            "art_1__para_1",
            "A list is announced, but none follows: “Садовник обязан ежедневно осматривать де…”.",
        ),
        (
            " вводится в действие со дня опубликования.",
            " вводится в действие со дня",
            "art_11__para_1",
            "The act ends without a full stop, perhaps cut: “…кон вводится в действие со дня”.",
        ),
        (
            FORCE,
            "",
            "art_10__para_2",
            "The act has no final clause and no signature; its end may be missing.",
        ),
    ],
)
def test_missing_words_are_found(old: str, new: str, eid: str, text: str) -> None:
    assert replaced(old, new) == [(eid, text)]


def test_signature_ends_an_act() -> None:
    assert replaced(FORCE, "Президент Республики Казахстан\n") == []


@pytest.mark.parametrize("end", ["Глава 2. Заключительные положения", "За Республику Казахстан"])
def test_final_chapter_and_parties_end_an_act(end: str) -> None:
    text = WHOLE.replace(FORCE, "").replace("Статья 10.", f"{end}\n\nСтатья 10.")
    if end.startswith("За"):
        text = f"{WHOLE.replace(FORCE, '')}{end}\n"
    assert found(text) == []


@pytest.mark.parametrize("word", ["и", "или", "либо"])
def test_point_may_end_with_a_word_that_joins_the_next(word: str) -> None:
    assert replaced("у главных ворот сада;", f"у главных ворот сада {word}") == []


def test_comma_ends_no_point_among_points_with_semicolons() -> None:
    points = "".join(f"{n}) высокие деревья в саду под номером {n};\n" for n in range(1, 7))
    text = f"Статья 1. Сад\n\n1. Осматриваются:\n{points}7) прочие деревья города.\n"
    assert found(text) == []
    cut = text.replace("под номером 3;", "под номером 3,")
    assert [eid for eid, _ in found(cut)] == ["art_1__para_1__point_3"]
    assert found(text.replace(";\n", ",\n")) == []


def test_sentence_in_kazakh_may_lack_its_full_stop() -> None:
    assert found(KAZAKH, "kk") == []
    cut = KAZAKH.replace(" кешке дейін серуендейді", "")
    assert [eid for eid, _ in found(cut, "kk")] == ["art_1__para_2"]


def test_lines_cut_at_one_column_are_found() -> None:
    cut = "\n".join(line[:45] for line in WHOLE.splitlines())
    assert ("art_1__para_1", "21 lines are cut after 45 characters.") in found(cut)


def test_signature_on_the_line_of_a_sentence_is_no_cut() -> None:
    line = "2. Посетитель вправе гулять по дорожкам сада до вечера."
    for signed in (f"{line} Председатель сада А.Ашимов", f"{line} Председатель сада Ашимов А."):
        assert replaced(line, signed) == []


def test_table_of_one_column_is_no_cut_text() -> None:
    stamp = "| Бақ әкімінің 5 мамырдағы\n| № 179 қаулысымен\n| бекітілген\n\n"
    assert found(ORDER.replace("Бақтың әкімі |", f"{stamp}Бақтың әкімі |"), "kk") == []


def test_headings_without_a_full_stop_are_no_cut_sentences() -> None:
    heading = "{0}. Порядок ухода за деревьями городского сада\n"
    headings = "".join(heading.format(number) for number in range(1, 9))
    assert found(f"{headings}9. Сад открыт для всех посетителей с утра до вечера.\n") == []


ORDER = """Бақтың әкімдігі ҚАУЛЫ ЕТЕДІ:

1. Бақтың күтімі туралы қоса беріліп отырған қағидалар бекітілсін.

2. Осы қаулы алғашқы ресми жарияланған күнінен бастап қолданысқа енгізіледі.

Бақтың әкімі | А. Ағашов

"КЕЛІСІЛДІ"

Көрші бақтың басқармасы
"""
SIGNED = "Бақтың әкімі | А. Ағашов"


def found_in_order(old: str, new: str) -> list[str]:
    assert old in ORDER
    return [text for _, text in found(ORDER.replace(old, new), "kk")]


def test_order_ends_with_its_signature() -> None:
    assert found(ORDER, "kk") == []
    unsigned = "The order has no signature; its end may be missing."
    assert unsigned in found_in_order(ORDER[ORDER.index(SIGNED) :], "")
    assert "The order is not signed before its approvals; a line may be missing." in found_in_order(
        f"{SIGNED}\n\n", ""
    )
    assert found_in_order("Бақтың әкімі | ", "") == [
        "The signature “А. Ағашов” has no office; a cell or a line may be missing."
    ]


def test_signature_row_without_an_office_is_noted() -> None:
    # Some published orders are so: it is no error.
    order = ORDER.replace("Бақтың әкімі | ", "\t|\t")
    said = check_act(parse_text(order, Sidecar("garden", "Бақ", "kk"), "garden.txt"))
    text = "The signature “А. Ағашов” has no office; compare it with the original."
    assert [f.severity for f in said if f.text == text] == [Severity.NOTED]


def test_text_outside_articles_may_not_end_with_a_word_that_goes_on() -> None:
    start = "Көрсетілген қағидаларда бақтың барлық жемісті ағаштарының"
    text = ORDER.replace("2. Осы", f"{start} күтімі мен суарылуы көзделген.\n\n2. Осы")
    assert found(text, "kk") == []
    cut = text.replace(" күтімі мен суарылуы көзделген.", "")
    assert [text for _, text in found(cut, "kk")] == [
        f"The text ends inside a sentence, perhaps cut: “…{start[-30:]}”."
    ]


def test_heading_may_not_end_with_a_word_that_goes_on() -> None:
    assert replaced("Порядок номер 3", "Порядок ухода за садом и") == [
        ("art_3", "The heading ends too early, perhaps cut: “…Порядок ухода за садом и”.")
    ]
    chapter = f"Глава 1. Сад\n\n{WHOLE}"
    assert found(chapter) == []
    assert found(chapter.replace("Глава 1. Сад", "Глава 1. Правила для")) == [
        ("chp_1", "The heading ends too early, perhaps cut: “…Правила для”.")
    ]


@pytest.mark.parametrize(
    "heading",
    ["Қоғамдық тәртіп", "Кәсіп", "Тәуекел және қауіп", "Айып", "Бюджеттің есебі және есеп"],
)
def test_heading_may_end_with_a_noun_like_a_converb(heading: str) -> None:
    text = KAZAKH.replace("1-бап. Бақ", f"1-тарау. {heading}\n\n1-бап. {heading}")
    assert found(text, "kk") == []
    cut = text.replace(f". {heading}", f". {heading} және")
    assert [eid for eid, _ in found(cut, "kk")] == ["art_1", "chp_1"]


@pytest.mark.parametrize(
    "heading",
    [
        "Matters this Act applies to",
        "Duties referred to",
        "Persons opted in",
        "Who the law is for",
        "Laws that gardeners are bound by",
        "Persons a keeper deals with",
    ],
)
def test_english_heading_may_end_with_a_preposition_of_its_verb(heading: str) -> None:
    text = f"Section 1. {heading}\n\nThe keeper of the garden looks after its trees.\n"
    assert found(text, "en") == []
    cut = [eid for eid, _ in found(text.replace(heading, f"{heading} and"), "en")]
    assert cut == ["art_1"]


def test_only_paragraph_of_an_order_may_not_be_cut() -> None:
    order = ORDER.replace("1. Бақтың", "Бақтың").replace("2. Осы", "1. Осы")
    assert [text for _, text in found(order, "kk")] == []
    cut = order.replace(" бастап қолданысқа енгізіледі.", "")
    assert any("күнінен”" in text for _, text in found(cut, "kk"))


@pytest.mark.parametrize(
    ("last", "cut"),
    [("тәртіп", False), ("кәсіп", False), ("қауіп", False), ("белгіленіп", True), ("тартып", True)],
)
def test_long_heading_may_end_with_a_noun_like_a_converb(last: str, *, cut: bool) -> None:
    heading = f"Бақтағы кәрі және жас ағаштарды күту кезінде бағбандар үшін жалпы {last}"
    text = f"{heading}\n\n1. Бағбан бақты қарап шығады.\n\n2. Келуші бақта серуендейді.\n"
    assert any("inside a sentence" in said for _, said in found(text, "kk")) is cut


@pytest.mark.parametrize(
    ("end", "is_lost"),
    [
        ("Бақ ашылады.", True),
        ("Бақ ашылады. Бақтың әкімі А. Ағашов", False),
        ("Бақ ашылады.\n\nБақтың әкімі | А. Ағашов", False),
        ("Бақ ашылады. Қазақстан Республикасының Президенті", False),
    ],
)
def test_order_that_is_enacted_inside_a_line_is_signed(end: str, *, is_lost: bool) -> None:
    text = f"Бақтың әкімдігі ҚАУЛЫ ЕТЕДІ: 1. Ағаштар күтілсін. 2. {end}\n"
    said = "The order has no signature; its end may be missing."
    assert (said in [words for _, words in found(text, "kk")]) is is_lost


@pytest.mark.parametrize("stem", ["бекіт", "введени", "вводи", "вступ", "қосымша"])
def test_long_line_without_spaces_is_checked(stem: str) -> None:
    # With an unbounded pattern this takes a minute.
    act = parse_text(f"1-бап. Бақ\n{stem * 5000}\n", Sidecar("garden", "Бақ", "kk"), "garden.txt")
    assert list(check_act(act))
