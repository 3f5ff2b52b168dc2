"""Rivals of the hidden words of a gap: terms, ages and bodies that nobody tells at sight."""

import pytest

from data.metadata import Sidecar
from data.parsing.parser import parse_text
from qa.drills.card import CardKind
from qa.drills.card_source import CardSource
from qa.drills.cloze_candidates import find_candidates
from qa.drills.deck import Deck
from tests.helpers.decks import act_of

pytestmark = pytest.mark.slow


def offered(deck: Deck, eid: str, *, seed: str = "1") -> set[str]:
    """Return the options of the gap of a provision, none without a card or options."""
    specs = [spec for spec in deck.by_kind[CardKind.GAP] if spec.eid == eid]
    return {option.spans[0].text for spec in specs for option in deck.make_card(spec, seed).options}


RHYTHMS = {
    "ru": """Статья 1. Отчет
1. Осмотр садов проводится ежегодно с сентября по ноябрь текущего года служащими отдела.
2. Границы садов наносятся отделом ежегодно на карту, которую хранит архив округа.
""",
    "en": """Article 1
1. The trees of the garden shall be counted annually from September to November by the staff.
2. The borders of the garden shall be drawn annually on the map that the archive keeps.
""",
}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_rhythm_beside_months_is_no_gap(language: str) -> None:
    source = CardSource(act_of(RHYTHMS[language], language))
    named = {each.eid for each in find_candidates(source) if each.form == "named"}
    assert named == {"art_1__para_2"}


YEARS = {
    "kk": """1-бап. Мерзімдер
1. Бақша төрағасы жаңа жоспарды сайлаудан кейін алты ай ішінде мүшелерге ұсынады.
2. Хатшы ескі хаттамаларды жиналыстан кейін екі жыл ішінде мұрағатқа тапсырады.
3. Қоймашы тозған құралдарды тексерістен кейін жиырма төрт ай ішінде ауыстырады.
4. Мүше кіру жарнасын қабылданғаннан кейін бір жыл ішінде бөліп төлейді.
""",
    "ru": """Статья 1. Сроки
1. Председатель сада представляет членам новый план в течение шести месяцев после выборов.
2. Секретарь сдает в архив старые протоколы в течение двух лет после собрания.
3. Кладовщик заменяет изношенные орудия в течение двадцати четырех месяцев после проверки.
4. Новый член уплачивает вступительный взнос в течение одного года после приема.
""",
    "en": """Article 1
1. The chairman must show the members a new plan within six months after the election.
2. The secretary must hand old minutes to the archive within two years after the meeting.
3. The keeper must replace worn tools in the store within twenty-four months after the check.
4. A new member must pay the whole fee of entry within one year after the admission.
""",
}
SAME_TERM = {
    "kk": {"екі жыл", "жиырма төрт ай"},
    "ru": {"двух лет", "двадцати четырех месяцев"},
    "en": {"two years", "twenty-four months"},
}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_two_years_and_twenty_four_months_are_one_option(language: str) -> None:
    terms = Deck(act_of(YEARS[language], language))
    for seed in "123":
        options = offered(terms, "art_1__para_1", seed=seed)
        assert len(options) == 3
        assert len(options & SAME_TERM[language]) == 1
    assert not SAME_TERM[language] <= offered(terms, "art_1__para_2")


AGES = {
    "ru": """Статья 1. Возраст
1. Участок сдается в аренду соседу кооператива на срок до семи лет по решению собрания.
2. Сарай сдается в аренду рабочему кооператива на срок до девяти лет по приказу правления.
3. Погреб сдается в аренду члену кооператива на срок до десяти лет по записке сторожа.
4. Сторожем сада назначается гражданин не моложе двадцати одного года с опытом охраны.
5. В кружок садоводов принимаются дети, достигшие восьми лет, с согласия родителей.
""",
    "en": """Article 1
1. A plot shall be let to a neighbour for a term of seven years by a decision of the meeting.
2. A shed shall be let to a worker for a term of nine years by an order of the board.
3. A cellar shall be let to a member for a term of ten years by a note of the watchman.
4. A citizen who has attained the age of twelve years may be chosen as a guard of the garden.
5. Children of eight years of age shall be admitted to the club of gardeners by the teacher.
""",
}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_age_is_no_rival_of_a_term(language: str) -> None:
    ages = Deck(act_of(AGES[language], language))
    terms = {"ru": {"семи лет", "девяти лет", "десяти лет"}, "en": {"seven years", "nine years"}}
    for seed in "123":
        options = offered(ages, "art_1__para_1", seed=seed)
        assert len(options) == 3
        assert options <= terms[language] | {"ten years"}
    for eid in ("art_1__para_4", "art_1__para_5"):
        assert offered(ages, eid) == set()


FIELDS = {
    "kk": """1-бап. Бақтар саласындағы уәкілетті орган
Бақтар саласындағы уәкілетті орган мынадай өкілеттіктерді орындайды:
1) бақтарды суару қағидаларын бекітеді;
2) көшеттерді тасымалдау тәртібін бекітеді;
3) тұқымдарды тексеру нысанын бекітеді;
4) қоршаулардың биіктігін бекітеді;
5) құралдардың тізбесін бекітеді.
2-бап. Үкімет
Қазақстан Республикасының Үкіметі мынадай өкілеттіктерді орындайды:
1) сыйлықтың мөлшерін бекітеді;
2) кеңестің құрамын бекітеді;
3) мерекенің күнін бекітеді.
3-бап. Президент
Қазақстан Республикасының Президенті мынадай өкілеттіктерді орындайды:
1) комиссияның басшысын тағайындайды;
2) медальдің сипатын VERB;
3) грамотаның мәтінін VERB.
4-бап. Банк
Қазақстан Республикасының Ұлттық Банкі мынадай өкілеттіктерді орындайды:
1) монетаның салмағын бекітеді;
2) несиенің пайызын бекітеді;
3) қордың шотын бекітеді.
""",
    "ru": """Статья 1. Уполномоченный орган в области садов
Уполномоченный орган в области садов выполняет следующие полномочия:
1) утверждает правила полива садов;
2) утверждает порядок перевозки саженцев;
3) утверждает форму проверки семян;
4) утверждает высоту оград и ворот;
5) утверждает перечень орудий труда.
Статья 2. Правительство
Правительство Республики Казахстан выполняет следующие полномочия:
1) утверждает размер премии лучшему;
2) утверждает состав совета по почвам;
3) утверждает день праздника урожая.
Статья 3. Президент
Президент Республики Казахстан выполняет следующие полномочия:
1) назначает главу комиссии по наградам;
2) VERB описание медали за урожай;
3) VERB текст почетной грамоты.
Статья 4. Банк
Национальный банк Республики Казахстан выполняет следующие полномочия:
1) утверждает вес памятной монеты;
2) утверждает процент льготного кредита;
3) утверждает счет целевого фонда.
""",
}
VERBS = {"kk": ("бекітеді", "айқындайды"), "ru": ("утверждает", "определяет")}
PRESIDENTS = {"kk": "Қазақстан Республикасының Президенті", "ru": "Президент Республики Казахстан"}


def with_verb(language: str, verb: str) -> Deck:
    title = {"kk": "Бақтар туралы", "ru": "О садах"}[language]
    text = FIELDS[language].replace("VERB", verb)
    return Deck(parse_text(text, Sidecar("other", title, language), "other.txt"))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_body_with_the_word_of_the_title_has_no_card_beside_that_word(language: str) -> None:
    asked = [s.eid for s in with_verb(language, VERBS[language][0]).by_kind[CardKind.GAP]]
    # Rules on gardens are those of the body for gardens; and no answer of a list comes thrice.
    assert [eid for eid in asked if eid.startswith("art_1")] == ["art_1__point_2", "art_1__point_3"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_president_is_a_rival_only_in_a_verb_that_the_act_has_of_him(language: str) -> None:
    for verb, is_offered in zip(VERBS[language], (True, False), strict=True):
        gardens = with_verb(language, verb)
        options = set().union(*(offered(gardens, "art_1__point_2", seed=seed) for seed in "12345"))
        assert len(options) > 2
        assert (PRESIDENTS[language] in options) is is_offered


NUMBER = """Статья 1. Порядок
1. Порядок осмотра старых яблонь определяется центральным уполномоченным органом.
2. Форма журнала полива устанавливается Правительством Республики Казахстан.
3. Размер взноса соседей утверждается Национальным банком.
4. Образец вывески рынка утверждается Правительством Республики Казахстан.
5. Список дежурных улицы определяется Национальным банком.
6. Время закрытия ворот утверждается местными исполнительными органами.
7. Место стоянки телег устанавливается местными исполнительными органами.
"""


def test_body_and_bodies_are_not_offered_together() -> None:
    gardens = Deck(act_of(NUMBER, "ru"))
    for eid in ("art_1__para_1",):
        options = set().union(*(offered(gardens, eid, seed=seed) for seed in "12345"))
        assert len(options) == 3
        assert "местными исполнительными органами" not in options
