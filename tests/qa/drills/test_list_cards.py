"""Cards of lists: asked points and distractors that neither form nor subject tells apart."""

from collections import Counter

import pytest

from qa.drills.card import CardKind, Spec
from qa.drills.deck import Deck
from qa.drills.point_forms import point_span
from qa.drills.selection import select_cards
from qa.drills.suitability import is_abstaining
from tests.helpers.decks import act_of, cards, deck, law

pytestmark = pytest.mark.slow


def ending(text: str) -> str:
    """Return the last two letters, with the vowels of one kind that follow those of the word."""
    return text[-2:].replace("ы", "і").replace("а", "е").replace("ғ", "г")


def test_asked_points_stand_out_by_no_word_form_or_length() -> None:
    source = deck().source
    for card in cards(CardKind.LIST):
        shown = {
            head for line in card.spec.lines for s in line if s for head in source.heads(s.text)
        }
        lengths = [len(span.text) for span in card.spec.hidden]
        hints = {head for span in card.spec.hidden for head in source.heads(span.text)} & shown
        ends = {ending(span.text) for span in card.spec.hidden}
        for number, option in enumerate(card.options):
            (span,) = option.spans
            if number not in card.right:
                assert min(lengths) / 2 <= len(span.text) <= 2 * max(lengths)
                assert ending(span.text) in ends
        others = [o.spans[0] for n, o in enumerate(card.options) if n not in card.right]
        told = {head for head in hints if source.share_of_heads(head) <= 0.12}
        offered = {head for span in others for head in source.heads(span.text)}
        # A rare word of the lead-in is not in asked points alone.
        assert not told or not told.isdisjoint(offered)


SHARES = """Статья 1. Права
1. Член палаты вправе:
1) участвовать в собрании членов палаты;
2) выходить из палаты; и
3) получать сведения от палаты.
"""


def test_conjunction_after_a_point_is_not_a_part_of_it() -> None:
    act = act_of(SHARES, "ru")
    assert point_span(act.by_eid["art_1__para_1__point_2"]).text == "выходить из палаты"


FORBIDDEN = """Статья 1. Служащий
1. Служащий обязан:
1) носить форменную одежду на службе;
2) проходить ежегодный медицинский осмотр;
3) подавать ежегодный отчет руководителю.
2. Служащий не вправе:
1) заниматься частным делом в городе;
2) владеть долей в частном обществе;
3) получать подарки от граждан города;
4) выступать в печати от имени органа.
"""


def test_what_is_forbidden_is_not_offered_among_duties() -> None:
    assert Deck(act_of(FORBIDDEN, "ru")).by_kind[CardKind.LIST] == ()


def test_distractors_of_a_list_differ_from_card_to_card() -> None:
    offered = Counter(
        option.eid
        for card in cards(CardKind.LIST)
        for number, option in enumerate(card.options)
        if number not in card.right
    )
    # The same ones on every card would be learned as wrong.
    assert offered.most_common(1)[0][1] <= min(3, len(deck().by_kind[CardKind.LIST]) / 3)


def test_list_is_asked_for_twice_at_most_for_five_of_its_points() -> None:
    points = Counter(each.parent for each in law().provisions if each.kind == "point")
    asked = Counter(spec.eid for spec in deck().by_kind[CardKind.LIST])
    for parent, count in asked.items():
        assert count <= 2 * -(-points[parent] // 5), parent


def test_session_asks_for_a_list_twice_at_most_while_others_are_left() -> None:
    for seed in "12345":
        asked = Counter(s.eid for s in select_cards(deck().choose(), {}, 60, 0, seed) if is_list(s))
        assert set(asked.values()) <= {1, 2}
        lists = select_cards(deck().by_kind[CardKind.LIST], {}, 9, 0, seed)
        assert max(Counter(spec.eid for spec in lists).values()) == 2


def is_list(spec: Spec) -> bool:
    return spec.kind is CardKind.LIST


ABSTAINING = {
    "kk": """1-бап. Қарауыл
1. Қарауыл:
1) қоймадағы жәшіктерді түнде екі рет санауға;
2) ауысым журналын қолмен толтыруға және сақтауға;
3) қоймада темекі тартуға жол бермеуге және шамды сөндіруге;
4) қақпаның кілтін ауысым бастығына тапсыруға міндетті.
2. Қарауыл:
1) қоймадағы терезелерді жазда кешке дейін ашуға;
2) қызметтік бөлмеде түскі тамақ ішіп, демалуға;
3) қойманың ішінде жүкке арналған арбаны айдауға;
4) кезекшілікті басқа қарауылмен ауыстыруға;
5) күзетке қажетті жаңа шамдарды таңдап қоюға құқылы.
""",
    "ru": """Статья 1. Сторож
1. Сторож обязан:
1) считать ящики на складе дважды за ночную смену;
2) вести журнал смены и держать его в сторожке;
3) не допускать курения на складе и тушить лампы;
4) сдать ключи от ворот начальнику новой смены.
2. Сторож вправе:
1) открывать окна склада летом до самого вечера;
2) обедать и отдыхать в служебной комнате сторожки;
3) ездить по складу на тележке для перевозки груза;
4) меняться дежурством с другим сторожем склада;
5) ставить в сторожке новые лампы для охраны ворот.
""",
}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_point_not_to_do_something_is_asked_only_beside_another_one(language: str) -> None:
    negated = {"kk": ("ашуға", "ашпауға"), "ru": ("открывать", "не открывать")}[language]
    text = ABSTAINING[language]
    for each, is_beside in ((text, False), (text.replace(*negated), True)):
        guard = Deck(act_of(each, language))
        specs = [s for s in guard.by_kind[CardKind.LIST] if s.eid == "art_1__para_1"]
        asked = {span.eid for spec in specs for span in spec.hidden}
        assert asked
        assert is_beside or "art_1__para_1__point_3" not in asked
        for spec in guard.by_kind[CardKind.LIST]:
            card = guard.make_card(spec, "1")
            abstaining = {
                n
                for n, option in enumerate(card.options)
                if is_abstaining(language, option.spans[0].text)
            }
            # A wrong one alone would be recognised as well.
            assert bool(abstaining & card.right) == bool(abstaining - card.right)
