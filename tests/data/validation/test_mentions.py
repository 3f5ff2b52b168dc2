"""Attachments, articles and paragraphs that an act mentions, but does not have."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.mentions import check_mentions

ORDER = """Бақтың әкімдігі ҚАУЛЫ ЕТЕДІ:

1. Ағаштардың тізбесі осы қаулыға {0}қосымшаға сәйкес бекітілсін.

2. Осы қаулы алғашқы ресми жарияланған күнінен бастап қолданысқа енгізіледі.

Бақтың әкімі | А. Ағашов
"""
STAMPS = (
    "| Бақтың әкімдігінің 2021 жылғы 5 мамырдағы № 17 қаулысына қосымша",
    "| Бақтың әкімдігінің 2021 жылғы 5 мамырдағы № 17 қаулысымен бекітілген",
    "| № 17 қаулысына\n\n| косымша",
    "Бақ әкімдігінің 2021 жылғы № 17 қаулысына 1-ҚОСЫМША Тізбе " + "алма өрік алмұрт " * 20,
)
KAZAKH = "".join(
    f"{n}-бап. Бақ {n}\n\n1. Бағбан ағаштарды қарап шығады.\n\n2. Бақ ашық.\n\n"
    for n in range(1, 12)
)
RUSSIAN = "".join(
    f"Статья {n}. Сад {n}\n\n1. Садовник осматривает деревья.\n\n2. Сад открыт.\n\n"
    for n in range(1, 12)
)


def found(text: str, language: str = "kk") -> list[tuple[str | None, str]]:
    act = parse_text(text, Sidecar("garden", "Бақ", language), "garden.txt")
    said = list(check_mentions(act))
    assert set(said) <= {f for f in check_act(act) if f.severity is Severity.ERROR}
    return [(finding.eid, finding.text) for finding in said]


@pytest.mark.parametrize("number", ["", "1-", "1, 2 және 3-"])
def test_order_without_its_attachment(number: str) -> None:
    said = f"The order mentions an attachment (“осы қаулыға {number}қосымша…”), but none follows."
    assert found(ORDER.format(number)) == [(None, said)]


@pytest.mark.parametrize("stamp", STAMPS)
def test_order_with_its_attachment(stamp: str) -> None:
    assert found(f"{ORDER.format('1-')}\n{stamp}\n\nАлма, өрік.\n") == []


def test_attachment_in_a_quoted_wording_is_that_of_another_order() -> None:
    quoted = ORDER.replace("1. Ағаштардың", '1. Мынадай жазылсын: "1) ағаштардың')
    assert found(quoted.format("1-")) == []


@pytest.mark.parametrize(
    ("mention", "shown"),
    [
        ("осы Заңның 17-бабында", "осы Заңның 17-баб"),
        ("осы баптың 3-тармағында", "осы баптың 3-тармағ"),
    ],
)
def test_mentioned_provision_that_is_not_there(mention: str, shown: str) -> None:
    text = KAZAKH.replace("Бақ ашық.", f"Бақ {mention} көрсетілген уақытта ашық.", 1)
    said = f"“{shown}…” is mentioned, but not there; text may be missing."
    assert found(text) == [("art_1__para_2", said)]


@pytest.mark.parametrize(
    ("mention", "shown"),
    [
        ("статьей 17 настоящего Закона", "статьей 17 настоящего Закона"),
        ("пунктом 3 настоящей статьи", "пунктом 3 настоящей статьи"),
    ],
)
def test_mentioned_provision_in_russian(mention: str, shown: str) -> None:
    text = RUSSIAN.replace("Сад открыт.", f"Сад открыт в часы, указанные {mention}.", 1)
    said = f"“{shown}…” is mentioned, but not there; text may be missing."
    assert found(text, "ru") == [("art_1__para_2", said)]


@pytest.mark.parametrize(
    "mention",
    [
        "осы Заңның 11-бабында",
        "осы баптың 1-тармағында",
        "осы баптың 1-2-тармақтарында",
        "«Ағаш туралы» Заңның 17-бабында",
        "осы баптың 3-бөлігінде",
        "«осы Заңның 300-бабына сәйкес» деген сөздермен",
    ],
)
def test_mentioned_provision_that_is_there_or_elsewhere(mention: str) -> None:
    assert found(KAZAKH.replace("Бақ ашық.", f"Бақ {mention} көрсетілген уақытта ашық.", 1)) == []


def test_short_act_may_speak_of_another_law() -> None:
    assert found("1-бап. Бақ\n\n1. Бақ осы Заңның 17-бабы бойынша ашық.\n\n2. Бақ жабық.\n") == []
