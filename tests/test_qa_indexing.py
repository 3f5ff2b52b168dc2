import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.passages import passages_of
from embeddings.hashing import HashingEncoder
from qa.indexing import Entry, EntryKind, build_index, entries_digest, entries_of, passages_in

ENTRY = Entry(0, EntryKind.TEXT, "kk", "Қару.")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def test_every_passage_of_the_law_is_reached(corpus: Corpus) -> None:
    passages = passages_of(corpus.default)
    assert passages_in(corpus) == passages
    assert {entry.passage for entry in entries_of(corpus)} == set(range(len(passages)))


def test_a_point_is_embedded_between_its_lead_in_and_closing_and_under_its_titles(
    corpus: Corpus,
) -> None:
    row = [passage.eid for passage in passages_in(corpus)].index("art_18__point_2")
    texts = {entry.kind: entry.text for entry in entries_of(corpus) if entry.passage == row}
    listed = (
        "Ішкі істер органдарының қызметкерлері: жеке тұлғалармен қарым қатынас жасау кезінде "
        "өздерін таныстыруға және қызметтік куәлігін көрсетуге; міндетті"
    )
    assert texts[EntryKind.TEXT] == listed
    assert texts[EntryKind.TITLED] == (
        "Қазақстан Республикасының ішкі істер органдары туралы · "
        f"Ішкі істер органдары қызметкерлерінің міндеттері · {listed}"
    )


@pytest.mark.parametrize(
    "other",
    [
        Entry(1, EntryKind.TEXT, "kk", "Қару."),
        Entry(0, EntryKind.TITLED, "kk", "Қару."),
        Entry(0, EntryKind.TEXT, "ru", "Қару."),
        Entry(0, EntryKind.TEXT, "kk", "Қару"),
    ],
)
def test_the_digest_is_of_everything_that_decides_a_row(other: Entry) -> None:
    assert entries_digest([ENTRY]) == entries_digest([Entry(0, EntryKind.TEXT, "kk", "Қару.")])
    assert entries_digest([ENTRY]) != entries_digest([other])
    assert entries_digest([ENTRY, other]) != entries_digest([other, ENTRY])


def test_row_i_is_entry_i(corpus: Corpus) -> None:
    entries = [
        Entry(number, EntryKind.TEXT, "kk", text)
        for number, text in enumerate(("қару сақтау", "көлік тоқтату", "паспорт беру"))
    ]
    index = build_index(entries, HashingEncoder(256))
    assert index.size == 3
    np.testing.assert_allclose(np.linalg.norm(index.vectors(), axis=1), 1.0, atol=1e-5)
    _, rows = index.search(HashingEncoder(256).encode_queries(["көлік", "паспорт"]), 1)
    assert rows.ravel().tolist() == [1, 2]
