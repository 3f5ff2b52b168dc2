import pytest

from qa.query.normalization import split_words
from qa.references.parser import find_references
from qa.references.tokens import is_cardinal_one, number_word, read_number


@pytest.mark.parametrize(
    ("said", "number", "words"),
    [
        ("бірінші бап", 1, 1),
        ("он алтыншы бап", 16, 2),
        ("жиырма төртінші баптың", 24, 2),
        ("жиырмасыншы бап", 20, 1),
        ("отыз екінші", 32, 2),
        ("оныншы", 10, 1),
        ("пятая статья", 5, 1),
        ("шестнадцатой статьи", 16, 1),
        ("двадцать четвёртая статья", 24, 2),
        ("тридцатая", 30, 1),
        ("тридцать первой", 31, 2),
        ("twenty-fourth article", 24, 2),
        ("sixteen", 16, 1),
        ("third paragraph", 3, 1),
        ("thirty", 30, 1),
    ],
)
def test_number_words_are_read(said: str, number: int, words: int) -> None:
    assert read_number(split_words(said)) == (number, words)


@pytest.mark.parametrize("said", ["", "полиция", "онлайн", "трамвай", "tenant", "оноре"])
def test_other_words_are_not_numbers(said: str) -> None:
    assert read_number(split_words(said)) == (0, 0)


def test_unit_is_not_combined_with_the_next_word() -> None:
    assert read_number(["бес", "екинши"]) == (5, 1)
    assert read_number(["двадцать", "двадцать"]) == (20, 1)


@pytest.mark.parametrize(
    ("word", "one"),
    [("бир", True), ("биринши", False), ("один", True), ("первая", False), ("one", True)],
)
def test_cardinal_one_differs_from_first(word: str, one: bool) -> None:
    assert is_cardinal_one(word) is one
    assert number_word(word) == 1


@pytest.mark.parametrize(
    "said",
    [
        "осы бапқа бес",
        "осы бапта бес күн",
        "бұл баптың 2 тармағы",
        "сол баптан үш жыл",
        "аталған баппен 10 жыл",
        "тиісті бабында екі",
    ],
)
def test_number_after_this_article_is_not_its_number(said: str) -> None:
    assert find_references(said) == ()


@pytest.mark.parametrize(
    ("said", "article"),
    [
        ("осы бапқа бесінші бап", "5"),
        ("осы 5-бапта 10 күн", "5"),
        ("осы баптан 26-бапқа дейін", "26"),
        ("осы бап 5", "5"),
        ("бапқа бес", "5"),
        ("осы баптар 15 және 16", "15 16"),
    ],
)
def test_article_has_the_number_beside_it(said: str, article: str) -> None:
    assert [reference.article for reference in find_references(said)] == article.split()
