import pytest

from qa.query.normalization import fold
from qa.references.tokens import merge_ranges


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("24-баптан 26-бапқа дейін", "24-26-бап"),
        ("16-баптың 2-тармақтан 4-тармаққа дейінгі", "16-баптын 2-4-тармак"),
        ("24-тен 26-ға дейінгі баптар", "24-26 баптар"),
        ("с 24 по 26 статью", "24-26 статью"),
        ("со статьи 24 по статью 26", "статьи 24-26"),
        ("from article 24 to article 26", "article 24-26"),
        ("articles 24 to 26", "articles 24-26"),
    ],
)
def test_range_in_words_becomes_digits(said: str, figures: str) -> None:
    assert merge_ranges(fold(said)) == figures


@pytest.mark.parametrize(
    "text", ["7 күннен 10 күнге дейін", "с 24 июня по осень", "he went to 26", "24 және 26-баптар"]
)
def test_text_without_a_range_is_unchanged(text: str) -> None:
    assert merge_ranges(fold(text)) == fold(text)
