"""Report of a faulty card, and the page on which instructors see reports and strike cards out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from qa.drills.card import Card
from web.accounts.auth import Instructor
from web.http.request_cost import QUESTION, limited
from web.http.requests import Text, redirect
from web.journal.redaction.redactor import Redactor
from web.training.card_reports import Reason, ReportedCard
from web.training.instructor_pages import account_learner
from web.training.requests import LearnerOf

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ReportView:
    """Reported card with one of the cards that its specification makes.

    The card is None if the act has changed since.
    """

    reported: ReportedCard
    card: Card | None


@router.post("/train/{act}/report", dependencies=[Depends(limited(QUESTION))])
def report(
    learner: LearnerOf,
    key: Annotated[str, Form(max_length=300)],
    reason: Annotated[Reason, Form()],
    note: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Keep the report of a card of the act in force."""
    if key not in learner.deck().by_key:
        return learner.refuse("no_such_card")
    redacted = Redactor().redact(note.strip()).text
    learner.training.reports.add(learner.act.id, key, reason, redacted, learner.training.clock())
    return learner.show("training/reported.html", {})


@router.get("/papers/reports")
def reports_page(request: Request, account: Instructor) -> Response:
    """Show the reported cards of every act, those with most reports first."""
    learner = account_learner(request, account)
    sections = []
    for act in learner.corpus.acts:
        reported = learner.training.reports.reported(act.id)
        if reported:
            deck = learner.training.shelf.deck(learner.corpus, act.id)
            views = []
            for each in reported:
                spec = deck.by_key.get(each.key)
                card = deck.make_card(spec, "report", learner.language) if spec else None
                views.append(ReportView(each, card))
            sections.append((act, views))
    return learner.show("training/reports.html", {"sections": sections, "reasons": list(Reason)})


@router.post("/papers/reports/strike")
def strike(
    request: Request,
    account: Instructor,
    about: Annotated[str, Form(max_length=100)],
    key: Annotated[str, Form(max_length=300)],
    struck: Text = "",
) -> Response:
    """Strike a card of the act ``about`` out of all sessions and new papers, or undo that."""
    learner = account_learner(request, account)
    act = learner.corpus.act(about)
    reported = {each.key for each in learner.training.reports.reported(act.id)}
    deck = learner.training.shelf.deck(learner.corpus, act.id)
    if key not in deck.by_key and key not in reported:
        return learner.refuse("no_such_card")
    now = learner.training.clock()
    learner.training.reports.strike(account.name, act.id, key, now, struck=bool(struck))
    return redirect(request, "/papers/reports")
