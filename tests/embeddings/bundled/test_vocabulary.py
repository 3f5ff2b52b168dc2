import pytest

from embeddings.bundled.tokenizer import select_vocabulary


@pytest.mark.parametrize(
    "piece",
    [
        "<s>",
        "▁қызмет",
        "ция",
        "▁police",
        "é",
        "ř",
        "▁ї",
        "ЕҢБЕК",
        "İş",
        "▁qyzmetkeri",
        "ǵy",
        "▁ötiniş",
        "ʻ",
        "ğ",
        "24",
        "№",
        "«",
        "—",
        "☺",
        "и\u0306",
        "½",
        "Ⅳ",
    ],
)
def test_pieces_of_the_three_languages_are_selected(piece: str) -> None:
    assert select_vocabulary([(piece, 0.0)]).tolist() == [0]


@pytest.mark.parametrize(
    "piece", ["中国", "▁الله", "ツ", "▁ελ", "한국", "ก", "आ", "५", "a中", "े", "příst", "▁її", "ệ中"]
)
def test_pieces_of_other_languages_are_not_selected(piece: str) -> None:
    assert select_vocabulary([("a", 0.0), (piece, 0.0)]).tolist() == [0]
