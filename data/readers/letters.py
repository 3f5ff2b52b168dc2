"""Letters of the languages: how well a text looks like one of them, and which one it is in.

The frequencies (per 10,000 letters) are counted on statutes in Kazakh and Russian.
"""

import re
from collections import Counter
from collections.abc import Mapping
from math import log

_COUNTS = {
    "ru": "о1096 е933 и834 н788 а713 с629 т599 в479 р461 л377 д341 п310 м264 к255 я250 у228 г185 "
    "з170 ы160 б130 ь125 й113 х113 ч109 ж71 ц68 щ59 ю53 ш43 ф29 э9 ъ6 ё3",
    "kk": "а1183 е870 н776 ы687 р590 т572 л546 і531 с394 д376 к353 қ342 м315 у243 о234 б217 ж192 "
    "з173 ғ168 ң147 г143 и130 й129 ш125 п125 ү101 ұ85 ә82 ө79 я31 ц12 ч10 х10 в9 ф6 ъ5 э4 ю3 ь2 "
    "щ3 ё3 һ20",
}
_LOGS: Mapping[str, Mapping[str, float]] = {
    language: {entry[0]: log(int(entry[1:]) / 10_000) for entry in counts.split()}
    for language, counts in _COUNTS.items()
}
# Signs that law is printed with, beside letters and ASCII; natural logarithms of probabilities.
_USUAL = frozenset("«»„“”‘’…–—№§°±×·•© \u00ad¹²³⁴⁵⁶⁷⁸⁹⁰\u200b\u200e\u2011\ufeff€₸")
_USUAL_LOG, _STRANGE_LOG, _CASE_LOG, _LATIN_LOG = -3.5, -12.0, -5.0, -5.0
KAZAKH = frozenset("әғқңөұүһі")
_MIN_SURE_LETTERS = 12
_WORD = re.compile(r"[^\W\d_]+")
_LOWER_UPPER = re.compile(r"[а-яёәғқңөұүһі][А-ЯЁӘҒҚҢӨҰҮҺІ]")


def score(text: str, language: str) -> tuple[float, int]:
    """Return the summed log-likelihood and the number of the signs of a text that are not ASCII.

    A letter counts by its frequency in the language, a letter of another alphabet, a control
    character or a graphic sign almost excludes the language, and so does a capital inside a word.
    """
    logs = _LOGS.get(language, {})
    total, count = 0.0, 0
    for sign, times in Counter(text).items():
        if sign < "\x80":
            continue
        count += times
        value = logs.get(sign.lower())
        if value is None:
            if sign in _USUAL:
                value = _USUAL_LOG
            elif sign.isalpha() and "\u00c0" <= sign <= "\u017f":
                value = _LATIN_LOG if language == "en" else _STRANGE_LOG
            else:
                value = _STRANGE_LOG
        total += times * value
    return total + _CASE_LOG * case_errors(text), count


def case_errors(text: str) -> int:
    """Return the number of capitals that follow a small letter."""
    return sum(1 for _ in _LOWER_UPPER.finditer(text))


def language_of(text: str) -> str | None:
    """Return the language of a text by its letters, None if they do not decide."""
    letters = [letter for word in _WORD.findall(text.lower()) for letter in word]
    if len(letters) < _MIN_SURE_LETTERS:
        return None
    latin = sum("a" <= letter <= "z" for letter in letters)
    if latin > 0.7 * len(letters):
        return "en"
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in letters)
    if cyrillic < 0.7 * len(letters):
        return None
    kazakh = sum(letter in KAZAKH for letter in letters)
    if kazakh >= 0.05 * cyrillic:
        return "kk"
    return "ru" if kazakh <= 0.01 * cyrillic else None
