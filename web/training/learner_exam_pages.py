"""Pages on which a learner sits a paper and sees the result."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.accounts.auth import LearnerAccount
from web.accounts.roles import Account
from web.http.requests import redirect
from web.training.card_view import answered, is_verbatim
from web.training.exam import raw_answers, read_answers
from web.training.exam_papers import GRACE, Attempt, Paper
from web.training.instructor_pages import account_learner, grade_attempt, may_sit, may_view
from web.training.requests import Learner

router = APIRouter(include_in_schema=False)

Raw = Annotated[Mapping[int, list[str]], Depends(raw_answers)]


@router.get("/papers/{code}")
def paper_page(request: Request, account: LearnerAccount, code: str) -> Response:
    """Show the terms of the paper, or the result after it was handed in."""
    learner, paper = _paper(request, account, code)
    attempt = learner.training.papers.attempt(paper, account.id)
    if attempt is not None and attempt.handed_in_at is not None:
        return _result(learner, paper, attempt)
    return learner.show("training/paper.html", {"paper": paper, "attempt": attempt})


@router.post("/papers/{code}/begin")
def begin(request: Request, account: LearnerAccount, code: str) -> Response:
    """Show the cards; the first request starts the time."""
    learner, paper = _paper(request, account, code)
    attempt = learner.training.papers.attempt(paper, account.id)
    if attempt is None and paper.closed:
        return learner.refuse("closed")
    if not all(is_verbatim(learner.act, card) for card in paper.cards(learner.language)):
        return learner.refuse("paper_changed")
    now = learner.training.clock()
    attempt = learner.training.papers.begin(paper, account.id, learner.language, now)
    if attempt.handed_in_at is not None:
        return redirect(request, f"/papers/{code}")
    left = max(0, int((paper.end(attempt.started_at) - now).total_seconds()))
    context = {
        "cards": paper.cards(attempt.language),
        "ticket": paper,
        "sealed": "",
        "action": f"/papers/{code}/hand-in",
        "left": left,
        "title": paper.title,
    }
    return learner.show("training/exam.html", context)


@router.post("/papers/{code}/hand-in")
def hand_in(request: Request, account: LearnerAccount, raw: Raw, code: str) -> Response:
    """Store the answers; late and repeated ones are refused."""
    learner, paper = _paper(request, account, code)
    attempt = learner.training.papers.attempt(paper, account.id)
    if attempt is None:
        return learner.refuse("forged")
    now = learner.training.clock()
    late = now > paper.end(attempt.started_at) + GRACE
    given = None if late else read_answers(paper.cards(attempt.language), raw)
    if not learner.training.papers.hand_in(paper, account.id, given, now):
        return learner.refuse("replayed")
    return learner.refuse("late") if late else redirect(request, f"/papers/{code}")


def _paper(request: Request, account: Account, code: str) -> tuple[Learner, Paper]:
    learner = account_learner(request, account)
    paper = learner.training.papers.of(code)
    if paper is None or not (may_sit(paper, account) or may_view(paper, account)):
        raise HTTPException(404)
    return replace(learner, act=learner.corpus.at(paper.address)), paper


def _result(learner: Learner, paper: Paper, attempt: Attempt) -> Response:
    if attempt.given is None:
        return learner.refuse("late")
    cards = paper.cards(attempt.language)
    result = grade_attempt(paper, cards, attempt)
    views = [
        answered(learner.corpus, learner.act, card, given, right, learner.language)
        for card, given, right in zip(cards, attempt.given, result.marks, strict=True)
    ]
    context = {
        "views": views,
        "name": attempt.name,
        "code": paper.code,
        "score": result.score,
        "passed": result.state == "passed",
        "pass_mark": paper.pass_mark,
        "right": sum(each is True for each in result.marks),
        "counted": sum(each is not None for each in result.marks),
        "at": attempt.handed_in_at,
        "handed": "",
        "title": paper.title,
    }
    return learner.show("training/result.html", context)
