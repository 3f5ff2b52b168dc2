"""Pages on which a learner sits a paper and sees the result."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qa.drills.exam_paper import SubmittedAnswer
from web.accounts.auth import LearnerAccount
from web.accounts.roles import Account
from web.http.requests import Text, redirect
from web.training.card_view import is_verbatim
from web.training.exam import Numbers, changed_answers, complete_answers, raw_answers, read_answers
from web.training.exam_papers import GRACE, Attempt, Paper
from web.training.instructor_pages import account_learner, grade_attempt, may_sit, may_view
from web.training.requests import Learner

router = APIRouter(include_in_schema=False)

Raw = Annotated[Mapping[int, list[str]], Depends(raw_answers)]


@router.get("/papers/{code}")
def paper_page(request: Request, account: LearnerAccount, code: str) -> Response:
    """Show the terms of the paper, the cards once it is begun, or the result at the end."""
    learner, paper = _paper(request, account, code)
    papers, now = learner.training.papers, learner.training.clock()
    attempt = papers.attempt(paper, account.id)
    if attempt is not None and attempt.handed_in_at is None and attempt.draft:
        papers.settle(paper, now)
        attempt = papers.attempt(paper, account.id)
    if attempt is not None and attempt.handed_in_at is not None:
        return _result(learner, paper, attempt)
    if attempt is None:
        context = {"paper": paper, "refusal": paper.refusal(now)}
        return learner.show("training/paper.html", context)
    cards = paper.cards(attempt.language)
    context = {
        "cards": cards,
        "given": complete_answers([SubmittedAnswer()] * len(cards), attempt.draft),
        "ticket": paper,
        "sealed": "",
        "action": f"/papers/{code}/hand-in",
        "save": f"/papers/{code}/save",
        "left": max(0, int((paper.end(attempt.started_at) - now).total_seconds())),
        "title": paper.title,
    }
    return learner.show("training/exam.html", context)


@router.post("/papers/{code}/begin")
def begin(request: Request, account: LearnerAccount, code: str) -> Response:
    """Start the time with the first request; the page of the paper shows the cards."""
    learner, paper = _paper(request, account, code)
    now = learner.training.clock()
    if learner.training.papers.attempt(paper, account.id) is None:
        refusal = paper.refusal(now)
        if refusal:
            return learner.refuse(refusal)
        if not all(is_verbatim(learner.act, card) for card in paper.cards(learner.language)):
            return learner.refuse("paper_changed")
        learner.training.papers.begin(paper, account.id, learner.language, now)
    return redirect(request, f"/papers/{code}")


@router.post("/papers/{code}/save")
def save(
    request: Request,
    account: LearnerAccount,
    raw: Raw,
    code: str,
    card: Numbers = [],  # noqa: B006
    quiet: Text = "",
) -> Response:
    """Keep the answers so far, to the cards that the form names or to all."""
    learner, paper = _paper(request, account, code)
    changed = changed_answers(paper.cards(learner.language), raw, card)
    now = learner.training.clock()
    kept = learner.training.papers.keep(paper, account.id, changed, now)
    if quiet:
        return Response(status_code=204 if kept else 409)
    return redirect(request, f"/papers/{code}")


@router.post("/papers/{code}/hand-in")
def hand_in(
    request: Request, account: LearnerAccount, raw: Raw, code: str, confirm: Text = ""
) -> Response:
    """Store the answers. Repeated ones are refused; of a late paper the answers so far count."""
    learner, paper = _paper(request, account, code)
    papers, now = learner.training.papers, learner.training.clock()
    attempt = papers.attempt(paper, account.id)
    if attempt is None:
        return learner.refuse("forged")
    if now > paper.end(attempt.started_at) + GRACE:
        if attempt.draft and attempt.handed_in_at is None:
            papers.settle(paper, now)
            return redirect(request, f"/papers/{code}")
        handed = papers.hand_in(paper, account.id, None, now)
        return learner.refuse("late" if handed else "replayed")
    cards = paper.cards(attempt.language)
    given = complete_answers(read_answers(cards, raw), attempt.draft)
    blank = [number for number, each in enumerate(given, start=1) if each.is_empty]
    if blank and not confirm and attempt.handed_in_at is None:
        papers.keep(paper, account.id, dict(enumerate(given)), now)
        context = {
            "blank": blank,
            "sealed": "",
            "back": f"/papers/{code}",
            "action": f"/papers/{code}/hand-in",
            "title": paper.title,
        }
        return learner.show("training/blank.html", context)
    if not papers.hand_in(paper, account.id, given, now):
        return learner.refuse("replayed")
    return redirect(request, f"/papers/{code}")


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
        learner.view(card, given, right)
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
        "late": False,
    }
    return learner.show("training/result.html", context)
