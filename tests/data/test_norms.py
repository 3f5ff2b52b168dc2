"""Norms: rights, duties, prohibitions, competences and time limits by the law's own words."""

from collections import Counter

import pytest

from data.corpus import load_corpus
from data.metadata import Sidecar
from data.model import Act
from data.norms import Norm, NormKind, find_norms
from data.parsing.parser import parse_text


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


@pytest.fixture(scope="module")
def norms(law: Act) -> tuple[Norm, ...]:
    return find_norms(law)


def eids(norms: tuple[Norm, ...], kind: NormKind) -> list[str]:
    return list(dict.fromkeys(norm.eid for norm in norms if norm.kind is kind))


def read(text: str, language: str) -> list[tuple[str, str, list[str]]]:
    """Kind, eId and marked words of the norms of a small act."""
    act = parse_text(text, Sidecar("small", "Small", language), "small.txt")
    return [(n.kind.value, n.eid, [mark.text for mark in n.marks]) for n in find_norms(act)]


def test_law_has_norms_of_each_kind(norms: tuple[Norm, ...]) -> None:
    assert Counter(norm.kind.value for norm in norms) == {
        "competence": 116,
        "right": 63,
        "duty": 51,
        "prohibition": 6,
        "time": 6,
    }


def test_closing_determines_the_kind_of_every_point(norms: tuple[Norm, ...]) -> None:
    duties = eids(norms, NormKind.DUTY)
    rights = eids(norms, NormKind.RIGHT)
    assert [e for e in duties if e.startswith("art_16__para_1__")] == [
        *(f"art_16__para_1__point_{n}" for n in range(1, 27)),
        "art_16__para_1__subpara_2",
    ]
    assert [e for e in rights if e.startswith("art_16__para_2__point_")] == [
        f"art_16__para_2__point_{n}" for n in range(1, 41)
    ]
    assert [e for e in duties if e.startswith("art_18__")] == [
        f"art_18__point_{n}" for n in range(1, 17)
    ]


def test_prohibitions_of_the_law(norms: tuple[Norm, ...]) -> None:
    found = [
        (n.eid, [mark.text for mark in n.marks]) for n in norms if n.kind is NormKind.PROHIBITION
    ]
    assert found == [
        ("art_1__para_2", ["тыйым салынады"]),
        ("art_5__para_4", ["тыйым салынады"]),
        ("art_5__para_4", ["тыйым салынады"]),
        ("art_6__para_3", ["тыйым салынады"]),
        ("art_9__para_2", ["алмайды"]),
        ("art_30__para_1", ["жол берілмейді"]),
    ]


def test_time_limits_of_the_law(norms: tuple[Norm, ...]) -> None:
    found = [(n.eid, [mark.text for mark in n.marks]) for n in norms if n.kind is NormKind.TIME]
    assert found == [
        ("art_6__para_4", ["бір ай"]),
        ("art_16__para_1__point_8", ["дереу"]),
        ("art_16__para_1__point_25", ["дереу"]),
        ("art_25__para_2", ["бір күн", "үш күн"]),
        ("art_26__para_3", ["он бес және одан көп жыл"]),
        ("art_32__para_1", ["күнтізбелік он күн"]),
    ]


def test_an_adjective_is_no_modal_word(norms: tuple[Norm, ...]) -> None:
    # "орындалуы міндетті тапсырмалар" stands in a point that gives a right.
    assert [n.kind.value for n in norms if n.eid == "art_16__para_2__point_4"] == ["right"]
    # "күзетілуі тиіс объектілер" lays no duty.
    assert [n for n in norms if n.eid == "art_3__para_2__point_12"] == []


def test_every_sentence_and_mark_is_a_slice(law: Act, norms: tuple[Norm, ...]) -> None:
    for norm in norms:
        for span in (norm.sentence, *norm.marks):
            assert law.by_eid[span.eid].text[span.start : span.end] == span.text
            assert span.text


def test_russian_lead_in_determines_the_kind_of_its_points() -> None:
    text = (
        "Статья 1. Сотрудник\n1. Сотрудник обязан:\n1) хранить тайну;\n"
        "2) не позднее трёх рабочих дней сообщить о нарушении.\n"
        "2. Сотрудник вправе обжаловать приказ. Сотрудник не вправе бастовать.\n"
        "3. Сотрудник не обязан свидетельствовать.\n"
    )
    assert read(text, "ru") == [
        ("duty", "art_1__para_1__point_1", ["обязан"]),
        ("duty", "art_1__para_1__point_2", ["обязан"]),
        ("time", "art_1__para_1__point_2", ["трёх рабочих дней"]),
        ("right", "art_1__para_2", ["вправе"]),
        ("prohibition", "art_1__para_2", ["не вправе"]),
    ]


def test_english_modal_words_determine_the_kind() -> None:
    text = (
        "Article 1. Officers\n1. An officer shall report within two working days. "
        "An officer may appeal. An officer shall not strike. An officer must act immediately.\n"
    )
    assert read(text, "en") == [
        ("duty", "art_1__para_1", ["shall"]),
        ("time", "art_1__para_1", ["two working days"]),
        ("right", "art_1__para_1", ["may"]),
        ("prohibition", "art_1__para_1", ["shall not"]),
        ("duty", "art_1__para_1", ["must"]),
        ("time", "art_1__para_1", ["immediately"]),
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Жоспар 2024 жылға бекітіледі.", []),
        ("Қызметкер екі айлықақы алады.", []),
        ("Ұйым халықаралық қауымдастықтың толық құқылы мүшесі.", []),
        ("Қызметкер жауап беруге міндетті емес.", []),
        ("Азамат шағымдануға құқылы және жауап алуға тиіс.", [("right",), ("duty",)]),
        ("Өтініш 72 сағаттан кешіктірілмей қаралады.", [("time",)]),
        ("Қызметкер сот алдында куә бола алмайды.", [("prohibition",)]),
        ("Ережені уәкілетті орган бекітеді.", [("competence",)]),
        ("Осы Заң қызмет тәртібін айқындайды.", []),
    ],
)
def test_norms_of_single_sentences(sentence: str, found: list[tuple[str]]) -> None:
    norms = read(f"1-бап. Ереже\n1. {sentence}\n", "kk")
    assert sorted((kind,) for kind, _, _ in norms) == sorted(found)
