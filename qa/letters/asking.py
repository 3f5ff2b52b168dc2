"""Recognition of sentences that ask, by the words of asking.toml in three languages."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from qa.letters.sentences import Sentence
from qa.query.sound_key import sound_keys

# A request asks if it has so many words besides: "Прошу ответить письменно" asks nothing.
MIN_MATTER = 3
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_QUESTION_MARK = re.compile(r"\?[\s\"'»”’)\].!?]*$")
# Other words that may stand at the gap of a phrase.
_MAX_GAP = 2
_GAP = "..."
# "Первое, могут ли": a particle among so many words makes a question without its mark.
_MAX_BEFORE = 3
_RUSSIAN = "ru"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the lists by its sound keys; a stem is matched as a beginning.

    With ``has_gap`` other words may stand between it and the next word of its phrase.
    """

    keys: tuple[str, ...]
    is_stem: bool
    has_gap: bool

    def matches(self, keys: Sequence[str]) -> bool:
        if self.is_stem:
            return any(key.startswith(self.keys) for key in keys)
        return any(key in self.keys for key in keys)


_Phrase = tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Lists:
    requests: tuple[_Phrase, ...]
    questions: tuple[_Phrase, ...]
    particles: Mapping[str, tuple[_Phrase, ...]]
    hollow: tuple[_Phrase, ...]


def asking_sentences(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return those of the ``sentences`` of one message that ask something.

    Where none has a question mark or a request, those that begin with a question word ask.
    Sentences without a matter of their own ("Что мне делать?") are left out.
    """
    marked = [each for each in sentences if _asks(each.text)]
    asking = marked or [each for each in sentences if _begins_with_question(each.text)]
    return tuple(each for each in asking if not is_hollow(each))


def is_hollow(sentence: Sentence) -> bool:
    """Return whether ``sentence`` consists of words that name no matter to search for."""
    return all(_has(_lists().hollow, [word]) for word in _words(sentence.text))


def count_matter_words(text: str) -> int:
    """Return how many words of ``text`` name a matter."""
    lists = _lists()
    particles = tuple(chain.from_iterable(lists.particles.values()))
    plain = (*lists.hollow, *lists.questions, *particles)
    return sum(not _has(plain, [word]) for word in _words(text))


def _asks(text: str) -> bool:
    if _QUESTION_MARK.search(text):
        return True
    lists, words = _lists(), _words(text)
    if _longest(lists.particles[_RUSSIAN], words[1:_MAX_BEFORE]) and len(words) > MIN_MATTER:
        return True
    request = _longest(lists.requests, words)
    if not request or len(words) - request < MIN_MATTER:
        return False
    particles = tuple(chain.from_iterable(lists.particles.values()))
    return _has((*lists.questions, *particles), words) or _is_direct(words, lists)


def _begins_with_question(text: str) -> bool:
    """Return whether ``text`` begins with a question word, or has a particle that asks."""
    lists, words = _lists(), _words(text)
    particles = tuple(chain.from_iterable(lists.particles.values()))
    begins = _has(lists.questions, words[:1]) or _has(particles, words)
    return begins and len(words) > MIN_MATTER


def _is_direct(words: Sequence[tuple[str, ...]], lists: _Lists) -> bool:
    """Return whether a request stands at the beginning: "Прошу разъяснить порядок …"."""
    return bool(_longest(lists.requests, words[: MIN_MATTER + 1])) and (
        len(words) >= 2 * MIN_MATTER
    )


def _words(text: str) -> list[tuple[str, ...]]:
    """Return the sound keys of each word."""
    return [sound_keys(word) for word in _WORD.findall(text)]


def _has(phrases: Sequence[_Phrase], words: Sequence[tuple[str, ...]]) -> bool:
    return _longest(phrases, words) > 0


def _longest(phrases: Sequence[_Phrase], words: Sequence[tuple[str, ...]]) -> int:
    """Return the number of words of the longest phrase that ``words`` contain, 0 for none."""
    return max((len(each) for each in phrases if _contains(words, each)), default=0)


def _contains(words: Sequence[tuple[str, ...]], phrase: _Phrase) -> bool:
    """Return whether the words of ``phrase`` follow each other in ``words``."""
    return any(_follows(words, start, phrase) for start in range(len(words)))


def _follows(words: Sequence[tuple[str, ...]], start: int, phrase: _Phrase) -> bool:
    places = range(start, start + 1)
    for part in phrase:
        found = next((n for n in places if n < len(words) and part.matches(words[n])), None)
        if found is None:
            return False
        places = range(found + 1, found + 2 + (_MAX_GAP if part.has_gap else 0))
    return True


@cache
def _lists() -> _Lists:
    table = tomllib.loads(files("qa.letters").joinpath("asking.toml").read_text("utf-8"))

    def read(name: str) -> tuple[_Phrase, ...]:
        return tuple(_phrase(each) for phrases in table[name].values() for each in phrases)

    particles = {
        language: tuple(_phrase(each) for each in phrases)
        for language, phrases in table["particle"].items()
    }
    return _Lists(read("request"), read("question"), particles, read("hollow"))


def _phrase(text: str) -> _Phrase:
    """Return the words of a phrase; "..." after a word allows others before the next one."""
    words = text.split()
    return tuple(
        _Word(sound_keys(word.rstrip("*")), word.endswith("*"), following == _GAP)
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word != _GAP
    )
