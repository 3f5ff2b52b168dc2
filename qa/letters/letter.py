"""The questions of a letter: the sentences that ask, each with the words before it."""

from dataclasses import dataclass

from qa.letters.asking import asking_sentences
from qa.letters.sentences import Sentence, split_sentences

MAX_QUESTIONS = 4
"""Questions of a letter that are searched; the rest is named."""

_MIN_STORY_WORDS = 3


@dataclass(frozen=True, slots=True)
class AskedPart:
    """A question of a letter: ``asked`` is a slice of it, ``matter`` the sentence before it."""

    asked: str
    matter: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The questions of a letter in order, and those beyond the limit, which are not searched."""

    parts: tuple[AskedPart, ...]
    not_searched: tuple[str, ...]


def read_letter(message: str) -> Letter | None:
    """Return the questions of ``message``; None if it is one question and nothing else."""
    sentences = split_sentences(message)
    asking = asking_sentences(sentences)
    if not asking or (len(asking) == 1 and not _has_story(sentences, asking[0])):
        return None
    parts = tuple(AskedPart(each.text, _before(sentences, each)) for each in asking)
    beyond = tuple(part.asked for part in parts[MAX_QUESTIONS:])
    return Letter(parts[:MAX_QUESTIONS], beyond)


def _has_story(sentences: tuple[Sentence, ...], asking: Sentence) -> bool:
    """Return whether another sentence than ``asking`` has more than a few words."""
    return any(
        len(each.text.split()) >= _MIN_STORY_WORDS for each in sentences if each != asking
    )


def _before(sentences: tuple[Sentence, ...], asking: Sentence) -> str:
    place = sentences.index(asking)
    return sentences[place - 1].text if place else ""
