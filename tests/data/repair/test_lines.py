import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.repair.lines import join_lines, join_punctuation


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["көмек көрсете алады", ". Ішкі істер"], "көмек көрсете алады. Ішкі істер"),
        (["атқарушы органдары", ":"], "атқарушы органдары:"),
        (["құрметтеуге", ";"], "құрметтеуге;"),
        (["жағдайларында", ", табиғи"], "жағдайларында, табиғи"),
        (["жиналысын (", "жиынын) ұйымдастырады;"], "жиналысын (жиынын) ұйымдастырады;"),
        (["№ 17-18, 245-", "құжат;"], "№ 17-18, 245-құжат;"),
        (["жедел-", "іздестіру"], "жедел-іздестіру"),
        (["мемлекеттік -", "жеке"], "мемлекеттік - жеке"),
        (["іздес\u00ad", "тіру"], "іздестіру"),
        (["ішкі", "істер"], "ішкі істер"),
    ],
)
def test_lines_are_joined_with_or_without_a_space(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


def test_lines_with_acknowledged_damage_are_joined_with_a_space() -> None:
    assert join_lines(["81 82-", "күші", ", 71-бабы"], spaced={1, 2}) == "81 82- күші , 71-бабы"


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("анықтамалар береді ;", "анықтамалар береді;"),
        ("орындауға міндетті .", "орындауға міндетті."),
        ("Республикасы , осы Заң", "Республикасы, осы Заң"),
        ("көп нүкте ... қалады", "көп нүкте ... қалады"),
        ("калибрі .38", "калибрі .38"),
    ],
)
def test_detached_punctuation_is_joined_to_its_word(line: str, closed: str) -> None:
    assert join_punctuation(line) == closed


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("аб.,;:()«»- \u00ad"), min_size=1), max_size=6))
def test_joining_changes_white_space_and_soft_hyphens_only(lines: list[str]) -> None:
    def bare(text: str) -> str:
        return "".join(text.replace("\u00ad", "").split())

    assert bare(join_lines(lines)) == bare("".join(lines))
