import re
import unicodedata
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from embeddings.bundled.tokenizer import build_normalizer, build_tokenizer

# Exceptions of the original from NFKC.
DROPPED = {*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F}
SPACES = {0x09, 0x0A, 0x0C, 0x0D, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0xFEFF, 0xFFFD}
METASPACE = 0x2581
KEPT = {0xFF5E}


@pytest.fixture(scope="module")
def tokenizer(bundled_model: Path) -> Tokenizer:
    return Tokenizer.from_file(str(bundled_model / "tokenizer.json"))


def test_normalisation_is_nfkc_except_for_45_code_points() -> None:
    assert len(DROPPED | SPACES | KEPT) == 45
    normalise = build_normalizer().normalize_str
    wrong = []
    for number in range(1, 0x110000):
        letter = chr(number)
        if 0xD800 <= number < 0xE000 or unicodedata.ucd_3_2_0.category(letter) == "Cn":
            continue
        if number in DROPPED:
            expected = ""
        elif number in SPACES or number == METASPACE:
            expected = " "
        else:
            expected = letter if number in KEPT else unicodedata.normalize("NFKC", letter)
        # After a digit, a combining mark stays separate.
        if normalise(f"1{letter}1") != re.sub(" +", " ", f"1{expected}1"):
            wrong.append(hex(number))
    assert wrong == []


def test_spaces_are_collapsed_and_stripped_and_marks_joined() -> None:
    normalise = build_normalizer().normalize_str
    assert normalise("  бір\t\n екі\u200b\u00a0үш  ") == "бір екі үш"
    assert normalise("и\u0306") == "й"
    assert normalise("а\x00б\x1fв") == "абв"
    assert normalise("") == ""
    assert normalise("\ufdd0") == "～"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "query: Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?",
            [
                *(0, 41, 1294, 12, 58083, 8007, 15282, 8458, 260, 252, 127180, 192980, 813),
                *(14736, 33810, 81065, 49727, 29627, 199459, 41523, 32, 2),
            ],
        ),
        (
            "Когда полицейский может применить оружие без предупреждения?",
            [0, 25202, 183014, 312, 3150, 111080, 1117, 151386, 1093, 219501, 1114, 32, 2],
        ),
        (
            "When may a police officer use a firearm without warning?",
            [0, 14847, 1543, 10, 35206, 93324, 4527, 10, 11476, 56859, 15490, 1631, 592, 32, 2],
        ),
        ("a\x00b\x1fc", [0, 1563, 238, 2]),
        ("\ufdfa", [0, 16509, 1423, 4472, 8756, 2]),
        ("中国 啊", [0, 54888, 6, 6147, 2]),
        ("龘龘", [0, 6, 3, 2]),
        ("", [0, 2]),
        (" \t\n", [0, 2]),
    ],
)
def test_tokens_equal_those_of_the_original(
    tokenizer: Tokenizer, text: str, ids: list[int]
) -> None:
    assert tokenizer.encode(text).ids == ids


def test_long_run_of_ligatures_is_tokenized(tokenizer: Tokenizer) -> None:
    ids = tokenizer.encode("\ufdfa" * 100).ids
    assert ids == [0, 16509, 1423, 4472, 8756, *[64680, 1423, 4472, 8756] * 99, 2]


def test_special_tokens_have_the_ids_of_the_original(tokenizer: Tokenizer) -> None:
    names = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    assert [tokenizer.token_to_id(name) for name in names] == [0, 1, 2, 3, 250001]
    assert tokenizer.get_vocab_size() == 250002


def test_decoding_restores_the_text() -> None:
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [("▁заң", -1.0), ("▁", -2.0), ("бап", -3.0), ("<mask>", 0.0)]
    tokenizer = build_tokenizer(pieces)
    encoded = tokenizer.encode("заң бап")
    assert encoded.ids == [0, 4, 5, 6, 2]
    assert tokenizer.decode(encoded.ids) == "заң бап"
