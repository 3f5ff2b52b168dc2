"""The questions of a letter: the sentences that ask, each with the words before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.letters.asking import asking_sentences, count_matter_words, split_run_ons
from qa.letters.sentences import Sentence, split_sentences

MAX_QUESTIONS = 4
"""Questions of a letter that are searched; the rest is named."""

# One question with fewer words around it is searched as it is written, in one piece.
MIN_LETTER_WORDS = 25
# "Кто оплатит ремонт?": a question with so few words of its own needs the sentence before it.
_MAX_NEEDY_WORDS = 3
_MIN_STORY_WORDS = 4


@dataclass(frozen=True, slots=True)
class AskedPart:
    """A question of a letter: ``asked`` is a slice of it.

    ``matter`` is the sentence before it if that asks nothing, else empty; ``needs_matter`` if the
    question has few words of its own.
    """

    asked: str
    matter: str
    needs_matter: bool

    @property
    def joined(self) -> str:
        """Return the question after its matter."""
        return f"{self.matter} {self.asked}"


@dataclass(frozen=True, slots=True)
class Letter:
    """The questions of a letter in order, and those beyond the limit, which are not searched."""

    parts: tuple[AskedPart, ...]
    not_searched: tuple[str, ...] = ()


def read_letter(message: str) -> Letter | None:
    """Return the questions of ``message``, None if it is to be searched as it is written.

    So is a message with no question, and a short one with one.
    """
    sentences = split_run_ons(split_sentences(message))
    asking = asking_sentences(sentences)
    is_long = len(message.split()) >= MIN_LETTER_WORDS and len(sentences) > 1
    if not asking or (len(asking) == 1 and not is_long):
        return None
    parts = tuple(_part(sentences, each, asking) for each in asking)
    beyond = tuple(part.asked for part in parts[MAX_QUESTIONS:])
    return Letter(parts[:MAX_QUESTIONS], beyond)


def _part(sentences: Sequence[Sentence], asked: Sentence, asking: Sequence[Sentence]) -> AskedPart:
    place = sentences.index(asked)
    before = sentences[place - 1] if place else None
    has_matter = (
        before is not None and before not in asking and len(before.text.split()) >= _MIN_STORY_WORDS
    )
    matter = before.text if before is not None and has_matter else ""
    return AskedPart(asked.text, matter, count_matter_words(asked.text) <= _MAX_NEEDY_WORDS)
