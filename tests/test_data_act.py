import pytest

from data.act import Kind, Provision


@pytest.mark.parametrize(
    ("text", "repealed", "quotable"),
    [("Бар.", False, True), ("Жойылды.", True, False), ("", False, False)],
)
def test_a_provision_with_words_in_force_is_quotable(
    text: str, repealed: bool, quotable: bool
) -> None:
    provision = Provision("art_1", Kind.ARTICLE, "1", text, None, None, repealed=repealed)
    assert provision.quotable is quotable
