"""Small talk: messages that greet, thank, take leave, agree or refuse, or ask who answers.

A message is small talk if nothing else is in it: "thanks, and who decides that?" is a question.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from data.model import LANGUAGES
from qa.conversation.phrases import Phrase, phrase_table, read_phrase, read_phrases, read_words
from qa.messages import SmallTalk, SmallTalkKind
from qa.query.normalization import CYRILLIC

# "Hello, when may the police shoot?" is a question, so a longer text is no small talk.
_MAX_WORDS = 10
# The least letters of a word in which one typing error is forgiven.
_MIN_FUZZY_LENGTH = 6
_BESIDE, _HELP = "beside", "help"


_Meaning = tuple[str, SmallTalkKind]


def small_talk(text: str) -> SmallTalk | None:
    """Return what the normalised ``text`` says if it is small talk and nothing more, else None."""
    words = read_words(text)
    if not 0 < len(words) <= _MAX_WORDS:
        return None
    keys: list[str] = []
    for word in words:
        keys.append(_mended(word.key))
        # Most messages end here, at their first word.
        if keys[-1] not in _all_words():
            return None
    found = _read(keys, _words_of(_BESIDE)) or _read_call_for_help(keys)
    if not found:
        return None
    kind = min((kind for phrase in found for _, kind in phrase), key=list(SmallTalkKind).index)
    counts = Counter(language for phrase in found for language in {code for code, _ in phrase})
    order = LANGUAGES if CYRILLIC.search(text) else ("en", "kk", "ru")
    return SmallTalk(kind, max(order, key=lambda language: counts[language]))


def without_small_talk(text: str) -> str:
    """Return ``text`` from the first word that is not part of small talk at its beginning."""
    words = read_words(text)
    keys = [_mended(word.key) for word in words]
    start = 0
    while size := _phrase_size(keys[start:]):
        start += size
    return text[words[start].start :] if 0 < start < len(words) else text


def _read_call_for_help(keys: Sequence[str]) -> list[Sequence[_Meaning]] | None:
    """Return the phrases of a greeting with a call for help, None if ``keys`` are something else.

    Without a greeting, "no, help me" is no reply.
    """
    found = _read(keys, _words_of(_BESIDE) | _words_of(_HELP))
    kinds = {kind for phrase in found or () for _, kind in phrase}
    return found if SmallTalkKind.GREETING in kinds else None


def _read(keys: Sequence[str], beside: frozenset[str]) -> list[Sequence[_Meaning]] | None:
    """Return the phrases that ``keys`` are made of, None if a word belongs to none.

    The words ``beside`` phrases are left out.
    """
    if not keys:
        return []
    for size in range(len(keys), 0, -1):
        meanings = _phrases().get(tuple(keys[:size]))
        if meanings is None and (size > 1 or keys[0] not in beside):
            continue
        rest = _read(keys[size:], beside)
        if rest is not None:
            return rest if meanings is None else [meanings, *rest]
    return None


def _phrase_size(keys: Sequence[str]) -> int:
    """Return the number of words of the longest phrase at the beginning, 0 if there is none."""
    sizes = range(min(len(keys), _MAX_WORDS), 0, -1)
    return next((size for size in sizes if tuple(keys[:size]) in _phrases()), 0)


def _mended(key: str) -> str:
    """Return the word of the lists that ``key`` is, but for one typing error, else ``key``."""
    if len(key) < _MIN_FUZZY_LENGTH or key in _known_words():
        return key
    sizes = range(len(key) - 1, len(key) + 2)
    near = (
        word
        for size in sizes
        for word in _fuzzy_words().get((key[0], size), ())
        if OSA.distance(word, key, score_cutoff=1) <= 1
    )
    return next(near, key)


@cache
def _phrases() -> Mapping[Phrase, Sequence[_Meaning]]:
    phrases: defaultdict[Phrase, list[_Meaning]] = defaultdict(list)
    table = phrase_table("small_talk.toml")
    for kind in SmallTalkKind:
        for language, texts in table[kind.value].items():
            for text in texts:
                phrases[read_phrase(text)].append((language, kind))
    return dict(phrases)


@cache
def _words_of(part: str) -> frozenset[str]:
    lists = phrase_table("small_talk.toml")[part]
    return frozenset(key for texts in lists.values() for key, *_ in read_phrases(texts))


@cache
def _known_words() -> frozenset[str]:
    return frozenset(key for phrase in _phrases() for key in phrase)


@cache
def _all_words() -> frozenset[str]:
    return _known_words() | _words_of(_BESIDE) | _words_of(_HELP)


@cache
def _fuzzy_words() -> Mapping[tuple[str, int], Sequence[str]]:
    """Return the words in which one error is forgiven, by first letter and length."""
    words: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in sorted(_known_words()):
        if len(word) >= _MIN_FUZZY_LENGTH:
            words[word[0], len(word)].append(word)
    return dict(words)
