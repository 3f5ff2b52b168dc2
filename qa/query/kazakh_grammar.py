"""Kazakh grammar of messages in Cyrillic letters: function words, question particles, verb endings.

A Kazakh question with the Russian words of an office ("заявление кабылдамаса не болады") has
mostly words that Russian knows; its grammar tells the language. Kazakh letters need not be typed.
"""

import re
from functools import cache

from qa.query.normalization import fold_word
from qa.query.vocabulary import Vocabulary, everyday_words, lower_words

_PARTICLES = frozenset({"ма", "ме", "ба", "бе", "па", "пе"})
# Folded endings: "if not" ("бермесем"), first persons ("істеймін", "береміз"), and -ды, -ді after a
# vowel ("болады"). Russian words that end so are known ("награды").
_ENDING = re.compile(
    r"(?:[мбп][ае]с[ае](?:м|н|к|ныз|низ)?|[аеий]м[ыи]н|[аеий]миз|[аеий]ды|[еий]ди)$"
)


def is_kazakh_by_grammar(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether ``text`` has more function words and endings of Kazakh than of Russian.

    One of them must be a particle behind another word or an ending, which Russian has not.
    """
    words = [fold_word(word) for word in lower_words(text)]
    kazakh, russian = _function_words()
    endings = {word for word in words if _has_kazakh_ending(word, vocabulary)}
    if not endings and _PARTICLES.isdisjoint(words[1:]):
        return False
    return sum(word in kazakh or word in endings for word in words) > sum(
        word in russian for word in words
    )


def _has_kazakh_ending(word: str, vocabulary: Vocabulary) -> bool:
    return _ENDING.search(word) is not None and not vocabulary.contains_word(word, "ru")


@cache
def _function_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded function words that only Kazakh has, and those that only Russian has."""
    words = everyday_words()
    kazakh, russian = (frozenset(map(fold_word, words[code])) for code in ("kk", "ru"))
    return kazakh - russian | _PARTICLES, russian - kazakh
