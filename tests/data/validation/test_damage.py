"""Letters of no known word, markup, joined lines: what remains damaged after repair."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.damage import check_damage
from data.validation.finding import Severity

TEXT = """1-бап. Бақ

1. Бағбан күн сайын бақтағы барлық ағаштарды қарап шығады.

2. {0}
"""


def found(sentence: str) -> list[str]:
    act = parse_text(TEXT.format(sentence), Sidecar("garden", "Бақ", "kk"), "garden.txt")
    said = [finding.text for finding in check_damage(act)]
    errors = [finding.text for finding in check_act(act) if finding.severity is Severity.ERROR]
    assert set(said) <= set(errors)
    return said


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Бақ Қазақстан Республикасы Әдћамтамасыз етсін.", "Әдћамтамасыз"),
        ("Бақ туралы Ѱктілерді бағбан біледі.", "Ѱктілерді"),
        ("Бақтың іс-Äаралары таңертең өтеді.", "іс-Äаралары"),
        ("Бақтағы кө❳сыз ағаштар кесіледі.", "кө❳сыз"),
        ("Бақтың 諑айланысты ағаштары бар.", "諑айланысты"),
        # Letters of no other language, or of one with those of Kazakh in one quotation.
        ("«Әдћамтамасыз» бақ ашылды.", "«Әдћамтамасыз»"),
        ("«Нұр Алмаў» бағы ашылды.", "Алмаў»"),
        ("«Алѓа Ұлттық» бағы ашылды.", "«Алѓа"),
        # No name begins with a small letter or has a capital inside.
        ("Бақтағы «алмаў» сөзі ауыстырылсын.", "«алмаў»"),
        ("«АлмаЎт» бағы ашылды.", "«АлмаЎт»"),
        ("Украïна атындағы бақ ашылды, Алмаў бағы да.", "Украïна"),
    ],
)
def test_letter_of_no_known_word_is_found(sentence: str, word: str) -> None:
    assert found(sentence) == [f"A letter of no known word: “{word}”."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Бақтың жəне ағаштың иесі бар.",
        "Бақта Müller деген сорт өседі.",
        "Белгі қойылады ✓ немесе ✗ таңбасымен, ✓Иә, \uf0b7мәтін.",
        "Температура 5 ºС болады, α мен β белгіленеді.",
        "«Україна» сарайы мен «Південний залізничний вузол» бағы, „Харкiв“ емес.",
        "«Україна і світ» газеті, «Об’єднання підприємств» бірлестігі.",
        '“Беларускі ўраджай” және "Тоҷикистон" бақтары, «Ўзбекистон ҳаво йўллари» кәсіпорны.',
        "«ДОЊИ ДУНАВ», «Љубљана», «Башҡортостан»ның, «Татнефть-Җиһан».",
        "Заң ІІІ тарауында Ё әрпі бар: «Ёлка».",
    ],
)
def test_letters_of_other_words_have_no_finding(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Төлем 1 000,0tr> теңге болады.", "000,0tr>"),
        ("Бақтың орталы179? жолы бар.", "орталы179?"),
        ("Бақтың басқа1088?ушысы бар.", "басқа1088?ушысы"),
    ],
)
def test_rest_of_markup_is_found(sentence: str, shown: str) -> None:
    assert found(sentence) == [f"Signs of the file's markup are in the text: “{shown}”."]


@pytest.mark.parametrize(
    "sentence",
    ["Көлем > 5 болады.", "Бақ 2010? жылы, № Қ45? ма?", "Оны кім1234? Бөлме75? Форма2021?"],
)
def test_signs_of_a_sentence_are_no_markup(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("Бақ ашық.\n\nтақырыпмынадайредакциядажазылсын:", "тақырыпмынадайредакциядажазылсын:"),
        ("Бақ ашық.\n\n1|05-240-028|Алма|12,5", "1|05-240-028|Алма|12,5"),
    ],
)
def test_line_without_spaces_is_found(sentence: str, line: str) -> None:
    assert f"Spaces are missing in the line “{line}…”." in found(sentence)


@pytest.mark.parametrize(
    "line",
    [
        "ҚазақстанРеспубликасының",
        "сельскохозяйственно-промышленный",
        "тәрбиелеуші-ұйымдастырушылардың",
        "www.bapta-example-portal-of-gardens.kz",
        "Бақтың\u2009ағаштары\u2009жаздыгүні\u2009гүлдейді",
        "https://adilet.zan.kz/kaz/docs/qazaqstanrespublikasynynzany",
        "ДДДДДДДДДДДДДДДДДДДДДДДДДДДДДДДД",
        "_____________1___________________|___2___|______3_",
        "Алма | Алмұрт | Өрік",
    ],
)
def test_address_and_drawn_line_have_no_finding(line: str) -> None:
    assert found(f"Бақ ашық.\n\n{line}") == []
