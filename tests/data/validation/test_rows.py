"""Rows of tables: lost numbers, sub-numbers out of order, stamps among rows, a cut last row."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.rows import check_rows

TEXT = "1-бап. Бақ\n\n1. Бақтағы ағаштардың тізімі:\n\n{rows}\n{end}"
END = "\n2. Бағбан күн сайын бақтағы барлық ағаштарды қарап шығады.\n"


def found(rows: str, end: str = END) -> list[str]:
    lines = "\n".join(row.strip().replace("|", "\t|\t") for row in rows.strip().split("\n"))
    act = parse_text(TEXT.format(rows=lines, end=end), Sidecar("garden", "Бақ", "kk"), "garden.txt")
    said = [finding.text for finding in check_rows(act)]
    errors = [finding.text for finding in check_act(act) if finding.severity is Severity.ERROR]
    assert set(said) <= set(errors)
    return said


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (("6-1", "6-4", "6-2"), "Row 6-2 of the table follows row 6-4."),
        (("6-4", "6-1"), "Row 6-1 of the table follows row 6-4."),
        (("6-1", "6-2", "6-3", "7-1"), ""),
        # Coefficients, ranges, and a second table.
        (("1.9", "1.5", "1.2"), ""),
        (("5-10", "5-9"), ""),
        (("1-1", "1-2", "1-1", "1-2"), ""),
    ],
)
def test_sub_numbers_are_in_order(numbers: tuple[str, ...], text: str) -> None:
    assert found("\n".join(f"{n}|алма {n}|бар" for n in numbers)) == ([text] if text else [])


def test_rows_that_lack_their_numbers_are_found() -> None:
    names = ("алма", "өрік", "шие", "жүзім", "алмұрт")
    heading = "№|Ағаш|Саны"
    bare = [f"|{name}|бар" for name in names]
    full = [f"{n}|{name}|бар" for n, name in enumerate(names, 1)]
    assert found("\n".join((heading, *full))) == []
    assert found("\n".join((heading, *bare))) == [
        "5 rows of the table lack the number that its heading announces."
    ]
    # The heading may stand below a caption.
    assert found("\n".join(("|Тізім|", heading, *bare))) == [
        "5 rows of the table lack the number that its heading announces."
    ]
    assert found("\n".join((*full[:1], *bare[1:3], *full[3:]))) == [
        "2 rows of the table lack their number before row 4."
    ]
    assert found("\n".join((*bare[:2], *full[2:]))) == [
        "2 rows of the table lack their number before row 3."
    ]


@pytest.mark.parametrize(
    "rows",
    [
        # A row goes on, a total has no number, the columns are numbered.
        "1|алма|бар\n|қызыл|бар\n2|өрік|бар\n3|шие|бар",
        "№|Ағаш|Саны\n1|2|3\n1|алма|5\n2|өрік|6\n|Барлығы|11",
        "№|Ағаш|Саны\n1|алма|5\n|Барлығы|5",
        "№|Ағаш|Саны\n|____|__\n|____|__\n|____|__",
        "|Ағаш|Саны\n|алма|бар\n|өрік|бар\n|шие|бар",
    ],
)
def test_rows_without_a_number_of_their_own_have_no_finding(rows: str) -> None:
    assert found(rows) == []


def test_stamp_between_rows_is_found() -> None:
    stamp = "|Бақ ауданы мәслихатының 2021 жылғы шешіміне 2-қосымша"
    rows = "Ағаш|Саны|Орны\nалма|бар|бақ"
    assert found(f"Атауы|Саны|Орны\n{stamp}\n{rows}") == [
        "The stamp “Бақ ауданы мәслихатының 2021 жылғы шешім” stands between two rows of a table."
    ]
    assert found(f"{stamp}\n{rows}") == []
    assert found(f"Атауы|Саны\n{stamp}\n{rows}") == []


@pytest.mark.parametrize("last", ["4|жүзім|", "4|жүзім"])
def test_cut_last_row_of_an_act_is_found(last: str) -> None:
    rows = "1|алма|5\n2|өрік|6,5\n3|шие|1 000"
    text = "The last row of the act lacks the value that the rows above it have, perhaps cut."
    assert text in found(f"{rows}\n{last}", "")
    for value in ("8", "-", "1/2", "қажетіне қарай"):
        assert text not in found(f"{rows}\n4|жүзім|{value}", "")
    assert text not in found(f"{rows}\n{last}")
