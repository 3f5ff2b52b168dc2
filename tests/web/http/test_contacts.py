"""Contacts of the operator: links by kind, lines by language."""

from web.http.contacts import ContactPart, contact_lines


def test_numbers_and_addresses_are_links_by_kind() -> None:
    (line,) = contact_lines("Call 1402 or +7 (7172) 71-40-10, help@law.example, 9:00-18:30", "en")
    assert [part for part in line if part.href] == [
        ContactPart("1402", "tel:1402"),
        ContactPart("+7 (7172) 71-40-10", "tel:+77172714010"),
        ContactPart("help@law.example", "mailto:help@law.example"),
    ]
    assert "".join(part.text for part in line).endswith(", 9:00-18:30")


def test_lines_are_for_their_language() -> None:
    text = "1402\nkk: Дүйсенбі – жұма\nru: Понедельник – пятница\nhttps://law.example/help."
    assert contact_lines(text, "ru") == (
        (ContactPart("1402", "tel:1402"),),
        (ContactPart("Понедельник – пятница"),),
        (ContactPart("https://law.example/help", "https://law.example/help"), ContactPart(".")),
    )


def test_code_in_contacts_is_no_link() -> None:
    assert contact_lines("javascript:alert(1) <b>", "kk") == (
        (ContactPart("javascript:alert(1) <b>"),),
    )
