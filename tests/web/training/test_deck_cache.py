"""Tests of the deck cache: sharing, eviction and editions."""

from dataclasses import replace
from threading import Thread

import pytest

from data.corpus import Corpus, load_corpus
from data.errors import UnknownActError
from qa.drills.card import CardKind
from qa.drills.deck import Deck
from tests.helpers.editions import corpus_of_editions
from tests.helpers.web_app import ACT
from web.training.deck_cache import DeckCache

pytestmark = pytest.mark.slow


def test_a_deck_is_made_once_for_all_threads() -> None:
    shelf, corpus = DeckCache(), load_corpus()
    found: list[Deck] = []
    threads = [Thread(target=lambda: found.append(shelf.deck(corpus, ACT))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each is found[0] for each in found] == [True] * 3


def test_least_recently_used_deck_is_evicted() -> None:
    law = load_corpus().default
    small = replace(law, provisions=law.provisions[:12])
    corpus = Corpus(tuple(replace(small, id=name) for name in ("a", "b", "c")))
    shelf = DeckCache(most=2)
    first, second = shelf.deck(corpus, "a"), shelf.deck(corpus, "b")
    assert shelf.deck(corpus, "a") is first
    shelf.deck(corpus, "c")
    assert shelf.deck(corpus, "a") is first
    assert shelf.deck(corpus, "b") is not second


def test_changed_act_text_gets_a_new_deck() -> None:
    law = load_corpus().default
    changed = replace(law.by_eid["art_24__para_3"], text="Басқа мәтін бар.")
    provisions = tuple(changed if each.eid == changed.eid else each for each in law.provisions)
    shelf = DeckCache()
    first = shelf.deck(Corpus((law,)), ACT)
    other = shelf.deck(Corpus((replace(law, provisions=provisions),)), ACT)
    assert other.act.by_eid["art_24__para_3"] == changed
    # The same act, read again because another act came, keeps its deck.
    assert shelf.deck(load_corpus(), ACT) is first


def test_only_edition_in_force_uses_question_bank() -> None:
    shelf, corpus = DeckCache(), corpus_of_editions()
    assert shelf.deck(corpus, ACT).missing == {CardKind.ORDER: "no_order"}
    assert shelf.deck(corpus, f"{ACT}@2026") is shelf.deck(corpus, ACT)
    assert shelf.deck(corpus, f"{ACT}@2025").missing == {
        CardKind.WHICH: "no_questions",
        CardKind.CASE: "no_questions",
        CardKind.ORDER: "no_order",
    }


def test_changed_lists_provisions_new_since_previous_edition() -> None:
    corpus, shelf = corpus_of_editions(), DeckCache()
    new = {"art_24", "art_24__para_2", "art_24__para_3"}
    assert shelf.changed(corpus, corpus.at(ACT)) == new
    assert shelf.changed(corpus, corpus.at(f"{ACT}@2025")) == frozenset()
    assert shelf.changed(corpus, corpus.at(f"{ACT}@2024")) == frozenset()
    assert shelf.changed(load_corpus(), load_corpus().default) == frozenset()


def test_changed_is_empty_for_unknown_edition() -> None:
    newer = replace(load_corpus().default, edition_id="2030")
    assert DeckCache().changed(load_corpus(), newer) == frozenset()


def test_unknown_act_raises() -> None:
    with pytest.raises(UnknownActError):
        DeckCache().deck(load_corpus(), "nope")
