"""The route ``POST /api/handover``, by which programs leave a question to staff."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from qa.query.validation import MAX_QUESTION_LENGTH
from web.chat.schemas import Language
from web.handover.submission import case_link, submit_case
from web.http.openapi import problem_responses
from web.http.requests import require_same_origin
from web.http.site import StateOf

router = APIRouter(prefix="/api", tags=["handover"])

_PROBLEMS = problem_responses(
    _403="A page of another site sent it.",
    _404="The operator of this site has not set up hand-over.",
    _413="The body is larger than 64 KiB.",
    _422="The question is empty, too long or no text, or a field is wrong; `at` names it.",
    _429="More questions than the limit allows; `Retry-After` says how many seconds to wait.",
    _503="The database is away or too many questions wait: nothing was left.",
)


class HandoverRequest(BaseModel):
    """A question that the law does not answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[
        str,
        Field(
            description=f"1 to {MAX_QUESTION_LENGTH:,} characters, "
            "kept and shown to staff as they are written."
        ),
    ]
    language: Annotated[Language, Field(description="The language to be answered in.")]
    answer_id: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="That of the answer that fell short."),
    ] = None


class HandoverModel(BaseModel):
    """A question that was left. The link is given once: only a digest of it is kept."""

    reference: Annotated[str, Field(description="What staff find the question by.")]
    link: Annotated[str, Field(description="Where the answer will stand; whoever has it reads.")]
    until: Annotated[datetime, Field(description="When the link ends; an answer renews it.")]


# A plain function: it runs in a thread, for it waits for the database.
@router.post(
    "/handover",
    operation_id="leave_question_api_handover_post",
    summary="Leave a question to a person",
    status_code=201,
    response_description="The reference number and the private link.",
    responses={201: {"model": HandoverModel}, **_PROBLEMS},
    dependencies=[Depends(require_same_origin)],
)
def leave_question(request: Request, site: StateOf, asked: HandoverRequest) -> JSONResponse:
    """Staff answer with provisions of the law, word for word, at the private link."""
    left = submit_case(request, site, asked.question, asked.language, asked.answer_id)
    told = HandoverModel(
        reference=left.reference, link=case_link(request, left.token), until=left.until
    )
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(told.model_dump(mode="json"), status_code=201, headers=headers)
