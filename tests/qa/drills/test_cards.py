"""Every card of the mission's law: one right answer by rule, and no word that nobody said."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from data.corpus import load_corpus
from data.eid import is_under
from data.glossary import load_glossary
from data.model import Act, Span
from data.norms import NormKind, find_norms
from data.passages import sentence_spans
from data.question_bank import BankQuestion, load_bank
from qa.drills.card import Card, CardKind, Spec, is_correct
from qa.drills.deck import Deck
from qa.drills.list_cards import point_span
from qa.drills.provision_cards import bank_questions, make_provision_card
from qa.query.normalization import split_words

pytestmark = pytest.mark.slow

SEEDS = ("1", "2")


@cache
def law() -> Act:
    return load_corpus().default


@cache
def deck() -> Deck:
    return Deck(law(), load_bank(law()), load_glossary())


@cache
def dealt(kind: CardKind) -> tuple[Card, ...]:
    """Every card of a kind, twice in another order; each question of the bank once."""
    specs = deck().by_kind[kind]
    if kind is CardKind.WHICH:
        return tuple(
            make_provision_card(deck().ground, spec, str(number), "kk", question)
            for spec in specs
            for number, question in enumerate(bank_questions(deck().ground, spec))
        )
    return tuple(deck().deal(spec, seed) for spec in specs for seed in SEEDS)


def words(*spans: Span | None) -> tuple[str, ...]:
    return tuple(word for span in spans if span for word in split_words(span.text))


def spans_of(card: Card) -> Iterator[Span]:
    yield from card.spec.hidden
    yield from (span for line in card.spec.lines for span in line if span is not None)
    yield from (span for option in card.options for span in option.spans)


def test_the_number_of_cards_of_each_kind() -> None:
    assert {kind.value: len(specs) for kind, specs in deck().by_kind.items()} == {
        "which": 302,
        "gap": 588,
        "list": 48,
        "modal": 120,
    }
    assert Counter(spec.sort for spec in deck().by_kind[CardKind.GAP]) == {
        "term": 497,
        "body": 61,
        "modal": 21,
        "time": 5,
        "number": 4,
    }
    assert len(deck().by_key) == 302 + 588 + 48 + 120


@pytest.mark.parametrize("kind", list(CardKind))
def test_every_word_of_a_card_is_the_laws_or_the_banks(kind: CardKind) -> None:
    bank = set(load_bank(law()))
    for card in dealt(kind):
        for span in spans_of(card):
            assert law().by_eid[span.eid].text[span.start : span.end] == span.text
            assert span.text.strip()
        assert card.question is None or card.question in bank
        assert (card.question is not None) == (kind is CardKind.WHICH)
        frames = [option.frame for option in card.options]
        assert frames == (["right", "duty", "prohibition"] if kind is CardKind.MODAL else []) or (
            not any(frames)
        )


@pytest.mark.parametrize("kind", list(CardKind))
def test_options_are_distinct_and_the_right_ones_are_among_them(kind: CardKind) -> None:
    for card in dealt(kind):
        if not card.options:
            assert card.spec.sort in {"time", "number"}
            assert is_correct(card, (), card.spec.hidden[0].text)
            continue
        shown = [option.frame or words(*option.spans) for option in card.options]
        assert len(set(shown)) == len(shown) >= 3, card.spec.key
        assert card.right < frozenset(range(len(shown)))
        assert is_correct(card, card.right)
        assert len(card.right) == (2 if kind is CardKind.LIST else 1)


def test_a_question_that_several_provisions_answer_offers_one_of_them() -> None:
    for card in dealt(CardKind.WHICH):
        assert card.question is not None
        (right,) = card.right
        assert card.options[right].eid == card.spec.eid in card.question.eids
        # Provisions that the bank names together with these answer the same things.
        barred = {eid for q in load_together(card.question) for eid in q.eids}
        for number, option in enumerate(card.options):
            if number not in card.right:
                assert not [e for e in barred if is_under(option.eid, e) or is_under(e, option.eid)]


@cache
def by_eid() -> dict[str, list[BankQuestion]]:
    found: dict[str, list[BankQuestion]] = {}
    for question in load_bank(law()):
        for eid in question.eids:
            found.setdefault(eid, []).append(question)
    return found


def load_together(question: BankQuestion) -> list[BankQuestion]:
    return [each for eid in question.eids for each in by_eid()[eid]]


def test_a_gap_stands_in_the_source_and_no_wrong_word_makes_another_sentence_of_it() -> None:
    sentences = {
        tuple(split_words(each.text[start:end]))
        for each in law().provisions
        for start, end in sentence_spans(each.text)
    }
    for card in dealt(CardKind.GAP):
        (gap,) = card.spec.hidden
        (line,) = [line for line in card.spec.lines if None in line]
        assert line.count(None) == 1
        filled = "".join(gap.text if part is None else part.text for part in line)
        assert filled in law().by_eid[gap.eid].text
        assert tuple(split_words(filled)) in sentences
        place = line.index(None)
        for number, option in enumerate(card.options):
            wrong = words(*line[:place], *option.spans, *line[place + 1 :])
            assert (wrong in sentences) == (number in card.right)


def test_a_gap_is_not_told_by_the_rest_of_its_card() -> None:
    for card in dealt(CardKind.GAP):
        if card.spec.sort != "modal":
            rest = words(*(span for line in card.spec.lines for span in line))
            gap = words(*card.spec.hidden)
            runs = [rest[n : n + len(gap)] for n in range(len(rest))]
            assert gap not in runs, card.spec.key


def test_wrong_points_are_of_other_lists_and_no_point_of_this_one() -> None:
    for card in dealt(CardKind.LIST):
        own = {
            words(point_span(each))
            for each in law().provisions
            if each.parent == card.spec.eid and each.kind == "point"
        }
        for number, option in enumerate(card.options):
            assert (words(*option.spans) in own) == (number in card.right)
            assert law().by_eid[option.eid].kind == "point"


def test_modal_cards_are_of_one_norm_and_do_not_say_it() -> None:
    kinds: dict[Span, set[NormKind]] = {}
    for norm in find_norms(law()):
        if norm.kind in {NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION}:
            kinds.setdefault(norm.sentence, set()).add(norm.kind)
    said: dict[tuple[str, ...], set[str]] = {}
    for card in dealt(CardKind.MODAL):
        spec = card.spec
        assert any(None in line for line in spec.lines)
        sentence = next(s for s in kinds if s.eid == spec.eid and spec.key.split(":")[2] == at(s))
        assert {kind.value for kind in kinds[sentence]} == {spec.sort}
        rest = words(*(span for line in spec.lines for span in line))
        said.setdefault(rest, set()).add(spec.sort)
        assert not re.search(r"(құқылы|міндетті|тыйым салынады)$", " ".join(rest))
    assert [rest for rest, sorts in said.items() if len(sorts) > 1] == []


def at(span: Span) -> str:
    return f"{span.start}-{span.end}"


def test_the_same_seed_deals_the_same_card() -> None:
    again = Deck(law(), load_bank(law()), load_glossary())
    for specs in deck().by_kind.values():
        for spec in specs[::25]:
            assert again.deal(again.by_key[spec.key], "7") == deck().deal(spec, "7")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("бір ай", True),
        ("Бір  ай ", True),
        ("1 ай", True),
        ("екі ай", False),
        ("ай", False),
        ("", False),
    ],
)
def test_typed_words(typed: str, right: bool) -> None:
    spec = next(
        s for s in deck().by_kind[CardKind.GAP] if s.eid == "art_6__para_4" and s.sort == "time"
    )
    card = deck().deal(spec, "1", typed=True)
    assert (card.options, card.spec.hidden[0].text) == ((), "бір ай")
    assert is_correct(card, (), typed) is right


def test_a_card_of_each_kind_word_for_word() -> None:
    spec = next(s for s in deck().by_kind[CardKind.MODAL] if s.eid == "art_18__point_2")
    assert [["" if s is None else s.text for s in line] for line in spec.lines] == [
        ["Ішкі істер органдарының қызметкерлері:"],
        [
            "жеке тұлғалармен қарым қатынас жасау кезінде өздерін таныстыруға және қызметтік "
            "куәлігін көрсетуге;"
        ],
        [""],
    ]
    assert (spec.sort, [s.text for s in spec.hidden]) == ("duty", ["міндетті"])


def test_chapters_and_articles() -> None:
    def eids(specs: tuple[Spec, ...]) -> set[str]:
        return {spec.eid.partition("__")[0] for spec in specs}

    assert eids(deck().choose(article="art_24")) == {"art_24"}
    assert eids(deck().choose(chapter="chp_1")) == {"art_1", "art_2", "art_3"}
    assert {s.kind for s in deck().choose({CardKind.MODAL})} == {CardKind.MODAL}
