"""Tables that lost rows or cells, or whose rows were moved."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.tables import check_tables

ROWS = ("№ | Дерево | Высота | Возраст", *(f"{n} | Яблоня | {n} м | {n} лет" for n in range(1, 9)))


def found(*rows: str) -> list[str]:
    table = "\n".join(rows)
    text = f"Статья 1. Деревья\n\n1. Деревья сада:\n\n{table}\n\n2. Деревья охраняются.\n"
    act = parse_text(text, Sidecar("garden", "Сад", "ru"), "garden.txt")
    assert any(" | " in provision.text for provision in act.provisions)
    return [finding.text for finding in check_tables(act)]


def test_whole_table_has_no_finding() -> None:
    assert found(*ROWS) == []
    assert found(ROWS[0], "1 | 2 | 3 | 4", *ROWS[1:]) == []


def test_missing_row_is_found() -> None:
    assert found(*ROWS[:4], *ROWS[5:]) == ["Row 5 of the table follows row 3; rows may be missing."]


def test_rows_in_another_order_are_found() -> None:
    moved = ["The rows of the table are not in the order of their numbers."]
    assert found(ROWS[0], *ROWS[5:], *ROWS[1:5]) == moved
    assert found(*ROWS[:4], ROWS[5], ROWS[4], *ROWS[6:]) == moved


def test_missing_cell_is_found() -> None:
    assert found(*ROWS[:3], "3 | 3 м | 3 лет", *ROWS[4:]) == [
        "1 of 9 rows of the table lack a cell."
    ]


def test_few_rows_are_compared_too() -> None:
    assert found(*ROWS[:3], ROWS[4]) == ["Row 4 of the table follows row 2; rows may be missing."]
    assert found(ROWS[0], *ROWS[3:6]) == ["The table begins with row 3; rows may be missing."]
    assert found(*ROWS[:4], "4 | 4 м | 4 лет") == ["1 of 5 rows of the table lack a cell."]


def test_heading_without_a_cell_is_found() -> None:
    assert found("№ | Дерево | Возраст", *ROWS[1:]) == ["1 of 9 rows of the table lack a cell."]


def test_row_that_stands_twice_is_found() -> None:
    row = "2 | Яблоня у дальнего пруда | 2 м | 2 года"
    assert found(*ROWS[:2], row, row, *ROWS[3:]) == ["The row 2 of the table stands twice."]


@pytest.mark.parametrize(
    "rows",
    [
        # Codes in several columns.
        ("1 | | Доходы | 10", "| 01 | Налоги | 7", "4 | | Займы | 2", "5 | | Прочее | 1") * 2,
        # The first rows are few.
        ("1 | а | б", "4 | в | г"),
        # Rows of another table below the first one.
        (*ROWS, *(f"Группа {n} | Груша | {n} м" for n in range(1, 5))),
        # A heading of two rows, a form, codes of a budget, a row of a total.
        ("Класс | Размер, м", "длина | ширина | высота", *("а | 1 | 2",) * 5),
        ("1 | Тегі", "2 | Аты", "5 | Туған күні", "6 | Қолы"),
        ("Жиыны |", *ROWS[1:6], "Барлығы |"),
        # Cells that span others.
        ("а | б | в | г", "а | б | в", "а | б", "а | б | в | г | д", "а | б | в", "а | б | в | г"),
    ],
)
def test_other_tables_have_no_finding(rows: tuple[str, ...]) -> None:
    assert found(*rows) == []


def test_row_between_complete_rows_of_sums_may_not_lack_a_cell() -> None:
    # The rows of the heading and of the second table have other widths.
    head = ["Санаты | Сомасы", "| Сыныбы", "| | Атауы"]
    sums = [f"{n} | | Түсім {n} | {n}0,5" for n in range(1, 13)]
    spent = [f"{n} | | | Шығын {n} | {n}0,5" for n in range(1, 13)]
    assert found(*head, *sums, *spent) == []
    sums[4] = "5 | Түсім 5 | 50,5"
    text = "1 rows of the table lack a cell that the rows around them have; the first one is"
    assert found(*head, *sums, *spent) == [f"{text} “Түсім 5”."]


def test_rows_of_a_changed_table_go_on_from_any_number() -> None:
    rows = [f"{n} | Қару {n} | {n}000" for n in range(80, 92)]
    assert found(*rows) == []
    assert found(*rows[:4], *rows[6:]) == [
        "Row 86 of the table follows row 83; rows may be missing."
    ]
    assert found(*rows[:4], rows[5], rows[4], *rows[6:]) == [
        "The rows of the table are not in the order of their numbers."
    ]


def test_numbers_of_columns_begin_with_1() -> None:
    body = [f"Бөлім {n} | {n} | {n}0 | {n}00" for n in range(1, 6)]
    head = "Атауы | Саны | Аумағы | Бағасы"
    assert found(head, "1 | 2 | 3 | 4", *body) == []
    assert found(head, "| 2 | 3 | 4", *body) == [
        "The row with the numbers of the columns begins with 2; numbers may be missing."
    ]
