"""Pages on which instructors choose the cards of a paper, preview them and set the paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BeforeValidator
from starlette.responses import Response

from data.model import LANGUAGES
from qa.drills.card import CardKind
from qa.drills.deck import Deck
from qa.drills.exam_paper import paper_cards, sample_cards
from web.accounts.auth import Instructor
from web.http.requests import Text, redirect
from web.training.exam import MAX_CARDS, MAX_MINUTES, MIN_CARDS
from web.training.exam_papers import Paper
from web.training.instructor_pages import account_learner
from web.training.requests import Learner

router = APIRouter(include_in_schema=False)

# Further cards that a preview offers beside those of the paper.
_SPARE = 10
Moment = Annotated[datetime | None, BeforeValidator(lambda text: text or None), Form()]
# Longer than the key of any card.
_Key = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """Choices of an instructor for a paper; ``keys`` are single cards, if any were chosen.

    ``articles`` are eIds of articles and chapters. Times are in UTC.
    """

    title: str
    act: str
    group: str
    kinds: tuple[CardKind, ...]
    articles: tuple[str, ...]
    keys: tuple[str, ...]
    count: int
    minutes: int
    pass_mark: int
    opens_at: datetime | None
    closes_at: datetime | None
    seed: str

    @property
    def window_is_possible(self) -> bool:
        if self.opens_at is None or self.closes_at is None:
            return True
        return self.opens_at < self.closes_at


def _terms(
    title: Annotated[str, Form(min_length=1, max_length=100)],
    act: Text = "",
    group: Annotated[str, Form(max_length=64)] = "",
    kind: Annotated[list[CardKind], Form(max_length=8)] = [],  # noqa: B006
    article: Annotated[list[Annotated[str, Form(max_length=100)]], Form(max_length=500)] = [],  # noqa: B006
    key: Annotated[list[_Key], Form(max_length=MAX_CARDS)] = [],  # noqa: B006
    count: Annotated[int, Form(ge=MIN_CARDS, le=MAX_CARDS)] = 20,
    minutes: Annotated[int, Form(ge=1, le=MAX_MINUTES)] = 30,
    pass_mark: Annotated[int, Form(ge=1, le=100)] = 70,
    opens_at: Moment = None,
    closes_at: Moment = None,
    seed: Annotated[str, Form(max_length=40)] = "",
) -> PaperTerms:
    """Return the choices of the form; a dependency."""
    return PaperTerms(
        title=title.strip(),
        act=act,
        group=group.strip(),
        kinds=tuple(kind) or tuple(CardKind),
        articles=tuple(each for each in article if each),
        keys=tuple(dict.fromkeys(key)),
        count=count,
        minutes=minutes,
        pass_mark=pass_mark,
        opens_at=_utc(opens_at),
        closes_at=_utc(closes_at),
        seed=seed or token_urlsafe(9),
    )


Terms = Annotated[PaperTerms, Depends(_terms)]


@router.post("/papers/preview")
def preview(request: Request, account: Instructor, terms: Terms) -> Response:
    """Show the cards that would be set, and some more to choose from."""
    learner = _learner(request, account_learner(request, account), terms)
    if not terms.window_is_possible:
        return learner.refuse("window")
    deck = learner.deck(learner.act.pinned_address)
    keys = _keys(learner, deck, terms, terms.count + _SPARE)
    if not keys:
        return learner.refuse("no_cards")
    context = {
        "terms": terms,
        "cards": paper_cards(deck, keys, terms.seed, learner.language),
        "drawn": min(terms.count, len(keys)),
    }
    return learner.show("training/preview.html", context)


@router.post("/papers")
def set_paper(request: Request, account: Instructor, terms: Terms) -> Response:
    """Set a paper of the chosen cards or of drawn ones, the same for all learners."""
    learner = _learner(request, account_learner(request, account), terms)
    if not terms.window_is_possible:
        return learner.refuse("window")
    address = learner.act.pinned_address
    deck = learner.deck(address)
    keys: Sequence[str] = [each for each in terms.keys if each in deck.by_key]
    if not terms.keys:
        keys = _keys(learner, deck, terms, terms.count)
    if not keys:
        return learner.refuse("no_cards")
    dealt = {language: paper_cards(deck, keys, terms.seed, language) for language in LANGUAGES}
    code = learner.training.papers.add(
        Paper(
            code="",
            title=terms.title,
            group=terms.group,
            address=address,
            dealt=dealt,
            struck=frozenset(),
            minutes=terms.minutes,
            pass_mark=terms.pass_mark,
            closed=False,
            made_by=account.name,
            made_at=learner.training.clock(),
            opens_at=terms.opens_at,
            closes_at=terms.closes_at,
        )
    )
    return redirect(request, f"/papers/{code}/group")


def _learner(request: Request, learner: Learner, terms: PaperTerms) -> Learner:
    """Return the instructor as a learner of the act of the paper. Raises ActError."""
    return replace(learner, act=learner.corpus.act(terms.act)) if terms.act else learner


def _keys(learner: Learner, deck: Deck, terms: PaperTerms, count: int) -> Sequence[str]:
    specs = sample_cards(deck, terms.kinds, count, terms.seed, terms.articles, learner.left_out())
    return [spec.key for spec in specs]


def _utc(moment: datetime | None) -> datetime | None:
    """Return the time of a form field, which is in UTC unless it says otherwise."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
