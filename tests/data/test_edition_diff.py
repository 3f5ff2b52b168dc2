"""Differences between two texts, by word and by token."""

from data.edition_diff import WordRun, token_diff, word_diff


def test_differing_words_are_listed_old_before_new() -> None:
    assert word_diff("полиция  барлық адамға", "полиция әр адамға көмектеседі") == (
        WordRun("kept", "полиция"),
        WordRun("old", "барлық"),
        WordRun("new", "әр"),
        WordRun("kept", "адамға"),
        WordRun("new", "көмектеседі"),
    )


def test_words_with_equal_keys_keep_the_old_form() -> None:
    assert word_diff("Бап күші", "бап КҮШІ", str.lower) == (WordRun("kept", "Бап күші"),)
    assert word_diff("", "бап") == (WordRun("new", "бап"),)
    assert word_diff("", "") == ()


def test_token_diff_preserves_separators() -> None:
    runs = token_diff(["a", " ", "b", "."], ["a", " ", "c", "."], "")
    assert runs == (
        WordRun("kept", "a "),
        WordRun("old", "b"),
        WordRun("new", "c"),
        WordRun("kept", "."),
    )
