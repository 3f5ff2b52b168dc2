"""Points that may stand beside those of a list: of one sort, of one bearer, of another core."""

import pytest

from qa.drills.card import CardKind
from qa.drills.card_source import CardSource, PointList
from qa.drills.deck import Deck
from qa.drills.list_sorts import are_comparable, share_core, sort_of
from qa.drills.point_forms import point_span
from tests.helpers.decks import act_of, cards, deck

pytestmark = pytest.mark.slow

ROAD = """1-бап. Жүргізушілер
1. Жүргізушінің:
1) көлікті басқаруды басқа адамға беруге;
2) жолақты өз қалауынша таңдауға;
3) жүкті кез келген уақытта тасуға құқығы бар.
2. Жүргізуші:
1) айнаны реттеуге;
2) белдікті тағуға;
3) шамды жағуға міндетті.
3. Жүргізушіге:
1) бір дөңгелекпен жүруге;
2) басып озуға кедергі жасауға;
3) телефонмен сөйлесуге.
2-бап. Оқытушы
Жүргізуге оқыту шеберінің:
1) оқу бағдарламасын таңдауға;
2) оқу құралын жазуға;
3) сабақ кестесін өзгертуге құқығы бар.
3-бап. Қызмет
Жүргізушілердің қауіпсіздігін қамтамасыз ету жөніндегі қызмет:
1) жылдамдықты басқаруға;
2) қауіпсіздікті жақсартуға;
3) зардаптарды азайтуға бағытталуға тиіс.
"""


def lists_of(text: str, language: str = "kk") -> tuple[CardSource, dict[str, PointList]]:
    source = CardSource(act_of(text, language))
    return source, {found.parent: found for found in source.lists}


def test_aims_are_of_another_sort_than_rules() -> None:
    source, lists = lists_of(ROAD)
    sorts = {eid: sort_of(source, found) for eid, found in lists.items()}
    assert sorts == {
        "art_1__para_1": "right",
        "art_1__para_2": "duty",
        # Nothing says whether the driver may do so or must.
        "art_1__para_3": "unknown",
        "art_2": "right",
        "art_3": "aims",
    }


def test_rights_stand_beside_duties_of_the_same_bearer_alone() -> None:
    source, lists = lists_of(ROAD)
    beside = {
        other
        for other, found in lists.items()
        if other != "art_1__para_1" and are_comparable(source, lists["art_1__para_1"], found)
    }
    assert beside == {"art_1__para_2"}
    # What a teacher may do is told from what a driver may, and an aim from both.
    for alone in ("art_2", "art_3"):
        others = (found for eid, found in lists.items() if eid != alone)
        assert not any(are_comparable(source, lists[alone], found) for found in others)


@pytest.mark.parametrize(
    ("language", "one", "other", "same"),
    [
        (
            "ru",
            "совершать нотариальные действия, предусмотренные настоящим Законом",
            "совершать нотариальные действия, а также действия в электронной форме",
            True,
        ),
        ("ru", "хранить документы палаты", "передать документы палаты в архив", False),
        ("ru", "изготовлять копии документов", "изготовлять печати палаты", False),
        ("kk", "азаматтардың құжаттарын тексеруге", "жүргізушілердің құжаттарын тексеруге", True),
        ("kk", "азаматтарға түсіндіру жүргізуге", "көлікке тексеру жүргізуге", False),
    ],
)
def test_points_with_the_same_verb_and_object_share_their_core(
    language: str, one: str, other: str, same: bool
) -> None:
    head = {"ru": "Статья 1. Права\nНотариус вправе", "kk": "1-бап. Құқық\nҚызметкер"}[language]
    act = act_of(f"{head}:\n1) {one};\n2) {other};\n3) жою.\n", language)
    spans = [point_span(each) for each in act.provisions if each.kind == "point"]
    assert share_core(CardSource(act), spans[0], spans[1]) is same


def test_distractors_of_the_law_share_no_core_with_any_point_of_the_list() -> None:
    source = deck().source
    points = {
        found.parent: [point_span(each) for each in found.points if point_span(each).text]
        for found in source.lists
    }
    for card in cards(CardKind.LIST, ("1", "2")):
        for number, option in enumerate(card.options):
            if number not in card.right:
                shared = (share_core(source, option.spans[0], p) for p in points[card.spec.eid])
                assert not any(shared), card.spec.key


def test_verb_of_an_asked_power_stands_in_another_option_too() -> None:
    powers = {"art_12__para_5", "art_13", "art_14"}
    for card in cards(CardKind.LIST, ("1", "2", "3")):
        if card.spec.eid in powers:
            verbs = [option.spans[0].text.split()[-1] for option in card.options]
            asked = {verbs[number] for number in card.right}
            others = {verb for number, verb in enumerate(verbs) if number not in card.right}
            # "Approves" among four that "determine" would be told by the verb alone.
            assert asked & others, card.spec.key


def test_point_of_a_list_is_asked_once() -> None:
    asked = [span.eid for spec in deck().by_kind[CardKind.LIST] for span in spec.hidden]
    assert len(asked) == len(set(asked))


def test_list_without_enough_points_of_its_sort_has_no_card() -> None:
    road = Deck(act_of(ROAD))
    asked = road.by_kind[CardKind.LIST]
    assert {spec.eid for spec in asked} <= {"art_1__para_1", "art_1__para_2"}
    offered = {o.eid for spec in asked for o in road.make_card(spec, "1").options}
    assert {eid.rpartition("__")[0] for eid in offered} == {"art_1__para_1", "art_1__para_2"}
