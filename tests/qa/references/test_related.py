import pytest

from data.corpus import load_corpus
from data.model import Act, Kind, Provision
from qa.references.related import see_also


def _paragraph(number: int, text: str, *, article: int = 1, repealed: bool = False) -> Provision:
    parent = f"art_{article}"
    eid = f"{parent}__para_{number}"
    return Provision(eid, Kind.PARAGRAPH, str(number), text, parent, None, repealed=repealed)


def _act(*provisions: Provision) -> Act:
    articles = tuple(Provision(f"art_{n}", Kind.ARTICLE, str(n), "", None, None) for n in (1, 2))
    return Act("kz-test", "Заң", "kk", None, None, "t.txt", (), (*articles, *provisions))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Осы баптың 4-тармағында көзделген жағдайда", "art_1__para_4"),
        ("осы Заңның 2-бабының 1-тармағына сәйкес", "art_2__para_1"),
        ("осы Заңның 2-бабында көзделген", "art_2"),
        ("указанных в пункте 4 настоящей статьи", "art_1__para_4"),
        ("согласно пункту 1 статьи 2 настоящего Закона", "art_2__para_1"),
    ],
)
def test_references_of_the_text_come_first(text: str, named: str) -> None:
    others = [_paragraph(n, "Мәтін.") for n in (2, 3, 4)]
    act = _act(_paragraph(1, text), *others, _paragraph(1, "Мәтін.", article=2))
    assert [one.eid for one in see_also(act, act.by_eid["art_1__para_1"], "kk")] == [
        named,
        "art_1__para_2",
    ]


def test_next_neighbour_precedes_the_previous_one() -> None:
    act = _act(*(_paragraph(n, "Мәтін.") for n in (1, 2, 3, 4)))
    beside = see_also(act, act.by_eid["art_1__para_2"], "ru")
    assert [one.eid for one in beside] == ["art_1__para_3", "art_1__para_1"]
    assert beside[0].label == "пункт 3 статьи 1"
    assert beside[0].url == "/acts/kz-test/art_1#art_1__para_3"


def test_article_without_own_text_is_a_neighbour() -> None:
    act = load_corpus().default
    beside = see_also(act, act.by_eid["art_31"], "en")
    assert [one.eid for one in beside] == ["art_32", "art_30"]
    assert [one.label for one in beside] == ["Article 32", "Article 30"]


def test_missing_and_repealed_provisions_are_excluded() -> None:
    act = _act(
        _paragraph(1, "Осы баптың 2 және 9-тармағы, осы Заңның 77-бабы."),
        _paragraph(2, "Күшін жойды.", repealed=True),
    )
    assert [one.eid for one in see_also(act, act.by_eid["art_1__para_1"], "kk")] == []


def test_no_provision_of_the_law_is_related_to_itself() -> None:
    act = load_corpus().default
    for provision in act.provisions:
        eids = [one.eid for one in see_also(act, provision, "kk")]
        assert provision.eid not in eids
        assert len(eids) == len(set(eids)) <= 5
        assert all(eid in act.by_eid for eid in eids)
