"""Kazakh grammar of messages in Cyrillic letters: function words, question particles, verb endings.

A Kazakh question with the Russian words of an office ("заявление кабылдамаса не болады") has
mostly words that Russian knows; its grammar tells the language. Kazakh letters need not be typed.
"""

import re
from functools import cache

from qa.query.normalization import fold_word
from qa.query.vocabulary import Vocabulary, everyday_words, lower_words

_PARTICLES = frozenset({"ма", "ме", "ба", "бе", "па", "пе"})
# Folded endings: "if not" ("бермесем"), first persons ("істеймін", "береміз", "жазсақ"), and -ды,
# -ді after a vowel ("болады"). Russian words that end so are known ("награды").
_IF_NOT = re.compile(r"[мбп][ае]с[ае](?:м|н|к|ныз|низ)?$")
_ENDING = re.compile(r"(?:[аеий]м[ыи]н|[аеий]миз|[аеий]ды|[еий]ди|с[ае]к)$")
# Russian words that are not known may have one such ending: "гримаса", "оклады".
_MIN_SIGNS = 2


def is_kazakh_by_grammar(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether ``text`` has more function words and endings of Kazakh than of Russian.

    It needs two of them, one of which is more than an ending that Russian nouns have too: a
    particle behind another word, a function word, or "if not".
    """
    words = [fold_word(word) for word in lower_words(text)]
    kazakh, russian = _function_words()
    unknown = [word for word in words if not vocabulary.contains_word(word, "ru")]
    conditions = {word for word in unknown if _IF_NOT.search(word)}
    endings = {word for word in unknown if _ENDING.search(word)}
    particles = _PARTICLES.intersection(words[1:])
    if not (particles or conditions or not kazakh.isdisjoint(words)):
        return False
    signs = sum(word in kazakh | conditions | endings for word in words)
    return signs >= _MIN_SIGNS and signs > sum(word in russian for word in words)


@cache
def _function_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded function words that only Kazakh has, and those that only Russian has."""
    words = everyday_words()
    kazakh, russian = (frozenset(map(fold_word, words[code])) for code in ("kk", "ru"))
    return kazakh - russian | _PARTICLES, russian - kazakh
