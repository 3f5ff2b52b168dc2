"""Candidate search for staff, filtered by act, chapter and language."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.corpus import Corpus
from data.model import Chapter
from qa.answer import Listed, Listing, Question
from qa.answerer import Answering
from web.chat.answer_card import AnswerCard, answer_card

MAX_SHOWN = 20
# Rank enough candidates that the filter finds those of a small chapter.
_MAX_RANKED = 400


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Filters by act id, chapter (``act:eId``) and language of the act; empty means any."""

    act: str = ""
    chapter: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Candidate provision as a row of the page."""

    pick: str
    card: AnswerCard
    channels: Sequence[tuple[str, float]]
    chapter: Chapter | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Listing of a question and the rows that pass the filters."""

    listing: Listing
    rows: tuple[ResultRow, ...]


def search(answerer: Answering, question: str, filters: SearchFilters, ui: str) -> SearchResult:
    """Return the candidates for ``question``, best first, labels in ``ui``.

    Raises QuestionError, UnknownActError.
    """
    corpus = answerer.corpus
    acts = tuple(
        act.id
        for act in corpus.acts
        if filters.language in ("", act.language) and filters.act in ("", act.id)
    )
    if filters.act:
        corpus.act(filters.act)
    if not acts:
        acts = tuple(act.id for act in corpus.acts)
    everything = len(acts) == len(corpus.acts)
    listing = answerer.listing(
        Question(question, ui=ui, top_k=5, acts=() if everything else acts), _MAX_RANKED
    )
    rows = (_row(corpus, listed) for listed in listing.candidates)
    matching = [row for row in rows if row is not None and _passes(row, filters)]
    return SearchResult(listing, tuple(matching[:MAX_SHOWN]))


def _row(corpus: Corpus, listed: Listed) -> ResultRow | None:
    citation = listed.quote.citation
    act = corpus.act(citation.act)
    provision = act.by_eid[citation.eid]
    if provision.repealed:
        return None
    chapter = next((each for each in act.chapters if each.eid == provision.chapter), None)
    return ResultRow(
        pick=f"{citation.act}:{citation.eid}",
        card=answer_card(listed.quote),
        channels=tuple(listed.channels.items()),
        chapter=chapter,
    )


def _passes(row: ResultRow, filters: SearchFilters) -> bool:
    if filters.language and row.card.quote.language != filters.language:
        return False
    if not filters.chapter:
        return True
    act = row.card.quote.citation.act
    return row.chapter is not None and f"{act}:{row.chapter.eid}" == filters.chapter
