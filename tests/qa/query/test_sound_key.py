"""Sound keys: spellings of a word in two scripts and several alphabets have one in common."""

import pytest

from qa.query.sound_key import sound_keys


@pytest.mark.parametrize(
    "spellings",
    [
        ("жатыр", "zhatyr", "jatyr", "ЖАТЫР"),
        ("ұрып", "урып", "uryp", "wryp", "ūryp"),
        ("өлтіремін", "олтиремин", "oltiremin", "öltıremın", "o'ltiremin"),
        ("шақыр", "şaqyr", "s'aqyr", "shaqyr", "шакыр"),
        ("меня", "menya", "menia", "menja"),
        ("хочу", "hochu", "khochu", "xochu", "ho4u"),
        ("помогите", "pomogite", "помогитеее"),
        ("балаңыз", "balañyz", "balangyz"),
    ],
)
def test_spellings_of_a_word_share_a_key(spellings: tuple[str, ...]) -> None:
    shared = set.intersection(*(set(sound_keys(spelling)) for spelling in spellings))
    assert len(shared) == 1, [sound_keys(spelling) for spelling in spellings]


def test_other_words_have_other_keys() -> None:
    words = ("ұрып", "ұрық", "өлім", "fire", "hire", "дом", "дым")
    assert len({key for word in words for key in sound_keys(word)}) == len(words)


@pytest.mark.parametrize("word", ["", "24", "§", "ñ", "日本"])
def test_any_text_has_a_key(word: str) -> None:
    assert len(sound_keys(word)) == 1


def test_a_letter_with_two_readings_gives_two_keys() -> None:
    assert sound_keys("jatyr") == ("iatir", "žatir")
    assert sound_keys("uryp") == ("urip",)


def test_digits_stand_for_letters_beside_letters_only() -> None:
    assert sound_keys("ho4u") == ("hoču",)
    assert sound_keys("2024") == ("2024",)
