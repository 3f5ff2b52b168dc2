import pytest

from data.corpus import load_corpus
from data.model import Act, Kind, Span
from data.parsing.list_closings import find_closing


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def closing(points: list[str], language: str = "kk") -> str | None:
    span = find_closing(points, language)
    return None if span is None else points[-1][slice(*span)]


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (["сақтауға;", "көмек көрсетуге;", "орындауға міндетті."], "міндетті"),
        (["тексеруге;", "кіруге құқылы. Бұл құқық шектелмейді."], "құқылы"),
        (["араласуға;", "бұзуға тыйым салынады."], "тыйым салынады"),
        (["қорғау;", "қызметтер көрсету болып табылады."], "болып табылады"),
        (
            ["органдарының;", "командирлеріне қатысты аға жедел бастықтар болып табылады."],
            "аға жедел бастықтар болып табылады",
        ),
        (["орындауға;", "барлық жағдайда қатысуға міндетті емес."], "міндетті емес"),
        # A passive goes with the predicate after it.
        (["жақсартуға;", "шараларды жүзеге асыруға бағытталуға тиіс."], "бағытталуға тиіс"),
        (["орнату;", "жолдарды бөлу көзделуге тиіс."], "көзделуге тиіс"),
        (["тіркелуге;", "емтихан тапсыруға жіберілуге тиіс."], "тиіс"),
        (["сақтауға;", "есепте тіркелуге міндетті."], "міндетті"),
    ],
)
def test_predicate_at_the_end_is_the_closing(points: list[str], text: str) -> None:
    assert closing(points) == text


@pytest.mark.parametrize(
    "points",
    [
        # Every point has a predicate of its own.
        ["тәртібін белгілейді;", "ережелерді бекітеді."],
        ["қорғауға міндетті;", "көмек көрсетуге міндетті."],
        ["шығыстарды өтейді;", "хабарлауға міндетті."],
        # A list of one point, and a point that is nothing but a predicate.
        ["орындауға міндетті."],
        ["құқылы;", "міндетті."],
        # The word stands inside the point.
        ["тапсыруға;", "міндетті құжаттарды беруге."],
    ],
)
def test_a_list_of_whole_sentences_has_no_closing(points: list[str]) -> None:
    assert closing(points) is None


def test_a_russian_list_has_its_predicate_in_the_lead_in() -> None:
    assert closing(["обращаться;", "получать ответ."], "ru") is None


@pytest.mark.parametrize(
    ("holder", "count"),
    [
        ("art_3__para_2", 15),
        ("art_10__para_2", 5),
        ("art_10__para_3", 3),
        ("art_11__para_5", 2),
        ("art_12__para_5", 17),
        ("art_13", 7),
        ("art_14", 38),
        ("art_15", 41),
        ("art_16__para_1", 26),
        ("art_16__para_2", 40),
        ("art_18", 16),
        ("art_19__para_1", 8),
    ],
)
def test_the_lists_of_the_law_have_all_their_points(law: Act, holder: str, count: int) -> None:
    points = [p for p in law.provisions if p.parent == holder and p.kind is Kind.POINT]
    assert [point.number for point in points] == [str(n) for n in range(1, count + 1)]


def test_there_are_no_other_points_in_the_law(law: Act) -> None:
    assert sum(p.kind is Kind.POINT for p in law.provisions) == 218


@pytest.mark.parametrize(
    ("eid", "lead_in"),
    [
        ("art_14__point_33", Span("art_14", 0, 23, "Ішкі істер министрлігі:")),
        ("art_16__para_2__point_1", Span("art_16__para_2", 0, 21, "Ішкі істер органдары:")),
        (
            "art_10__para_3__point_3",
            Span(
                "art_10__para_3",
                0,
                74,
                "Аудандардың, облыстық маңызы бар қалалардың жергілікті атқарушы органдары:",
            ),
        ),
    ],
)
def test_points_have_the_lead_in_of_their_list(law: Act, eid: str, lead_in: Span) -> None:
    assert law.by_eid[eid].lead_in == lead_in


@pytest.mark.parametrize(
    ("holder", "last", "closing"),
    [
        ("art_3__para_2", 15, "болып табылады"),
        ("art_11__para_5", 2, "аға жедел бастықтар болып табылады"),
        ("art_16__para_1", 26, "міндетті"),
        ("art_16__para_2", 40, "құқылы"),
        ("art_18", 16, "міндетті"),
        ("art_19__para_1", 8, "құқылы"),
    ],
)
def test_a_closing_governs_every_point_of_its_list(
    law: Act, holder: str, last: int, closing: str
) -> None:
    points = [p for p in law.provisions if p.parent == holder and p.kind is Kind.POINT]
    spans = {point.closing for point in points}
    assert len(spans) == 1
    (span,) = spans
    assert span is not None
    assert (span.eid, span.text) == (f"{holder}__point_{last}", closing)
    assert law.by_eid[span.eid].text[span.start : span.end] == closing


def test_the_closing_of_article_16_ends_the_first_sentence_of_its_point(law: Act) -> None:
    text = law.by_eid["art_16__para_1__point_26"].text
    span = law.by_eid["art_16__para_1__point_1"].closing
    assert span is not None
    assert text[: span.end + 1].endswith("ресми кешірім сұрауға міндетті.")
    assert text[span.end + 1 :].startswith(" Ішкі істер органдарының заңсыз әрекеттері")


def test_no_other_provision_has_a_closing_or_lead_in(law: Act) -> None:
    with_closing = {p.parent for p in law.provisions if p.closing}
    assert with_closing == {
        "art_3__para_2",
        "art_11__para_5",
        "art_16__para_1",
        "art_16__para_2",
        "art_18",
        "art_19__para_1",
    }
    assert {p.kind for p in law.provisions if p.lead_in} == {Kind.POINT}
    assert all(p.lead_in for p in law.provisions if p.kind is Kind.POINT)
