"""Tests of references within the text of a provision."""

import pytest

from data.model import Act, Kind, Provision
from qa.references.related import inner_references


def _act(text: str) -> Act:
    articles = [Provision(f"art_{n}", Kind.ARTICLE, str(n), "", None, None) for n in (1, 2, 3)]
    texts = {(1, 1): text, (1, 2): "М.", (1, 3): "М.", (1, 4): "М.", (2, 1): "М.", (2, 2): "М."}
    paragraphs = [
        Provision(f"art_{a}__para_{n}", Kind.PARAGRAPH, str(n), words, f"art_{a}", None)
        for (a, n), words in texts.items()
    ]
    points = [
        Provision(f"art_1__para_1__point_{n}", Kind.POINT, str(n), "м", "art_1__para_1", None)
        for n in (1, 2)
    ]
    return Act("x", "Заң", "kk", None, None, "t.txt", (), (*articles, *paragraphs, *points))


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        ("Осы баптың 4-тармағында көзделген", ["art_1__para_4"]),
        ("осы баптың 2 және 3-тармақтарында", ["art_1__para_2", "art_1__para_3"]),
        (
            "осы тармақтың 1) және 2) тармақшаларында көзделген",
            ["art_1__para_1__point_1", "art_1__para_1__point_2"],
        ),
        ("осы Заңның 2-бабының 1-тармағына сәйкес", ["art_2__para_1"]),
        ("осы Заңның 2-бабы 1-тармағында", ["art_2__para_1"]),
        ("осы Заңның 2 және 3-баптарында", ["art_2", "art_3"]),
        ("осы Заңның 2-бабының 9-тармағында", ["art_2"]),
        ("осы Заңның 9-бабында", []),
        ("осы Заңның 2-бабына сәйкес Қазақстан Республикасы Заңының 3-бабы", ["art_2"]),
        ("осы Заңның 3-бабында және «Өзге» Заңның 2-бабында", ["art_3"]),
        ("указанных в пункте 4 настоящей статьи", ["art_1__para_4"]),
        ("согласно пункту 1 статьи 2 настоящего Закона", ["art_2__para_1"]),
        ("статей 2 и 3 настоящего Закона", ["art_2", "art_3"]),
        (
            "подпунктами 1) и 2) пункта 1 настоящей статьи",
            ["art_1__para_1__point_1", "art_1__para_1__point_2"],
        ),
        ("подпунктом 2) настоящего пункта", ["art_1__para_1__point_2"]),
        ("under paragraph 2 of this Article", ["art_1__para_2"]),
        ("in accordance with Article 2(1) of this Law", ["art_2__para_1"]),
        ("пункты 2 и 3 статьи 2 другого закона", []),
        ("осы Заңмен және осы бапта", []),
    ],
)
def test_inner_references_of_a_text_are_found(text: str, eids: list[str]) -> None:
    act = _act(text)
    assert list(inner_references(act, act.by_eid["art_1__para_1"])) == eids
