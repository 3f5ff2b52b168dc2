"""Recognition of sentences that ask, by the words of asking.toml in three languages."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from operator import itemgetter
from typing import Generic, TypeVar

from qa.conversation.small_talk import small_talk
from qa.letters.sentences import Sentence
from qa.query.normalization import normalize_input
from qa.query.sound_key import sound_keys

# A request asks if it has so many words besides: "Прошу ответить письменно" asks nothing.
MIN_MATTER = 3
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_QUESTION_MARK = re.compile(r"\?[\s\"'»”’)\].!?]*$")
# Other words that may be at the gap of a phrase.
_MAX_GAP = 2
_GAP = "..."
# "Первое, могут ли": the Russian particle among so many words asks without a question mark.
_MAX_BEFORE_PARTICLE = 3
# A sentence of so many words without a stop inside is not one sentence, and the story in it has
# so many words before the request.
_MIN_RUN_ON_WORDS = 15
_MIN_STORY_WORDS = 8
_STOP = re.compile(r"[.,;:?!…–—]")

_QUESTION, _VERB, _PARTICLE, _JOINT, _HOLLOW = "question", "verb", "particle", "joint", "hollow"
_RUSSIAN_PARTICLE = "ли"
# English is compared by letters: by their sounds "I" and "a" are the Russian "и" and "а".
_ENGLISH_JOINTS = frozenset({"and", "also", "then"})
# What follows the verb of a second question: "and can he", not "and do a search".
_ENGLISH_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "they", "we", "there", "who"})
_ENGLISH_DETERMINERS = frozenset({"the", "my", "his", "her", "their", "this", "that", "these"})
_ENGLISH_POSSESSION = frozenset({"have", "has"})

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the lists by its sound keys; a stem is matched as a beginning.

    With ``has_gap`` other words may be between it and the next word of its phrase.
    """

    keys: tuple[str, ...]
    is_stem: bool
    has_gap: bool

    def matches(self, typed: str) -> bool:
        keys = sound_keys(typed)
        if self.is_stem:
            return any(key.startswith(self.keys) for key in keys)
        return any(key in self.keys for key in keys)


_Phrase = tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Sense:
    """The lists of single words that have a word, and the requests that begin with it."""

    lists: frozenset[str]
    requests: tuple[_Phrase, ...]

    @property
    def opens(self) -> bool:
        """Return whether the word begins a question."""
        return bool(self.lists & {_QUESTION, _VERB})


def asking_sentences(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return those of the ``sentences`` of one message that ask something.

    Where none has a question mark or a request, those that begin with a question word ask. Left out
    are sentences without a matter of their own ("Что мне делать?") and greetings.
    """
    marked = [each for each in sentences if each.asks or _asks(each.text)]
    asking = marked or [each for each in sentences if _begins_with_question(each.text)]
    return tuple(
        each
        for each in asking
        if not _is_hollow(each.text) and small_talk(normalize_input(each.text)) is None
    )


def count_matter_words(text: str) -> int:
    """Return how many words of ``text`` name a matter."""
    return sum(
        not (sense.opens or sense.lists & {_PARTICLE, _HOLLOW})
        for sense in map(_sense, _words(text))
    )


def split_run_ons(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return the ``sentences``, those without stops cut before a request and a further question.

    So people dictate: "вчера остановили подскажите имеют ли право досматривать и куда жаловаться".
    A sentence of two questions, each with its own verb of asking, is cut between them.
    """
    cut = (part for sentence in sentences for part in _cut(sentence))
    return tuple(part for sentence in cut for part in _cut_between_questions(sentence))


def _is_hollow(text: str) -> bool:
    """Return whether ``text`` consists of words that name no matter to search for."""
    return all(_HOLLOW in _sense(word).lists for word in _words(text))


def _asks(text: str) -> bool:
    if _QUESTION_MARK.search(text):
        return True
    words = _words(text)
    early = (word.lower() for word in words[1:_MAX_BEFORE_PARTICLE])
    if _RUSSIAN_PARTICLE in early and len(words) > MIN_MATTER:
        return True
    size, place = max(_requests(words), default=(0, 0))
    if not size or len(words) - size < MIN_MATTER:
        return False
    # "Прошу разъяснить порядок …" begins with the request and has no question word.
    is_direct = place <= 1 and len(words) >= 2 * MIN_MATTER
    return is_direct or any(_sense(w).opens or _PARTICLE in _sense(w).lists for w in words)


def _begins_with_question(text: str) -> bool:
    """Return whether ``text`` begins with a question word, or has a particle that asks."""
    words = _words(text)
    if len(words) <= MIN_MATTER:
        return False
    return _sense(words[0]).opens or any(_PARTICLE in _sense(word).lists for word in words)


def _cut(sentence: Sentence) -> Iterator[Sentence]:
    found = list(_WORD.finditer(sentence.text))
    if len(found) < _MIN_RUN_ON_WORDS or _STOP.search(sentence.text.rstrip(".?!…")):
        yield sentence
        return
    words = [word[0] for word in found]
    first, asks = 0, False
    for place in range(MIN_MATTER, len(words) - MIN_MATTER):
        if asks:
            is_joint = _JOINT in _sense(words[place]).lists
            begins = is_joint and _QUESTION in _sense(words[place + 1]).lists
        else:
            begins = place >= _MIN_STORY_WORDS and bool(_request_size(words, place))
        if begins and place - first >= MIN_MATTER:
            yield _slice(sentence, found[first].start(), found[place - 1].end(), asks=asks)
            first, asks = place, True
    yield _slice(sentence, found[first].start(), len(sentence.text), asks=asks)


def _cut_between_questions(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the two questions of ``sentence``, or it whole if it has one.

    "Может ли он войти и может ли он забрать телефон", "can he search and can he take", and in
    Kazakh, where the particle ends a question, "кіре ала ма және ұстай ала ма".
    """
    found = list(_WORD.finditer(sentence.text))
    words = [word[0] for word in found]
    for place in range(MIN_MATTER, len(words) - MIN_MATTER):
        if not _is_joint(words[place]) or not _are_questions(words, place):
            continue
        yield _slice(sentence, 0, found[place - 1].end(), asks=True)
        yield _slice(sentence, found[place].start(), len(sentence.text), asks=True)
        return
    yield sentence


def _is_joint(word: str) -> bool:
    if word.isascii():
        return word.lower() in _ENGLISH_JOINTS
    return _JOINT in _sense(word).lists


def _are_questions(words: Sequence[str], joint: int) -> bool:
    """Return whether the words before and after the ``joint`` are a question each."""
    first, second = words[:joint], words[joint + 1 :]
    if _is_kazakh_question(first) and _is_kazakh_question(second):
        return True
    if words[joint].isascii() and not _has_english_subject(second):
        return False
    return all(_begins_with_verb(part) for part in (first, second))


def _has_english_subject(words: Sequence[str]) -> bool:
    """Return whether a subject follows the verb at the beginning: "have his" names an object."""
    verb, subject = (word.lower() for word in words[:2])
    return subject in _ENGLISH_PRONOUNS or (
        subject in _ENGLISH_DETERMINERS and verb not in _ENGLISH_POSSESSION
    )


def _is_kazakh_question(words: Sequence[str]) -> bool:
    last = words[-1].lower()
    return last != _RUSSIAN_PARTICLE and _PARTICLE in _sense(last).lists


def _begins_with_verb(words: Sequence[str]) -> bool:
    """Return whether ``words`` begin with a verb that asks; in Russian its particle follows."""
    has_particle = _RUSSIAN_PARTICLE in (word.lower() for word in words[1:_MAX_BEFORE_PARTICLE])
    return has_particle or (words[0].isascii() and _VERB in _sense(words[0]).lists)


def _slice(sentence: Sentence, start: int, end: int, *, asks: bool) -> Sentence:
    text = sentence.text[start:end]
    return Sentence(sentence.start + start, sentence.start + end, text, asks)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _requests(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the number of words of each request in ``words``, and its place."""
    for place in range(len(words)):
        size = _request_size(words, place)
        if size:
            yield size, place


def _request_size(words: Sequence[str], place: int) -> int:
    """Return the number of words of the longest request that begins at ``place``, 0 for none."""
    requests = _sense(words[place]).requests
    return max((len(each) for each in requests if _follows(words, place, each)), default=0)


def _follows(words: Sequence[str], place: int, phrase: _Phrase) -> bool:
    places = range(place, place + 1)
    for part in phrase:
        found = next((n for n in places if n < len(words) and part.matches(words[n])), None)
        if found is None:
            return False
        places = range(found + 1, found + 2 + (_MAX_GAP if part.has_gap else 0))
    return True


@lru_cache(maxsize=20_000)
def _sense(word: str) -> _Sense:
    singles, requests = _singles(), _requests_by_word()
    lists = frozenset(name for _, name in singles.found(word))
    return _Sense(lists, tuple(phrase for _, phrase in requests.found(word)))


class _WordIndex(Generic[_Entry]):
    """Entries of words of the lists, by the sound keys of the words."""

    def __init__(self, entries: Iterable[tuple[_Word, _Entry]]) -> None:
        self._whole: defaultdict[str, set[tuple[int, _Entry]]] = defaultdict(set)
        self._begun: defaultdict[str, set[tuple[int, _Entry]]] = defaultdict(set)
        for number, (word, entry) in enumerate(entries):
            into = self._begun if word.is_stem else self._whole
            for key in word.keys:
                into[key].add((number, entry))

    def found(self, typed: str) -> list[tuple[int, _Entry]]:
        """Return the entries of the words that ``typed`` matches, in order, with their numbers."""
        found: dict[int, _Entry] = {}
        for key in sound_keys(typed):
            found |= self._whole.get(key, ())
            for size in range(len(key) + 1):
                found |= self._begun.get(key[:size], ())
        return sorted(found.items(), key=itemgetter(0))


@cache
def _singles() -> _WordIndex[str]:
    """Return the words of the lists with the names of their lists."""
    return _WordIndex(
        (_phrase(word)[0], name)
        for name in (_QUESTION, _VERB, _PARTICLE, _JOINT, _HOLLOW)
        for words in _table()[name].values()
        for word in words
    )


@cache
def _requests_by_word() -> _WordIndex[_Phrase]:
    """Return the requests by their first words."""
    phrases = (_phrase(each) for each in chain(*_table()["request"].values()))
    return _WordIndex((phrase[0], phrase) for phrase in phrases)


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files("qa.letters").joinpath("asking.toml").read_text("utf-8"))


def _phrase(text: str) -> _Phrase:
    """Return the words of a phrase; "..." after a word allows others before the next one."""
    words = text.split()
    return tuple(
        _Word(sound_keys(word.rstrip("*")), word.endswith("*"), following == _GAP)
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word != _GAP
    )
