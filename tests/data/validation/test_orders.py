"""Orders that are cut: stamps, quoted wordings, points, sentences, clauses without numbers."""

from dataclasses import replace

import pytest

from data.metadata import Sidecar
from data.parsing.boilerplate import is_order
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.orders import check_orders

ORDER = """Бақтың әкімдігі ҚАУЛЫ ЕТЕДІ:

1. "Бақтың күтімі туралы" қаулыға мынадай өзгерістер енгізілсін:

көрсетілген қаулының қосымшасы осы қаулының қосымшасына сәйкес жазылсын;

5-тармақ мынадай редакцияда жазылсын:

"5. Бағбан күн сайын мыналарды қарап шығады:

1) кәрі ағаштар;

2) жас ағаштар;

3) гүлдер.";

6-тармақ мынадай редакцияда жазылсын:

"6. Бақ таңертең ашылады.".

2. Осы қаулының орындалуын бақылау бас бағбанға жүктелсін.

3. Осы қаулы алғашқы ресми жарияланған күнінен бастап қолданысқа енгізіледі.

Бақтың әкімі | А. Ағашов

| Бақ ауданы әкімдігінің 2021 жылғы 5 мамырдағы № 17 қаулысына қосымша

Ағаштардың тізбесі
"""
STAMP = "| Бақ ауданы әкімдігінің 2021 жылғы 5 мамырдағы № 17 қаулысына қосымша"
RUSSIAN = """ПРИКАЗЫВАЮ:

1. Утвердить правила ухода за деревьями городского сада.

2. Контроль за исполнением настоящего приказа возложить на садовника.

3. Настоящий приказ вводится в действие со дня его опубликования.

Министр А. Ашимов
"""


def found(text: str, language: str = "kk") -> list[str]:
    act = parse_text(text, Sidecar("garden", "Бақ", language), "garden.txt")
    said = [finding.text for finding in check_orders(act, as_order=is_order(act.source_lines))]
    errors = [f.text for f in check_act(act) if f.severity is Severity.ERROR]
    assert set(said) <= set(errors)
    return said


def found_with(old: str, new: str) -> list[str]:
    assert old in ORDER
    return found(ORDER.replace(old, new, 1))


def test_whole_orders_have_no_finding() -> None:
    assert found(ORDER) == []
    assert found(RUSSIAN, "ru") == []


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            STAMP,
            STAMP.removesuffix(" қаулысына қосымша"),
            "The stamp of an attachment is cut after “…ің 2021 жылғы 5 мамырдағы № 17”. "
            "Compare it with the original.",
        ),
        (
            'ашылады.".',
            "ашылады",
            'The quotation “"6. Бақ таңертең ашылады…” is not closed; its end may be missing.',
        ),
        (
            'гүлдер.";',
            "гүлдер;",
            'The quotation “"5. Бағбан күн сайын мыналарды қарап шығ…” is not closed; its end '
            "may be missing.",
        ),
        (
            "2) жас ағаштар;\n\n",
            "",
            "Point 3 directly follows point 1 in a quotation; points may be missing.",
        ),
        (
            "қосымшасына сәйкес жазылсын;",
            "қосымшасына сәйкес",
            "The text ends inside a sentence, perhaps cut: “…сы қаулының қосымшасына сәйкес”.",
        ),
        (
            "2. Осы қаулының",
            "Осы қаулының",
            "The paragraph “Осы қаулының орындалуын бақылау бас бағб…” has no number; numbers "
            "may be missing.",
        ),
    ],
)
def test_damage_is_found(old: str, new: str, text: str) -> None:
    assert found_with(old, new) == [text]


@pytest.mark.parametrize(
    "line",
    [
        '"2) тармақшасы" деген сөздер алып тасталсын;',
        '"5) және 6)" деген сандар "7)" деген санмен ауыстырылсын;',
        '"5. Бағбан" деген сөздер "5. Күзетші" деген сөздермен ауыстырылсын;',
        "«5. Бағбан» деген сөздер “5. Күзетші” деген сөздермен ауыстырылсын;",
        '"6. "Бақ" атты саябақ таңертең ашылады.";',
    ],
)
def test_quotation_that_ends_within_its_line_is_closed(line: str) -> None:
    start = "6-тармақ мынадай"
    assert found_with(start, f"{line}\n\n{start}") == []
    # The wording before it is still found if its end is missing.
    said = found(ORDER.replace('гүлдер.";', "гүлдер;").replace(start, f"{line}\n\n{start}"))
    assert [text[:27] for text in said] == ['The quotation “"5. Бағбан к']


def test_names_in_quotation_marks_inside_a_wording_do_not_close_it() -> None:
    named = '"6. "Бақ" атты саябақ, «Гүл» атты саябақ таңертең ашылады'
    assert found_with('"6. Бақ таңертең ашылады.".', f'{named}.".') == []
    assert [text[:22] for text in found_with('"6. Бақ таңертең ашылады.".', named)] == [
        'The quotation “"6. "Ба'
    ]


def test_wordings_of_a_law_are_checked_as_those_of_an_order() -> None:
    quoted = '"1. Сад" и "2. Парк" пишутся в кавычках на всех вывесках города.'
    law = f"Статья 1. Сад\n\nНазвания\n\n{quoted}\n"
    assert found(law, "ru") == []
    opened = f'{law}\nпункт 2 изложить в следующей редакции:\n\n"2. Сад открыт с утра до вечера'
    assert [text[:20] for text in found(f"{opened}\n", "ru")] == ['The quotation “"2. С']
    assert found(f'{opened}.".\n', "ru") == []


def test_last_clause_without_number_is_found_in_russian() -> None:
    for number in ("2. ", "3. "):
        said = found(RUSSIAN.replace(number, ""), "ru")
        assert [text.rpartition("…” ")[2] for text in said] == [
            "has no number; numbers may be missing."
        ]


def test_stamp_may_have_several_rows() -> None:
    rows = (
        "| Солтүстік облысы\n| Бақ ауданы мәслихатының\n| 2021 жылғы 5 мамырдағы\n| № 17 шешіміне"
    )
    assert found_with(STAMP, f"{rows}\n| 1-қосымша") == []
    assert [text[:39] for text in found_with(STAMP, rows)] == [
        "The stamp of an attachment is cut after"
    ]
    # The next stamp does not complete the one before it.
    second = "| Бақ ауданы мәслихатының 2020 жылғы 3 мамырдағы № 5 шешіміне 1-қосымша"
    assert len(found_with(STAMP, f"{rows}\n{second}")) == 1
    assert found_with(STAMP, f"{STAMP}\n{second}") == []


@pytest.mark.parametrize("row", ["|", "| Нысан", "| Бюджеттік бағдарламалардың әкімшісі", "| 1"])
def test_other_rows_with_one_cell_are_no_stamps(row: str) -> None:
    assert found_with(STAMP, f"{row}\n\n{STAMP}") == []


def test_act_without_source_lines_has_no_finding() -> None:
    act = parse_text(ORDER, Sidecar("garden", "Бақ", "kk"), "garden.txt")
    for lines in ((), ("", " ")):
        assert list(check_orders(replace(act, source_lines=lines), as_order=True)) == []


def test_approval_of_an_office_is_no_cut_sentence() -> None:
    office = "Қазақстан Республикасының Ауыл шаруашылығы министрлігі"
    assert found_with(STAMP, f'"КЕЛІСІЛДІ"\n\n{office}\n\n{STAMP}') == []


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "мынадай өзгерістер енгізілсін:\n\nкөрсетілген қаулының қосымшасы осы қаулының "
            "қосымшасына сәйкес жазылсын;",
            "мынадай",
            'The text ends inside a sentence, perhaps cut: “…күтімі туралы" қаулыға мынадай”.',
        ),
        (
            " бақылау бас бағбанға жүктелсін.",
            "",
            "The text ends inside a sentence, perhaps cut: “…Осы қаулының орындалуын”.",
        ),
        (
            "қолданысқа енгізіледі.",
            "қолданысқа енгізіледі;",
            "The order ends without a full stop, perhaps cut: “… бастап қолданысқа енгізіледі;”.",
        ),
    ],
)
def test_cut_paragraphs_of_an_order_are_found(old: str, new: str, text: str) -> None:
    assert found_with(old, new) == [text]
