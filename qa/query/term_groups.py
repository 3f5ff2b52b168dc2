"""Term groups of a question in another language: each word with the weighted terms that mean it.

A group is a probabilistic structured query (Darwish and Oard 2003) for one word. Its weights are
probabilities of translations and sum to at most 1.
"""

from collections.abc import Iterable, Iterator, Mapping

from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.terms import spoken_languages, stem_term, word_terms
from qa.query.translation import Translator

# A greater one ranks better on acts whose terms the glossary has, and worse on others.
_PAIR_WEIGHT = 0.1

TermGroup = Mapping[str, float]
"""Terms of :func:`qa.query.terms.document_terms` with their weights."""


def translated_groups(
    words: Iterable[str],
    pairs: Iterable[str],
    language: str,
    target: str,
    lexicon: TranslationLexicon,
    translator: Translator,
) -> tuple[TermGroup, ...]:
    """Return the groups of the content ``words`` of a question for passages in ``target``.

    The lexicon translates a word; the glossary one that the lexicon does not know; and a word that
    neither knows stands for itself, since languages share names, numbers and loanwords. ``pairs``
    of adjacent words in names of the glossary are groups of a small weight.
    """
    groups: list[TermGroup] = []
    for word in dict.fromkeys(words):
        groups += _word_groups(word, language, target, lexicon, translator)
    groups += ({pair: _PAIR_WEIGHT} for pair in dict.fromkeys(pairs))
    return tuple(groups)


def _word_groups(
    word: str, language: str, target: str, lexicon: TranslationLexicon, translator: Translator
) -> Iterator[TermGroup]:
    for one in spoken_languages(language):
        if found := lexicon.translations(stem(word, one), one, target):
            yield {stem_term(translation): weight for translation, weight in found}
            return
    for one in spoken_languages(language):
        if names := translator.names(word, one, target):
            yield _name_group(names, target)
            return
    yield from ({term: 1.0} for term in word_terms(word, target))


def _name_group(names: Iterable[str], language: str) -> TermGroup:
    """Return the stems of ``names`` of one meaning, equal in weight."""
    stems = dict.fromkeys(stem(word, language) for name in names for word in split_words(name))
    return {stem_term(each): 1 / len(stems) for each in stems}
