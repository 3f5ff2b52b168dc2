"""Cards of other acts: no bank, too small for a kind, another language, a new edition."""

import json
import lzma
import os
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from data.corpus import load_corpus
from data.model import Act
from data.passages import sentence_spans
from data.question_bank import BankQuestion, load_bank
from qa.drills.card import CardKind, is_correct
from qa.drills.deck import Deck
from qa.query.normalization import split_words
from tests.helpers.decks import act_of
from tests.helpers.paths import SAMPLES

pytestmark = pytest.mark.slow

BENCH = Path(os.environ.get("BAPTA_BENCH_DIR") or "../shared")
PUBLISHED = BENCH / "corpus" / "kz-acts.jsonl.xz"
GARDEN = SAMPLES / "garden.txt"

RUSSIAN = """Статья 1. Сотрудник
1. Сотрудник обязан:
1) хранить государственную тайну и не разглашать сведения;
2) сообщать руководителю о нарушениях закона;
3) проходить ежегодный медицинский осмотр;
4) беречь вверенное ему имущество;
5) соблюдать установленный порядок службы.
2. Сотрудник вправе:
1) получать необходимые сведения у граждан;
2) пользоваться служебным транспортом;
3) обжаловать приказ начальника в суде;
4) требовать прекращения противоправных действий;
5) избирать место прохождения учебы;
6) носить форменную одежду вне службы.
3. Сотруднику запрещается принимать подарки от граждан и организаций.
4. Жалоба рассматривается в течение десяти дней со дня поступления.
5. Решение по обращению принимается в течение трёх месяцев уполномоченным лицом.
"""


def test_small_act_has_no_cards_and_reasons_for_it() -> None:
    deck = Deck(act_of(GARDEN.read_text("utf-8")))
    assert {kind.value: why for kind, why in deck.missing.items()} == {
        "which": "no_questions",
        "case": "no_questions",
        "gap": "few_words",
        "list": "few_lists",
        "order": "no_order",
        "article": "few_articles",
        "modal": "no_modal_words",
    }
    assert deck.by_key == {}


def test_act_without_bank_has_the_other_kinds() -> None:
    deck = Deck(act_of(RUSSIAN, "ru"))
    assert {kind.value: why for kind, why in deck.missing.items()} == {
        "which": "no_questions",
        "case": "no_questions",
        "order": "no_order",
        "article": "few_articles",
    }
    sorts = {spec.eid: spec.sort for spec in deck.by_kind[CardKind.MODAL]}
    # To report breaches and to care for what is entrusted are duties, to appeal, to demand and to
    # obtain are rights that everybody knows. "Сотруднику" tells a prohibition by its case.
    assert sorts == {
        "art_1__para_1__point_3": "duty",
        "art_1__para_2__point_2": "right",
        "art_1__para_2__point_5": "right",
        "art_1__para_2__point_6": "right",
    }
    spec = next(s for s in deck.by_kind[CardKind.LIST] if s.eid == "art_1__para_1")
    card = deck.make_card(spec, "1")
    assert [option.eid.rpartition("__")[0] for n, option in enumerate(card.options)] == [
        "art_1__para_1" if n in card.right else "art_1__para_2" for n in range(5)
    ]
    typed = next(s for s in deck.by_kind[CardKind.GAP] if s.eid == "art_1__para_4")
    assert [span.text for span in typed.hidden] == ["десяти дней"]
    assert deck.make_card(typed, "1").options == ()


def test_few_provisions_give_no_provision_cards() -> None:
    act = act_of("1-бап. Бір\n1. Қызметкер жауап береді.\n2. Орган хабарлайды.\n")
    deck = Deck(act, [BankQuestion("Кім?", "kk", "other", ("art_1__para_1",))])
    assert deck.missing[CardKind.WHICH] == "few_provisions"


def test_act_without_modal_words_has_no_modal_cards() -> None:
    deck = Deck(act_of("The first rule applies. The second rule applies to gardens.", "en"))
    assert deck.missing[CardKind.MODAL] == "no_modal_words"


def test_repealed_provisions_have_no_cards() -> None:
    deck = Deck(act_of(RUSSIAN.replace("обжаловать приказ начальника в суде", "исключен"), "ru"))
    assert [spec for spec in deck.by_key.values() if spec.eid == "art_1__para_2__point_3"] == []


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def test_new_edition_changes_only_the_keys_of_changed_provisions(law: Act) -> None:
    bank = load_bank(law)
    provisions = tuple(
        replace(each, text=each.text.replace("ескертусіз", "ескертумен"))
        if each.eid == "art_24__para_3"
        else each
        for each in law.provisions
    )
    before, after = (Deck(act, bank) for act in (law, replace(law, provisions=provisions)))
    gone = {before.by_key[key].eid for key in before.by_key.keys() - after.by_key.keys()}
    assert gone == {"art_24__para_3"}
    assert {after.by_key[key].eid for key in after.by_key.keys() - before.by_key.keys()} == gone


def test_changed_closing_retires_the_cards_of_its_list(law: Act) -> None:
    provisions = tuple(
        replace(each, closing=replace(each.closing, text="тиіс"))
        if each.closing and each.parent == "art_18" and each.eid != "art_18__point_16"
        else each
        for each in law.provisions
    )
    before, after = (Deck(act).by_key for act in (law, replace(law, provisions=provisions)))
    gone = {before[key].eid for key in before.keys() - after.keys()}
    points = {each.eid for each in law.provisions if each.parent == "art_18"}
    cards = {spec.eid for spec in before.values() if spec.eid in {"art_18", *points}}
    assert gone == cards - {"art_18__point_16"}
    assert {"art_18", "art_18__point_13"} <= gone


def published(count: int) -> list[Act]:
    """Return the first long acts of the published ones."""
    with lzma.open(PUBLISHED, "rt", encoding="utf-8") as lines:
        entries = (json.loads(line) for line in lines)
        long = (each for each in entries if len(each["text"]) > 20_000)
        return [act_of(each["text"]) for each in islice(long, count)]


@pytest.mark.skipif(not PUBLISHED.exists(), reason=f"there is no {PUBLISHED}")
def test_published_acts_have_the_kinds_without_bank() -> None:
    kinds: set[CardKind] = set()
    for act in published(5):
        deck = Deck(act)
        missing = dict(deck.missing)
        assert missing.pop(CardKind.WHICH) == missing.pop(CardKind.CASE) == "no_questions"
        kinds |= {kind for kind, specs in deck.by_kind.items() if specs}
        sentences = {
            tuple(split_words(each.text[start:end]))
            for each in act.provisions
            for start, end in sentence_spans(each.text)
        }
        for spec in deck.by_key.values():
            card = deck.make_card(spec, "1")
            for span in spec.hidden:
                assert act.by_eid[span.eid].text[span.start : span.end] == span.text
            if not card.options:
                assert is_correct(card, (), spec.hidden[0].text)
                continue
            shown = [
                each.frame
                or tuple(word for span in each.spans for word in split_words(span.text))
                or each.eid
                for each in card.options
            ]
            assert len(set(shown)) == len(shown) > len(card.right) > 0
            if spec.kind is CardKind.GAP:
                (line,) = [line for line in spec.lines if None in line]
                before, after = line[: line.index(None)], line[line.index(None) + 1 :]
                for number, option in enumerate(card.options):
                    spans = (*before, *option.spans, *after)
                    filled = tuple(w for span in spans if span for w in split_words(span.text))
                    assert (filled in sentences) == (number in card.right), spec.key
    assert kinds >= {CardKind.GAP, CardKind.LIST, CardKind.ARTICLE, CardKind.MODAL}
