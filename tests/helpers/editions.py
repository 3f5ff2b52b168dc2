"""Corpora with several editions or languages of the law."""

from dataclasses import replace

from data.corpus import Corpus, load_corpus
from data.model import Act

RUSSIAN = """
Статья 6. Открытость и гласность

      1. Деятельность органов внутренних дел открыта для общества.
      2. Второй пункт.
"""


def corpus_of_editions() -> Corpus:
    """Return the law as the edition 2026, with two editions before it.

    2025 has no ``art_24__para_2`` and another word in ``art_24__para_3``; 2024 has one article more
    as well.
    """
    law = load_corpus().default
    before = tuple(
        replace(each, text=each.text.replace("ескертусіз", "ескертумен"))
        if each.eid == "art_24__para_3"
        else each
        for each in law.provisions
        if each.eid != "art_24__para_2"
    )
    last = replace(law.by_eid["art_32"], eid="art_33", number="33", heading="Ескі бап")
    return Corpus(
        (replace(law, edition="2026 жылғы", edition_id="2026", supersedes="2025"),),
        (
            replace(
                law,
                edition="2025 жылғы",
                edition_id="2025",
                supersedes="2024",
                provisions=before,
            ),
            replace(law, edition=None, edition_id="2024", provisions=(*before, last)),
        ),
    )


class CorpusOnlyAnswerer:
    """An answerer that has a corpus and answers nothing."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def ask(self, question: object, record: object = None) -> object:
        raise AssertionError


def changed_edition(law: Act) -> Act:
    """Return an edition with another word in article 24, paragraph 3, and without paragraph 2."""
    changed = tuple(
        replace(each, text=each.text.replace("ескертусіз", "ескертумен"))
        for each in law.provisions
        if each.eid != "art_24__para_2"
    )
    return replace(law, edition="ескі", edition_id="old", provisions=changed)
