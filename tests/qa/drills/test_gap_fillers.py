"""Fillers of gaps: as the hidden words in number, noun, case and capital."""

import pytest

from qa.drills.card import CardKind
from qa.drills.card_source import CardSource
from qa.drills.cloze_candidates import find_candidates
from qa.drills.deck import Deck
from tests.helpers.decks import act_of

pytestmark = pytest.mark.slow

COUNTS = """1-бап. Жол
1. Жолдың ортаңғы жолағы екі бағытта да жүру үшін пайдаланылатын жолдарда белгі қойылады.
2. Ұсталған адамға бір рет телефон шалуға мүмкіндік беріледі және ол журналға жазылады.
3. Айыппұл екі айлық есептік көрсеткіш мөлшерінде белгіленеді және бюджетке түседі.
4. Комиссия құрамына бес адам кіреді және ол төрағаны өзі сайлап алады.
5. Кеңес құрамына жеті адам кіреді және ол хатшыны бір жылға сайлайды.
6. Жұмыс тобы құрамына тоғыз адам кіреді және ол есепті өзі дайындайды.
7. Жиналысқа отыз адам қатысса, ол өтті деп саналады және хаттама жазылады.
8. Автобуста алты есік болса, жүргізуші оларды кезекпен ашып тұрады.
"""


def test_small_counts_are_no_gaps_save_of_rates() -> None:
    source = CardSource(act_of(COUNTS))
    hidden = {each.eid for each in find_candidates(source) if each.sort == "number"}
    assert hidden == {f"art_1__para_{n}" for n in (3, 4, 5, 6, 7, 8)}


def test_numbers_are_offered_of_one_noun_and_near_in_size() -> None:
    counts = Deck(act_of(COUNTS))
    specs = {s.eid: s for s in counts.by_kind[CardKind.GAP] if s.sort == "number"}
    card = counts.make_card(specs["art_1__para_4"], "1")
    # Thirty people are too many, and doors are no people.
    assert {option.spans[0].text for option in card.options} == {"бес", "жеті", "тоғыз"}
    assert counts.make_card(specs["art_1__para_8"], "1").options == ()


TERMS = """1-бап. Мерзімдер
1. Төраға міндетін күнтізбелік он бес күннен артық атқара алмайды деп шешілді.
2. Хатшы міндетін күнтізбелік отыз күннен артық атқара алмайды деп шешілді.
3. Мүше міндетін күнтізбелік он күннен артық атқара алмайды деп шешілді.
4. Өтініш түскеннен кейін күнтізбелік жиырма күн ішінде комиссия жауап береді.
5. Ерекше кезеңде қызметтің бір күн үшін үш күн есебінен саналатыны белгіленеді.
"""


def test_terms_are_offered_in_the_case_of_the_hidden_one() -> None:
    terms = Deck(act_of(TERMS))
    asked = [s for s in terms.by_kind[CardKind.GAP] if s.sort == "time"]
    card = next(terms.make_card(s, "1") for s in asked if s.eid == "art_1__para_1")
    assert {option.spans[0].text.split()[-1] for option in card.options} == {"күннен"}


def test_term_for_which_another_counts_is_no_gap() -> None:
    source = CardSource(act_of(TERMS))
    hidden = [each.span.text for each in find_candidates(source) if each.eid == "art_1__para_5"]
    assert hidden == ["үш күн"]


BODIES = """1-бап. Тәртіп
1. Куәліктің үлгісін Қазақстан Республикасының Үкіметі бекітеді.
2. Жетонның түрін Қазақстан Республикасының Президенті бекітеді.
3. Жергілікті атқарушы органдар алаңдардың тізбесін бекітеді.
4. Ауданның және қаланың жергілікті атқарушы органдары бағаны бекітеді.
5. Тексеру кестесін Қазақстан Республикасының Ұлттық Банкі бекітеді.
6. Есеп айырысу ережесін тиісті саланың министрі бекітеді.
7. Мерекелердің тізбесін жергілікті атқарушы органдар айқындайды.
"""


def test_end_of_a_longer_name_is_no_gap_and_no_filler() -> None:
    source = CardSource(act_of(BODIES))
    named = [each.span.text for each in find_candidates(source) if each.sort == "who"]
    assert "министрі" not in named
    assert not any(name.endswith("органдары") for name in named)


def test_capital_of_a_first_word_is_not_offered_inside_a_sentence() -> None:
    bodies = Deck(act_of(BODIES))
    for spec in bodies.by_kind[CardKind.GAP]:
        for seed in "123":
            offered = {o.spans[0].text for o in bodies.make_card(spec, seed).options}
            is_first = spec.lines[0][0] is None
            assert is_first or "Жергілікті атқарушы органдар" not in offered
            assert not is_first or all(name[0].isupper() for name in offered)


MONTHS = """1-бап. Кезеңдер
1. Төраға жиналысты соңғы жиналыстан кейін алты ай ішінде қайта шақырады.
2. Хатшы хаттаманы жиналыс өткеннен кейін тоқсан күн ішінде мүшелерге жібереді.
3. Тексерушілер есепті жыл аяқталғаннан кейін үш ай ішінде кеңеске ұсынады.
4. Мүше жарнасын мүшелікке өткеннен кейін он екі ай ішінде бөліп төлейді.
"""


def test_fillers_that_are_one_term_in_days_and_in_months_are_not_offered_together() -> None:
    months = Deck(act_of(MONTHS))
    spec = next(s for s in months.by_kind[CardKind.GAP] if s.eid == "art_1__para_1")
    offered = {option.spans[0].text for option in months.make_card(spec, "1").options}
    assert {"алты ай", "он екі ай"} < offered
    assert len(offered & {"тоқсан күн", "үш ай"}) == 1


TENANTS = """1-бап. Тұрғынжай
1. Жалға берілген үйді жергілікті атқарушы орган жалдаған тұрғынжайға айырбастайды.
2. Тұрғынжай салу жоспарын Қазақстан Республикасының Президенті бекітеді.
3. Тұрғынжай салу нормасын Қазақстан Республикасының Үкіметі бекітеді.
4. Пайыздың мөлшерін Қазақстан Республикасының Ұлттық Банкі белгілейді.
5. Кезектің тізімін Қаржы министрлігі белгілейді және жария етеді.
6. Ғимараттардың тізбесін Қазақстан Республикасының Үкіметі айқындайды.
7. Көшелердің тізбесін Қазақстан Республикасының Президенті бекітеді.
8. Жөндеу жұмысының үлгілік кестесін уәкілетті орган бекітеді.
"""


def test_body_of_another_class_that_never_does_the_like_is_no_filler() -> None:
    tenants = Deck(act_of(TENANTS))
    specs = {spec.eid: spec for spec in tenants.by_kind[CardKind.GAP]}
    # The president and the bank rent no flats.
    assert "art_1__para_1" not in specs
    offered = {o.spans[0].text for o in tenants.make_card(specs["art_1__para_8"], "1").options}
    # The bank makes rules only once in the act.
    assert offered == {
        "уәкілетті орган",
        "Қазақстан Республикасының Үкіметі",
        "Қазақстан Республикасының Президенті",
    }


def test_name_without_its_noun_is_no_gap() -> None:
    named = [each.span.text for each in find_candidates(CardSource(act_of(TENANTS)))]
    assert "министрлігі" not in named


LEASES = """1-бап. Жалдау
1. Мерзімі көзделмеген шартты жалға беруші жалдаушыны кемінде үш ай бұрын ескертіп бұза алады.
2. Мерзімі белгіленбеген шартты жалға беруші жалдаушыны кемінде бір ай бұрын ескертіп бұза алады.
3. Кассадағы кітапты бухгалтер тексеріс біткеннен кейін алты ай ішінде мұрағатқа өткізеді.
4. Жөнделген қоршауды күзетші найзағай өткеннен кейін он екі ай ішінде қайта сырлайды.
"""


def test_term_that_a_sentence_in_nearly_the_same_words_sets_otherwise_is_no_gap() -> None:
    asked = [spec.eid for spec in Deck(act_of(LEASES)).by_kind[CardKind.GAP]]
    assert asked == ["art_1__para_3", "art_1__para_4"]
