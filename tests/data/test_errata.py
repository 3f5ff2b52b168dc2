from collections import Counter
from pathlib import Path

import pytest

from data.corpus import SHIPPED, load_corpus
from data.errata import acknowledged_lines, apply_errata, errata_in_range, erratum_span, read_errata
from data.errors import SourceError
from data.model import Act, Erratum
from data.readers.encoding import read_source

WHY = (("", "r"),)
LAW = SHIPPED / "000_bd92600af3e91630.errata.toml"


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


@pytest.mark.parametrize(
    ("eid", "line", "words"),
    [
        ("art_2", 38, "Республикасының Конституциясы, «Құқық қорғау қызметі туралы» Қазақстан"),
        ("art_13__point_7", 331, "Қазақстан Республикасының Конституциясымен, заңдарымен және"),
        ("art_17__para_2", 831, "Республикасы Конституциясының, осы Заңның, өзге де нормативтік"),
        ("art_19__para_1__point_5", 929, "туралы» Заңмен белгіленген тәртіпте және жағдайларда"),
        ("art_21__para_2", 964, "Республикасының Еңбек кодексімен және Қазақстан"),
        ("art_24__para_1", 1011, "Қазақстан Республикасының Заңымен айқындалады."),
        ("art_25__para_1", 1022, "Қазақстан Республикасының Заңымен айқындалады."),
        ("art_32__para_2", 1107, "Республикасының Заңының (Қазақстан Республикасы Жоғарғы"),
    ],
)
def test_errata_move_hyperlink_words_to_their_place(
    law: Act, eid: str, line: int, words: str
) -> None:
    provision = law.by_eid[eid]
    assert words in provision.text
    assert [erratum.line for erratum in provision.errata] == [line]


def test_acknowledged_damage_in_article_21_is_left_unchanged(law: Act) -> None:
    provision = law.by_eid["art_21__para_3__subpara_2"]
    (erratum,) = provision.errata
    assert (erratum.right, erratum_span(erratum)) == (None, (970, 980))
    assert "2-тарауы , , , , , , , 4-тарауы , , ,6 7 8 10 11 12 13-баптарының" in provision.text
    assert provision.text.endswith("81 82- күші қолданылады.баптарының")


def test_no_other_provision_has_errata(law: Act) -> None:
    assert sum(len(provision.errata) for provision in law.provisions) == 9


def test_correction_only_moves_characters_of_its_lines() -> None:
    for erratum in read_errata(LAW):
        if erratum.right is not None:
            assert Counter("".join(erratum.wrong.split())) == Counter(
                "".join(erratum.right.split())
            )


def test_every_shipped_reason_exists_in_three_languages() -> None:
    errata = read_errata(LAW)
    assert [[language for language, _ in each.reasons] for each in errata] == [
        ["kk", "ru", "en"]
    ] * 9
    assert errata[1].reason("kk") == (
        "kk",
        "Гиперсілтемедегі «Конституциясымен» деген сөз жолдың соңында тұр.",
    )
    assert errata[1].reason("ru") == (
        "ru",
        "Слово гиперссылки «Конституциясымен» стоит в конце строки.",
    )


def test_reason_falls_back_to_the_language_that_exists(tmp_path: Path) -> None:
    path = tmp_path / "act.errata.toml"
    path.write_text(
        "[[erratum]]\nline = 1\nwrong = 'а'\nreason = 'moved'\n"
        "[[erratum]]\nline = 2\nwrong = 'б'\nreason.ru = 'место'\n",
        encoding="utf-8",
    )
    plain, russian = read_errata(path)
    assert plain.reason("kk") == ("", "moved")
    assert russian.reason("kk") == ("ru", "место")


def test_every_wrong_reading_occurs_in_the_source() -> None:
    source = read_source(LAW.with_name("000_bd92600af3e91630.txt"))
    lines = source.split("\n")
    for erratum in read_errata(LAW):
        first, last = erratum_span(erratum)
        assert erratum.wrong.strip("\n") in "\n".join(lines[first - 1 : last])


def test_errata_are_applied_to_their_lines() -> None:
    errata = [
        Erratum(2, "б в\nг", "в б\nг", (("", "moved"),)),
        Erratum(1, "а", None, (("", "unknown"),)),
    ]
    assert apply_errata(("а", "б в", "г д", "б в"), errata, "f") == ("а", "в б", "г д", "б в")
    assert acknowledged_lines(errata) == {1}
    assert errata_in_range(errata, 3, 9) == (errata[0],)


@pytest.mark.parametrize("erratum", [Erratum(1, "ә", "а", WHY), Erratum(7, "а", "б", WHY)])
def test_erratum_that_does_not_match_its_line_is_rejected(erratum: Erratum) -> None:
    with pytest.raises(SourceError, match=f"line {erratum.line} of f does not match"):
        apply_errata(("а",), [erratum], "f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[erratum]]\nwrong = 'а'\nreason = 'r'\n", "needs a line number and the wrong text"),
        ("[[erratum]]\nline = 0\nwrong = 'а'\nreason = 'r'\n", "needs a line number"),
        ("[[erratum]]\nline = 1\nwrong = ' '\nreason = 'r'\n", "the wrong text"),
        ("[[erratum]]\nline = 1\nwrong = 'а'\n", "line 1 in .* needs a reason"),
        ("[[erratum]]\nline = 1\nwrong = 'а'\nreason = {}\n", "needs a reason"),
        ("[[erratum]]\nline = 1\nwrong = 'а'\nreason.de = 'r'\n", "needs a reason"),
        ("[[erratum]]\nline = 1\nwrong = 'а'\nreason.kk = 1\n", "needs a reason"),
        ("[[erratum]]\nline = 1\nwrong = 'а'\nright = 2\nreason = 'r'\n", "must be a text"),
        (
            "[[erratum]]\nline = 1\nwrong = 'а'\nright = \"б\\nв\"\nreason = 'r'\n",
            "equally many lines",
        ),
        ("[[erratum]]\nline = 1\nwrong = 'а'\nreason = 'r'\nnote = ''\n", "may have only the keys"),
        ("erratum = 'а'\n", "must contain only"),
        ("[[errata]]\nline = 1\n", "must contain only"),
    ],
)
def test_invalid_errata_file_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "act.errata.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=message):
        read_errata(path)
