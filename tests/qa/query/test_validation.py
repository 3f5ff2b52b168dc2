import sys
import unicodedata

import pytest

from qa.query.validation import MAX_QUESTION_LENGTH, QuestionError, check_question


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t\u00a0", "empty"),
        ("\u200b", "empty"),
        ("қ" * 4001, "too_long"),
        ("қару\x00", "binary"),
        ("\x1b[31mқару", "binary"),
        ("қару \ud83d", "binary"),
        ("қару \uffff", "binary"),
        ("\x00" * 2000, "binary"),
    ],
)
def test_invalid_question_raises_its_code(text: str, code: str) -> None:
    with pytest.raises(QuestionError) as caught:
        check_question(text)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_check_question_strips_outer_white_space_only() -> None:
    assert check_question("  Қару\tқашан\nқолданылады? ") == "Қару\tқашан\nқолданылады?"
    assert check_question("қ" * 4000) == "қ" * 4000
    assert check_question("👮 қайда?") == "👮 қайда?"


@pytest.mark.parametrize("sign", ["\ufdfa", "\ufb2c", "\U0001d160"])
def test_text_that_grows_in_normalisation_is_too_long(sign: str) -> None:
    with pytest.raises(QuestionError) as error:
        check_question(sign * MAX_QUESTION_LENGTH)
    assert error.value.code == "too_long"


def test_compatibility_signs_of_a_long_question_are_allowed() -> None:
    text = "Статья № 24… " * (MAX_QUESTION_LENGTH // 14)
    assert check_question(text) == text.strip()


def test_binary_are_controls_surrogates_and_noncharacters() -> None:
    found = set()
    for point in range(sys.maxunicode + 1):
        try:
            check_question(f"a{chr(point)}a")
        except QuestionError:
            found.add(point)
    controls = {n for n in range(0xA0) if unicodedata.category(chr(n)) == "Cc"}
    spaces = {n for n in controls if chr(n).isspace()}
    last_two = {plane * 0x10000 + n for plane in range(17) for n in (0xFFFE, 0xFFFF)}
    assert found == controls - spaces | {*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)} | last_two
