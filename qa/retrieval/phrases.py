"""Match of the words of a message with short phrases of an act: headings, defined terms.

A phrase matches if it has each word of the message or a translation of it. Its score is the share
of the phrase, weighted by its stems, that the words make up.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.terms import spoken_languages
from qa.query.translation import Translator

# Least share of a translation in that of the likeliest one of the word.
_MIN_TRANSLATION = 0.2
# A phrase with the word itself comes before one with another word of its meaning.
_SYNONYM = 0.85

# "участок" and "участка", "иностранец" and "иностранца" have two stems.
_FLEETING = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])[ое](?=[кц]$)")

Translations = Sequence[Mapping[str, float]]
"""Of each word the stems that mean it in another language, the likeliest with weight 1."""


class PhraseTranslator:
    """Translations of the words of a message into stems of the language of an act."""

    def __init__(self, translator: Translator, lexicon: TranslationLexicon) -> None:
        self._translator = translator
        self._lexicon = lexicon

    def translations(self, words: Sequence[str], language: str, target: str) -> Translations:
        """Return the stems in ``target`` that mean each of ``words``, which are in ``language``.

        Names of the glossary count by each of their words, also within a language.
        """
        return [
            self._with_names(word, language, target, self._of_word(word, language, target))
            or {phrase_stem(word, target): 1.0}
            for word in words
        ]

    def exact_translations(self, words: Sequence[str], language: str, target: str) -> Translations:
        """Return the translations without synonyms and without parts of names of the glossary."""
        if language == target:
            return [{phrase_stem(word, language): 1.0} for word in words]
        return [self._exact(word, language, target) for word in words]

    def names(self, words: Sequence[str], language: str, target: str) -> Sequence[Sequence[str]]:
        """Return the words of the names in ``target`` that the glossary has for all ``words``."""
        if len(words) < 2 or language == target:
            return ()
        found = self._translator.names_of(words, language, target)
        # A name of a part, which may have several words, is none of the whole.
        parts = {
            name
            for some in (words[1:], words[:-1])
            for name in self._translator.names_of(some, language, target)
        }
        return [split_words(name) for name in found if name not in parts]

    def _exact(self, word: str, language: str, target: str) -> Mapping[str, float]:
        found = dict(self._of_word(word, language, target))
        for one in spoken_languages(language):
            for name in self._translator.names(word, one, target):
                if len(stems := [phrase_stem(part, target) for part in split_words(name)]) == 1:
                    found[stems[0]] = 1.0
        return found

    def _of_word(self, word: str, language: str, target: str) -> Mapping[str, float]:
        if language == target:
            return {phrase_stem(word, language): 1.0}
        for one in spoken_languages(language):
            found: defaultdict[str, float] = defaultdict(float)
            for each, weight in self._lexicon.translations(stem(word, one), one, target):
                found[_without_fleeting(each, target)] += weight
            if found:
                most = max(found.values())
                return {
                    each: weight / most
                    for each, weight in found.items()
                    if weight >= _MIN_TRANSLATION * most
                }
        return {}

    def _with_names(
        self, word: str, language: str, target: str, found: Mapping[str, float]
    ) -> Mapping[str, float]:
        all_found = dict(found)
        weight = 1.0 if language != target else _SYNONYM
        for one in spoken_languages(language):
            for name in self._translator.names(word, one, target):
                for part in split_words(name):
                    stemmed = phrase_stem(part, target)
                    all_found[stemmed] = max(weight, all_found.get(stemmed, 0.0))
        return all_found


def phrase_score(words: Translations, stems: Mapping[str, float]) -> float:
    """Return the share, 0 to 1, that ``words`` make up of a phrase with weighted ``stems``.

    It is 0 unless the phrase has a translation of each word, and as many words.
    """
    certain: dict[str, float] = {}
    for translations in words:
        shared = {one: weight for one, weight in translations.items() if one in stems}
        if not shared:
            return 0.0
        for one, weight in shared.items():
            certain[one] = max(weight, certain.get(one, 0.0))
    if len(certain) < len(words):
        return 0.0
    return sum(stems[one] * weight for one, weight in certain.items()) / sum(stems.values())


def phrase_stem(word: str, language: str) -> str:
    """Return the stem of a folded ``word`` of a phrase, the same in all its cases."""
    return _without_fleeting(stem(word, language), language)


def _without_fleeting(stemmed: str, language: str) -> str:
    return _FLEETING.sub("", stemmed) if language == "ru" else stemmed
