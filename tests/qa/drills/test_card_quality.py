"""Cards with one answer that does not leap to the eye: a test for each kind of fault."""

import re
from collections import Counter

import pytest

from data.eid import article_of
from data.model import Act
from data.norms import NormKind, find_norms
from data.passages import sentence_spans
from qa.drills.card import CardKind
from qa.drills.card_source import CardSource, context_lines
from qa.drills.cloze_candidates import find_candidates
from qa.drills.deck import Deck
from qa.drills.selection import select_cards
from qa.drills.suitability import is_clear_norm, is_fragment, is_transitional
from tests.helpers.decks import act_of, cards, deck, law

pytestmark = pytest.mark.slow


def norm_of(act: Act, eid: str) -> bool:
    """Return whether the one norm of a provision is clear."""
    kinds = {NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION}
    (norm,) = [norm for norm in find_norms(act) if norm.eid == eid and norm.kind in kinds]
    return is_clear_norm(act, norm)


def test_place_does_not_tell_the_right_article() -> None:
    places = Counter(next(iter(card.right)) for card in cards(CardKind.ARTICLE, tuple("123456")))
    assert set(places) == {0, 1, 2, 3}
    assert min(places.values()) >= 0.15 * places.total()


ENDING = """Статья 1. Служба
1. Гражданин вправе пройти службу в органе в порядке, который установлен настоящим Законом.
2. Указанные лица проходят службу в порядке, установленном уполномоченным органом для граждан.
3. Орган ведет:
1) учет граждан, которые проходят службу в органе по месту жительства;
2) (исключен);
3) учет имущества, которое передано органу для службы граждан.
Статья 2. Порядок введения в действие настоящего Закона
1. Настоящий Закон вводится в действие по истечении десяти дней после дня опубликования.
"""


def test_fragments_and_entry_into_force_are_not_on_cards() -> None:
    act = act_of(ENDING, "ru")
    unfit = {eid for eid in act.by_eid if eid in CardSource(act).unfit}
    assert unfit == {"art_1__para_2", "art_2__para_1"}
    # A repealed provision is on no card at all.
    assert "art_1__para_3__point_2" not in CardSource(act).position
    assert is_transitional(law(), law().by_eid["art_32__para_1"])
    # Its second sentence refers to its first one.
    assert not is_fragment(law(), law().by_eid["art_17__para_7"])
    for kind in CardKind:
        for card in cards(kind):
            assert not is_transitional(law(), law().by_eid[card.spec.eid])


def test_sentence_comes_with_those_that_it_refers_to() -> None:
    provision = law().by_eid["art_16__para_2__point_40"]
    _, second = sentence_spans(provision.text)
    lines = [span.text for span in context_lines("kk", provision, provision.whole.slice(*second))]
    assert lines[0] == "Ішкі істер органдары:"
    assert lines[1].endswith("ведомстволық құжаттарын қолдануға құқылы.")
    assert lines[2].startswith("Бұл құжаттарды пайдалану тәртібін ")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("eid", "why"),
    [
        ("art_8__para_4", "only a right has its bearer in the genitive"),
        ("art_16__para_1__point_1", "to protect rights"),
        ("art_16__para_1__point_23", "to ensure safety"),
        ("art_18__point_4", "to be polite"),
        ("art_19__para_1__point_1", "to demand"),
        ("art_31", "to complain"),
    ],
)
def test_norm_that_everybody_knows_has_no_modal_card(eid: str, why: str) -> None:
    assert not norm_of(law(), eid), why
    assert eid not in {spec.eid for spec in deck().by_kind[CardKind.MODAL]}


def test_torture_is_known_to_be_forbidden_and_a_duty_not_to_interfere_is_both() -> None:
    # What names nobody who must not do it has the form of a prohibition: article 1(2) and 6(3).
    # That one must not interfere (18(13)) or disclose secrets (16(1)24) is a duty, too.
    forbidden = {s.eid for s in deck().by_kind[CardKind.MODAL] if s.sort == "prohibition"}
    assert forbidden == set()


def test_or_is_no_negation() -> None:
    # "Жария немесе жасырын" has "емес", which is "not" as a word.
    assert norm_of(law(), "art_16__para_2__point_14")


def test_duties_come_early_in_a_session() -> None:
    modal = deck().choose({CardKind.MODAL})
    sorts = [spec.sort for spec in select_cards(modal, {}, 6, 0, "s")]
    assert Counter(sorts[:2]) == {"right": 1, "duty": 1}
    assert max(Counter(sorts).values()) <= 3


NUMBERS = """1-бап. Көлік
1. Көлік құралының рұқсат етілген массасы жеті жүз елу килограмнан аспайды.
2. Осы баптың 4, 5 және 7-тармақтарында көзделген көлік құралы белгілі бір орынға қойылады.
3. Шешім үштен екі дауыспен қабылданады.
4. Көлік құралының жылдамдығы сағатына алпыс километрден аспайды.
"""


def test_number_is_hidden_whole_and_no_reference_is_a_number() -> None:
    source = CardSource(act_of(NUMBERS, "kk"))
    hidden = [(each.eid, each.span.text) for each in find_candidates(source)]
    assert hidden == [("art_1__para_1", "жеті жүз елу"), ("art_1__para_4", "алпыс")]


BODIES = """Статья 1. Порядок
1. Положение утверждается Министерством юстиции Республики Казахстан.
2. Порядок определяется Правительством Республики Казахстан.
3. Состав комиссии утверждается специальным уполномоченным органом.
"""


def test_body_whose_name_goes_on_beside_the_gap_is_not_hidden() -> None:
    source = CardSource(act_of(BODIES, "ru"))
    hidden = {each.eid: each.span.text for each in find_candidates(source)}
    assert hidden == {"art_1__para_2": "Правительством Республики Казахстан"}


TERMS = """Article 1
1. The Senate shall be elected for a term of one year from the day of the election.
2. The Mazhilis shall be elected for a term of three years from the day of the election.
3. The Akim shall be elected for a term of twelve months from the day of the appointment.
4. The judge shall be elected for a term of six months from the day of the appointment.
5. The council shall be elected for a term of forty years from the day of the appointment.
"""


def test_wrong_terms_are_about_as_long_and_never_as_long() -> None:
    terms = Deck(act_of(TERMS, "en"))
    (spec,) = [s for s in terms.by_kind[CardKind.GAP] if s.eid == "art_1__para_1"]
    offered = {option.spans[0].text for option in terms.make_card(spec, "1").options}
    assert offered == {"one year", "three years", "six months"}


def test_body_of_a_list_is_offered_with_bodies_that_do_the_like() -> None:
    leads = [c for c in cards(CardKind.GAP) if c.spec.hidden[0].eid != c.spec.eid]
    assert {law().by_eid[c.spec.eid].text.split()[-1].strip(";.") for c in leads} <= {
        "белгілейді",
        "айқындайды",
        "бекітеді",
    }
    assert "art_14__point_16" not in {card.spec.eid for card in leads}


TWINS = """Статья 1. Сроки
1. Орган согласования направляет в акимат заключение об участке в течение трех дней.
2. Орган согласования направляет в акимат заключение об участке и схему в течение пяти дней.
3. Орган согласования возвращает в акимат жалобу соседей об ограде двора в течение семи дней.
"""


def test_term_of_a_sentence_that_another_one_says_too_is_no_gap() -> None:
    # Nothing on the card of paragraph 1 tells it from paragraph 2, which has other words beside.
    assert hidden_in(TWINS) == [
        ("art_1__para_2", "пяти дней"),
        ("art_1__para_3", "семи дней"),
    ]


def test_case_is_asked_once_and_has_an_article_for_each_provision() -> None:
    specs = deck().by_kind[CardKind.CASE]
    rights = [frozenset(span.eid for span in spec.hidden) for spec in specs]
    assert len(set(rights)) == len(rights)
    for eids in rights:
        assert 2 <= len(eids) <= 3
        assert len({article_of(eid) for eid in eids}) == len(eids)


def test_articles_offered_hold_nothing_like_a_right_provision() -> None:
    source = deck().source
    for kind in (CardKind.WHICH, CardKind.CASE):
        for card in cards(kind):
            eids = {card.spec.eid, *(span.eid for span in card.spec.hidden)}
            similarity = source.similarity(eids)
            for number, option in enumerate(card.options):
                if number not in card.right:
                    rows = [
                        row
                        for row, each in enumerate(source.provisions)
                        if article_of(each.eid) == option.eid
                    ]
                    assert max(similarity[rows]) <= 0.35


def test_key_has_the_form_that_progress_files_take() -> None:
    form = re.compile(r"[a-z]+:[a-z0-9_-]{1,200}:[0-9-]{0,30}:[0-9a-f]{10}")
    for key in deck().by_key:
        assert form.fullmatch(key), key


def test_ending_that_tells_a_prohibition_is_hidden_on_every_kazakh_card_of_norms() -> None:
    lines = {
        spec.eid: "".join("[]" if s is None else s.text for line in spec.lines for s in line)
        for spec in deck().by_kind[CardKind.MODAL]
    }
    assert lines["art_16__para_1__point_11"].endswith("жедел-іздестіру қызметін жүргіз[]")
    assert all(re.search(r"\w\[\]", line) for line in lines.values())


REFRAIN = """Статья 1. Нотариус
1. Нотариус обязан не сообщать третьим лицам сведения о совершенных действиях.
2. Гражданин вправе открывать счета в банке второго уровня.
3. Граждане, которые не могут явиться в палату, подают заявление по почте.
4. Нотариус обязан:
1) не хранить чужие ценности дома у родственников;
2) вести реестр нотариальных действий по форме министерства.
5. Временно исполняющий обязанности не вправе осуществлять функции, предусмотренные пунктом 4.
6. Нотариус не вправе воздержаться при голосовании по смете палаты на собрании.
7. Нотариус не вправе не голосовать по составу ревизионной комиссии на собрании.
8. Нотариус обязан воздерживаться от открытия счетов палаты в другом городе.
"""
REFRAIN_EN = """Article 1
1. The notary is obliged not to tell third persons of the deeds that he has certified.
2. A person who may not come to the chamber sends an application by post to the notary.
3. The notary must refrain from opening an account of the chamber in another town.
4. The notary must not abstain from the vote on the yearly account of the chamber.
"""


def test_duty_not_to_do_something_is_a_prohibition_as_well_and_has_no_card() -> None:
    cards = {spec.eid: spec for spec in Deck(act_of(REFRAIN, "ru")).by_kind[CardKind.MODAL]}
    assert {eid: spec.sort for eid, spec in cards.items()} == {
        "art_1__para_2": "right",
        "art_1__para_4__point_2": "duty",
    }
    assert Deck(act_of(REFRAIN_EN, "en")).by_kind[CardKind.MODAL] == ()


def hidden_in(text: str) -> list[tuple[str, str]]:
    """Return the gaps of the cards of a Russian act: eId and hidden words."""
    specs = Deck(act_of(text, "ru")).by_kind[CardKind.GAP]
    return [(spec.eid, spec.hidden[0].text) for spec in specs]


POWERS = """Статья 1. Уполномоченный орган
Уполномоченный орган в области связи выполняет следующие полномочия:
1) утверждает перечень узлов почты;
2) ведет учет каналов и линий;
3) определяет тариф на пересылку писем.
Статья 2. Правительство
Правительство Республики Казахстан:
1) утверждает план размещения станций;
2) назначает руководителя надзора;
3) определяет норму запаса марок.
Статья 3. Акимат
Местный исполнительный орган области:
1) утверждает места установки ящиков;
2) содержит здания отделений;
3) определяет часы приема посылок.
"""


def test_name_of_a_body_is_hidden_without_the_words_for_its_powers() -> None:
    deck_of_powers = Deck(act_of(POWERS, "ru"))
    spec = next(s for s in deck_of_powers.by_kind[CardKind.GAP] if s.eid == "art_1__point_1")
    assert spec.hidden[0].text == "Уполномоченный орган в области связи"
    offered = {o.spans[0].text for o in deck_of_powers.make_card(spec, "1").options}
    assert "Правительство Республики Казахстан" in offered


PHRASES = """Статья 1. Жилье
1. Договор найма жилища заключается не реже одного раза в год по месту жительства нанимателя.
2. Лица, не достигшие восемнадцати лет, живут в общежитии вместе с родителями до отъезда.
3. Сведения подают наниматели, полученные Правительством Республики Казахстан, акиматами данные.
4. Жилище предоставляется на срок до семи лет работнику завода по решению комиссии завода.
5. Комната предоставляется на срок до семи лет работнику завода по решению комиссии завода.
6. Размер пособия определяется местными представительными органами (маслихатами) ежегодно весной.
"""


def test_gap_is_nothing_that_grammar_or_everyday_knowledge_tells() -> None:
    # "Раза" tells one, everybody knows the age of majority, an enumeration takes any body, a phrase
    # is learned once, and a name in brackets is named before them.
    assert hidden_in(PHRASES) == [("art_1__para_4", "семи лет")]


def test_articles_at_the_beginning_and_the_end_of_an_act_are_on_no_article_card() -> None:
    articles = [each.eid for each in law().provisions if each.kind == "article"]
    asked = {article_of(card.spec.eid) for card in cards(CardKind.ARTICLE)}
    assert asked.isdisjoint({*articles[:2], articles[-1]})


def test_verb_that_most_acts_have_of_one_kind_tells_the_norm() -> None:
    # To take part is a right, to show one's papers a duty, in most acts.
    asked = {spec.eid for spec in Deck(act_of(VERBS, "kk")).by_kind[CardKind.MODAL]}
    assert asked == {"art_1__para_1__point_2", "art_1__para_2__point_2"}


VERBS = """1-бап. Қызметкер
1. Қызметкер:
1) комиссия отырысында мәселелерді талқылауға қатысуға;
2) қойманың сыртқы қақпасын өз бетімен ашуға және жабуға құқылы.
2. Қызметкер:
1) кіреберісте нөмірленген рұқсаттамасын күзетшіге көрсетуге;
2) түнгі ауысымда темір жол торабын екі рет аралап шығуға міндетті.
"""


OBVIOUS = """Статья 1. Служащий
1. Служащий обязан:
1) воспитывать молодых сотрудников в духе уважения к старшим;
2) носить знак различия на форменной одежде в отпуске.
2. Служащий не вправе:
1) использовать в неслужебных целях имущество и средства органа;
2) владеть долей в обществе другого государства.
3. Владелец обязан обеспечивать:
1) исправность весов и приборов на складе.
"""


def test_what_everybody_knows_of_staff_has_no_card_of_norms() -> None:
    asked = [spec.eid for spec in Deck(act_of(OBVIOUS, "ru")).by_kind[CardKind.MODAL]]
    assert asked == ["art_1__para_1__point_2", "art_1__para_2__point_2"]
