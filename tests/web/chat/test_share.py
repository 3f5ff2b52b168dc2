"""Share links: provisions word for word by edition and digest, and no question in an address."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote as quoted

import pytest

from data.corpus import Corpus, load_corpus
from tests.helpers.editions import CorpusOnlyAnswerer, corpus_of_editions
from tests.helpers.web_app import ACT, FIREARM_WORDS, PILAF, client_of
from web.chat.share_link import MAX_SHARED, SharedStanding, find_shared

PARAGRAPH = "art_24__para_3"
# The eId finds it with the encoder of the tests too.
QUESTION = "24-баптың 3-тармағы не дейді?"


def shared(tmp_path: Path, corpus: Corpus, *names: str, language: str = "en") -> tuple[int, str]:
    """The status and the text of the page of a link."""
    client = client_of(tmp_path, CorpusOnlyAnswerer(corpus), language=language)  # type: ignore[arg-type]
    response = client.get("/share", params={"p": names})
    return response.status_code, unescape(response.text)


def digest(corpus: Corpus) -> str:
    return corpus.provision(ACT, PARAGRAPH).sha256[:12]


@pytest.mark.slow
def test_an_answer_offers_a_link_to_its_provisions_without_the_question(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    answer = client.post("/", data={"question": QUESTION, "only_turn": "1"}).text
    link = unescape(re.findall(r'data-shared href="([^"]+)"', answer)[0])
    assert re.fullmatch(
        r"/share\?p=kz-internal-affairs@[a-z0-9-]+:art_24__para_3~[0-9a-f]{12}", link
    )
    page = client.get(link)
    assert page.status_code == 200
    assert f'<p class="quote">{FIREARM_WORDS}</p>' in unescape(page.text)
    assert 'role="note"' not in page.text
    assert QUESTION not in page.text
    nothing = client.post("/", data={"question": PILAF, "only_turn": "1"}).text
    assert "data-shared" not in nothing


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_is_in_the_visitors_language(tmp_path: Path, language: str) -> None:
    status, page = shared(tmp_path, load_corpus(), f"{ACT}:{PARAGRAPH}", language=language)
    assert status == 200
    assert f'<blockquote lang="kk" cite="/acts/{ACT}/art_24#{PARAGRAPH}">' in page
    assert ('class="translation"' in page) == (language != "kk")


def test_an_older_edition_is_shown_and_said(tmp_path: Path) -> None:
    corpus = corpus_of_editions()
    past = corpus.edition(ACT, "2025").by_eid[PARAGRAPH]
    name = f"{ACT}@2025:{PARAGRAPH}~{past.sha256[:12]}"
    status, page = shared(tmp_path, corpus, name)
    assert status == 200
    assert past.text in page
    assert "This is an earlier edition." in page
    assert f'href="/acts/{ACT}@2025/changes"' in page
    assert 'Edition: <span lang="kk">2025 жылғы' in page


def test_other_words_than_those_of_the_link_are_said(tmp_path: Path) -> None:
    corpus = load_corpus()
    name = f"{ACT}@{corpus.default.edition_id}:{PARAGRAPH}~{'0' * 12}"
    status, page = shared(tmp_path, corpus, name)
    assert status == 200
    assert "The words of this provision have changed since the link was made." in page
    assert FIREARM_WORDS in page


def test_an_edition_that_is_gone_leads_to_the_same_words_of_the_present_one() -> None:
    corpus = load_corpus()
    found = find_shared(corpus, f"{ACT}@gone:{PARAGRAPH}~{digest(corpus)}")
    assert (found.standing, found.act) == (SharedStanding.CURRENT, corpus.default)
    other = find_shared(corpus, f"{ACT}@gone:{PARAGRAPH}~{'0' * 12}")
    assert other.standing is SharedStanding.CHANGED


def test_a_provision_that_the_present_edition_lacks_is_still_shown_in_its_own() -> None:
    corpus = corpus_of_editions()
    law = corpus.default
    lacking = replace(law, provisions=tuple(p for p in law.provisions if p.eid != PARAGRAPH))
    found = find_shared(Corpus((lacking,), corpus.past), f"{ACT}@2025:{PARAGRAPH}")
    assert found.standing is SharedStanding.OLDER
    assert find_shared(Corpus((lacking,)), f"{ACT}:{PARAGRAPH}").provision is None


FORGED = [
    "nothing:art_1",
    f"{ACT}:art_999",
    f"{ACT}:art_24",
    f"{ACT}@x y:{PARAGRAPH}",
    f"{ACT}:<script>alert(1)</script>",
    "../../etc/passwd",
    "",
    ":",
    "\x00",
    "а" * 3000,
    f"{ACT}:{'art_' * 200}",
    f"{ACT}:{PARAGRAPH}~{'z' * 12}",
]


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_link_says_that_there_is_nothing(tmp_path: Path, name: str) -> None:
    status, page = shared(tmp_path, load_corpus(), name)
    assert status == 404
    assert "There is nothing to show" in page
    assert "chose these provisions" not in page
    assert "<script>alert" not in page
    assert "<blockquote" not in page


def test_what_is_known_is_shown_beside_what_is_not(tmp_path: Path) -> None:
    status, page = shared(tmp_path, load_corpus(), f"{ACT}:art_999", f"{ACT}:{PARAGRAPH}")
    assert status == 200
    assert page.count("There is nothing to show") == 1
    assert FIREARM_WORDS in page


def test_a_link_has_provisions_and_not_too_many(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en")
    none = client.get("/share")
    assert none.status_code == 404
    assert "The link names no provisions." in none.text
    names = [f"{ACT}:art_{number}" for number in range(MAX_SHARED + 1)]
    many = client.get("/share", params={"p": names})
    assert many.status_code == 422
    assert f"it may have at most {MAX_SHARED} provisions" in many.text
    same = client.get("/share", params={"p": [f"{ACT}:{PARAGRAPH}"] * 50})
    assert same.status_code == 200
    assert same.text.count("<blockquote") == 1


def test_bytes_that_are_no_text_are_no_error(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    assert client.get(f"/share?p=%ff%fe{quoted(ACT)}").status_code == 404
