import pytest

from qa.evaluation.passage_pool import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Полиция қызметкері атыс қаруын қолдана алады.", "kk"),
        ("Сотрудник полиции вправе применять оружие, если город Өскемен не указан иначе.", "ru"),
        ("A police officer may use a firearm.", "en"),
        ("24-баптың 3-тармағы", "kk"),
        ("12, 13", "en"),
    ],
)
def test_language_of_a_passage_is_detected_by_letters(text: str, language: str) -> None:
    assert language_of(text) == language
