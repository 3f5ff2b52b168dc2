import pytest

from qa.query.abuse import remove_abuse
from qa.query.vocabulary import Vocabulary

VOCABULARY = Vocabulary([("ru", "Содержание собак и сук"), ("en", "police"), ("kk", "полиция")])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ебаные менты забрали права", "менты забрали права"),
        ("эти суки не принимают заявление", "эти не принимают заявление"),
        ("Бля, когда можно стрелять?", "когда можно стрелять?"),
        ("п*здец полиция избила меня", "полиция избила меня"),
        ("х** знает, можно ли обыскать", "знает, можно ли обыскать"),
        ("what the fuck can the police do?", "what the can the police do?"),
        ("F*cking cops stopped my car", "cops stopped my car"),
        ("suka menty ostanovili menya", "menty ostanovili menya"),
        ("полиция қотақ мені ұстады", "полиция мені ұстады"),
    ],
)
def test_abuse_is_left_out(text: str, rest: str) -> None:
    assert remove_abuse(text, VOCABULARY) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Оскорблять, употреблять, команда, мандат, педикюр, хлеб, ребята, сукно",
        "assistant, assault, class, shift, Scunthorpe, 5 * 3, bloody nose",
        "бляха полицейского, sheshen, шешендер",
        "мал, есек, амнистия, көтерме, боқша, сіңлі, шешен",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert remove_abuse(text, VOCABULARY) == text


def test_word_of_the_acts_stays() -> None:
    assert remove_abuse("содержание сук", VOCABULARY) == "содержание сук"
    assert remove_abuse("Содержание сук", Vocabulary([("en", "dog")])) == "Содержание сук"
    assert remove_abuse("эта сука", Vocabulary([("ru", "сука и щенки")])) == "эта сука"
