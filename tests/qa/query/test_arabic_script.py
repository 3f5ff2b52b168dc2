import pytest

from qa.query.arabic_script import is_kazakh_in_arabic_script, transliterate_arabic
from qa.query.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    [("kk", "Полиция қызметкері атыс қаруын қашан қолданады. Ұстады. Үйге. Өмір. Түскен. Тиіс.")]
)


@pytest.mark.parametrize(
    ("typed", "cyrillic"),
    [
        ("پوليتسيا قارۋىن قاشان قولدانادى؟", "полиция қаруын қашан қолданады?"),
        ("مەنى ۇستادى", "мені ұстады"),
        ("ٴومىر", "өмір"),
        ("ۇيگە", "үйге"),
        ("تۇسكەن، ٴتيىس", "түскен, тиіс"),
        ("قىزمەتكەرى", "қызметкері"),
        ("24-باپ پوليتسيا", "24-бап полиция"),
    ],
)
def test_kazakh_in_arabic_letters_is_transliterated(typed: str, cyrillic: str) -> None:
    assert transliterate_arabic(typed, VOCABULARY) == cyrillic


@pytest.mark.parametrize(
    ("text", "is_kazakh"),
    [
        ("پوليتسيا قارۋىن قاشان قولدانادى؟", True),
        ("مەنى ۇستادى نە ىستەيمىن", True),
        ("هل يمكن للشرطة أن تعتقلني؟", False),  # Arabic
        ("آیا پلیس می‌تواند مرا بازداشت کند؟", False),  # Persian
        ("ساقچى مېنى تۇتۇپ تۇرالامدۇ؟", False),  # Uighur
        ("کیا پولیس مجھے گرفتار کر سکتی ہے؟", False),  # Urdu
        ("полиция", False),
        ("12345", False),
    ],
)
def test_kazakh_is_told_from_other_languages(text: str, is_kazakh: bool) -> None:
    assert is_kazakh_in_arabic_script(text) is is_kazakh
