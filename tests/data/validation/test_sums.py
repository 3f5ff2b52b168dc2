"""Budgets whose sums differ from their parts: rows that were lost."""

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.finding import Severity
from data.validation.sums import check_sums

HEAD = "Санаты | Сыныбы | Кіші сыныбы | Атауы | Сомасы"
ROWS = (
    "| | | 1) Кірістер | 60 000",
    "1 | | | Салықтар | 30 000",
    "| 01 | | Табыс салығы | 10 000",
    "| | 2 | Жеке табыс салығы | 10 000",
    "| 04 | | Меншік салығы | 20 000",
    "| | 1 | Мүлік салығы | 5 000",
    "| | 3 | Жер салығы | 7 000",
    "| | 4 | Көлік салығы | 8 000",
    "4 | | | Трансферттер | 30 000",
    "| 02 | | Жоғары органдардан трансферттер | 30 000",
    "| | 3 | Аудан бюджетінен трансферттер | 30 000",
)


def found(*rows: str) -> list[tuple[Severity, str]]:
    table = "\n".join(rows)
    text = f"1-бап. Бюджет\n\n1. Бюджет бекітілсін:\n\n{table}\n\n2. Бюджет жарияланады.\n"
    act = parse_text(text, Sidecar("budget", "Бюджет", "kk"), "budget.txt")
    assert any(" | " in provision.text for provision in act.provisions)
    return [(finding.severity, finding.text) for finding in check_sums(act)]


def without(*names: str) -> list[str]:
    return [row for row in (HEAD, *ROWS) if not any(name in row for name in names)]


def test_right_sums_have_no_finding() -> None:
    assert found(HEAD, *ROWS) == []
    rounded = [row.replace("10 000", "10 000,1") for row in ROWS]
    assert found(HEAD, *rounded) == []


def test_one_wrong_sum_is_noted() -> None:
    text = "The sum of “Меншік салығы” in the table differs from its parts."
    assert found(*without("Жер салығы")) == [(Severity.NOTED, text)]


def test_several_high_sums_are_an_error() -> None:
    lost = without("Жер салығы")[1:]
    text = "2 sums of the table are higher than their parts; rows may be missing."
    assert found(HEAD, *lost, *lost) == [(Severity.ERROR, text)]


def test_budget_without_heading_is_an_error() -> None:
    assert found(*ROWS) == [(Severity.ERROR, "The table has no heading row.")]


def test_rows_without_the_level_above_are_errors() -> None:
    lost = ROWS[:2] + ROWS[3:]
    assert found(HEAD, *lost, *lost, *ROWS) == [
        (Severity.ERROR, "2 rows of the table skip a level; rows may be missing.")
    ]


def test_groups_without_their_code_are_an_error() -> None:
    groups = [HEAD, *ROWS]
    for number, name in ((5, "Білім"), (6, "Денсаулық")):
        groups += [f"{number} | | | {name} | 10", f"| 01 | | {name} бөлімі | 10"]
    assert found(*groups) == []
    bare = [f" {row.lstrip('0123456789')}" if row[0].isdigit() else row for row in groups]
    text = "4 rows of the table lack the code of their group; numbers may be missing."
    assert found(*bare) == [(Severity.ERROR, text)]


def test_one_heading_without_code_is_no_error() -> None:
    assert found(HEAD, *ROWS, "| | | Сальдо | 0", "| 01 | | Сатып алу | 0") == []
