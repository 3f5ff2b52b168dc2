"""Provisions that are repealed by their words, by a range or by the note of their article."""

from dataclasses import replace

import pytest

from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.parsing.repeals import is_repealed
from data.validation.check import check_act
from data.validation.verbatim import verify_provisions


def parse(lines: list[str], language: str) -> Act:
    text = "\n\n".join(lines) + "\n"
    return parse_text(text, Sidecar("sample", "Sample", language), "sample.txt")


def repealed(act: Act) -> str:
    return " ".join(p.eid.removeprefix("art_1__") for p in act.provisions if p.repealed)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "исключен Законом РК от 01.02.2010 № 3-IV;", True),
        ("ru", "(исключен - Законом РК от 1 февраля 2010 года N 3)", True),
        ("ru", "Исключена в соответствии с Законом РК от 01.02.2010 № 3-IV.", True),
        ("ru", "утратили силу с 01.02.2010.", True),
        ("ru", "исключ Законом РК от 03.01.2022 № 101-VII.", True),
        ("ru", "искл. Законом РК от 03.01.2022 № 101-VII.", True),
        ("ru", "утр. силу с 01.02.2010.", True),
        ("ru", "(Исключен)", True),
        ("ru", "- исключен;", True),
        ("ru", "отменен Законом РК от 01.02.2010 № 3-IV;", True),
        ("ru", "отменен судом;", False),
        ("ru", "признан утратившим силу Законом РК от 01.02.2010 № 3-IV;", True),
        ("ru", "признан утратившим силу судом;", False),
        ("kk", "– алып тасталды;", True),
        ("kk", "күші жойылды деп танылды – ҚР 01.02.2010 № 3-IV Заңымен;", True),
        ("kk", "күші жойылды деп танылған актілер;", False),
        ("en", "... [Repealed]", True),
        ("ru", "[Исключена]", True),
        ("kk", "(Алып тасталды)", True),
        ("kk", "2-тармақ алып тасталды – ҚР 01.02.2010 № 3-IV Заңымен.", True),
        ("kk", "2) тармақша алып тасталды", True),
        ("ru", "исключение из списка участников.", False),
        ("ru", "исключенное из списка лицо, если прошел год;", False),
        ("ru", "исключен из списка участников;", False),
        ("ru", "утратившие силу удостоверения;", False),
        ("ru", "Исключения устанавливает Правительство.", False),
        ("kk", "алып тасталды – ҚР 01.02.2010 № 3-IV Заңымен;", True),
        ("kk", "Алынып тасталды - ҚР 01.02.2010 № 3-IV Заңымен.", True),
        ("kk", "күші жойылды.", True),
        ("kk", "алып тастау тәртібін айқындайды;", False),
        ("kk", "күші жойылған куәліктер;", False),
        ("kk", "алып тасталсын;", False),
        ("kk", "алып тасталған - ҚР 01.02.2010 № 3-IV Заңымен;", True),
        ("en", "excluded by the Law of the Republic of Kazakhstan No. 3 of 2010;", True),
        ("en", "is repealed.", True),
        ("en", "[Repealed by Act No. 3 of 2010]", True),
        ("en", "Deleted", True),
        ("en", "exclusion from the register;", False),
        ("en", "excluded persons may appeal.", False),
        ("en", "revoked;", False),
        ("en", "revoked by the court;", False),
    ],
)
def test_a_statement_of_repeal_is_a_verb_and_a_law(
    language: str, text: str, expected: bool
) -> None:
    assert is_repealed(text, language) is expected


RANGES = {
    "ru": (
        "Статья 1. Список",
        "Виды:",
        "1) первый;",
        "2) - 4) исключены Законом РК от 01.02.2010 № 3-IV;",
        "5), 6) исключены Законом РК от 01.02.2010 № 3-IV;",
        "7) исключение из списка.",
        "Статья 2. Сроки",
        "1. Первый.",
        "2. - 3. Исключены Законом РК от 01.02.2010 № 3-IV.",
        "4. Четвертый.",
        "Статьи 3 - 5. Исключены Законом РК от 01.02.2010 № 3-IV.",
        "Статья 6. Надзор",
        "Сноска. Статья 6 исключена Законом РК от 01.02.2010 № 3-IV.",
        "Статья 7. Учет",
        "Сноска. Статья 7 с изменениями, внесенными Законом РК от 01.02.2010 № 3-IV.",
        "Учет ведется.",
    ),
    "kk": (
        "1-бап. Тізім",
        "Түрлері:",
        "1) бірінші;",
        "2) – 4) алып тасталды – ҚР 01.02.2010 № 3-IV Заңымен;",
        "5) және 6) алып тасталды – ҚР 01.02.2010 № 3-IV Заңымен;",
        "7) алып тастау тәртібі.",
        "2-бап. Мерзім",
        "1. Бірінші.",
        "2. – 3. Алып тасталды – ҚР 01.02.2010 № 3-IV Заңымен.",
        "4. Төртінші.",
        "3-5-баптар.",
        "Ескерту. 3-5-баптар алынып тасталды - ҚР 01.02.2010 № 3-IV Заңымен.",
        "6-бап. Қадағалау",
        "Ескерту. 6-бап алып тасталды – ҚР 01.02.2010 № 3-IV Заңымен.",
        "7-бап. Есеп",
        "Ескерту. 7-бапқа өзгеріс енгізілді – ҚР 01.02.2010 № 3-IV Заңымен.",
        "Есеп жүргізіледі.",
    ),
    "en": (
        "Article 1. List",
        "Kinds:",
        "1) the first;",
        "2) - 4) excluded by the Law No. 3 of 2010;",
        "5) and 6) excluded by the Law No. 3 of 2010;",
        "7) exclusion from the list.",
        "Article 2. Terms",
        "1. The first.",
        "2. - 3. Excluded by the Law No. 3 of 2010.",
        "4. The fourth.",
        "Articles 3 to 5. Repealed by the Law No. 3 of 2010.",
        "Article 6. Supervision",
        "Footnote. Article 6 is excluded by the Law No. 3 of 2010.",
        "Article 7. Records",
        "Footnote. Article 7 as amended by the Law No. 3 of 2010.",
        "Records are kept.",
    ),
}
REPEALED = (
    "point_2 point_3 point_4 point_5 point_6 art_2__para_2 art_2__para_3 art_3 art_4 art_5 art_6"
)


@pytest.mark.parametrize("language", RANGES)
def test_every_provision_of_a_range_is_repealed(language: str) -> None:
    act = parse(list(RANGES[language]), language)
    assert repealed(act) == REPEALED
    assert verify_provisions(act) == ()
    assert [f.text for f in check_act(act)] == []


def test_text_below_the_heading_repeals_a_range_of_articles() -> None:
    act = parse(
        [
            *("Статья 1. А", "Текст.", "Статья 2."),
            "(Статьи 2-4 исключены - Законом РК от 01.02.2010)",
            *("Статья 5. Б", "Текст."),
        ],
        "ru",
    )
    assert repealed(act) == "art_2 art_3 art_4"


def test_check_finds_repeals_that_were_not_read_and_provisions_withheld() -> None:
    act = parse(list(RANGES["ru"]), "ru")
    flipped = tuple(replace(p, repealed=not p.repealed) for p in act.provisions)
    found = [(f.eid, f.text) for f in check_act(replace(act, provisions=flipped))]
    assert ("art_6", "The provision is stated to be repealed, but is in force.") in found
    assert ("art_1__point_2", "The provision is stated to be repealed, but is in force.") in found
    assert ("art_1__point_7", "The provision is in force, but is marked repealed.") in found
