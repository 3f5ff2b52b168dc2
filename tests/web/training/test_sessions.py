"""Tests of practice sessions over HTTP."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.model import LANGUAGES
from qa.answerer import Answerer
from qa.drills.card import CardKind
from qa.drills.scheduler import Memory
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.editions import corpus_of_editions
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.paths import SAMPLES
from tests.helpers.training import (
    TRAIN,
    Clock,
    answer,
    app_state,
    begin,
    card_in,
    deck_of,
    every_kind,
    go_on,
    hidden,
    sitting_in,
)
from tests.helpers.web_app import ACT, AS_SUPPLIED, client_of
from web.training.progress import read_progress, write_progress
from web.training.service import Training

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_of(tmp_path_factory.mktemp("home"), language="en")


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", page)).split())


@pytest.mark.parametrize("kind", every_kind())
@pytest.mark.parametrize("right", [True, False])
def test_every_answer_ends_with_the_provision_word_for_word(
    client: TestClient, kind: str, right: bool
) -> None:
    page = begin(client, kind=kind)
    card = card_in(client, page)
    told = answer(client, page, right)
    assert f">{'Correct' if right else 'Wrong'}</h1>" in re.sub(
        r"\s*<span[^>]*>.</span> ", "", told
    )
    law = app_state(client).corpus.default
    provision = law.by_eid[card.spec.eid]
    quoted = [law.by_eid[span.eid].text for span in card.spec.hidden] if kind == "list" else []
    for words in (*quoted, provision.text):
        assert " ".join(words.split()) in text_of(told[told.index('class="card law"') :])
    assert f'href="/acts/{ACT}/{card.spec.eid.partition("__")[0]}#{card.spec.eid}"' in told
    assert AS_SUPPLIED["en"] in told


@pytest.mark.parametrize("kind", every_kind())
def test_a_card_does_not_tell_its_answer(client: TestClient, kind: str) -> None:
    page = begin(client, kind=kind)
    card = card_in(client, page)
    main = page[page.index("<main") : page.index("</main>")]
    assert "is-right" not in main
    assert "checked" not in main
    # What the page carries holds the key of the card, but no place of a right option.
    assert "right" not in hidden(page)["progress"]
    if kind == "gap":
        assert card.spec.hidden[0].text not in text_of(
            main[main.index("<blockquote") : main.index("</blockquote>")]
        )


def test_a_session_of_ten_to_its_end(client: TestClient) -> None:
    clock = Clock(client)
    page = begin(client, length="10")
    at = sitting_in(client, page)
    assert len(set(at.keys)) == 10
    for number in range(10):
        assert f"{number + 1} of 10" in page
        told = answer(client, page, right=number != 3)
        clock.move(seconds=20)
        page = go_on(client, told)
    assert re.search(r"<b>9</b> <span>correct out of 10</span>", page)
    missed = deck_of(client).by_key[at.keys[3]].eid
    assert re.findall(r'<ul class="read-again">.*?href="[^"#]*#([^"]+)"', page) == [missed]
    remembered = json.loads(hidden(page)["progress"])["cards"]
    assert set(remembered) == set(at.keys)
    assert remembered[at.keys[3]][6:] == [1, 1]


def test_a_session_by_time_ends_with_its_time(client: TestClient) -> None:
    clock = Clock(client)
    page = begin(client, length="time")
    assert 'data-left="600"' in page
    page = go_on(client, answer(client, page))
    clock.move(minutes=10)
    told = answer(client, page)
    assert ">Finish</button>" in told
    assert "Session finished" in go_on(client, told)


@pytest.mark.parametrize(
    ("part", "inside"),
    [("article:art_24", {"art_24"}), ("chapter:chp_1", {"art_1", "art_2", "art_3"})],
)
def test_a_deck_by_chapter_and_by_article(client: TestClient, part: str, inside: set[str]) -> None:
    at = sitting_in(client, begin(client, part=part, length="20"))
    deck = deck_of(client)
    assert {deck.by_key[key].eid.partition("__")[0] for key in at.keys} <= inside


def test_most_missed_cards_come_first(client: TestClient) -> None:
    law = app_state(client).corpus.default
    one, two, three = list(deck_of(client).by_key)[:3]
    memory = {"state": 2, "step": None, "stability": 3.0, "difficulty": 5.0, "due": 0, "last": 0}
    memories = {
        key: Memory(**memory, seen=4, missed=missed)  # type: ignore[arg-type]
        for key, missed in ((one, 1), (two, 3), (three, 0))
    }
    page = begin(client, part="missed", progress=write_progress(law, memories))
    assert sitting_in(client, page).keys == (two, one)
    assert "There are no such cards in this part." in begin_refused(client, part="missed")


def begin_refused(client: TestClient, **fields: str) -> str:
    response = client.post(f"{TRAIN}/session", data=fields)
    assert response.status_code == 422
    return response.text


def test_typed_words(client: TestClient) -> None:
    page = begin(client, kind="gap", typed="1")
    assert 'name="typed"' in page
    assert 'type="radio"' not in page
    assert "verdict is-right" in answer(client, page)


def test_no_answer_shows_the_card_again(client: TestClient) -> None:
    page = begin(client)
    again = client.post(f"{TRAIN}/answer", data=hidden(page)).text
    assert "Choose or type an answer first." in again
    assert sitting_in(client, again) == sitting_in(client, page)


@pytest.mark.parametrize("sitting", ["", "forged", "a.b.c"])
def test_a_forged_session_is_refused(client: TestClient, sitting: str) -> None:
    for step in ("answer", "next"):
        refused = client.post(f"{TRAIN}/{step}", data={"sitting": sitting, "choice": "0"})
        assert refused.status_code == 422
        assert "This session cannot continue" in refused.text


def test_a_session_that_is_over_takes_no_more_answers(client: TestClient) -> None:
    page = begin(client, kind="modal", part="article:art_19")
    told = answer(client, page)
    while "Finish" not in told:
        told = answer(client, go_on(client, told))
    refused = client.post(f"{TRAIN}/answer", data={**hidden(told), "choice": "0"})
    assert refused.status_code == 422


def test_kinds_that_an_act_is_too_small_for_say_why(tmp_path: Path) -> None:
    acts = tmp_path / "acts"
    acts.mkdir()
    garden = SAMPLES / "garden.txt"
    (acts / "garden.txt").write_text(garden.read_text("utf-8"), encoding="utf-8")
    (acts / "garden.toml").write_text('id = "garden"\ntitle = "Бақ"\nlanguage = "kk"\n', "utf-8")
    from data.corpus import load_corpus

    corpus = load_corpus(acts)
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    client = client_of(tmp_path, answerer, language="en")
    page = client.get("/train").text
    assert page.count("disabled") == 7
    for why in (
        "There are no questions about this law.",
        "The law has too few words to choose from.",
        "The law has too few lists.",
        "The law names no steps in order.",
        "The law has too few articles.",
        "The law does not speak of rights, duties or prohibitions.",
    ):
        assert why in page
    assert client.post("/train/garden/session", data={}).status_code == 422


def test_a_new_edition_retires_cards_and_brings_the_changed_ones_first(tmp_path: Path) -> None:
    corpus = corpus_of_editions()
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    client = client_of(tmp_path, answerer, language="en")
    shelf = app_state(client).features.get(Training).shelf
    old = deck_of(client, f"{ACT}@2025")
    memory = Memory(2, None, 3.0, 5.0, 2_000_000_000, 0, 2, 0)
    known = {key: memory for key, spec in old.by_key.items() if spec.eid == "art_7"}
    # A card of the words that the new edition changes.
    reworded = old.act.by_eid["art_24__para_3"]
    known[old.source.key(CardKind.GAP, reworded.eid, "0-4", (reworded,))] = memory
    assert shelf.changed(corpus, corpus.default) == {"art_24", "art_24__para_2", "art_24__para_3"}
    gone = {key for key in known if ":art_24__para_3:" in key}
    assert gone
    progress = write_progress(old.act, known)
    page = begin(client, progress=progress)
    first, second, *_ = sitting_in(client, page).keys
    # The paragraph that was changed and the one that was added.
    changed = {deck_of(client).by_key[key].eid for key in (first, second)}
    assert changed == {"art_24__para_2", "art_24__para_3"}
    told = answer(client, page)
    after = read_progress(hidden(told)["progress"], old.act)
    if ":art_24__para_2:" in first:
        told = answer(client, go_on(client, told))
        after = read_progress(hidden(told)["progress"], old.act)
    assert gone.isdisjoint(after)
    assert first in after
    # Cards of words that are the same are remembered.
    assert set(known) - gone <= set(after)


def test_training_on_an_edition_address_is_not_found(client: TestClient) -> None:
    assert client.get(f"/train/{ACT}@first").status_code == 404
    assert client.get("/train/nope").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(tmp_path: Path, language: str) -> None:
    client = client_of(tmp_path, language=language)
    title = {"kk": "Жаттығу", "ru": "Тренировка", "en": "Training"}[language]
    assert f"<h1>{title}</h1>" in client.get("/train").text
    page = begin(client, kind="which")
    deck = deck_of(client)
    spec = deck.by_key[sitting_in(client, page).keys[0]]
    asked = {each.language for each in deck.provision_cards.questions(spec)}
    (posed,) = re.findall(r'<p class="posed" lang="(..)">', page)
    # A few cards have no Russian question that does not give the answer away.
    assert posed == language or language not in asked
    assert "train." not in text_of(page)


def test_pages_lead_to_training(client: TestClient) -> None:
    assert 'href="/train"' in client.get("/").text
    assert f'href="{TRAIN}"' in client.get(f"/acts/{ACT}").text
