import pytest

from qa.query.validation import QuestionError, check_question


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
