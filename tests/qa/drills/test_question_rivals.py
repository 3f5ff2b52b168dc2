"""Questions of a bank: no article is offered that has their words or the right heading's words."""

import pytest

from data.question_bank import BankQuestion
from qa.drills.card import CardKind
from qa.drills.deck import Deck
from tests.helpers.decks import act_of

pytestmark = pytest.mark.slow

KAZAKH = """1-бап. Кітапхана қызметкерлеріне қойылатын шектеулер
Кітапхана қызметкерлері үшін шектеулер ведомстволық ережемен бекітіледі.
2-бап. Ерекше кезең
Дүлей апат кезінде кітапханашының рұқсатымен қосымша талап қойылады.
3-бап. Баспасөзбен өзара іс-қимыл жасау
Мекеме баспасөзге жаңалық беріп тұрады.
4-бап. Мектептермен өзара іс-қимыл жасау
Мекеме мектептермен бірге оқырмандар кешін өткізеді.
5-бап. Бөлімнің құзыреті
Бөлім сирек кітаптарды жөндеуді ұйымдастырады.
6-бап. Мекеменің мақсаты
Сирек кітаптарды жөндеу мекеменің мақсатына кіреді.
"""
KAZAKH += "".join(f"{n}-бап. Қор\nҚордағы {n}-зат сақталады.\n" for n in range(7, 24))
RUSSIAN = """Статья 1. Ограничения для служащих библиотеки
Ограничения для служащих библиотеки устанавливаются ведомственным уставом.
Статья 2. Особый период
При стихийном бедствии с согласия библиотекаря вводятся дополнительные требования.
Статья 3. Взаимодействие с печатью
Учреждение сообщает новости печати.
Статья 4. Взаимодействие учреждения со школами
Учреждение проводит вечера читателей вместе со школами.
Статья 5. Компетенция отдела
Отдел организует починку редких книг.
Статья 6. Цель учреждения
Починка редких книг входит в цель учреждения.
"""
RUSSIAN += "".join(f"Статья {n}. Фонд\nПредмет фонда {n} хранится.\n" for n in range(7, 24))
ACTS = {"kk": KAZAKH, "ru": RUSSIAN}


def offered(text: str, question: BankQuestion, *, language: str) -> set[str]:
    """Return the articles offered beside the right one of the only card, by twelve seeds."""
    deck = Deck(act_of(text, language), [question])
    specs = [*deck.by_kind[CardKind.WHICH], *deck.by_kind[CardKind.CASE]]
    cards = [deck.make_card(spec, str(seed)) for spec in specs for seed in range(12)]
    return {option.eid for card in cards for option in card.options}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("kk", "Кітапхана қызметкерлеріне қосымша шектеу қалай бекітіледі?"),
        ("ru", "Каким уставом установлены дополнительные ограничения служащих?"),
    ],
)
def test_article_with_a_word_of_the_question_that_the_right_one_lacks_is_not_offered(
    language: str, question: str
) -> None:
    eids = offered(
        ACTS[language], BankQuestion(question, language, "other", ("art_1",)), language=language
    )
    assert len(eids) > 2
    assert "art_2" not in eids


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        (KAZAKH, "kk", "Мекеме кіммен бірлесіп кеш өткізеді?"),
        (RUSSIAN.replace("с печатью", "учреждения с печатью"), "ru", "С кем проводят вечера?"),
    ],
)
def test_article_whose_heading_says_the_same_of_others_is_not_offered(
    text: str, language: str, question: str
) -> None:
    eids = offered(text, BankQuestion(question, language, "other", ("art_4",)), language=language)
    assert len(eids) > 2
    assert "art_3" not in eids


@pytest.mark.parametrize(
    ("language", "competence", "plain"),
    [
        (
            "kk",
            "Сирек кітаптарды жөндеу кімнің құзыретіне жатады екен?",
            "Сирек кітаптарды жөндеумен нақты кім айналысады екен?",
        ),
        (
            "ru",
            "К чьей компетенции относится починка редких книг?",
            "Кто занимается тем, что называют починка редких книг?",
        ),
    ],
)
def test_word_of_the_heading_of_some_right_articles_alone_makes_no_case(
    language: str, competence: str, plain: str
) -> None:
    answers = ("art_5", "art_6")
    divided = BankQuestion(competence, language, "other", answers)
    assert offered(ACTS[language], divided, language=language) == set()
    both = BankQuestion(plain, language, "other", answers)
    assert offered(ACTS[language], both, language=language) >= {"art_5", "art_6"}


def test_article_whose_heading_has_a_word_of_the_question_is_not_offered() -> None:
    # The text of the right article has the word, its heading has not.
    text = KAZAKH.replace("Мекеме мектептермен бірге", "Мекеме құзыреті шегінде мектептермен бірге")
    question = BankQuestion("Кеш өткізу кімнің құзыреті?", "kk", "other", ("art_4",))
    eids = offered(text, question, language="kk")
    assert "art_4" in eids
    assert "art_5" not in eids


def test_all_questions_of_a_card_have_the_same_options() -> None:
    asked = [
        BankQuestion(text, language, "other", ("art_1",))
        for text, language in (
            ("Кітапхана қызметкерлеріне қосымша шектеу қалай бекітіледі?", "kk"),
            ("Кітапхана қызметкерлерінің шектеулері қайда?", "kk"),
            ("What else limits the staff of the library?", "en"),
            ("Where are the limits of the staff?", "en"),
        )
    ]
    deck = Deck(act_of(KAZAKH), asked)
    (spec,) = deck.by_kind[CardKind.WHICH]
    cards = deck.provision_cards
    for seed in range(12):
        made = {cards.make_card(spec, str(seed), "kk", each).options for each in asked}
        assert len(made) == 1
        assert "art_2" not in {option.eid for options in made for option in options}


def test_question_in_another_language_is_as_divided_as_the_one_in_its_place() -> None:
    asked = [
        BankQuestion(text, language, "other", ("art_5", "art_6"))
        for text, language in (
            ("Сирек кітаптарды жөндеу кімнің құзыретіне жатады екен?", "kk"),
            ("Сирек кітаптарды жөндеумен нақты кім айналысады екен?", "kk"),
            ("In whose competence is the repair of rare books?", "en"),
            ("Who is it that sees to the repair of rare books?", "en"),
        )
    ]
    deck = Deck(act_of(KAZAKH), asked)
    (spec,) = deck.by_kind[CardKind.CASE]
    assert deck.provision_cards.questions(spec) == (asked[1], asked[3])
