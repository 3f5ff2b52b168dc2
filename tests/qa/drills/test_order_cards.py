"""Cards of steps: only those that the act says to follow one another, in orders much like it."""

from itertools import combinations

import pytest

from qa.drills.card import Card, CardKind
from qa.drills.deck import Deck
from tests.helpers.decks import act_of

pytestmark = pytest.mark.slow

STEPS = """1-бап. Іріктеу
1. Іріктеу мынадай кезеңдерді қамтиды:
1) өтінішті тіркеу;
2) құжаттарды салыстыру;
3) әңгімелесу өткізу;
4) денсаулықты куәландыру;
5) сынақ мерзімін белгілеу;
6) қорытынды жасау.
2. Қызметкерлер қатардағы, кіші, орта, аға және жоғары басшы құрам лауазымдарында болады.
3. Орган қылмыстарды анықтайды, болдырмайды, олардың жолын кеседі және оларды ашады.
4. Орган мынадай тәртіптік жаза қолданады:
1) ескерту;
2) сөгіс;
3) қатаң сөгіс.
"""
SHORT = """Статья 1. Отбор
1. Отбор проводится в следующем порядке:
1) сличение документов;
2) собеседование с поступающим;
3) проверка состояния здоровья.
"""


def order_cards(text: str, language: str) -> list[Card]:
    deck = Deck(act_of(text, language))
    return [deck.make_card(s, seed) for s in deck.by_kind[CardKind.ORDER] for seed in "123"]


def test_only_stated_steps_have_a_card_and_the_first_of_many_is_not_asked() -> None:
    specs = Deck(act_of(STEPS)).by_kind[CardKind.ORDER]
    # Neither ranks, nor an enumeration of deeds, nor penalties are steps.
    assert [[span.text for span in spec.hidden] for spec in specs] == [
        [
            "құжаттарды салыстыру",
            "әңгімелесу өткізу",
            "денсаулықты куәландыру",
            "сынақ мерзімін белгілеу",
        ]
    ]
    assert {card.spec.hidden[0].text for card in order_cards(SHORT, "ru")} == {
        "сличение документов"
    }


def test_wrong_orders_are_like_the_right_one() -> None:
    for card in (*order_cards(STEPS, "kk"), *order_cards(SHORT, "ru")):
        (right,) = card.right
        assert card.options[right].spans == card.spec.hidden
        for option in card.options:
            moved = sum(one.eid > other.eid for one, other in combinations(option.spans, 2))
            assert moved <= (3 if len(option.spans) == 3 else 2)
            assert sorted(s.eid for s in option.spans) == [s.eid for s in card.spec.hidden]
