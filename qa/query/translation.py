"""From the words of a question to the words of an act in another language, term by term."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from data.glossary import Term
from data.model import LANGUAGES
from qa.query.normalization import split_words
from qa.query.stemming import stem

_LONGEST = 5


class Translator:
    """Finds glossary terms in a text by stems and gives their names in another language."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index ``terms`` by the stems of their names."""
        self._terms: dict[str, dict[tuple[str, ...], list[Term]]] = {}
        for language in LANGUAGES:
            self._terms[language] = defaultdict(list)
        for term in terms:
            for language in LANGUAGES:
                for name in term.names(language):
                    key = _stems(name, language)
                    self._terms[language][key].append(term)

    def names(self, text: str, language: str, target: str) -> tuple[str, ...]:
        """The names in ``target`` of every term in ``text``, longest terms first at each place.

        A word that belongs to a longer term is not looked up again by itself.
        """
        stems = _stems(text, language)
        found: dict[str, None] = {}
        place = 0
        while place < len(stems):
            size, terms = self._longest(stems[place:], language)
            for term in terms:
                found.update(dict.fromkeys(term.names(target)))
            place += size
        return tuple(found)

    def _longest(self, stems: Sequence[str], language: str) -> tuple[int, Sequence[Term]]:
        known = self._terms[language]
        for size in range(min(_LONGEST, len(stems)), 0, -1):
            if terms := known.get(tuple(stems[:size])):
                return size, terms
        return 1, ()


def _stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) for word in split_words(text))
