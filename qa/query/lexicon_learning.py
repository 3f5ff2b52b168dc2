"""Learner of the translation lexicon, from acts in two languages and the glossary.

The provisions with the same eId in both languages are translations of each other. The names of a
term in the glossary are sentences of their own. Kazakh and English have few acts in common, so
translations through Russian are added there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from data.corpus import Corpus
from data.glossary import Term
from data.model import LANGUAGES, Act, Chapter
from data.passages import sentence_spans
from qa.query.lexicon import LANGUAGE_PAIRS, LexiconError, Links, TranslationLexicon, probable_links
from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.word_alignment import Link, SentencePair, align_words

# Words. A longer sentence says little on which words belong together.
_MAX_SENTENCE_LENGTH = 120
# Words of the longer text to those of the shorter one, beyond which they are no translation.
_MAX_LENGTH_RATIO = 2.5
_TERM_WEIGHT = 2.0  # of a term of the glossary, in sentences
_PIVOT = "ru"
_REMOTE = ("kk", "en")  # the pair of languages that has translations through the pivot

_MEND = "bapta ingest FILE --act-id ID --title TITLE --language LANGUAGE --parallel-of ACT"

ParallelActs = tuple[Act, Act]


def version_pairs(corpus: Corpus, act_ids: Sequence[str] = ()) -> tuple[ParallelActs, ...]:
    """Return the pairs of language versions of each act, by default of all that have several.

    Raises UnknownActError; LexiconError if an act of ``act_ids``, or every act, has no version in
    another language.
    """
    roots = [corpus.act(act_id).work for act_id in act_ids]
    chosen = roots or [act.id for act in corpus.acts if act.parallel_of is None]
    pairs: list[ParallelActs] = []
    for root in dict.fromkeys(chosen):
        versions = sorted(
            corpus.with_parallel_versions(root), key=lambda act: LANGUAGES.index(act.language)
        )
        found = [(a, b) for a, b in combinations(versions, 2) if a.language != b.language]
        if act_ids and not found:
            raise LexiconError(f"The act “{root}” has no version in another language.", _MEND)
        pairs += found
    if not pairs:
        raise LexiconError("No act has a version in another language.", _MEND)
    return tuple(pairs)


def learn_links(
    acts: Iterable[ParallelActs], glossary: Iterable[Term] = (), prior: Links | None = None
) -> Links:
    """Return the links of ``acts``, of the glossary and of a ``prior`` lexicon, added up.

    Each pair of acts is in the order of :data:`data.model.LANGUAGES`. A glossary or acts that
    ``prior`` was learned from are counted in it already.
    """
    sentences: dict[tuple[str, str], list[SentencePair]] = {pair: [] for pair in LANGUAGE_PAIRS}
    for first, second in acts:
        sentences[first.language, second.language] += _parallel_sentences(first, second)
    terms = tuple(glossary)
    for pair, found in sentences.items():
        found += _term_pairs(terms, *pair)
        found += _known_pairs((prior or {}).get(pair, ()))
    links = {pair: align_words(found) for pair, found in sentences.items() if _PIVOT in pair}
    sentences[_REMOTE] += _known_pairs(_pivot_links(links, *_REMOTE))
    links[_REMOTE] = align_words(sentences[_REMOTE])
    return {pair: probable_links(found) for pair, found in links.items()}


def _parallel_sentences(first: Act, second: Act) -> Iterator[SentencePair]:
    for source, target in _parallel_texts(first, second):
        pair = SentencePair(_stems(source, first.language), _stems(target, second.language))
        lengths = sorted((len(pair.source), len(pair.target)))
        # One is added, so that a title of two words may have five.
        is_parallel = lengths[1] + 1 <= _MAX_LENGTH_RATIO * (lengths[0] + 1)
        if lengths[0] and lengths[1] <= _MAX_SENTENCE_LENGTH and is_parallel:
            yield pair


def _parallel_texts(first: Act, second: Act) -> Iterator[tuple[str, str]]:
    yield first.title, second.title
    chapters: dict[str, Chapter] = {chapter.eid: chapter for chapter in second.chapters}
    for chapter in first.chapters:
        if chapter.eid in chapters:
            yield chapter.title, chapters[chapter.eid].title
    for provision in first.provisions:
        if (other := second.by_eid.get(provision.eid)) is not None:
            yield provision.heading, other.heading
            yield from _sentences(provision.text, other.text)


def _sentences(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences in pairs, or the whole texts if their numbers differ."""
    ours, theirs = ([text[a:b] for a, b in sentence_spans(text)] for text in (source, target))
    if len(ours) == len(theirs):
        yield from zip(ours, theirs, strict=True)
    else:
        yield source, target


def _stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) for word in split_words(text) if word.isalpha())


def _term_pairs(terms: Iterable[Term], source: str, target: str) -> Iterator[SentencePair]:
    for term in terms:
        names, others = term.names(source), term.names(target)
        weight = _TERM_WEIGHT / max(len(names), len(others))
        for name in names:
            for other in others:
                yield SentencePair(_stems(name, source), _stems(other, target), weight)


def _known_pairs(links: Iterable[Link]) -> Iterator[SentencePair]:
    """Yield ``links`` as sentences of one word, which pass their counts on to the learner."""
    for link in links:
        yield SentencePair((link.source,), (link.target,), link.count)


def _pivot_links(
    links: Mapping[tuple[str, str], Iterable[Link]], source: str, target: str
) -> Iterator[Link]:
    """Yield the translations through the pivot, with their probability as count."""
    lexicon = TranslationLexicon({pair: tuple(found) for pair, found in links.items()})
    for word in dict.fromkeys(link.source for link in links[source, _PIVOT]):
        for pivot, first in lexicon.translations(word, source, _PIVOT):
            for translation, second in lexicon.translations(pivot, _PIVOT, target):
                yield Link(word, translation, first * second)
