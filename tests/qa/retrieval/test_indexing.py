import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.passages import split_passages
from qa.retrieval.indexing import Texts, build_index, corpus_passages, corpus_texts, texts_digest
from tests.helpers.hashing_encoder import HashingEncoder


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def test_every_passage_has_an_indexed_text(corpus: Corpus) -> None:
    passages = split_passages(corpus.default)
    assert corpus_passages(corpus) == passages
    assert len(corpus_texts(corpus)) == len(passages)
    for passage, text in zip(passages, corpus_texts(corpus), strict=True):
        assert passage.text in text


def test_point_is_indexed_with_lead_in_closing_and_titles(
    corpus: Corpus,
) -> None:
    row = [passage.eid for passage in corpus_passages(corpus)].index("art_18__point_2")
    assert corpus_texts(corpus)[row] == (
        "Қазақстан Республикасының ішкі істер органдары туралы · "
        "Ішкі істер органдары қызметкерлерінің міндеттері · "
        "Ішкі істер органдарының қызметкерлері: жеке тұлғалармен қарым қатынас жасау кезінде "
        "өздерін таныстыруға және қызметтік куәлігін көрсетуге; міндетті"
    )


def test_digest_depends_on_texts_and_their_order() -> None:
    texts = ["Қару.", "Көлік."]
    assert texts_digest(texts) == texts_digest(tuple(texts))
    for other in (["Көлік.", "Қару."], ["Қару.", "Көлік"], ["Қару.Көлік."], ["Қару."]):
        assert texts_digest(texts) != texts_digest(other)


def test_generated_texts_equal_stored_ones(corpus: Corpus) -> None:
    texts = Texts(corpus.acts)
    assert tuple(texts) == tuple(texts) == corpus_texts(corpus)
    assert len(texts) == len(corpus_texts(corpus))
    assert texts.digest == texts_digest(corpus_texts(corpus))


def test_build_in_batches_has_the_same_rows_and_continuous_progress(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashingEncoder(64)
    whole = build_index(corpus_texts(corpus), encoder).vectors()
    monkeypatch.setattr("qa.retrieval.indexing.BATCH_TEXTS", 100)
    told: list[tuple[int, int]] = []
    parted = build_index(Texts(corpus.acts), encoder, lambda done, of: told.append((done, of)))
    np.testing.assert_array_equal(parted.vectors(), whole)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert {of for _, of in told} == {len(whole)}
    assert told[-1] == (len(whole), len(whole))
    with pytest.raises(ValueError, match="at least one row"):
        build_index([], encoder)


def test_row_numbers_are_text_numbers() -> None:
    index = build_index(["қару сақтау", "көлік тоқтату", "паспорт беру"], HashingEncoder(256))
    assert index.size == 3
    np.testing.assert_allclose(np.linalg.norm(index.vectors(), axis=1), 1.0, atol=1e-5)
    _, rows = index.search(HashingEncoder(256).encode_queries(["көлік", "паспорт"]), 1)
    assert rows.ravel().tolist() == [1, 2]
