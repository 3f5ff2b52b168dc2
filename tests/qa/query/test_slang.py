from importlib.resources import files

import pytest

from data.model import LANGUAGES
from qa.query.slang import replace_slang, slang_entries, slang_words
from qa.query.vocabulary import Vocabulary

VOCABULARY = Vocabulary([("ru", "обыск задержать"), ("kk", "полиция"), ("en", "police")])


@pytest.mark.parametrize(
    ("text", "language", "usual"),
    [
        ("Менты забрали ксиву", "ru", "полицейский забрали служебное удостоверение"),
        ("был шмон", "ru", "был личный досмотр, обыск"),
        ("брата закрыли", "ru", "брата задержать, арестовать"),
        ("в ИВС и СИЗО", "ru", "в изолятор временного содержания и следственный изолятор"),
        ("ППС, РОВД", "ru", "патрульная полиция, городский, районный отдел полиции"),
        ("мені тартты", "kk", "мені ұстау"),
        ("жауапкершілікке тарта ала ма", "kk", "жауапкершілікке тарта ала ма"),
        ("істі жауып тастаса", "kk", "істі жауып тастаса"),
        ("менттер ксивасын көрсетпеді", "kk", "полиция қызметкері қызметтік куәлік көрсетпеді"),
        ("ІІМ-ге бардым", "kk", "Ішкі істер министрлігі бардым"),
        ("ІІБда", "kk", "полиция департаменті, ішкі істер басқармасы"),
        ("ЗАГС қайда", "kk", "азаматтық хал актілерін тіркеу органы қайда"),
        ("the feds", "en", "the police officer"),
        ("сменить прописку", "ru", "сменить регистрация по месту жительства"),
        ("условка", "ru", "условное осуждение"),
        ("көлік қағып кетті", "kk", "көлік жол-көлік оқиғасы"),
        ("phone nicked", "en", "theft"),
        ("they make me snitch", "en", "they make me cooperate with the police"),
        ("жауып тастаса звондауға бола ма", "kk", "ұстау телефон соғу бола ма"),
        ("водила тормознул", "ru", "водитель остановили"),
        ("cops can nick me", "en", "police officer can arrested"),
    ],
)
def test_slang_becomes_usual_words(text: str, language: str, usual: str) -> None:
    expected = usual.replace("городский", "городской")
    assert replace_slang(text, language, VOCABULARY) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("закрыли дорогу", "ru"),
        ("дело закрыли", "ru"),
        ("стучать в дверь", "ru"),
        ("есікті жауып тастады", "kk"),
        ("the baby's crib, a pen and paper", "en"),
        ("жауапқа тартты", "kk"),
        ("көп адам", "kk"),  # not "копы"
        ("мусор и команда", "ru"),
        ("комендант, менталитет", "ru"),
        ("Nicholas has a copy", "en"),
        ("Nick is in the joint patrol and worked over ten years", "en"),
        ("the mufti, a take home pistol, to pay off a fine, traffic may hold up", "en"),
        ("меня приняли на службу", "ru"),
        ("закрыли больницу, парк закрыли, закрывают окна", "ru"),
        ("сдать металлолом, лом, 15 суток отпуска", "ru"),
        ("участковый врач", "ru"),
        ("ит қапты, үйден қуып шықты, сақтандыру полисі", "kk"),
        ("ұрды, урды, тыңшы", "kk"),
        ("обыск", "ru"),
    ],
)
def test_ordinary_words_stay(text: str, language: str) -> None:
    assert replace_slang(text, language, VOCABULARY) == text


def test_word_of_the_acts_is_usual() -> None:
    acts = Vocabulary([("ru", "Органы ЗАГС регистрируют")])
    assert replace_slang("в загс", "ru", acts) == "в загс"


def test_table_is_complete_and_has_no_form_twice() -> None:
    text = files("qa.query").joinpath("slang.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(slang_entries()) == len(lines) >= 250
    seen: set[tuple[str, str]] = set()
    for entry in slang_entries():
        assert set(entry.languages) <= set(LANGUAGES)
        assert entry.usual is None or all(entry.usual[language] for language in LANGUAGES)
        for language in entry.languages:
            for form in entry.forms:
                assert form.strip("= ")
                assert (language, form) not in seen, form
                seen.add((language, form))


def test_words_for_the_recognition_of_the_language() -> None:
    words = set(slang_words())
    assert {("ru", "ксива"), ("en", "feds"), ("kk", "тартты")} <= words
    assert not any(" " in word or word.startswith("=") for _, word in words)
