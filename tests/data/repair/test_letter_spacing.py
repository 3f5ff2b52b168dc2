import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.corpus import SHIPPED
from data.readers.encoding import read_source
from data.repair.homoglyphs import fold_homoglyphs
from data.repair.letter_spacing import (
    Lexicon,
    build_lexicon,
    has_split_words,
    is_damaged,
    is_letter_spaced,
    is_partly_spaced,
    repair_letter_spacing,
)
from data.repair.lines import parse_line, source_lines
from data.repair.pipeline import RepairedLine, repair_line, repair_lines

# Every half-spaced line of the law in which a word was torn, and how it must read.
SPLIT = {
    46: "2. Ішкі істер органдарының міндеттері:",
    91: "принциптеріне сәйкес жүзеге асырылады.",
    384: "нормативтерін әзірлейді және бекітеді;",
    435: "денсаулығын сақтауды қамтамасыз етеді;",
    493: "әкімшілік жазалау шараларын қолданады;",
    501: "адамның куәлігін беруді жүзеге асырады;",
    607: "11) жедел-іздестіру қызметін жүргізуге;",
    635: "болдырмау жөнінде шаралар қабылдауға;",
    653: "тиісті мәжбүрлеу шараларын қолдануға;",
    776: "қарсы іс-шараларды жүргізуін бақылауға;",
    781: "аэронавигациялық қызмет көрсетілуіне;",
    953: "істер органының қызметкері бола алады.",
    965: "қызмет туралы заңнамасымен реттеледі.",
}
# Half-spaced lines with whole words: only the gaps were wide.
WIDE = {
    50: "2) құқық бұзушылықтардың профилактикасы;",
    271: "министрі (бұдан әрі – Министр) басқарады.",
    356: "8) өзіндік қауіпсіздікті қамтамасыз етеді;",
    418: "айдауылдауын бақылауды жүзеге асырады;",
    459: "4) қылмысқа қарсы күресті жүзеге асырады;",
    534: "тапсырмаларын орындауды жүзеге асырады;",
    749: "көлік құралдарын тексеруді жүзеге асыруға;",
    804: ", оларды ішкі істер органдарына жеткізуге;",
    815: "қылмыстық-атқару жүйесі қызметіне тартуға;",
    868: "Ішкі істер органдарының қызметкерлері:",
    916: "1. Ішкі істер органдарының қызметкерлері:",
    931: "алып жүруге және қолдануға, күш қолдануға;",
}
LETTERS = {
    24: "табылады.",
    45: "сұғушылықтардан қорғауға арналған.",
    51: "3) қылмысқа қарсы күрес;",
    62: "қарсы іс-қимыл жасау;",
    67: "мемлекеттік бақылауды жүзеге асыру;",
    75: "ету;",
    218: "жиынын) ұйымдастырады;",
    229: "қылмыстық-атқару жүйесінен тұрады.",
    272: "5. Министр:",
    303: "Президентінің алдында есеп береді;",
    314: "Қазақстан Республикасының Үкіметі:",
    378: "қауіпсіздікті қамтамасыз етеді;",
    584: "1. Ішкі істер органдары:",
    680: "іріктеуге, дактилоскопиялауға;",
    719: "кедергісіз кіруге және оларды қарауға;",
    893: "үйге кіру себебі туралы хабардар етуге;",
    987: "негізінде шетелде жүзеге асырылады.",
    1105: "қолданысқа енгізіледі.",
}
# Lines whose damage (article 21) is acknowledged, and words set apart for other reasons.
ACKNOWLEDGED = range(970, 981)


@pytest.fixture(scope="module")
def law_lines() -> tuple[str, ...]:
    return source_lines(read_source(SHIPPED / "000_bd92600af3e91630.txt"))


@pytest.fixture(scope="module")
def repaired(law_lines: tuple[str, ...]) -> dict[int, RepairedLine]:
    lines = [parse_line(number, raw) for number, raw in enumerate(law_lines, 1)]
    return {item.line.number: item for item in repair_lines(lines, ACKNOWLEDGED)}


@pytest.mark.parametrize(("number", "text"), (SPLIT | WIDE | LETTERS).items())
def test_a_damaged_line_of_the_law_reads_as_words(
    repaired: dict[int, RepairedLine], number: int, text: str
) -> None:
    assert repaired[number].line.text == text


def test_all_letter_spaced_lines_of_the_law_are_repaired(
    law_lines: tuple[str, ...], repaired: dict[int, RepairedLine]
) -> None:
    assert sum(map(is_letter_spaced, law_lines)) == 109
    for number, item in repaired.items():
        assert number in ACKNOWLEDGED or not is_damaged(item.line.text)


def test_list_of_split_lines_is_complete(
    law_lines: tuple[str, ...], repaired: dict[int, RepairedLine]
) -> None:
    joined = {
        number
        for number, item in repaired.items()
        if "half-spaced" in item.repairs
        and len(re.split(r"\s+(?![.,;:])", law_lines[number - 1].strip()))
        != len(item.line.text.split())
    }
    assert joined == set(SPLIT)


def test_letter_spaced_line_is_recognised() -> None:
    assert is_letter_spaced("е т у ;")
    assert is_letter_spaced("      1 .  І ш к і  і с т е р")
    assert not is_letter_spaced("1) 2) 3) тармақшалары")
    assert not is_letter_spaced("S Р з = ( S Р 2 х 100/ S Р 1 ) х 0,7")
    assert not is_letter_spaced("А. Б. Иванов")


def test_a_table_is_not_half_spaced() -> None:
    assert is_partly_spaced("қызмет  туралы  заңнамасымен")
    assert not is_partly_spaced("саясат тұжырымдамасы     қаулысы          I тоқсаны")


def test_split_words_are_joined_only_in_a_source_that_splits_words() -> None:
    sound = [parse_line(1, "Ел ішінде  аса қауіпті"), parse_line(2, "Өрт қауіпсіздігі туралы")]
    assert repair_lines(sound)[0].line.text == "Ел ішінде аса қауіпті"
    assert has_split_words("беруд і  жүзеге  асырады;")
    assert not has_split_words("Ел ішінде  аса қауіпті")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("көрсет ілу іне  сәйкес", "көрсетілуіне сәйкес"),
        # Two words that the lexicon knows stay apart, also beside a letter of the second font.
        ("ішкі істер  органы", "ішкі істер органы"),
        # Neither a number nor a word with a capital is joined to what stands before it.
        ("ҚР ІІМ  бұйрығы", "ҚР ІІМ бұйрығы"),
        ("1 тармақ  бойынша", "1 тармақ бойынша"),
        ("сақтау, ісі  туралы", "сақтау, ісі туралы"),
    ],
)
def test_fragments_are_joined_by_the_lexicon(line: str, text: str) -> None:
    lexicon = build_lexicon(["ішкі істер органы туралы сәйкес бойынша"])
    assert repair_letter_spacing(line, lexicon) == text


def test_ambiguous_line_is_left_unchanged() -> None:
    assert repair_letter_spacing("а  б  в", None) == "а  б  в"


WORDS = ["ішкі", "істер", "органы", "іс-шара", "қызмет", "туралы", "заң", "№", "23,", "(1)"]
CLEAN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
ANY_LINE = st.text(st.sampled_from("абіәқ iА1. ,;:()-  "), max_size=40)
LEXICON = build_lexicon(WORDS)


@settings(deadline=None)
@given(CLEAN, st.sampled_from([LEXICON, None]))
def test_a_clean_line_is_not_changed(text: str, lexicon: Lexicon | None) -> None:
    repaired = repair_line(parse_line(1, text), lexicon)
    assert (repaired.line.text, repaired.repairs) == (text, ())


@settings(deadline=None)
@given(ANY_LINE, st.sampled_from([LEXICON, None]))
def test_repair_is_idempotent(text: str, lexicon: Lexicon | None) -> None:
    once = repair_line(parse_line(1, text), lexicon).line
    assert repair_line(once, lexicon).line == once


@settings(deadline=None)
@given(ANY_LINE)
def test_repair_changes_only_white_space_and_homoglyphs(text: str) -> None:
    repaired = repair_line(parse_line(1, text), LEXICON).line.text
    assert fold_homoglyphs("".join(repaired.split())) == fold_homoglyphs("".join(text.split()))


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS[:7]), min_size=1, max_size=5))
def test_letter_spacing_is_undone(words: list[str]) -> None:
    spaced = "  ".join(" ".join(word) for word in words)
    assert repair_letter_spacing(spaced, LEXICON) == " ".join(words)
