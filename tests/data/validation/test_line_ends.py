"""Lines that end with a conjunction, the number of a point or an unfinished word."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.line_ends import begins_something, check_line_ends, unfinished_words
from tests.helpers.unfinished_words import unfinished_words as learned

TEXT = """Бақтың әкімдігі ҚАУЛЫ ЕТЕДІ:

1. Бақтың күтімі туралы қағидалар бекітілсін.

{0}

{1}
"""
LAST = "3. Осы қаулы алғашқы ресми жарияланған күнінен бастап қолданысқа енгізіледі."
SIGNED = "Бақтың әкімі | А. Ағашов"


def found(line: str, after: str = LAST, language: str = "kk") -> list[str]:
    act = parse_text(TEXT.format(line, after), Sidecar("garden", "Бақ", language), "garden.txt")
    said = [finding.text for finding in check_line_ends(act)]
    errors = [finding.text for finding in check_act(act) if finding.severity is Severity.ERROR]
    assert set(said) <= set(errors)
    return said


def said_of(line: str) -> str:
    return f"The line ends inside a sentence, perhaps cut: “…{line[-30:]}”."


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("2. Бағбан бақты күтеді және", LAST),
        ("2. Бағбан бақты күтеді және", SIGNED),
        ("4) жиналыс төрағасы мен", "5) күн тәртібі;"),
        ("2. Кірістер мынадай: 1) 5 теңге; 2)", SIGNED),
        ("2. Ағаштардың тізбесі (бұдан әрі -", LAST),
        ("2. Бақтың ағаштарын қарау туралы осы", LAST),
        ("2. Бағбан ағаштарды күту жөніндегі", SIGNED),
    ],
)
def test_line_that_must_go_on_is_found(line: str, after: str) -> None:
    assert found(line, after) == [said_of(line)]


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("1) кәрі ағаштар; және", "2) жас ағаштар."),
        ("2. Бағбан бақты күтеді және", "ағаштарды суарады."),
        ("2. Бақтың ағаштарын қарау туралы осы", "қаулы жарияланады."),
        ("2. Бақ (5-тармақтың 2)", LAST),
        ("2. Бағбан бақты күтеді", LAST),
        ("Ағаштар туралы қағидалардың жобасы", LAST),
    ],
)
def test_line_that_ends_or_goes_on_has_no_finding(line: str, after: str) -> None:
    assert found(line, after) == []


def test_many_unfinished_lines_are_a_text_broken_into_lines() -> None:
    line = "2. Бағбан ағаштарды күту жөніндегі"
    assert found(f"{line}\n\n{line}\n\n{line}") == []


def test_russian_lines_end_with_conjunctions_too() -> None:
    line = "2. Садовник осматривает деревья и"
    assert found(line, "3. Сад открыт.", "ru") == [said_of(line)]
    assert found(line, "кустарники.", "ru") == []


def test_words_are_learned_from_acts() -> None:
    acts = [["Бұл жөніндегі жоба", "1. Бұл жөніндегі жоба бар."]] * 100
    assert learned(acts) == ["бұл", "жөніндегі"]
    assert learned(acts[:70]) == []
    wrapped = [["Бұл жөніндегі", "1. Жоба"]]
    assert learned([*acts, *wrapped]) == ["бұл"]


def test_shipped_words_are_unfinished() -> None:
    words = unfinished_words()
    assert {"осы", "жөніндегі", "арналған", "республикалық"} <= words
    assert not {"туралы", "тізбесі", "қағидалары", "тәртібі"} & words


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("", True),
        ("3. Осы қаулы жарияланады.", True),
        ("көрсетілген шешімде:", True),
        (SIGNED, True),
        ("ағаштарды суарады", False),
        ("Ағаштарды суарады", False),
    ],
)
def test_beginning_of_something_else(line: str, *, begins: bool) -> None:
    assert begins_something(line) is begins


def test_words_are_in_the_letters_of_kazakh() -> None:
    assert not any("i" in word for word in unfinished_words())


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("бап. Бақтың күтімі", True),
        ("бап", False),
        ("- бап", False),
        ("бөлім Бастығы басқарады.", False),
        ("-тарау. Жалпы ережелер", True),
        ("тармақ мынадай редакцияда жазылсын:", True),
        ("тармақтың 8) тармақшасы алып тасталсын;", True),
        ("2-бап. Бақтың күтімі", False),
        ("2. 3-тармақ мынадай редакцияда жазылсын:", False),
        ("бап пен тармақ туралы", False),
        ("тармақшалардың тәртібі бақта белгіленеді.", False),
    ],
)
def test_line_that_lacks_its_number_is_found(line: str, *, is_found: bool) -> None:
    said = [text for text in found(line) if "lacks the number before the first word" in text]
    assert len(said) == is_found
    # In the sentence of the line above the word may begin a line.
    below = found("2. Бақта көзделген", f"{line}\n\n{LAST}")
    assert not [text for text in below if "the number before the first word" in text]
