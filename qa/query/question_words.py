"""The words of a question as terms of the lexical channel, in its own language and in others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import split_words
from qa.query.term_groups import TermGroup, translated_groups
from qa.query.terms import everyday, spoken_languages, terms_of_words, word_pairs
from qa.query.translation import Translator


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms of a question for passages in one language.

    ``own`` are its terms and ``own_pairs`` the pairs of its words, if it is in that language;
    ``names`` and ``name_pairs`` are those of its names in the glossary.
    """

    own: Sequence[str]
    own_pairs: Sequence[str]
    names: Sequence[str]
    name_pairs: Sequence[str]


class QuestionWords:
    """The words of one question; what is needed of them is computed once, when it is needed."""

    def __init__(
        self, text: str, language: str, translator: Translator, lexicon: TranslationLexicon
    ) -> None:
        self.language = language
        self._words = split_words(text)
        self._translator = translator
        self._lexicon = lexicon
        # For each of the few languages of passages.
        self._terms: dict[str, QueryTerms] = {}
        self._groups: dict[str, Sequence[TermGroup]] = {}

    @cached_property
    def content(self) -> Sequence[str]:
        """Return the folded words in order, without everyday words."""
        function = everyday(self.language)
        return [word for word in self._words if word not in function]

    @cached_property
    def own(self) -> Sequence[str]:
        """Return the terms of the content words."""
        return terms_of_words(self.content, self.language)

    @cached_property
    def own_pairs(self) -> Sequence[str]:
        """Return the pairs of adjacent content words."""
        return word_pairs(self.content)

    def terms(self, target: str) -> QueryTerms:
        """Return the terms to look up in passages in ``target``."""
        if target not in self._terms:
            self._terms[target] = self._read_terms(target)
        return self._terms[target]

    def groups(self, target: str) -> Sequence[TermGroup]:
        """Return the words as term groups to look up in passages in ``target``."""
        if target not in self._groups:
            self._groups[target] = self._read_groups(target)
        return self._groups[target]

    def _read_terms(self, target: str) -> QueryTerms:
        names = [split_words(name) for name in self._names(target)]
        terms = [term for words in names for term in terms_of_words(words, target)]
        pairs = [pair for words in names for pair in word_pairs(words)]
        if target == self.language:
            return QueryTerms(self.own, self.own_pairs, terms, pairs)
        return QueryTerms((), (), terms, pairs)

    def _read_groups(self, target: str) -> Sequence[TermGroup]:
        if target == self.language:
            return [{term: 1.0} for term in self.own]
        pairs = self.terms(target).name_pairs
        return translated_groups(
            self.content, pairs, self.language, target, self._lexicon, self._translator
        )

    def _names(self, target: str) -> Sequence[str]:
        """Return the names that the glossary has for the words, in ``target``, each once."""
        # Kazakh questions contain many Russian words, some of them with Kazakh endings.
        names = (
            self._translator.names_of(self._words, one, target, kazakh_endings=one != self.language)
            for one in spoken_languages(self.language)
        )
        return tuple(dict.fromkeys(chain.from_iterable(names)))
