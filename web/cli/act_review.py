"""Review at the end of ``bapta ingest``, by an answerer over the new act alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from data.errors import BaptaError
from data.model import Act
from web.cli.progress import progress
from web.settings import Settings

if TYPE_CHECKING:
    from qa.answerer import Answerer
    from qa.proposals.review import ActReview

MAX_PASSAGES = 2000
"""Passages of an act that is reviewed at once; encoding more takes minutes."""
_MAX_LINES = 20


class ReviewError(BaptaError):
    """An act that cannot be reviewed now."""


def print_review(settings: Settings, act: Act) -> None:
    """Print how ``act`` was read and what it answers badly, or why that is not known yet.

    The encoded passages stay in the cache of the index, so that ``bapta index build`` does not
    encode them again.
    """
    from data.validation.reading import reading_notes

    for line in reading_notes(act):
        click.echo(f"{act.id}: {line}")
    try:
        answerer = _compose_answerer(settings, act)
        with progress("Questions asked") as report:
            from qa.proposals.asking import BATCH
            from qa.proposals.review import review_act

            review = review_act(answerer, act, batch=BATCH, progress=report)
    except (BaptaError, OSError) as error:
        click.echo(_refusal(act, error))
        return
    for line in review_lines(act, review):
        click.echo(line)


def _refusal(act: Act, error: BaptaError | OSError) -> str:
    """Return one sentence with the reason, and the commands that lead to proposals later."""
    reason = error.message if isinstance(error, BaptaError) else f"{error}."
    fix = error.fix if isinstance(error, BaptaError) else None
    commands = (fix, "bapta index build", f"bapta bank propose {act.id}")
    later = " && ".join(command for command in dict.fromkeys(commands) if command)
    return f"{act.id} was not reviewed: {' '.join(reason.split())} Later, run: {later}"


def review_lines(act: Act, review: "ActReview") -> Iterator[str]:
    """Yield the summary and the provisions that are answered badly, a line each."""
    if not review.articles:
        yield f"Review of {act.id}: no article has a heading, so none was asked by its heading."
    else:
        found = review.asked - len(review.missed)
        of = f" of {review.articles}" if review.asked < review.articles else ""
        yield (
            f"Review of {act.id}: {review.asked}{of} articles were asked by their headings; "
            f"{found} came first."
        )
    lines = [
        f"  {one.eid}  {'not first' if one.is_among_first else 'not among the first three'}: "
        f"{one.heading}"
        for one in review.missed
    ]
    lines += [
        f"  {one.eid}  {len(one.points)} of {one.asked} points asked are confused with others of "
        f"the list: {', '.join(one.points)}"
        for one in review.lists
    ]
    yield from lines[:_MAX_LINES]
    if len(lines) > _MAX_LINES:
        yield f"  … and {len(lines) - _MAX_LINES} more"
    yield (
        f"Questions for them, once the index is built: bapta bank propose {act.id}, or at "
        f"/desk/teaching/proposals?act={act.id}"
    )


def _compose_answerer(settings: Settings, act: Act) -> "Answerer":
    """Return an answerer over ``act`` alone, without a bank; raises ModelError, OSError."""
    from data.corpus import Corpus
    from data.passages import split_passages
    from embeddings.encoders.caching import DiskCachedEncoder, MemoryCachedEncoder
    from embeddings.index.stores import VECTOR_CACHE_DIR
    from qa.answerer import Answerer
    from qa.retrieval.indexing import build_index, corpus_texts
    from web.runtime.composition import compose_encoder

    passages = len(split_passages(act))
    if not passages:
        raise ReviewError("It has no passages.")
    if passages > MAX_PASSAGES:
        raise ReviewError(f"It has {passages} passages, and encoding them takes minutes.")
    corpus = Corpus((act,))
    encoder = compose_encoder(settings)
    cached = DiskCachedEncoder(encoder, settings.index / VECTOR_CACHE_DIR)
    with progress("Texts encoded") as report:
        index = build_index(corpus_texts(corpus), cached, report)
    return Answerer(corpus, MemoryCachedEncoder(encoder), index)
