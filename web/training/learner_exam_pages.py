"""Pages of exam papers for learners: beginning, submission and result."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.accounts.roles import Account
from web.http.requests import redirect
from web.training.card_view import answered, is_verbatim
from web.training.exam import raw_answers, read_answers
from web.training.exam_papers import GRACE, Attempt, Paper
from web.training.instructor_pages import (
    LearnerAccount,
    is_for,
    is_seen,
    learner_of,
    result_of,
)
from web.training.requests import Learner

router = APIRouter(include_in_schema=False)

Raw = Annotated[Mapping[int, list[str]], Depends(raw_answers)]


@router.get("/papers/{code}")
def paper_page(request: Request, account: LearnerAccount, code: str) -> Response:
    """Return the terms of the paper, or its result once it is submitted."""
    who, paper = _paper(request, account, code)
    attempt = who.training.papers.attempt(paper, account.id)
    if attempt is not None and attempt.handed_in_at is not None:
        return _result(who, paper, attempt)
    return who.show("training/paper.html", {"paper": paper, "attempt": attempt})


@router.post("/papers/{code}/begin")
def begin(request: Request, account: LearnerAccount, code: str) -> Response:
    """Return the paper; its time begins with the first request."""
    who, paper = _paper(request, account, code)
    attempt = who.training.papers.attempt(paper, account.id)
    if attempt is None and paper.closed:
        return who.refuse("closed")
    if not all(is_verbatim(who.act, card) for card in paper.cards(who.language)):
        return who.refuse("paper_changed")
    now = who.training.clock()
    attempt = who.training.papers.begin(paper, account.id, who.language, now)
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
    return who.show("training/exam.html", context)


@router.post("/papers/{code}/hand-in")
def hand_in(request: Request, account: LearnerAccount, raw: Raw, code: str) -> Response:
    """Store the answers once, if they come in time."""
    who, paper = _paper(request, account, code)
    attempt = who.training.papers.attempt(paper, account.id)
    if attempt is None:
        return who.refuse("forged")
    now = who.training.clock()
    late = now > paper.end(attempt.started_at) + GRACE
    given = None if late else read_answers(paper.cards(attempt.language), raw)
    if not who.training.papers.hand_in(paper, account.id, given, now):
        return who.refuse("replayed")
    return who.refuse("late") if late else redirect(request, f"/papers/{code}")


def _paper(request: Request, account: Account, code: str) -> tuple[Learner, Paper]:
    who = learner_of(request, account)
    paper = who.training.papers.of(code)
    if paper is None or not (is_for(paper, account) or is_seen(paper, account)):
        raise HTTPException(404)
    return replace(who, act=who.corpus.at(paper.address)), paper


def _result(who: Learner, paper: Paper, attempt: Attempt) -> Response:
    if attempt.given is None:
        return who.refuse("late")
    assert attempt.handed_in_at is not None
    cards = paper.cards(attempt.language)
    result = result_of(paper, cards, attempt)
    views = [
        answered(who.corpus, who.act, card, given, right, who.language)
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
    return who.show("training/result.html", context)
