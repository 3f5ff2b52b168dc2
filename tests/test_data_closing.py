import pytest

from data.closing import closing_span


def closing(points: list[str], language: str = "kk") -> str | None:
    span = closing_span(points, language)
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
    ],
)
def test_the_predicate_at_the_end_governs_the_list(points: list[str], text: str) -> None:
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
