"""Tests of translation with the glossary."""

import pytest

from data.glossary import Term, load_glossary
from qa.query.translation import Translator


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator(load_glossary())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Может ли гаишник забрать права?", {"жол полициясы", "жүргізуші куәлігі"}),
        ("Имеет ли право полицейский обыскать меня?", {"жеке тексеру"}),
        (
            "Положен ли задержанному телефонный звонок?",
            {"ұсталған", "бір рет телефон шалу"},
        ),
        ("Могут ли надеть наручники на пьяного?", {"арнайы құралдар", "мас күй"}),
        ("Когда можно стрелять без предупреждения?", {"атыс қаруын қолдану", "ескертусіз"}),
        ("Обязан ли участковый принять заявление?", {"учаскелік полиция инспекторы", "арыз"}),
        ("Можно ли разогнать митинг?", {"бейбіт жиын", "шеру"}),
        ("Куда жаловаться на бездействие МВД?", {"шағымдану", "әрекетсіздік", "ІІМ"}),
        ("Проверяют ли документы у водителя машины?", {"құжат", "жүргізуші", "көлік құралы"}),
        ("Какие погоны и жетон у полицейского?", {"арнаулы атақ", "жетон"}),
        ("Сколько дней стажа за день службы?", {"қызмет мерзімі", "қызмет өткеру"}),
        ("Кто охраняет СИЗО и осуждённых?", {"күзету", "тергеу изоляторы", "сотталған"}),
        ("Где продают ружьё и патроны?", {"атыс қаруы", "патрон"}),
        ("Кто оформляет ДТП?", {"жол-көлік оқиғасы туралы құжаттарды ресімдеу"}),
        ("Когда закон вступает в силу?", {"қолданысқа енгізу"}),
    ],
)
def test_russian_terms_are_translated_to_kazakh(translator, question, expected):
    assert expected <= set(translator.names(question, "ru", "kk"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Can the police search my car?", {"көлік құралдарын тексеру"}),
        ("May I make a phone call after arrest?", {"бір рет телефон шалу", "ұстау", "қамау"}),
        ("Can they use handcuffs on a drunk driver?", {"арнайы құралдар", "мас күйдегі"}),
        ("When may an officer shoot without warning?", {"атыс қаруын қолдану", "ескертусіз"}),
        ("Does he have to show ID?", {"қызметтік куәлігін көрсету"}),
        ("Can they enter my house at night?", {"тұрғын үйге кіру", "күндізгі уақыт"}),
        ("How do I complain about inaction?", {"шағымдану", "әрекетсіздік"}),
        ("Who appoints the Minister of Internal Affairs?", {"тағайындау", "Министр"}),
        ("Can the police take my driver's licence?", {"жүргізуші куәлігі"}),
        ("What if I refuse to obey a police officer?", {"бағынбау", "қарсылық көрсету"}),
        ("Is self-defence an exception?", {"мәжбүрлі қорғаныс"}),
        ("Who guards a prison for women?", {"күзету", "түзеу мекемесі", "сотталған әйелдер"}),
        ("How is refugee status granted?", {"босқын мәртебесін беру"}),
        (
            "Can I buy a gun?",
            {
                "азаматтық қару мен оның патрондарын сатып алуға, сақтауға, "
                "сақтау мен алып жүруге рұқсат"
            },
        ),
        ("When does the law enter into force?", {"қолданысқа енгізу"}),
    ],
)
def test_english_terms_are_translated_to_kazakh(translator, question, expected):
    assert expected <= set(translator.names(question, "en", "kk"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Гаишник көлікті тоқтатты", {"жол полициясы", "көлік құралдарын тоқтату"}),
        ("мылтық сатып алу", {"атыс қаруы", "сатып алуға рұқсат"}),
        ("айыппұл салды", {"әкімшілік жазаға тарту"}),
        ("телефон соғуға бола ма", {"бір рет телефон шалу"}),
    ],
)
def test_everyday_kazakh_terms_are_translated_to_legal_terms(translator, question, expected):
    assert expected <= set(translator.names(question, "kk", "kk"))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Имеет ли он на это право?", "ru"),
        ("Что мне делать, если он это сделал?", "ru"),
        ("Am I allowed to do this?", "en"),
        ("Do they have the right to take it out?", "en"),
        ("Could you please tell me what I have to do?", "en"),
    ],
)
def test_common_words_have_no_translation(translator, question, language):
    assert translator.names(question, language, "kk") == ()


def test_name_without_a_word_is_never_found() -> None:
    translator = Translator([Term(("—",), ("прочерк",), ("dash",))])
    assert translator.names("прочерк — тире", "ru", "en") == ("dash",)


def test_longest_term_matches_first():
    terms = (
        Term(("қару",), ("оружие",), ("weapon",)),
        Term(("атыс қаруы",), ("огнестрельное оружие",), ("firearm",)),
    )
    translator = Translator(terms)
    assert translator.names("огнестрельным оружием", "ru", "kk") == ("атыс қаруы",)
    assert translator.names("оружием", "ru", "en") == ("weapon",)


def test_names_are_distinct_and_in_question_order():
    terms = (
        Term(("ант",), ("присяга",), ("oath",)),
        Term(("жетон",), ("жетон",), ("badge", "token")),
    )
    found = Translator(terms).names("The badge, the oath and the token", "en", "kk")
    assert found == ("жетон", "ант")


def test_ambiguous_name_has_both_translations():
    terms = (
        Term(("ұстау",), ("задержание",), ("arrest", "detention")),
        Term(("қамау",), ("арест",), ("arrest",)),
    )
    assert Translator(terms).names("arrested", "en", "kk") == ("ұстау", "қамау")


def test_russian_name_with_kazakh_endings_is_found():
    terms = (
        Term(("хаттама",), ("протокол",), ("report",)),
        Term(("полиция",), ("полиция",), ("police",)),
    )
    translator = Translator(terms)
    assert translator.names("протоколға", "ru", "kk") == ()
    assert translator.names("протоколға", "ru", "kk", kazakh_endings=True) == ("хаттама",)
    assert translator.names("протоколдарымды", "ru", "en", kazakh_endings=True) == ("report",)
    # A word that is a term of Kazakh is found as such.
    assert translator.names("полициядан", "ru", "kk", kazakh_endings=True) == ()


def test_word_of_a_kazakh_name_is_no_russian_word_with_endings():
    terms = (
        Term(("учаскелік инспектор",), ("участковый",), ("local inspector",)),
        Term(("тексеруші",), ("инспектор",), ("inspector",)),
    )
    names = Translator(terms).names("инспектордың", "ru", "kk", kazakh_endings=True)
    assert names == ()
