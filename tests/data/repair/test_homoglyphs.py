import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.repair.homoglyphs import (
    CAPITALS_TO_LATIN,
    PRINTED_TO_CYRILLIC,
    TYPED_TO_CYRILLIC,
    fold_homoglyphs,
    repair_homoglyphs,
)

CYRILLIC = st.text(st.sampled_from("абвгдеіқңөәүұһ -.,1"), max_size=40)


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("iшкi iстер", "ішкі істер"),
        ("кеңесiнiң", "кеңесінің"),
        ("cақтау", "сақтау"),
        ("қəсіп", "қәсіп"),
        ("ұйымдacтыру", "ұйымдастыру"),
    ],
)
def test_latin_letters_inside_cyrillic_words_become_cyrillic(damaged: str, repaired: str) -> None:
    assert repair_homoglyphs(damaged) == repaired


@pytest.mark.parametrize("text", ["ice", "XXI ғасыр", "Internet-портал", "PDF құжат", "i тармақша"])
def test_latin_words_are_unchanged(text: str) -> None:
    assert repair_homoglyphs(text) == text


def test_word_with_another_latin_letter_is_unchanged() -> None:
    assert repair_homoglyphs("DVDжүйе") == "DVDжүйе"


@settings(deadline=None)
@given(CYRILLIC)
def test_cyrillic_text_is_not_changed(text: str) -> None:
    assert repair_homoglyphs(text) == text


@settings(deadline=None)
@given(st.text(max_size=60))
def test_repair_is_idempotent_and_changes_only_homoglyphs(text: str) -> None:
    repaired = repair_homoglyphs(text)
    assert repair_homoglyphs(repaired) == repaired
    assert fold_homoglyphs(repaired) == fold_homoglyphs(text)
    assert len(repaired) == len(text)


def test_translation_tables_fit_their_uses() -> None:
    # A small h is һ in a source, н where it may be a printed capital, itself where it was typed.
    assert fold_homoglyphs("hH bB yY") == "һН bВ уY"
    assert "h b y".translate(PRINTED_TO_CYRILLIC) == "н в у"
    assert "hH bB yY".translate(TYPED_TO_CYRILLIC) == "hН bВ уУ"
    assert "НВУ".translate(CAPITALS_TO_LATIN) == "HBY"
