"""The reader: contents, articles with anchors, the source line on demand, words in the text."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import load_corpus
from data.eid import article_of
from tests.helpers.web_app import ACT, FIREARM_WORDS, client_of, found
from web.reader.text_search import excerpt

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path)


def test_the_contents_list_every_chapter_and_article(client: TestClient) -> None:
    page = unescape(client.get(f"/acts/{ACT}").text)
    articles = re.findall(rf'href="/acts/{ACT}/(art_[0-9-]+)"', page)
    assert articles == [f"art_{number}" for number in range(1, 33)]
    assert re.findall(r'<h3 id="(chp_[0-9]+)"', page) == [f"chp_{n}" for n in range(1, 10)]
    assert "Жалпы ережелер" in page
    assert "32-бап" in page
    assert f'href="/acts/{ACT}/preamble"' in page


def test_every_provision_has_its_anchor_and_its_words(client: TestClient) -> None:
    act = load_corpus().default
    shown = {}
    for top in [each.eid for each in act.provisions if "__" not in each.eid]:
        page = client.get(f"/acts/{ACT}/{top}").text
        for eid, words in re.findall(
            r'<div class="provision [^"]*" id="([^"]*)">.*?<span class="words">(.*?)</span>',
            page,
            re.S,
        ):
            shown[eid] = unescape(words)
        assert page.count(f'id="{top}"') == 1
    assert shown == {each.eid: each.text for each in act.provisions if each.text}


def test_an_article_leads_to_its_neighbours(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}/art_24").text
    assert f'rel="prev" href="/acts/{ACT}/art_23"' in page
    assert f'rel="next" href="/acts/{ACT}/art_25"' in page
    assert 'rel="next"' not in client.get(f"/acts/{ACT}/art_32").text
    assert 'rel="prev"' not in client.get(f"/acts/{ACT}/preamble").text


def test_the_source_is_shown_on_demand_as_it_stands(client: TestClient) -> None:
    plain = client.get(f"/acts/{ACT}/art_24").text
    assert "о ғ ы н" not in plain
    assert f'href="/acts/{ACT}/art_24?source=1"' in plain
    page = unescape(client.get(f"/acts/{ACT}/art_24?source=1").text)
    assert "о ғ ы н  а т у ғ а  б о л а д ы ." in page
    assert "Бастапқы мәтіннің 1012–1016-жолдары" in page
    assert "1016-жол: әріптердің арасына бос орын қойылған" in page


def test_the_number_of_one_source_line_is_not_a_range(tmp_path: Path) -> None:
    client, law = client_of(tmp_path, language="ru"), load_corpus().default
    page = unescape(client.get(f"/acts/{ACT}/art_15?source=1").text)
    told = set()
    for first, last in (each.lines for each in law.provisions if article_of(each.eid) == "art_15"):
        place = f"Строка {first}" if first == last else f"Строки {first}–{last}"
        assert f"<p>{place} исходного текста</p>" in page
        told.add(first == last)
    assert told == {True, False}
    shown = client.get(f"/acts/{ACT}/art_15").text
    assert ">Сверить с исходным текстом</a>" in shown


def test_an_erratum_shows_what_the_file_says(client: TestClient) -> None:
    page = unescape(client.get(f"/acts/{ACT}/art_24").text)
    assert "Қате түзетілді" in page
    assert "Қазақстан Республикасының  айқындалады.Заңымен" in page


def test_damage_that_cannot_be_mended_is_marked(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}/art_21").text
    assert "Бастапқы мәтіннің бұл жері бүлінген, түзету мүмкін емес" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_repair_has_words(tmp_path: Path, language: str) -> None:
    client = client_of(tmp_path, language=language)
    for article in load_corpus().default.articles:
        assert "repair." not in client.get(f"/acts/{ACT}/{article.eid}?source=1").text


def test_words_are_found_in_the_text(client: TestClient) -> None:
    page = unescape(found(client, "ЕСКЕРТУСІЗ жеңіліске"))
    assert "1 жерден табылды" in page
    assert f'<a href="/acts/{ACT}/art_24#art_24__para_3">24-баптың 3-тармағы</a>' in page
    assert "<mark>ескертусіз</mark> <mark>жеңіліске</mark>" in page
    excerpt = re.sub(r"<[^>]+>", "", page[page.index("<p lang=") :].split("</p>")[0])
    assert excerpt.strip("… ") in FIREARM_WORDS


def test_an_excerpt_cuts_no_word() -> None:
    text = " ".join(f"сөз{number}" for number in range(100))
    words = set(text.split())
    for wanted in ("сөз0", "сөз50", "сөз99"):
        shown = "".join(piece.text for piece in excerpt(text, re.compile(rf"\b{wanted}\b")))
        assert wanted in shown
        assert set(shown.replace("…", "").split()) <= words
    long = "ұ" * 400
    assert "".join(each.text for each in excerpt(long + " соңы", re.compile(long))) == f"{long} …"


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words(client: TestClient, words: str) -> None:
    page = found(client, words)
    assert "Іздейтін сөзді енгізіңіз." in page


@pytest.mark.parametrize("words", ["жоқсөз", ".*", "<b>", "(", "\x00"])
def test_words_that_are_not_there(client: TestClient, words: str) -> None:
    page = found(client, words)
    assert "Мәтіннен мұндай сөз табылмады." in page
    assert "<b>" not in page.partition('name="words"')[2].partition(">")[0]


@pytest.mark.parametrize(
    ("language", "typed", "searched"),
    [
        ("kk", "кужат", "Былай ізделді: құжат"),
        ("ru", "шагым", "Искали: шағым"),
        ("en", "усталган", "We searched for: ұсталған"),
        ("kk", "quzhattar", "Былай ізделді: құжаттар"),
    ],
)
def test_words_are_found_without_the_letters_of_kazakh(
    tmp_path: Path, language: str, typed: str, searched: str
) -> None:
    page = found(client_of(tmp_path, language=language), typed)
    told = re.search(r'<p>([^<]*) <b lang="kk">(.*?)</b></p>', page)
    assert told
    assert f"{told[1]} {told[2]}" == searched
    marked = re.findall("<mark>(.*?)</mark>", page)
    assert marked
    assert {each.casefold() for each in marked} == {told[2]}
    assert f'name="words" value="{typed}"' in page


def test_words_that_are_found_are_searched_as_typed(client: TestClient) -> None:
    page = found(client, "құжат")
    assert "<mark>" in page
    assert "Былай ізделді" not in page


def test_too_many_words_are_refused(client: TestClient) -> None:
    assert client.post(f"/acts/{ACT}/find", data={"words": "а" * 1001}).status_code == 422


@pytest.mark.parametrize(
    ("language", "words", "offer"),
    [
        ("kk", "Бұл заңда мұндай бап немесе тармақ жоқ.", "Заңның мазмұнын ашу"),
        ("ru", "В этом законе нет такой статьи или пункта.", "Открыть содержание закона"),
        ("en", "This law has no such article or paragraph.", "Open the contents of this law"),
    ],
)
def test_a_provision_that_is_not_there_offers_the_act(
    tmp_path: Path, language: str, words: str, offer: str
) -> None:
    client = client_of(tmp_path, language=language)
    for eid in ("art_99", "art_24__para_3", "chp_1", "nonsense", "<script>"):
        response = client.get(f"/acts/{ACT}/{eid}")
        assert response.status_code == 404
        assert words in response.text
        assert f'<a href="/acts/{ACT}">{offer}</a>' in response.text


def test_an_act_that_is_not_there_offers_those_that_are(client: TestClient) -> None:
    for path in ("/acts/nope", "/acts/nope/art_1", "/acts/KZ-INTERNAL-AFFAIRS"):
        response = client.get(path)
        assert response.status_code == 404
        assert f'<a href="/acts/{ACT}">' in response.text


def test_the_acts_are_listed(client: TestClient) -> None:
    page = client.get("/acts").text
    assert (
        f'<a href="/acts/{ACT}" lang="kk">Қазақстан Республикасының ішкі істер органдары туралы'
        in page
    )
