import pytest

from qa.query.normalization import fold, normalize_input, split_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ӘІҢҒҮҰҚӨҺ", "аингуукох"),
        ("Полиция Қызметкері", "полиция кызметкери"),
        ("iшкi iстер", "ишки истер"),
        ("Cтатья 5(4)", "статья 5(4)"),
        ("police officer", "police officer"),
        ("ещё", "еще"),
        ("көлік\u00adтік", "коликтик"),
    ],
)
def test_fold_unifies_case_scripts_and_kazakh_letters(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_split_words_folds_words_and_separates_numbers() -> None:
    assert split_words("24-баптың 3-тармағы, «ҚАРУ»?") == ["24", "баптын", "3", "тармагы", "кару"]
    assert split_words("?! …") == []


@pytest.mark.parametrize(
    "text",
    [
        "Тайный\u200b обыск: 24-бап",
        "\ufeffТайный обыск: 24-бап\u200e",
        "Тай\u00adный обыск: 24\u2060-бап",
        "Таи\u0306ный обыск: 24-бап",
        "Tайный oбыск: 24-бaп",
        "\u202aТайный\u00a0обыск: 24-бап\u202c",
    ],
)
def test_input_is_forgiven_invisible_signs_and_look_alike_letters(text: str) -> None:
    assert normalize_input(text) == "Тайный обыск: 24-бап"
