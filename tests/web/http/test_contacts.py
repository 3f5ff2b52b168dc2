"""Contacts and name of the operator: links by kind, lines by language."""

from html import unescape
from pathlib import Path

import pytest

from data.corpus import load_corpus
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import PILAF, chat, client_of
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


@pytest.mark.parametrize(("language", "other"), [("kk", "Министерство"), ("ru", "Министрлік")])
def test_owner_and_contacts_speak_the_language_of_the_page(
    tmp_path: Path, language: str, other: str
) -> None:
    names = {"kk": "Министрлік", "ru": "Министерство"}
    lines = " | ".join(f"{code}: {name}" for code, name in names.items())
    contacts = f"1402 | {lines}"
    corpus, encoder = load_corpus(), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    answerer = Answerer(corpus, encoder, index, contacts=contacts)
    client = client_of(
        tmp_path, answerer, language=language, BAPTA_OWNER=lines, BAPTA_CONTACTS=contacts
    )
    client.follow_redirects = True
    for page in (client.get("/").text, client.post("/", data={"question": PILAF}).text):
        assert names[language] in unescape(page)
        assert other not in unescape(page)
        assert "kk:" not in page
    assert chat(client, PILAF, ui=language)["contacts"] == f"1402\n{names[language]}"
