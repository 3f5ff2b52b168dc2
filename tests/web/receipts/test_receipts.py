"""Receipts of answers over HTTP, on pages and on the command line."""

import json
import re
import stat
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from tests.helpers.web_app import ACT, FIREARM_WORDS, client_of, without_settings
from web.cli.main import main
from web.receipts.keys import ReceiptKeys
from web.receipts.receipt import read_receipt
from web.receipts.verification import Seal, Standing, check_receipt

pytestmark = pytest.mark.slow

QUESTION = "24-бап 3-тармақ"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="en")


def receipt_of(client: TestClient, **members: Any) -> dict[str, Any]:
    answer = client.post("/api/receipts", json={"question": QUESTION, **members})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    receipt: dict[str, Any] = answer.json()
    return receipt


def test_receipt_states_the_answer_and_can_be_checked(client: TestClient, tmp_path: Path) -> None:
    receipt = receipt_of(client)
    (passage,) = receipt["statement"]["passages"]
    assert (passage["quote"], passage["eid"]) == (FIREARM_WORDS, "art_24__para_3")
    assert receipt["statement"]["question"] is None
    assert receipt_of(client, include_question=True)["statement"]["question"] == QUESTION
    checked = client.post("/api/receipts/check", json=receipt).json()
    assert (checked["signature"], checked["older_edition"]) == ("valid", False)
    assert [each["standing"] for each in checked["passages"]] == ["current"]
    (key,) = client.get("/api/receipts/keys").json()["keys"]
    assert (key["id"], key["current"]) == (receipt["signature"]["key"], True)
    private = tmp_path / "receipts" / f"{key['id']}.key"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_receipt_has_the_passages_of_every_part(client: TestClient) -> None:
    receipt = receipt_of(client, question="статья 24 пункт 3? статья 31?")
    passages = receipt["statement"]["passages"]
    assert [each["eid"] for each in passages] == ["art_24__para_3", "art_31"]


@pytest.mark.parametrize(
    ("old", "new", "signature"),
    [
        ("ескертусіз", "ескертіп", "invalid"),
        ("answered", "closest", "invalid"),
        ('"key": "', '"key": "0', "unknown_key"),
    ],
)
def test_changed_receipt_is_refused(client: TestClient, old: str, new: str, signature: str) -> None:
    text = json.dumps(receipt_of(client), ensure_ascii=False)
    assert old in text
    changed = text.replace(old, new)
    if signature == "unknown_key":
        changed = re.sub(r'"key": "0([0-9a-f]{15}).', r'"key": "0\1', changed)
    checked = client.post("/api/receipts/check", json=json.loads(changed)).json()
    assert checked["signature"] == signature


@pytest.mark.parametrize("body", [{}, {"format": "bapta-receipt/1"}, []])
def test_anything_else_is_a_problem(client: TestClient, body: object) -> None:
    assert client.post("/api/receipts/check", json=body).status_code == 422


def test_old_receipts_are_checked_after_a_rotation(client: TestClient, tmp_path: Path) -> None:
    old = receipt_of(client)
    ReceiptKeys(tmp_path).rotate()
    new = receipt_of(client)
    assert new["signature"]["key"] != old["signature"]["key"]
    for receipt in (old, new):
        checked = client.post("/api/receipts/check", json=receipt).json()
        assert checked["signature"] == "valid"
    assert len(list((tmp_path / "receipts").glob("*.key"))) == 1


def test_receipt_of_an_older_edition_says_so(client: TestClient, tmp_path: Path) -> None:
    receipt = read_receipt(json.dumps(receipt_of(client)).encode())
    law = load_corpus().default
    keys = ReceiptKeys(tmp_path).public_keys()
    changed = tuple(
        replace(each, text=each.text.replace("ескертусіз", "ескертіп")) for each in law.provisions
    )
    newer = replace(law, edition_id="second", supersedes=law.edition_id, provisions=changed)
    check = check_receipt(receipt, keys, Corpus((newer,), (law,)))
    assert (check.seal, check.is_older) == (Seal.VALID, True)
    assert [(each.standing, each.is_unchanged) for each in check.passages] == [
        (Standing.OLDER, False)
    ]
    gone = check_receipt(receipt, keys, Corpus((replace(law, id="another"),)))
    assert [each.standing for each in gone.passages] == [Standing.UNKNOWN]


def test_a_menu_without_a_link_is_named_by_the_receipt_in_it(client: TestClient) -> None:
    for question, name in ((QUESTION, "Share the answer"), ("best pizza recipe", "Receipt of")):
        turn = client.post("/", data={"question": question}, follow_redirects=True).text
        menu = turn.split('<details class="share"')[1].split("</details>")[0]
        assert f"<summary>{name}" in menu
        assert ("data-shared" in menu) is (question == QUESTION)
        assert 'action="/receipts"' in menu


def test_page_makes_prints_and_checks_a_receipt(client: TestClient) -> None:
    turn = client.post("/", data={"question": QUESTION}, follow_redirects=True).text
    assert 'action="/receipts"' in turn
    page = client.post("/receipts", data={"question": QUESTION})
    assert page.headers["cache-control"] == "no-store"
    assert FIREARM_WORDS in page.text
    assert QUESTION not in re.sub(r"<input[^>]*>", "", page.text)
    assert 'src="data:image/svg+xml' in page.text
    assert "http://testserver/receipt" in page.text
    text = unescape(page.text.split("<pre")[1].split(">", 1)[1].split("</pre>")[0])
    checked = client.post("/receipt", data={"text": text}).text
    assert "The signature is valid." in checked
    assert "The words are the same, word for word, in the latest edition." in checked
    file = client.post("/receipts", data={"question": QUESTION, "download": "1"})
    assert "attachment" in file.headers["content-disposition"]
    uploaded = client.post("/receipt", files={"file": ("receipt.json", file.content)}).text
    assert "The signature is valid." in uploaded
    forged = text.replace("ескертусіз", "ескертіп")
    refused = client.post("/receipt", data={"text": forged}).text
    assert "NOT" not in refused
    assert "The signature is not valid" in refused
    assert "ескертіп" not in refused
    assert client.post("/receipt", data={"text": "nothing"}).status_code == 422


def test_codes_are_folded_at_the_end_of_a_receipt(client: TestClient) -> None:
    receipt = receipt_of(client)
    codes = [
        receipt["signature"]["key"],
        receipt["signature"]["value"],
        receipt["statement"]["passages"][0]["sha256"],
    ]
    made = unescape(client.post("/receipts", data={"question": QUESTION}).text)
    checked = unescape(client.post("/receipt", data={"text": json.dumps(receipt)}).text)
    assert codes[2] in made
    for page in (made, checked):
        open_words = re.sub(r"<details.*?</details>", "", page, flags=re.S)
        assert FIREARM_WORDS in open_words
        assert not re.search("[0-9a-f]{64}|bapta verify", open_words)
        assert receipt["signature"]["key"] not in open_words
        assert page.index("Codes for checking") > page.index(FIREARM_WORDS)
    for code in codes:
        assert code in checked
    plain = client.get("/receipt").text
    assert "bapta verify" in plain
    assert "bapta verify" not in re.sub(r"<details.*?</details>", "", plain, flags=re.S)
    assert "Codes for checking" not in plain


def test_commands_check_offline_with_the_public_key(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    file, pem = tmp_path / "receipt.json", tmp_path / "key.pem"
    file.write_text(json.dumps(receipt_of(client)), encoding="utf-8")
    run = CliRunner()
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    pem.write_text(run.invoke(main, ["receipt", "key"]).stdout, encoding="ascii")
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path / "elsewhere"))
    assert run.invoke(main, ["verify", str(file)]).exit_code == 1
    checked = run.invoke(main, ["verify", str(file), "--key", str(pem)])
    assert checked.exit_code == 0
    assert "The signature is valid." in checked.stdout
    assert "in the current edition, word for word" in checked.stdout
    changed = file.read_text(encoding="utf-8").replace(ACT, "another-act")
    forged = run.invoke(main, ["verify", "-", "--key", str(pem)], input=changed)
    assert forged.exit_code == 1
    assert "NOT valid" in forged.stdout
    none = run.invoke(main, ["verify", "-"], input="{}")
    assert (none.exit_code, none.stderr) == (2, "bapta: The file is not a receipt of Bapta.\n")
