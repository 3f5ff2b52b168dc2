"""All cards of the shipped law: right answers, distractors and verbatim words."""

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
from qa.drills.provision_cards import make_provision_card
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
def all_cards(kind: CardKind) -> tuple[Card, ...]:
    """Return every card of a kind by two seeds, or with each question of the bank."""
    specs = deck().by_kind[kind]
    if kind is CardKind.WHICH:
        return tuple(
            make_provision_card(deck().source, spec, str(number), "kk", question)
            for spec in specs
            for number, question in enumerate(deck().source.questions[spec.eid])
        )
    return tuple(deck().make_card(spec, seed) for spec in specs for seed in SEEDS)


def words(*spans: Span | None) -> tuple[str, ...]:
    return tuple(word for span in spans if span for word in split_words(span.text))


def spans_of(card: Card) -> Iterator[Span]:
    yield from card.spec.hidden
    yield from (span for line in card.spec.lines for span in line if span is not None)
    yield from (span for option in card.options for span in option.spans)


def test_number_of_cards_of_each_kind() -> None:
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
def test_every_word_of_a_card_is_from_the_law_or_the_bank(kind: CardKind) -> None:
    bank = set(load_bank(law()))
    for card in all_cards(kind):
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
def test_options_are_distinct_and_include_the_right_ones(kind: CardKind) -> None:
    for card in all_cards(kind):
        if not card.options:
            assert card.spec.sort in {"time", "number"}
            assert is_correct(card, (), card.spec.hidden[0].text)
            continue
        shown = [option.frame or words(*option.spans) for option in card.options]
        assert len(set(shown)) == len(shown) >= 3, card.spec.key
        assert card.right < frozenset(range(len(shown)))
        assert is_correct(card, card.right)
        assert len(card.right) == (2 if kind is CardKind.LIST else 1)


def test_only_one_answering_provision_is_among_the_options() -> None:
    for card in all_cards(CardKind.WHICH):
        assert card.question is not None
        (right,) = card.right
        assert card.options[right].eid == card.spec.eid in card.question.eids
        # Provisions that the bank names together with these answer the same things.
        answers = {eid for q in related_questions(card.question) for eid in q.eids}
        for number, option in enumerate(card.options):
            if number not in card.right:
                assert not [
                    e for e in answers if is_under(option.eid, e) or is_under(e, option.eid)
                ]


@cache
def questions_by_eid() -> dict[str, list[BankQuestion]]:
    found: dict[str, list[BankQuestion]] = {}
    for question in load_bank(law()):
        for eid in question.eids:
            found.setdefault(eid, []).append(question)
    return found


def related_questions(question: BankQuestion) -> list[BankQuestion]:
    return [each for eid in question.eids for each in questions_by_eid()[eid]]


def test_gap_is_from_the_law_and_no_distractor_makes_another_sentence() -> None:
    sentences = {
        tuple(split_words(each.text[start:end]))
        for each in law().provisions
        for start, end in sentence_spans(each.text)
    }
    for card in all_cards(CardKind.GAP):
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


def test_context_of_a_gap_does_not_reveal_it() -> None:
    for card in all_cards(CardKind.GAP):
        if card.spec.sort != "modal":
            rest = words(*(span for line in card.spec.lines for span in line))
            gap = words(*card.spec.hidden)
            runs = [rest[n : n + len(gap)] for n in range(len(rest))]
            assert gap not in runs, card.spec.key


def test_distractors_of_a_list_are_points_of_other_lists() -> None:
    for card in all_cards(CardKind.LIST):
        own = {
            words(point_span(each))
            for each in law().provisions
            if each.parent == card.spec.eid and each.kind == "point"
        }
        for number, option in enumerate(card.options):
            assert (words(*option.spans) in own) == (number in card.right)
            assert law().by_eid[option.eid].kind == "point"


def test_modal_card_has_one_norm_and_does_not_reveal_it() -> None:
    kinds: dict[Span, set[NormKind]] = {}
    for norm in find_norms(law()):
        if norm.kind in {NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION}:
            kinds.setdefault(norm.sentence, set()).add(norm.kind)
    sorts_by_rest: dict[tuple[str, ...], set[str]] = {}
    for card in all_cards(CardKind.MODAL):
        spec = card.spec
        assert any(None in line for line in spec.lines)
        sentence = next(
            s for s in kinds if s.eid == spec.eid and spec.key.split(":")[2] == offsets(s)
        )
        assert {kind.value for kind in kinds[sentence]} == {spec.sort}
        rest = words(*(span for line in spec.lines for span in line))
        sorts_by_rest.setdefault(rest, set()).add(spec.sort)
        assert not re.search(r"(құқылы|міндетті|тыйым салынады)$", " ".join(rest))
    assert [rest for rest, sorts in sorts_by_rest.items() if len(sorts) > 1] == []


def offsets(span: Span) -> str:
    return f"{span.start}-{span.end}"


def test_same_seed_makes_the_same_card() -> None:
    other = Deck(law(), load_bank(law()), load_glossary())
    for specs in deck().by_kind.values():
        for spec in specs[::25]:
            assert other.make_card(other.by_key[spec.key], "7") == deck().make_card(spec, "7")


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
def test_typed_answer_is_compared_by_folded_words(typed: str, right: bool) -> None:
    spec = next(
        s for s in deck().by_kind[CardKind.GAP] if s.eid == "art_6__para_4" and s.sort == "time"
    )
    card = deck().make_card(spec, "1", typed=True)
    assert (card.options, card.spec.hidden[0].text) == ((), "бір ай")
    assert is_correct(card, (), typed) is right


def test_modal_card_word_for_word() -> None:
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


def test_cards_are_chosen_by_chapter_article_and_kind() -> None:
    def eids(specs: tuple[Spec, ...]) -> set[str]:
        return {spec.eid.partition("__")[0] for spec in specs}

    assert eids(deck().choose(article="art_24")) == {"art_24"}
    assert eids(deck().choose(chapter="chp_1")) == {"art_1", "art_2", "art_3"}
    assert {s.kind for s in deck().choose({CardKind.MODAL})} == {CardKind.MODAL}
