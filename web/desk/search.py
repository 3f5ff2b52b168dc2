"""The search of the desk: all candidates for a question, filtered by act, chapter and language."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.corpus import Corpus
from data.model import Chapter
from qa.answer import Listed, Listing, Question
from qa.answerer import Answering
from web.chat.conversation import AnswerCard, answer_card

MAX_SHOWN = 20
# So many are ranked that a chapter with few provisions is seen as well.
_RANKED = 400


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What the candidates are narrowed to; empty text is everything.

    ``chapter`` is ``act:eId`` of a chapter, ``language`` that of the act.
    """

    act: str = ""
    chapter: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A candidate as the desk shows it."""

    pick: str
    card: AnswerCard
    channels: Sequence[tuple[str, float]]
    chapter: Chapter | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The listing of a question and the rows that the filters leave."""

    listing: Listing
    rows: tuple[ResultRow, ...]


def search(answerer: Answering, question: str, filters: SearchFilters, ui: str) -> SearchResult:
    """The candidates for ``question``, best first, labels in ``ui``.

    Raises QuestionError, and UnknownActError for an act that is not there.
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
        Question(question, ui=ui, top_k=5, acts=() if everything else acts), _RANKED
    )
    rows = (_row(corpus, listed) for listed in listing.candidates)
    kept = [row for row in rows if row is not None and _fits(row, filters)]
    return SearchResult(listing, tuple(kept[:MAX_SHOWN]))


def _row(corpus: Corpus, listed: Listed) -> ResultRow | None:
    place = listed.quote.citation
    act = corpus.act(place.act)
    provision = act.by_eid[place.eid]
    if provision.repealed:
        return None
    chapter = next((one for one in act.chapters if one.eid == provision.chapter), None)
    return ResultRow(
        pick=f"{place.act}:{place.eid}",
        card=answer_card(listed.quote),
        channels=tuple(listed.channels.items()),
        chapter=chapter,
    )


def _fits(row: ResultRow, filters: SearchFilters) -> bool:
    if filters.language and row.card.quote.language != filters.language:
        return False
    if not filters.chapter:
        return True
    act = row.card.quote.citation.act
    return row.chapter is not None and f"{act}:{row.chapter.eid}" == filters.chapter
