"""Lists with another number of points than announced."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.counts import check_counts

HEADS = {"kk": "1-бап. Бақ", "ru": "Статья 1. Сад", "en": "Article 1. Garden"}


def found(lead_in: str, points: int, language: str, added: str = "") -> list[str]:
    listed = "\n".join(f"{n}) тәртіп {n};" for n in range(1, points + 1))
    text = f"{HEADS[language]}\n\n1. {lead_in}\n{listed}\n{added}\n2. Бақ ашық.\n"
    act = parse_text(text, Sidecar("garden", "Бақ", language), "garden.txt")
    said = [finding.text for finding in check_counts(act)]
    assert set(said) <= {finding.text for finding in check_act(act)}
    return said


@pytest.mark.parametrize(
    ("language", "lead_in", "count"),
    [
        ("kk", "Бақ мынадай екі шарт болғанда ашылады:", 2),
        ("kk", "Бағбан келесі үш жағдайда жауап береді:", 3),
        ("kk", "Бақ төрт бөліктен тұрады:", 4),
        ("kk", "Бақ мынадай 5 талапқа сай болады:", 5),
        ("ru", "Сад открыт в следующих трёх случаях:", 3),
        ("ru", "Садовник следующие два условия соблюдает всегда:", 2),
        ("ru", "Выполняется одно из двух следующих условий:", 2),
        ("ru", "Сад имеет следующие 12 отделов:", 12),
        ("en", "The garden is open on the following two conditions:", 2),
        ("en", "The gardener has three of the following duties:", 3),
        ("en", "The garden has the following 4 parts:", 4),
    ],
)
def test_list_with_another_number_of_points_is_found(
    language: str, lead_in: str, count: int
) -> None:
    assert found(lead_in, count, language) == []
    for other in (count - 1, count + 1):
        assert found(lead_in, other, language) == [
            f"The list announces {count} points and has {other}."
        ]
    # A list with dashes has no points, and a point that was added later does not count.
    assert found(lead_in, 0, language) == []
    assert found(lead_in, count, language, f"{count}-1) қосылған;") == []


@pytest.mark.parametrize(
    ("language", "lead_in"),
    [
        ("kk", "Бағбан мынадай екі күн ішінде жауап береді:"),
        ("kk", "Бағбан мынадай құжаттарды екі данада береді:"),
        ("kk", "Бақта екі жыл жұмыс істеген бағбан мынадай құқықтарға ие:"),
        ("ru", "Садовник в следующие три дня:"),
        ("ru", "Садовник, у которого два сада, имеет следующие права:"),
        ("ru", "Сад открыт в двух местах. Садовник имеет следующие права:"),
        ("en", "Within the following two working days the gardener:"),
        ("en", "The gardener has the following rights in two gardens:"),
    ],
)
def test_other_numbers_announce_no_points(language: str, lead_in: str) -> None:
    assert found(lead_in, 4, language) == []
