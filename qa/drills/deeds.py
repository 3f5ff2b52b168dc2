"""Deeds that sentences name: a verb, what it is done to, and the words that say to which of them.

They are told by the endings of words: in Kazakh the object is the last accusative before the verb,
in the other languages it is among the first words after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.drills.card_source import CardSource

# An object in so great a share of the provisions names no deed alone: "persons", "documents".
_COMMON = 0.1
# So many words after a verb that is not Kazakh may be its object.
_OBJECTS = 3
# Shorter words are prepositions and the like.
_MIN_LETTERS = 4
_CLAUSE = re.compile(r"[;:.]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KAZAKH_VERB = re.compile(r"[уүю](?:ға|ге)$")
_ACCUSATIVE = re.compile(r"(?<=\w)(?:[дтн][ыі]|[ыі]н)$")
_NO_OBJECT = re.compile(r"^(?:үшін|дейін|кейін|сайын|о(?:лар)?(?:ды|ны)|оны|мұны|бұларды)$")
# What is done to a verbal noun is another verb's deed: "to carry out a check of".
_VERBAL_NOUN = re.compile(r"у(?:[дн][ыі]|[ыі]н)$")
_INFINITIVE = re.compile(r"(?<![ое]с)(?:ть|ти|чь)(?:ся|сь)?$")


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed by the stem of its verb and those of its objects; ``about`` says more of them.

    With a ``common`` object two deeds are one only if they have a word ``about`` it in common, too.
    """

    verb: str
    objects: frozenset[str]
    about: frozenset[str] = frozenset()
    common: bool = False

    def is_like(self, other: "Deed") -> bool:
        """Return whether both are the same verb done to the same thing."""
        if self.verb != other.verb or self.objects.isdisjoint(other.objects):
            return False
        is_common = self.common or other.common
        return not is_common or not self.about.isdisjoint(other.about)


def find_deeds(source: CardSource, text: str) -> tuple[Deed, ...]:
    """Return the deeds that a sentence or a point allows, demands or forbids."""
    find = _kazakh if source.act.language == "kk" else _european
    return tuple(deed for clause in _CLAUSE.split(text.lower()) for deed in find(source, clause))


def _kazakh(source: CardSource, clause: str) -> Iterator[Deed]:
    words = _WORD.findall(clause)
    start, last = 0, None
    for place, word in enumerate(words):
        if not _KAZAKH_VERB.search(word) or not place:
            continue
        objects = [n for n in range(start, place) if _is_object(words[n])]
        at = objects[-1] if objects else None
        if at is None and last is None:
            # "Шаралар қабылдауға": a bare noun stands before its verb.
            at = place - 1
        if at is not None:
            last = _deed(source, word, words[at], words[start:at])
            yield last
        elif last is not None:
            # "Құжаттарын тексеруге және алып қоюға": the object of the verb before.
            verb = _stem(source, word)
            last = Deed(verb, last.objects, last.about, last.common)
            yield last
        start = place + 1


def _is_object(word: str) -> bool:
    return _ACCUSATIVE.search(word) is not None and not _NO_OBJECT.search(word)


def _deed(source: CardSource, verb: str, name: str, before: list[str]) -> Deed:
    stem = _stem(source, name)
    is_common = source.share_of_provisions(stem) > _COMMON or bool(_VERBAL_NOUN.search(name))
    about = source.content_stems(" ".join(before)) - {stem}
    return Deed(_stem(source, verb), frozenset({stem}), about, is_common)


def _european(source: CardSource, clause: str) -> Iterator[Deed]:
    """Yield the deeds of a clause: each infinitive in Russian, the first word in English."""
    words = _WORD.findall(clause)
    if source.act.language == "en":
        verbs = [1 if words[0] == "to" else 0] if len(words) > 1 else []
    else:
        verbs = [n for n, word in enumerate(words) if _INFINITIVE.search(word)]
    for number, place in enumerate(verbs):
        end = verbs[number + 1] if number + 1 < len(verbs) else len(words)
        names = [word for word in words[place + 1 : end] if len(word) >= _MIN_LETTERS][:_OBJECTS]
        stems = source.content_stems(" ".join(names))
        telling = frozenset(s for s in stems if source.share_of_provisions(s) <= _COMMON)
        if telling:
            yield Deed(_stem(source, words[place]), telling)


def _stem(source: CardSource, word: str) -> str:
    return next(iter(source.stems(word)), word)
