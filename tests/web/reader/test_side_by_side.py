"""Two texts of an act beside each other: parallel languages and editions."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from data.metadata import Sidecar
from data.parsing.parser import parse_text
from tests.helpers.editions import RUSSIAN, CorpusOnlyAnswerer, changed_edition
from tests.helpers.web_app import ACT, client_of
from web.reader.side_by_side import Part, align_rows, parallel_and_editions


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    law = load_corpus().default
    russian = parse_text(
        RUSSIAN, Sidecar("law-ru", "Об органах внутренних дел", "ru", parallel_of=ACT), "ru.txt"
    )
    return Corpus((law, russian, replace(law, id="another")), (changed_edition(law),))


@pytest.fixture
def client(tmp_path: Path, corpus: Corpus) -> TestClient:
    return client_of(tmp_path, CorpusOnlyAnswerer(corpus))  # type: ignore[arg-type]


def test_the_other_texts_of_an_act(corpus: Corpus) -> None:
    law, russian, another = corpus.acts
    (old,) = corpus.past
    assert parallel_and_editions(corpus, law) == (russian, old)
    assert parallel_and_editions(corpus, russian) == (law,)
    assert parallel_and_editions(corpus, old) == (russian, law)
    assert parallel_and_editions(corpus, another) == ()


def test_editions_show_where_they_differ(corpus: Corpus) -> None:
    law, old = corpus.editions(ACT)
    shown = {row.eid: row for row in align_rows(law, old, "art_24")}
    assert shown["art_24__para_1"].left == (Part(law.by_eid["art_24__para_1"].text),)
    assert shown["art_24__para_2"].other is None
    changed = shown["art_24__para_3"]
    assert [part.text for part in changed.left if part.changed] == ["ескертусіз"]
    assert [part.text for part in changed.right if part.changed] == ["ескертумен"]
    assert "".join(part.text for part in changed.left) == law.by_eid["art_24__para_3"].text


def test_languages_stand_beside_each_other_unmarked(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}/art_6?beside=law-ru").text
    assert "Деятельность органов внутренних дел открыта для общества." in page
    assert '<p class="text" lang="ru">' in page
    assert "Бұл мәтінде мұндай норма жоқ." in page
    assert "<mark>" not in page


def test_a_page_of_differences(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}/art_24?beside={ACT}@old").text
    assert "<mark>ескертусіз</mark>" in page
    assert "<mark>ескертумен</mark>" in page
    assert "Мәтіні бірдей." in page
    assert client.get(f"/acts/{ACT}@old/art_24").status_code == 200


def test_a_stranger_is_not_shown_beside(client: TestClient) -> None:
    for other in ("another", "nope", "<script>"):
        page = client.get(f"/acts/{ACT}/art_24?beside={other}").text
        assert 'class="beside"' not in page
        assert 'class="provisions"' in page


def test_several_acts_are_listed(client: TestClient) -> None:
    page = client.get("/acts").text
    assert 'href="/acts/law-ru" lang="ru"' in page
    assert '<a href="/acts" aria-current="page">' in page
