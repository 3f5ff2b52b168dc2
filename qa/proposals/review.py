"""Review of an act: articles not found by their headings, and points that are confused."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.model import Act, Kind, Provision
from data.passages import split_passages
from embeddings.encoder import Progress
from qa.answerer import Answering
from qa.proposals.asking import first_provisions, spread
from qa.proposals.proposal import MAX_WORDS_LENGTH, article_id, articles_of
from qa.proposals.templates import Template, fill_template

MAX_ARTICLES, MAX_POINTS = 120, 120
"""Articles and points that are asked, so that a review takes seconds: 360 questions at most."""
LONG_LIST = 8
"""Points from which a list counts as long."""
_OPENING_WORDS = 8


@dataclass(frozen=True, slots=True)
class MissedArticle:
    """Article that comes first for no form of its heading.

    ``is_among_first`` is whether it is among the first three for one of them.
    """

    eid: str
    heading: str
    is_among_first: bool


@dataclass(frozen=True, slots=True)
class ConfusedList:
    """Long list of the provision ``eid`` with the asked ``points`` that another point precedes."""

    eid: str
    points: tuple[str, ...]
    asked: int


@dataclass(frozen=True, slots=True)
class ActReview:
    """Result of a review: ``asked`` of the ``articles`` with heading and text; missed ones."""

    articles: int
    asked: int
    missed: tuple[MissedArticle, ...]
    lists: tuple[ConfusedList, ...]


def review_act(
    answering: Answering, act: Act, *, batch: int = 1, progress: Progress | None = None
) -> ActReview:
    """Ask the headings of ``act`` and the openings of points of its long lists.

    ``batch`` and ``progress`` are as in :func:`qa.proposals.asking.first_provisions`.
    """
    with_text = {article_id(act, passage.eid) for passage in split_passages(act)}
    headed = [
        one
        for one in articles_of(act)
        if one.eid in with_text and 0 < len(one.heading) <= MAX_WORDS_LENGTH
    ]
    articles = spread(headed, MAX_ARTICLES)
    points = spread(_listed_points(act), MAX_POINTS)
    forms = [form for article in articles for form in _forms(article.heading, act.language)]
    texts = [*forms, *(_opening(point) for point in points)]
    found = list(
        first_provisions(
            answering,
            act.id,
            [(text, act.language) for text in texts],
            batch=batch,
            progress=progress,
        )
    )
    missed = []
    for number, article in enumerate(articles):
        answers = found[2 * number : 2 * number + 2]
        reached = [[article_id(act, eid) == article.eid for eid in eids] for eids in answers]
        if not any(each[:1] == [True] for each in reached):
            is_among_first = any(any(each) for each in reached)
            missed.append(MissedArticle(article.eid, article.heading, is_among_first))
    lists = _confused(points, found[len(forms) :])
    return ActReview(len(headed), len(articles), tuple(missed), lists)


def _forms(heading: str, language: str) -> tuple[str, str]:
    """Return the heading as a question, bare and in its template."""
    return heading, fill_template(Template.HEADING, language, heading.rstrip(" .;:,"))


def _listed_points(act: Act) -> list[Provision]:
    """Return the points of long lists in the order of the act."""
    lists: dict[str, list[Provision]] = {}
    for provision in act.provisions:
        if provision.kind is Kind.POINT and provision.quotable and provision.parent:
            lists.setdefault(provision.parent, []).append(provision)
    return [one for points in lists.values() if len(points) >= LONG_LIST for one in points]


def _opening(point: Provision) -> str:
    return " ".join(point.text.split()[:_OPENING_WORDS])[:MAX_WORDS_LENGTH]


def _confused(
    points: Sequence[Provision], answers: Sequence[tuple[str, ...]]
) -> tuple[ConfusedList, ...]:
    """Return the lists in which another point of the list comes before the asked one."""
    asked: dict[str, list[str]] = {}
    confused: dict[str, list[str]] = {}
    for point, first in zip(points, answers, strict=True):
        parent = point.parent or ""
        asked.setdefault(parent, []).append(point.eid)
        head = first[0] if first else ""
        if head != point.eid and head.rpartition("__")[0] == parent:
            confused.setdefault(parent, []).append(point.eid)
    return tuple(
        ConfusedList(parent, tuple(eids), len(asked[parent])) for parent, eids in confused.items()
    )
