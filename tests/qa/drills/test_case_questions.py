"""Cases: every right article answers, and no article that is offered speaks of the same matter."""

import pytest

from data.model import Act
from data.question_bank import BankQuestion
from qa.drills.card import CardKind
from qa.drills.card_source import CardSource
from qa.drills.case_questions import CaseQuestions
from tests.helpers.decks import act_of, deck

pytestmark = pytest.mark.slow


def asked_of_the_law() -> set[str]:
    cases = deck().provision_cards
    return {q.question for spec in deck().by_kind[CardKind.CASE] for q in cases.questions(spec)}


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Көлік соғып кеткен баланың қанын тоқтатуға патруль көмектесуі керек пе?", "no word"),
        ("Ребёнка сбила машина, должен ли патруль оказать первую помощь?", "as the Kazakh one"),
        ("Полицейдің адамға «тоқтат» деп айтуға құқығы бар ма?", "an officer, one of bodies"),
        ("Is a police officer personally obliged to protect my rights from crime?", "an officer"),
        ("Қылмыс болмай тұрып, оның алдын алумен кім айналысады?", "two provisions lack its words"),
    ],
)
def test_question_that_a_right_article_hardly_answers_is_not_asked(question: str, why: str) -> None:
    bank = {each.question for each in deck().source.bank}
    assert question in bank
    assert question not in asked_of_the_law(), why


def test_article_that_speaks_of_the_same_is_not_offered() -> None:
    # Article 17(7) says that anybody must stop what an officer demands to be stopped.
    cases = deck().provision_cards
    spec = next(
        s
        for s in deck().by_kind[CardKind.CASE]
        if {span.eid for span in s.hidden} == {"art_16__para_2__point_1", "art_19__para_1__point_1"}
    )
    for seed in "123456":
        options = cases.make_card(spec, seed, "kk").options
        assert "art_17" not in {option.eid for option in options}


HELP = """1-бап. Көмек
Орган апаттан жараланған адамға көмек береді.
2-бап. Алғашқы көмек
Қызметкер апаттан жараланған адамға алғашқы медициналық көмек көрсетеді.
3-бап. Киім
Қызметкер нысанды киім киіп, қызметтік куәлік алып жүреді.
4-бап. Қойма
Қоймадағы заттар жыл сайын саналып, тізбеге жазылады.
5-бап. Демалыс
Қызметкер апаттан кейін жараланған күні демалыс алады.
"""
HELP += "".join(f"{n}-бап. Қор\nҚордағы {n}-зат сақталады.\n" for n in range(6, 24))
ANSWERS = ("art_1", "art_2")


def questions_of(act: Act) -> tuple[CaseQuestions, list[BankQuestion]]:
    asked = [
        ("Апаттан жараланған адамға көмек беріле ме?", "kk"),
        ("Аяғым сынса, біреу келе ме?", "kk"),
        ("Помогут ли раненому в аварии?", "ru"),
        ("Придет ли кто-нибудь, если я сломаю ногу?", "ru"),
        ("Will anybody help?", "en"),
    ]
    bank = [BankQuestion(text, language, act.id, ANSWERS) for text, language in asked]
    return CaseQuestions(CardSource(act, bank)), bank


def test_questions_in_other_languages_go_with_those_of_the_act_in_the_same_place() -> None:
    case_questions, bank = questions_of(act_of(HELP))
    # English has fewer questions: none is known to be as the first one.
    assert case_questions.telling(bank) == (bank[0], bank[2])


def test_rivals_have_as_many_words_of_the_question_as_the_weaker_right_article() -> None:
    case_questions, bank = questions_of(
        act_of(HELP.replace("Орган апаттан жараланған адамға", "Орган"))
    )
    assert case_questions.rivals(bank[:1]) >= {"art_1", "art_2", "art_5"}
    assert "art_4" not in case_questions.rivals(bank[:1])
