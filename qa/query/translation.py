"""Translation of legal terms in a question with the glossary."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from data.glossary import Term
from data.model import LANGUAGES
from qa.query.normalization import split_words
from qa.query.stemming import stem

_MAX_TERM_LENGTH = 5  # words


class Translator:
    """An index of glossary terms by the stems of their names."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, dict[tuple[str, ...], list[Term]]] = {}
        for language in LANGUAGES:
            self._terms[language] = defaultdict(list)
        for term in terms:
            for language in LANGUAGES:
                for name in term.names(language):
                    key = _stems(name, language)
                    self._terms[language][key].append(term)

    def names(self, text: str, language: str, target: str) -> tuple[str, ...]:
        """Return the names in ``target`` of the terms in ``text`` by longest match, in order."""
        stems = _stems(text, language)
        found: dict[str, None] = {}
        start = 0
        while start < len(stems):
            size, terms = self._longest_match(stems[start:], language)
            for term in terms:
                found.update(dict.fromkeys(term.names(target)))
            start += size
        return tuple(found)

    def _longest_match(self, stems: Sequence[str], language: str) -> tuple[int, Sequence[Term]]:
        for size in range(min(_MAX_TERM_LENGTH, len(stems)), 0, -1):
            if terms := self._terms[language].get(tuple(stems[:size])):
                return size, terms
        return 1, ()


def _stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) for word in split_words(text))
