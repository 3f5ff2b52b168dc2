from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.corpus import load_corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.passages import MAX_PASSAGE_LENGTH, Passage, sentence_spans, split_passages

SIDECAR = Sidecar("sample", "Үлгі", "kk")


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def test_law_is_split_into_passages(law: Act) -> None:
    passages = split_passages(law)
    assert len(passages) == 302
    assert passages[1] == Passage(
        "kz-internal-affairs",
        "art_1__para_1",
        0,
        len(law.by_eid["art_1__para_1"].text),
        law.by_eid["art_1__para_1"].text,
    )
    order = [provision.eid for provision in law.provisions]
    positions = [order.index(passage.eid) for passage in passages]
    assert positions == sorted(positions)


@pytest.mark.parametrize("eid", ["art_14", "art_16__para_1", "art_12__para_5", "art_3", "art_18"])
def test_a_lead_in_or_an_empty_text_has_no_passage(law: Act, eid: str) -> None:
    assert eid not in {passage.eid for passage in split_passages(law)}


def parsed(paragraph: str) -> Act:
    return parse_text(f"1-бап. Сан\n\n1. {paragraph}\n", SIDECAR, "sample.txt")


def test_long_provision_is_split_between_sentences() -> None:
    sentence = "Бұл " + "өте " * 70 + "ұзын сөйлем."
    act = parsed(" ".join([sentence] * 7))
    lengths = [(p.start, p.end) for p in split_passages(act)]
    one = len(sentence)
    assert lengths == [
        (0, 3 * one + 2),
        (3 * one + 3, 6 * one + 5),
        (6 * one + 6, 7 * one + 6),
    ]


def test_overlong_sentence_is_split_at_a_semicolon() -> None:
    clause = "өте " * 60 + "ұзын"
    act = parsed("Бұл " + "; ".join([clause] * 10) + ".")
    passages = split_passages(act)
    assert len(passages) > 1
    assert all(p.text.endswith((";", ".")) for p in passages)
    assert max(len(p.text) for p in passages) <= MAX_PASSAGE_LENGTH


def test_a_repealed_provision_has_no_passage() -> None:
    act = parse_text("1-бап. Сан\n\n1. Алып тасталды.\n\n2. Бар.\n", SIDECAR, "sample.txt")
    assert [p.eid for p in split_passages(act)] == ["art_1__para_2"]


def test_text_before_the_lead_in_is_in_a_passage() -> None:
    text = "1-бап. Сан\n\nБірінші сөйлем. Түрлері:\n\n1) бір;\n\n2) екі.\n"
    act = parse_text(text, SIDECAR, "sample.txt")
    assert [p.text for p in split_passages(act)] == ["Бірінші сөйлем. Түрлері:", "бір;", "екі."]
    lead_in = act.by_eid["art_1__point_1"].lead_in
    assert lead_in is not None
    assert (lead_in.start, lead_in.text) == (16, "Түрлері:")


WORDS = st.sampled_from(
    ["Сөз", "сөз", "бап.", "тармақ;", "1995 ж.", "(ҚР", "З.Ж.", "а" * 700, "«Заң»!"]
)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_passages_are_slices_that_cover_the_text(text: str) -> None:
    act = parse_text(f"1-бап. Сан\n\nБасы {text}\n", SIDECAR, "sample.txt")
    whole = act.by_eid["art_1"].text
    passages = [p for p in split_passages(act) if p.eid == "art_1"]
    assert all(whole[p.start : p.end] == p.text == p.text.strip() for p in passages)
    assert " ".join(p.text for p in passages) == whole
    assert all(len(p.text) <= MAX_PASSAGE_LENGTH for p in passages)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Бір. Екі! Үш? Төрт.", ["Бір.", "Екі!", "Үш?", "Төрт."]),
        ("1995 ж. № 23, 154-құжат.", ["1995 ж. № 23, 154-құжат."]),
        ("Комитеті (З.Ж. Оразалиева) бекітеді.", ["Комитеті (З.Ж. Оразалиева) бекітеді."]),
        ("2011 ж. Қаңтар айы.", ["2011 ж. Қаңтар айы."]),
        ("«Заң бар.» Олар білді.", ["«Заң бар.»", "Олар білді."]),
        ("", []),
    ],
)
def test_text_is_split_into_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_time_of_sentences_grows_with_a_run_of_stops_and_not_with_its_square() -> None:
    text = "." * 1_000_000
    began = perf_counter()
    assert list(sentence_spans(text)) == [(0, len(text))]
    assert len(list(sentence_spans("А. " * 100_000))) == 1
    # Hours, where each stop is the beginning of another try.
    assert perf_counter() - began < 10
