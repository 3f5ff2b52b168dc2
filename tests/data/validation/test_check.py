from dataclasses import replace
from time import perf_counter

import pytest

from data.corpus import load_corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.finding import Finding, Severity

SIDECAR = Sidecar("sample", "Үлгі", "kk")


def errors_of(text: str) -> list[tuple[str | None, str]]:
    act = parse_text(text, SIDECAR, "sample.txt")
    return [(finding.eid, finding.text) for finding in check_act(act)]


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def test_the_law_has_acknowledged_damage_and_no_error(law: Act) -> None:
    (finding,) = check_act(law)
    assert (finding.severity, finding.eid, finding.line) == (
        Severity.ACKNOWLEDGED,
        "art_21__para_3__subpara_2",
        970,
    )
    assert finding.text.startswith("The numbers are hyperlinks that the PDF put elsewhere")


def test_act_without_errata_has_damage_findings(law: Act) -> None:
    bare = parse_text("\n".join(law.source_lines), SIDECAR, "sample.txt")
    damaged = {finding.eid for finding in check_act(bare) if "space is missing" in finding.text}
    assert damaged == {"art_21__para_3__subpara_2", "art_24__para_1", "art_25__para_1"}


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("1-бап. Сан\n\n1. Бір.\n\n2. Екі.\n\n2-1. Екі-бір.\n\n3. Үш.\n", []),
        (
            "1-бап. Сан\n\n1. Бір.\n\n3. Үш.\n",
            [("art_1__para_3", "The paragraph 3 follows the paragraph 1.")],
        ),
        (
            "1-бап. Сан\n\nМәтін.\n\n3-бап. Үш\n\nМәтін.\n",
            [("art_3", "The article 3 follows the article 1.")],
        ),
        (
            "2-бап. Сан\n\nМәтін.\n",
            [("art_2", "The first article has the number 2.")],
        ),
        (
            "1-бап. Сан\n\n1. Бір.\n\n1. Бір.\n",
            [("art_1__para_1__subpara_2", "A part begins with a number out of sequence.")],
        ),
        ("1-бап. Сан\n", [("art_1", "The provision is empty.")]),
        (
            "1-бап. Сан\n\nСөз і қалды.\n",
            [("art_1", "A letter is isolated: “і”.")],
        ),
        (
            "1-бап. Сан\n\nМәтін бар.Екінші сөйлем.\n",
            [("art_1", "A space is missing: “бар.Екінші”.")],
        ),
        (
            "1-бап. Сан\n\nАлдымен DVDсөз тұр.\n",
            [("art_1", "Latin and Cyrillic letters are mixed: “DVDсөз”.")],
        ),
        (
            "1-бап. Сан\n\nІшкііс органыныңқызметкерлері" + "нің" * 8 + " бар.\n",
            [("art_1", "Spaces are missing: “органыныңқызметкерлері" + "нің" * 8 + "”.")],
        ),
        ("1-бап. Сан\n\nБір, , екі.\n", [("art_1", "Punctuation marks are repeated: “,,”.")]),
    ],
)
def test_findings_of_small_acts(text: str, errors: list[tuple[str, str]]) -> None:
    assert errors_of(text) == errors


def test_overlong_provision_is_found() -> None:
    (error,) = errors_of("1-бап. Сан\n\n" + "Сөз сөйлем. " * 600 + "\n")
    assert error == ("art_1", "The provision has 7199 characters.")


def test_source_line_outside_provisions_is_found(law: Act) -> None:
    rest = tuple(p for p in law.provisions if p.eid != "art_7")
    findings = check_act(replace(law, provisions=rest))
    assert [f.line for f in findings if "belongs to no provision" in f.text] == [141, 142, 143, 144]
    assert Finding(Severity.ERROR, "art_8", 145, "The article 8 follows the article 6.") in findings


def test_non_verbatim_text_is_found(law: Act) -> None:
    provisions = tuple(
        replace(p, text="Басқа мәтін.") if p.eid == "art_7" else p for p in law.provisions
    )
    findings = check_act(replace(law, provisions=provisions))
    assert Finding(Severity.ERROR, "art_7", 141, "The text differs from lines 141-144.") in findings


def test_time_of_the_check_grows_with_the_length_of_a_word_and_not_with_its_square() -> None:
    act = parse_text(f"{'x' * 40_000} {'ж' * 40_000}\n", SIDECAR, "sample.txt")
    began = perf_counter()
    check_act(act)
    # Minutes, where each letter is the beginning of another try.
    assert perf_counter() - began < 10


def test_decimal_number_of_two_digits_follows_its_sibling() -> None:
    points = "\n\n".join(f"1.{number}. Сөз бар." for number in range(1, 12))
    assert errors_of(f"1-бап. Сан\n\n{points}\n") == []


def test_descendants_of_a_provision_follow_it() -> None:
    act = parse_text("1-бап. Сан\n\n1. Бір.\n\n2-бап. Ой\n\n1. Екі.\n", SIDECAR, "sample.txt")
    assert [provision.eid for provision in act.under("art_1")] == ["art_1", "art_1__para_1"]
    assert list(act.under("art_9")) == []
