"""Questions put to the law of one act, in batches, for the first provisions only."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from embeddings.encoder import Progress
from qa.answer import Question
from qa.answerer import Answering
from qa.query.validation import QuestionError

SHOWN = 3
"""Provisions within which a right one counts as found."""

BATCH = 64
"""Questions that a command encodes at once."""

Item = TypeVar("Item")


def first_provisions(
    answering: Answering,
    act_id: str,
    texts: Sequence[tuple[str, str]],
    *,
    batch: int = 1,
    progress: Progress | None = None,
) -> Iterator[tuple[str, ...]]:
    """Yield for each text (question, language) the eIds of the first :data:`SHOWN` provisions.

    Only ``act_id`` is searched. ``batch`` over 1 is for an answerer whose encoder caches
    questions, which are then encoded so many at once. Raises UnknownActError.
    """
    for start in range(0, len(texts), batch):
        part = [
            Question(text, language=language, top_k=1, acts=(act_id,))
            for text, language in texts[start : start + batch]
        ]
        if batch > 1:
            answering.encode_questions(part)
        for done, question in enumerate(part, start=start + 1):
            yield _first(answering, question)
            if progress is not None:
                progress(done, len(texts))


def spread(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    """Return at most ``most`` of the items, evenly spaced and in order."""
    if len(items) <= most:
        return tuple(items)
    return tuple(items[number * len(items) // most] for number in range(most))


def _first(answering: Answering, question: Question) -> tuple[str, ...]:
    try:
        listed = answering.listing(question, limit=SHOWN).candidates
    except QuestionError:
        return ()
    return tuple(one.quote.citation.eid for one in listed)
