"""Translation of legal terms in a question with the glossary."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain

from data.glossary import Term
from data.model import LANGUAGES
from embeddings.index.tables import Arrays, Tables, pack, unpack
from qa.query.normalization import split_words
from qa.query.stemming import kazakh_roots, stem

_MAX_TERM_LENGTH = 5  # words
_MIN_ROOT_LENGTH = 4  # letters before the Kazakh endings
_MIN_ENDING_LENGTH = 2


class Translator:
    """An index of glossary terms by the stems of their names."""

    def __init__(self, terms: Sequence[Term], tables: Tables | None = None) -> None:
        """Index ``terms``; stems in ``tables`` are not computed."""
        tables = tables or Tables()
        self._terms: dict[str, dict[tuple[str, ...], list[Term]]] = {}
        # The words of the longest term that begins with a stem: most stems begin none.
        self._sizes: dict[str, dict[str, int]] = {}
        for language in LANGUAGES:
            named = [(term, name) for term in terms for name in term.names(language)]
            build = partial(_packed_stems, [name for _, name in named], language)
            (stems,) = tables.get(f"glossary {language}", build)
            found = self._terms[language] = defaultdict(list)
            for (term, _), key in zip(named, unpack(stems), strict=True):
                found[tuple(key.split())].append(term)
            sizes = self._sizes[language] = {}
            # A name without a word, as of a sign, begins with no stem.
            for first, *others in filter(None, found):
                size = min(1 + len(others), _MAX_TERM_LENGTH)
                sizes[first] = max(sizes.get(first, 0), size)
        self._kazakh_stems = frozenset(chain.from_iterable(self._terms["kk"]))

    def names(
        self, text: str, language: str, target: str, *, kazakh_endings: bool = False
    ) -> tuple[str, ...]:
        """Return the names in ``target`` of the terms in ``text`` by longest match, in order.

        With ``kazakh_endings`` a word of ``language`` may have endings of Kazakh ("протоколға").
        """
        words = split_words(text)
        return self.names_of(words, language, target, kazakh_endings=kazakh_endings)

    def names_of(
        self, words: Sequence[str], language: str, target: str, *, kazakh_endings: bool = False
    ) -> tuple[str, ...]:
        """Return the names of the terms in the folded ``words`` of a text, as :meth:`names`."""
        stems = tuple(stem(word, language) for word in words)
        found: dict[str, None] = {}
        start = 0
        while start < len(stems):
            size, terms = self._longest_match(stems[start : start + _MAX_TERM_LENGTH], language)
            if not terms and kazakh_endings:
                terms = self._match_root(words[start], language)
            for term in terms:
                found.update(dict.fromkeys(term.names(target)))
            start += size
        return tuple(found)

    def _longest_match(self, stems: Sequence[str], language: str) -> tuple[int, Sequence[Term]]:
        longest = self._sizes[language].get(stems[0], 0)
        for size in range(min(longest, len(stems)), 0, -1):
            if terms := self._terms[language].get(tuple(stems[:size])):
                return size, terms
        return 1, ()

    def _match_root(self, word: str, language: str) -> Sequence[Term]:
        """Return the terms of a word with Kazakh endings that no Kazakh name has itself."""
        roots = kazakh_roots(word)
        if any(stem(root, "kk") in self._kazakh_stems for root in roots):
            return ()
        for root in roots[1:]:
            is_long = _MIN_ROOT_LENGTH <= len(root) <= len(word) - _MIN_ENDING_LENGTH
            if is_long and (terms := self._terms[language].get((stem(root, language),))):
                return terms
        return ()


def _packed_stems(names: Iterable[str], language: str) -> Arrays:
    stems = (" ".join(stem(word, language) for word in split_words(name)) for name in names)
    return (pack(stems),)
