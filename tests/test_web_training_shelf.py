"""The decks of a site: made once, put away when there are too many, by edition."""

from dataclasses import replace
from threading import Thread

import pytest
from test_web_editions import corpus_of_editions
from web_parts import ACT

from data.corpus import Corpus, load_corpus
from data.errors import UnknownActError
from qa.drills.card import CardKind
from qa.drills.deck import Deck
from web.training.shelf import Shelf


def test_a_deck_is_made_once_for_all_threads() -> None:
    shelf = Shelf(load_corpus())
    found: list[Deck] = []
    threads = [Thread(target=lambda: found.append(shelf.deck(ACT))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each is found[0] for each in found] == [True] * 3


def test_decks_that_are_not_used_are_put_away() -> None:
    law = load_corpus().default
    small = replace(law, provisions=law.provisions[:12])
    shelf = Shelf(Corpus(tuple(replace(small, id=name) for name in ("a", "b", "c"))), most=2)
    first, second = shelf.deck("a"), shelf.deck("b")
    assert shelf.deck("a") is first
    shelf.deck("c")
    assert shelf.deck("a") is first
    assert shelf.deck("b") is not second


def test_the_bank_is_asked_of_the_edition_in_force_alone() -> None:
    shelf = Shelf(corpus_of_editions())
    assert shelf.deck(ACT).missing == {}
    assert shelf.deck(f"{ACT}@2026") is shelf.deck(ACT)
    assert shelf.deck(f"{ACT}@2025").missing == {CardKind.WHICH: "no_questions"}


def test_what_changed_between_editions() -> None:
    corpus = corpus_of_editions()
    shelf = Shelf(corpus)
    assert shelf.changed(corpus.at(f"{ACT}@2025")) == frozenset()
    assert shelf.changed(corpus.at(f"{ACT}@2024")) == frozenset()
    assert Shelf(load_corpus()).changed(load_corpus().default) == frozenset()


def test_an_act_that_is_not_there() -> None:
    with pytest.raises(UnknownActError):
        Shelf(load_corpus()).deck("nope")
