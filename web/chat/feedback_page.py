"""The route ``POST /feedback``, by which visitors judge an answer."""

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.chat.feedback import MAX_COMMENT_LENGTH, Fault, Feedback, JournalFeedback, Verdict
from web.http.pages import page, prefs_of
from web.http.problems import Problem, ProblemError
from web.http.request_cost import limited
from web.http.requests import require_same_origin
from web.http.site import StateOf
from web.storage.base import utc_now
from web.storage.errors import DatabaseError

router = APIRouter(include_in_schema=False)

_ID = r"^[A-Za-z0-9_-]{0,64}$"
_EID = r"^[A-Za-z0-9_@:-]{1,200}$"


@router.post("/feedback", dependencies=[Depends(require_same_origin), Depends(limited())])
def give_feedback(
    request: Request,
    site: StateOf,
    answer_id: Annotated[str, Form(pattern=r"^[A-Za-z0-9_-]{1,64}$")],
    verdict: Annotated[Verdict, Form()],
    fault: Annotated[Fault | None, Form()] = None,
    comment: Annotated[str, Form(max_length=MAX_COMMENT_LENGTH)] = "",
    eid: Annotated[list[Annotated[str, Form(pattern=_EID)]], Form(max_length=10)] = [],  # noqa: B006
    session: Annotated[str, Form(pattern=_ID)] = "",
    ui: Annotated[str, Form()] = "",
    again: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Store the feedback and return the page of thanks in ``ui``, the language of the answer.

    ``again`` marks the reason for a verdict that was counted at the click.
    """
    prefs = prefs_of(request).with_choices(ui, "", "")
    store = site.features.find(JournalFeedback)
    if store is None:
        raise HTTPException(404)
    given = Feedback(
        at=utc_now().replace(microsecond=0),
        answer_id=answer_id,
        verdict=verdict,
        fault=fault if verdict == "no" else None,
        comment=comment.strip() if verdict == "no" else "",
        language=prefs.language,
        eids=tuple(eid),
        session=session or None,
    )
    try:
        if again:
            store.complete(given)
        else:
            store.add(given)
    except DatabaseError as error:
        logging.getLogger(__name__).error("Feedback is not kept: %s", error)
        raise ProblemError(Problem(503, "feedback")) from error
    return page(request, "done.html", {"done": "feedback.thanks"}, prefs=prefs)
