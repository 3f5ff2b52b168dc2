"""All cards of the shipped law: right answers, distractors and verbatim words."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from data.eid import article_of, is_under
from data.glossary import load_glossary
from data.model import Span
from data.norms import NormKind, find_norms
from data.passages import sentence_spans
from data.question_bank import BankQuestion, load_bank
from qa.drills.card import Card, CardKind, Spec, is_correct
from qa.drills.deck import Deck
from qa.drills.gap_rules import are_related, find_bodies
from qa.drills.point_forms import point_span
from qa.drills.suitability import kind_of
from qa.query.normalization import split_words
from tests.helpers.decks import deck, law

COUNTS = {
    "which": 91,
    "case": 28,
    "gap": 9,
    "list": 22,
    "order": 0,
    "article": 53,
    "modal": 25,
}
SORTS = {"who": 5, "number": 2, "time": 2}

pytestmark = pytest.mark.slow

SEEDS = ("1", "2")
WITH_QUESTIONS = (CardKind.WHICH, CardKind.CASE)


@cache
def all_cards(kind: CardKind) -> tuple[Card, ...]:
    """Return every card of a kind by two seeds, or with each question of the bank."""
    specs = deck().by_kind[kind]
    if kind in WITH_QUESTIONS:
        cards = deck().provision_cards
        return tuple(
            cards.make_card(spec, str(number), "kk", question)
            for spec in specs
            for number, question in enumerate(cards.questions(spec))
        )
    return tuple(deck().make_card(spec, seed) for spec in specs for seed in SEEDS)


def words(*spans: Span | None) -> tuple[str, ...]:
    return tuple(word for span in spans if span for word in split_words(span.text))


def spans_of(card: Card) -> Iterator[Span]:
    yield from card.spec.hidden
    yield from (span for line in card.spec.lines for span in line if span is not None)
    yield from (span for option in card.options for span in option.spans)


def test_number_of_cards_of_each_kind() -> None:
    assert {kind.value: len(specs) for kind, specs in deck().by_kind.items()} == COUNTS
    assert Counter(spec.sort for spec in deck().by_kind[CardKind.GAP]) == SORTS
    assert len(deck().by_key) == sum(COUNTS.values())


@pytest.mark.parametrize("kind", list(CardKind))
def test_every_word_of_a_card_is_from_the_law_or_the_bank(kind: CardKind) -> None:
    bank = set(load_bank(law()))
    for card in all_cards(kind):
        for span in spans_of(card):
            assert law().by_eid[span.eid].text[span.start : span.end] == span.text
            assert span.text.strip()
        assert card.question is None or card.question in bank
        assert (card.question is not None) == (kind in WITH_QUESTIONS)
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
        shown = [option.frame or words(*option.spans) or option.eid for option in card.options]
        assert len(set(shown)) == len(shown) >= 3, card.spec.key
        assert card.right < frozenset(range(len(shown)))
        assert is_correct(card, card.right)
        several = {CardKind.LIST: {1, 2, 3}, CardKind.CASE: {2, 3}}
        assert len(card.right) in several.get(kind, {1})


@pytest.mark.parametrize("kind", WITH_QUESTIONS)
def test_only_the_right_articles_among_the_options_answer(kind: CardKind) -> None:
    for card in all_cards(kind):
        assert card.question is not None
        right = {card.options[number].eid for number in card.right}
        assert article_of(card.spec.eid) in right
        assert right == {article_of(eid) for eid in card.question.eids}
        # Provisions that the bank names together with these answer the same things.
        answers = {
            article_of(eid) for q in related_questions(card.question) for eid in q.eids
        } - right
        assert answers.isdisjoint(option.eid for option in card.options)


def test_question_does_not_name_its_article() -> None:
    for kind in WITH_QUESTIONS:
        for card in all_cards(kind):
            assert card.question is not None
            numbers = set(re.findall(r"\d+", card.question.question))
            assert numbers.isdisjoint(
                law().by_eid[card.options[number].eid].number for number in card.right
            )


def test_questions_are_spread_over_the_articles() -> None:
    articles = Counter(article_of(s.eid) for s in deck().by_kind[CardKind.WHICH])
    assert max(articles.values()) <= 4
    assert len(articles) >= 20


@cache
def questions_by_eid() -> dict[str, list[BankQuestion]]:
    found: dict[str, list[BankQuestion]] = {}
    for question in load_bank(law()):
        for eid in question.eids:
            found.setdefault(eid, []).append(question)
    return found


def related_questions(question: BankQuestion) -> list[BankQuestion]:
    return [each for eid in question.eids for each in questions_by_eid()[eid]]


def test_question_with_four_provisions_or_more_is_not_asked() -> None:
    assert any(len(each.eids) > 3 for each in load_bank(law()))
    for kind in WITH_QUESTIONS:
        for card in all_cards(kind):
            assert card.question is not None
            assert len(card.question.eids) <= 3


@pytest.mark.parametrize("kind", [*WITH_QUESTIONS, CardKind.ARTICLE])
def test_options_of_questions_are_numbers_of_articles_in_the_order_of_the_act(
    kind: CardKind,
) -> None:
    order = [each.eid for each in law().provisions if each.kind == "article"]
    for card in all_cards(kind):
        eids = [option.eid for option in card.options]
        assert eids == sorted(eids, key=order.index)
        assert len(eids) == len(card.right) + 3
        assert not any(option.spans or option.frame for option in card.options)


def test_list_card_shows_nothing_but_what_introduces_the_list() -> None:
    for card in all_cards(CardKind.LIST):
        points = {each.eid for each in law().provisions if each.parent == card.spec.eid}
        closings = {each.closing for each in law().provisions if each.parent == card.spec.eid}
        shown = [span for line in card.spec.lines for span in line]
        assert sum(len(words(span)) for span in shown) >= 2
        assert all(span.eid not in points or span in closings for span in shown if span)


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
        place = line.index(None)
        for number, option in enumerate(card.options):
            wrong = words(*line[:place], *option.spans, *line[place + 1 :])
            if gap.eid == card.spec.eid:
                assert number in card.right or wrong not in sentences
            else:
                # The gap is the subject of a list: no list says the same of the distractor.
                point = words(law().by_eid[card.spec.eid].whole)
                said = {words(each.lead_in, each.whole) for each in law().provisions}
                assert number in card.right or (*wrong, *point) not in said


def test_gap_hides_who_how_long_or_how_many() -> None:
    assert {card.spec.sort for card in all_cards(CardKind.GAP)} == {"who", "time", "number"}
    for card in all_cards(CardKind.GAP):
        if card.spec.sort == "who":
            bodies = [
                [key for *_, key in find_bodies("kk", option.spans[0].text)]
                for option in card.options
            ]
            assert all(len(keys) == 1 for keys in bodies)
            # No two options are one body, or heads or parts of one another and the right one.
            assert len({keys[0] for keys in bodies}) == len(bodies)
            (right,) = card.right
            for number, keys in enumerate(bodies):
                assert number == right or not are_related("kk", bodies[right][0], keys[0])
            # The act is about these bodies, so nobody need know it to name them.
            assert "internal" not in bodies[right]


def test_catch_all_points_are_in_no_card() -> None:
    catch_alls = deck().source.catch_alls
    assert {"art_13__point_7", "art_14__point_38", "art_15__point_41"} <= catch_alls
    for kind in CardKind:
        for card in all_cards(kind):
            assert card.spec.eid not in catch_alls or kind in {CardKind.ORDER, CardKind.ARTICLE}
            assert catch_alls.isdisjoint(option.eid for option in card.options)


def test_law_names_no_steps_that_follow_one_another() -> None:
    # Everybody knows the order of ranks, and enumerations have none.
    assert deck().missing == {CardKind.ORDER: "no_order"}


def test_article_card_has_neighbouring_articles_without_anything_similar() -> None:
    source = deck().source
    for card in all_cards(CardKind.ARTICLE):
        (right,) = card.right
        assert card.spec.eid.partition("__")[0] == card.options[right].eid
        similarity = source.similarity((card.spec.eid,))
        for number, option in enumerate(card.options):
            if number != right:
                rows = [n for n, p in enumerate(source.provisions) if is_under(p.eid, option.eid)]
                assert max(similarity[row] for row in rows) <= 0.35


def test_context_of_a_gap_does_not_reveal_it() -> None:
    for card in all_cards(CardKind.GAP):
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
            kinds.setdefault(norm.sentence, set()).add(kind_of(law(), norm))
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
        # Duties not to do something are prohibitions in other words.
        assert spec.sort == "prohibition" or not re.search(
            r"\w(?<!қа)[мбп](ауға|еуге)\b",
            " ".join(span.text for line in spec.lines for span in line if span),
        )
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
    spec = next(s for s in deck().by_kind[CardKind.MODAL] if s.eid == "art_16__para_1__point_11")
    assert [["" if s is None else s.text for s in line] for line in spec.lines] == [
        ["Ішкі істер органдары:"],
        ["жедел-іздестіру қызметін жүргіз", ""],
    ]
    assert (spec.sort, [s.text for s in spec.hidden]) == ("duty", ["уге", "міндетті"])


def test_cards_are_chosen_by_chapter_article_and_kind() -> None:
    def eids(specs: tuple[Spec, ...]) -> set[str]:
        return {spec.eid.partition("__")[0] for spec in specs}

    assert eids(deck().choose(article="art_24")) == {"art_24"}
    assert eids(deck().choose(chapter="chp_1")) == {"art_1", "art_2", "art_3"}
    assert {s.kind for s in deck().choose({CardKind.MODAL})} == {CardKind.MODAL}
