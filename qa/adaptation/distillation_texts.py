"""Texts on which the question encoder is trained: questions, altered questions, parts of acts.

They need no answers, only the vectors that the whole model gives them, so that questions can be
altered freely: words left out, parts of two joined, letters mistyped, and words of acts set in.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from data.model import Act
from data.passages import sentence_spans

_COPIES = {"kk": 3, "ru": 3, "en": 5}
"""Altered forms of each question; English has fewer acts."""
_MAX_SENTENCES = 120  # of an act
_MAX_WORDS = 40
_LONG_SHARE = 0.04
_PARTS_OF_LONG = (2, 2, 3, 3, 4, 6, 8)
_LETTERS = {
    "kk": "абвгдежзийклмнопрстуфхцчшыіэюяәғқңөұүһ",
    "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
_PLAIN = str.maketrans("әіңғүұқөһӘІҢҒҮҰҚӨҺ", "аингуукохАИНГУУКОХ")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in its language."""

    text: str
    language: str


def distillation_texts(questions: Iterable[Text], acts: Sequence[Act], seed: int) -> list[str]:
    """Return ``questions``, altered forms of them, sentences of ``acts``, and longer texts.

    No text comes twice. The order is random, by ``seed``.
    """
    choice = random.Random(seed)  # noqa: S311
    asked = list(dict.fromkeys(questions))
    sentences = list(dict.fromkeys(chain.from_iterable(_sentences(act, choice) for act in acts)))
    alteration = _Alteration(choice, _by_language(asked), _by_language(sentences))
    texts = [*asked, *sentences]
    for one in asked:
        texts += [alteration.alter(one) for _ in range(_COPIES[one.language])]
    pools = _by_language(texts)
    for _ in range(int(len(texts) * _LONG_SHARE)):
        language = choice.choice(list(pools))
        parts = choice.choices(pools[language], k=choice.choice(_PARTS_OF_LONG))
        texts.append(Text(" ".join(parts), language))
    found = list(dict.fromkeys(one.text for one in texts if one.text))
    choice.shuffle(found)
    return found


def _by_language(texts: Iterable[Text]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in texts:
        found[one.language].append(one.text)
    return found


def _sentences(act: Act, choice: random.Random) -> list[Text]:
    """Return the title of ``act`` and some of its sentences, long ones cut."""
    found = []
    for provision in act.provisions:
        for start, end in sentence_spans(provision.text):
            words = provision.text[start:end].split()
            if len(words) > _MAX_WORDS:
                first = choice.randrange(len(words) - _MAX_WORDS // 2)
                words = words[first : first + choice.randrange(5, 24)]
            if len(words) > 2:
                found.append(Text(" ".join(words), act.language))
    choice.shuffle(found)
    return [Text(act.title, act.language), *found[:_MAX_SENTENCES]]


class _Alteration:
    """Random changes of questions, with words of other questions and of sentences."""

    def __init__(
        self,
        choice: random.Random,
        questions: Mapping[str, Sequence[str]],
        sentences: Mapping[str, Sequence[str]],
    ) -> None:
        self._choice = choice
        self._questions = questions
        self._sentences = sentences

    def alter(self, one: Text) -> Text:
        """Return an altered form of a question, of 40 words at most."""
        words = one.text.split()
        change = self._choice.choices(
            (self._shorten, self._join, self._set_in, self._mistype, self._flatten),
            (0.3, 0.25, 0.2, 0.1, 0.15),
        )[0]
        return Text(" ".join(change(words, one.language)[:_MAX_WORDS]), one.language)

    def _shorten(self, words: list[str], _language: str) -> list[str]:
        return [word for word in words if self._choice.random() > 0.2] or words

    def _join(self, words: list[str], language: str) -> list[str]:
        """Return the beginning of a question and the end of another one."""
        other = self._choice.choice(self._questions[language]).split()
        begin = self._choice.randrange(len(words)) + 1
        return words[:begin] + other[self._choice.randrange(len(other)) :]

    def _set_in(self, words: list[str], language: str) -> list[str]:
        """Return the first words of a question before words of an act."""
        if not self._sentences.get(language):
            return self._shorten(words, language)
        other = self._choice.choice(self._sentences[language]).split()
        start = self._choice.randrange(len(other))
        begin = self._choice.randrange(min(4, len(words))) + 1
        return words[:begin] + other[start : start + self._choice.randrange(3, 14)]

    def _mistype(self, words: list[str], language: str) -> list[str]:
        return [
            self._mistyped(word, language) if self._choice.random() < 0.2 else word
            for word in words
        ]

    def _mistyped(self, word: str, language: str) -> str:
        """Return a word without a letter, with two exchanged, or with another one."""
        if len(word) < 4:
            return word
        at = self._choice.randrange(1, len(word) - 1)
        kind = self._choice.random()
        if kind < 0.35:
            return word[:at] + word[at + 1 :]
        if kind < 0.7:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + self._choice.choice(_LETTERS[language]) + word[at + 1 :]

    def _flatten(self, words: list[str], language: str) -> list[str]:
        """Return a question in small letters without its mark, or without Kazakh letters."""
        text = " ".join(words)
        if language == "kk" and self._choice.random() < 0.5:
            return text.translate(_PLAIN).split()
        return text.lower().rstrip("?").split()
