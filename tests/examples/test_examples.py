"""The examples run against the real law; Telegram, WhatsApp and the frameworks are stubs."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from hmac import digest
from threading import Thread
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.helpers.paths import ROOT
from tests.helpers.web_app import ACT, FIREARM_WORDS, client_of

pytestmark = pytest.mark.slow

QUESTION = "24-бап 3-тармақ"
POINT = "16-бап 1-тармақ 26) тармақша"
PAGES = "https://law.example"
NAMES = ("bapta_client", "webhook", "telegram_bot", "whatsapp_bot")


@pytest.fixture
def examples(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Import an example by its name, as a script beside the others does."""
    monkeypatch.syspath_prepend(ROOT / "examples")
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        del sys.modules[name]


@contextmanager
def served(webhook: Any, handle: Callable[[Any], tuple[int, str]]) -> Iterator[str]:
    """Run a server of the examples on a free port; yield its address."""
    with webhook.webhook_server(handle, 0) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def bapta(examples: Callable[[str], Any], tmp_path: Any) -> Iterator[str]:
    """The address of a real Bapta with the real law."""
    client = client_of(tmp_path)

    def handle(call: Any) -> tuple[int, str]:
        headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        answer = client.post(call.path, content=call.body, headers=headers)
        return answer.status_code, answer.text

    with served(examples("webhook"), handle) as address:
        yield address


def module(name: str, **members: object) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(members)
    return made


class Base:
    """A base class that takes fields as keywords, as those of LangChain do."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)


def test_langchain_retriever(
    examples: Callable[[str], Any], bapta: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = module("langchain_core.documents", Document=SimpleNamespace)
    retrievers = module("langchain_core.retrievers", BaseRetriever=Base)
    for each in (module("langchain_core"), documents, retrievers):
        monkeypatch.setitem(sys.modules, each.__name__, each)
    retriever = examples("langchain_retriever").BaptaRetriever(address=bapta, top_k=1)
    (document,) = retriever._get_relevant_documents(QUESTION, run_manager=None)
    assert document.page_content == FIREARM_WORDS
    facts = document.metadata
    assert (facts["act"], facts["eid"], facts["status"]) == (ACT, "art_24__para_3", "answered")
    assert len(facts["sha256"]) == 64
    assert retriever._get_relevant_documents("999-бап", run_manager=None) == []


def test_haystack_retriever(
    examples: Callable[[str], Any], bapta: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def component(kind: type) -> type:
        return kind

    component.output_types = lambda **_: lambda run: run  # type: ignore[attr-defined]
    haystack = module("haystack", Document=SimpleNamespace, component=component)
    monkeypatch.setitem(sys.modules, "haystack", haystack)
    found = examples("haystack_retriever").BaptaRetriever(bapta).run(POINT, top_k=1)
    (document,) = found["documents"]
    # The last point of the list has the closing in its own words, so it stands once.
    assert document.content == f"Ішкі істер органдары:\n{document.meta['quote']}"
    assert document.content.endswith("міндетті.")


def test_client_checks_quotes_and_names_problems(
    examples: Callable[[str], Any], bapta: str
) -> None:
    made = examples("bapta_client")
    client = made.BaptaClient(bapta)
    assert client.check_quote(FIREARM_WORDS)["verdict"] == "exact"
    with pytest.raises(made.BaptaError) as caught:
        client.ask(" ")
    assert caught.value.kind == "urn:bapta:problem:question-empty"


def test_parts_of_a_message_are_answered_one_by_one(
    examples: Callable[[str], Any], bapta: str
) -> None:
    made = examples("bapta_client")
    answer = made.BaptaClient(bapta).ask("статья 24 пункт 3? статья 31?")
    text = "\n".join(made.answer_parts(answer, PAGES))
    found = [passage["citation"]["eid"] for _, passage in made.all_passages(answer)]
    assert found == ["art_24__para_3", "art_31"]
    assert text.index("статья 24 пункт 3?") < text.index(FIREARM_WORDS)
    assert text.index(FIREARM_WORDS) < text.index("статья 31?")


def test_long_texts_are_cut_between_words_and_nothing_is_lost(
    examples: Callable[[str], Any],
) -> None:
    made = examples("bapta_client")
    parts = ["бір екі үш", "төрт бес алты жеті", "x" * 25]
    found = list(made.messages(iter(parts), 10))
    assert max(map(len, found)) <= 10
    assert "".join("".join(found).split()) == "".join("".join(parts).split())


@contextmanager
def messenger(webhook: Any) -> Iterator[tuple[str, list[Any]]]:
    """A stub of the messenger's server, which keeps the calls that it gets."""
    calls: list[Any] = []

    def handle(call: Any) -> tuple[int, str]:
        calls.append(call)
        return 200, "{}"

    with served(webhook, handle) as address:
        yield address, calls


def posted(address: str, body: bytes, **headers: str) -> int:
    """The status of a post; underscores in names of headers are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, body, named), timeout=30) as response:
            return int(response.status)
    except HTTPError as error:
        with error:
            return error.code


def test_telegram_bot_answers_word_for_word(examples: Callable[[str], Any], bapta: str) -> None:
    webhook, client = examples("webhook"), examples("bapta_client").BaptaClient(bapta)
    chat = {"id": 7, "type": "private"}
    update = {"update_id": 1, "message": {"chat": chat, "text": QUESTION}}
    body = json.dumps(update).encode()
    with messenger(webhook) as (api, calls):
        bot = examples("telegram_bot").TelegramBot(client, PAGES, "token", "secret", api)
        with served(webhook, bot.handle) as address:
            hook = f"{address}/telegram"
            key = {"X_Telegram_Bot_Api_Secret_Token": "secret"}
            assert posted(hook, body) == 403
            assert posted(hook, b"[]", **key) == 400
            assert posted(hook, body, **key) == 200
            # An update that is sent again is not answered again.
            assert posted(hook, body, **key) == 200
            assert posted(hook, b" " * 300_000, **key) == 413
    (call,) = calls
    assert call.path == "/bottoken/sendMessage"
    sent = json.loads(call.body)
    assert sent["chat_id"] == 7
    assert f"«{FIREARM_WORDS}»" in sent["text"]
    assert f"{PAGES}/acts/{ACT}/art_24#art_24__para_3" in sent["text"]
    assert "қолданыстағы редакциямен салыстырылмаған" in sent["text"]


def test_whatsapp_bot_answers_signed_messages(examples: Callable[[str], Any], bapta: str) -> None:
    webhook, client = examples("webhook"), examples("bapta_client").BaptaClient(bapta)
    message = {"id": "m1", "from": "77010000000", "type": "text", "text": {"body": QUESTION}}
    entry = {"changes": [{"value": {"messages": [message]}}]}
    body = json.dumps({"entry": [entry, {"changes": [{"value": {"statuses": []}}]}]}).encode()
    signed = f"sha256={digest(b'app', body, sha256).hex()}"
    with messenger(webhook) as (api, calls):
        bot = examples("whatsapp_bot").WhatsAppBot(
            client, PAGES, token="t", phone_id="5", app_secret="app", verify_token="v", api=api
        )
        with served(webhook, bot.handle) as address:
            hook = f"{address}/whatsapp"
            asked = f"{hook}?hub.mode=subscribe&hub.challenge=123&hub.verify_token="
            with urlopen(f"{asked}v", timeout=30) as response:
                assert response.read() == b"123"
            with pytest.raises(HTTPError):
                urlopen(f"{asked}w", timeout=30)
            assert posted(hook, body, X_Hub_Signature_256="sha256=00") == 403
            assert posted(hook, body, X_Hub_Signature_256=signed) == 200
    (call,) = calls
    assert (call.path, call.headers["authorization"]) == ("/5/messages", "Bearer t")
    sent = json.loads(call.body)
    assert sent["to"] == "77010000000"
    assert f"«{FIREARM_WORDS}»" in sent["text"]["body"]


def test_readme_of_the_examples_names_each_file() -> None:
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in (ROOT / "examples").glob("*.py")}
    assert {name for name in files if f"`{name}`" not in text} == set()
    assert {f"{name}.py" for name in NAMES} <= files
