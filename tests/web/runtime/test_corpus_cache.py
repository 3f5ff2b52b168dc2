"""Cache of a value derived from the corpus, shared by threads."""

from threading import Thread

from data.corpus import Corpus, load_corpus
from qa.quote_verification import QuoteChecker
from web.runtime.live_answerer import CorpusCache


def test_value_is_derived_once_per_corpus_for_all_threads() -> None:
    made: list[Corpus] = []

    def derive(corpus: Corpus) -> QuoteChecker:
        made.append(corpus)
        return QuoteChecker(corpus)

    cache, corpus = CorpusCache(derive), load_corpus()
    found: list[QuoteChecker] = []
    threads = [Thread(target=lambda: found.append(cache.of(corpus))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each is found[0] for each in found] == [True] * 4
    # Equal acts that were read again are another corpus.
    again = load_corpus()
    assert cache.of(again) is not found[0]
    assert [each is known for each, known in zip(made, (corpus, again), strict=True)] == [True] * 2
