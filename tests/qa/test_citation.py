import pytest

from data.model import Act, Kind, Provision
from qa.citation import citation, label, url

ACT = Act(
    id="kz-test",
    title="Полиция туралы",
    language="kk",
    edition="жаңа редакция",
    kind="Заң",
    source="test.txt",
    chapters=(),
    provisions=(
        Provision("art_24", Kind.ARTICLE, "24", "", None, None, heading="Қаруды қолдану"),
        Provision("art_24__para_3", Kind.PARAGRAPH, "3", "Ескертусіз.", "art_24", None),
    ),
)


@pytest.mark.parametrize(
    ("eid", "kk", "ru", "en"),
    [
        ("art_31", "31-бап", "статья 31", "Article 31"),
        ("art_24__para_3", "24-баптың 3-тармағы", "пункт 3 статьи 24", "Article 24, paragraph 3"),
        (
            "art_16__para_2__point_9",
            "16-баптың 2-тармағының 9) тармақшасы",
            "подпункт 9) пункта 2 статьи 16",
            "Article 16, paragraph 2, subparagraph 9)",
        ),
        (
            "art_14__point_33",
            "14-баптың 33) тармақшасы",
            "подпункт 33) статьи 14",
            "Article 14, subparagraph 33)",
        ),
        (
            "art_17__para_5__subpara_2",
            "17-баптың 5-тармағының екінші бөлігі",
            "часть вторая пункта 5 статьи 17",
            "Article 17, paragraph 5, part two",
        ),
        (
            "art_4__subpara_2",
            "4-баптың екінші бөлігі",
            "часть вторая статьи 4",
            "Article 4, part two",
        ),
        (
            "art_4__subpara_3__point_1",
            "4-баптың үшінші бөлігінің 1) тармақшасы",
            "подпункт 1) части третьей статьи 4",
            "Article 4, part three, subparagraph 1)",
        ),
        (
            "art_27-1__para_2__point_12-1",
            "27-1-баптың 2-тармағының 12-1) тармақшасы",
            "подпункт 12-1) пункта 2 статьи 27-1",
            "Article 27-1, paragraph 2, subparagraph 12-1)",
        ),
        ("preamble", "кіріспе", "преамбула", "Preamble"),
        (
            "preamble__subpara_2",
            "кіріспенің екінші бөлігі",
            "часть вторая преамбулы",
            "Preamble, part two",
        ),
        ("chp_4", "4-тарау", "глава 4", "Chapter 4"),
        ("sent_7", "7-сөйлем", "предложение 7", "sentence 7"),
        ("para_3", "3-тармақ", "пункт 3", "paragraph 3"),
        (
            "att_1__para_3",
            "1-қосымшаның 3-тармағы",
            "пункт 3 приложения 1",
            "Annex 1, paragraph 3",
        ),
        (
            "att_1__art_2__para_3",
            "1-қосымшаның 2-бабының 3-тармағы",
            "пункт 3 статьи 2 приложения 1",
            "Annex 1, Article 2, paragraph 3",
        ),
        (
            "art_1__subpara_21",
            "1-баптың 21 бөлігі",
            "часть 21 статьи 1",
            "Article 1, part 21",
        ),
    ],
)
def test_label_is_in_legal_style(eid: str, kk: str, ru: str, en: str) -> None:
    assert (label(ACT, eid, "kk"), label(ACT, eid, "ru"), label(ACT, eid, "en")) == (kk, ru, en)


@pytest.mark.parametrize(
    ("eid", "path"),
    [
        ("art_24__para_3", "/acts/kz-test/art_24#art_24__para_3"),
        ("art_27-1", "/acts/kz-test/art_27-1#art_27-1"),
        ("preamble", "/acts/kz-test/preamble#preamble"),
        ("att_1__para_3", "/acts/kz-test/att_1#att_1__para_3"),
        ("chp_4", "/acts/kz-test#chp_4"),
        ("sent_7", "/acts/kz-test#sent_7"),
    ],
)
def test_url_has_page_and_anchor(eid: str, path: str) -> None:
    assert url("kz-test", eid) == path


def test_citation_has_the_title_of_the_article() -> None:
    cited = citation(ACT, "art_24__para_3", "ru")
    assert cited.act == "kz-test"
    assert cited.act_title == "Полиция туралы"
    assert cited.edition == "жаңа редакция"
    assert cited.article_title == "Қаруды қолдану"
    assert cited.label == "пункт 3 статьи 24"
    assert cited.url == "/acts/kz-test/art_24#art_24__para_3"
