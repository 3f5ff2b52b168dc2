import pytest

from qa.query.rewriting import fix_keyboard_layout


@pytest.mark.parametrize(
    ("typed", "layout", "meant", "text"),
    [
        ("gjkbwbz", "us", "ru", "полиция"),
        ("Rjulf gjkbwbz cnhtkztn&", "us", "ru", "когда полиция стреляет?"),
        (",jkf vf", "us", "kk", "бола ма"),
        ("8qut r3htl3", "us", "kk", "үйге кіреді"),
        ("цруку", "ru", "us", "where"),
        ("фккуые", "ru", "us", "arrest"),
        ("үйге", "kk", "us", "8qut"),
        ("", "us", "ru", ""),
        ("🙂", "us", "ru", "🙂"),
    ],
)
def test_keys_are_converted_to_another_layout(
    typed: str, layout: str, meant: str, text: str
) -> None:
    assert fix_keyboard_layout(typed, layout, meant) == text


@pytest.mark.parametrize("layout", ["ru", "kk"])
def test_layout_conversion_is_reversible(layout: str) -> None:
    keys = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
    assert fix_keyboard_layout(fix_keyboard_layout(keys, "us", layout), layout, "us") == keys
