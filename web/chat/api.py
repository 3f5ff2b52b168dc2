"""The route ``POST /api/chat``: verbatim provisions as JSON for a question."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request
from pydantic_core import to_json
from starlette.responses import Response

from qa.answer import Question
from qa.query.validation import check_question
from web.chat.schemas import EXAMPLE_QUESTION, ChatAnswer, ChatRequest
from web.chat.service import ask, question_cost, scoped
from web.http.openapi import problem_responses
from web.http.request_cost import admit, limited
from web.http.site import state_of

router = APIRouter(prefix="/api", tags=["chat"])

_EXAMPLES = {
    "kk": {"summary": "A question in Kazakh", "value": EXAMPLE_QUESTION},
    "least": {"summary": "The least that is needed", "value": {"question": "статья 24 пункт 3"}},
}


_PROBLEMS = problem_responses(
    _404="An act in `acts` is not in the corpus.",
    _413="The body is larger than 64 KiB.",
    _422="The question is empty, too long or no text, or a field is wrong; `at` names it.",
    _429="More questions than the limit allows; `Retry-After` says how many seconds to wait.",
    _503="Too many questions wait, or the search is away; `Retry-After` says when to ask again.",
)


Asked = Annotated[ChatRequest, Body(openapi_examples=_EXAMPLES)]


async def _cost(request: Request, asked: Asked) -> float:
    """Return the cost of a question; an invalid one is refused before it is counted."""
    check_question(asked.question)
    for act in asked.acts:
        state_of(request).corpus.act(act)
    return question_cost(chat_question(asked))


@router.post(
    "/chat",
    operation_id="chat_api_chat_post",
    summary="Ask a question",
    response_description="The answer: passages, best first, or none and a message.",
    responses={200: {"model": ChatAnswer}, **_PROBLEMS},
    dependencies=[Depends(limited(_cost))],
)
async def chat(request: Request, asked: Asked) -> Response:
    """Every quote, lead-in and closing is a verbatim slice of a provision of the law."""
    site = state_of(request)
    question = scoped(request, site, chat_question(asked), asked.session)
    work = partial(ask, request, site, question, "api", asked.session)
    answer = await admit(request, site, work)
    # The fields of an answer are those of the schema, so nothing is copied or validated again.
    headers = {"Cache-Control": "no-store"}
    return Response(to_json(answer), media_type="application/json", headers=headers)


def chat_question(asked: ChatRequest) -> Question:
    """Return the question of a request."""
    return Question(
        text=asked.question,
        language=None if asked.language == "auto" else asked.language,
        ui=asked.ui,
        top_k=asked.top_k,
        acts=tuple(asked.acts),
        exact=asked.exact,
        context=tuple(entry.turn() for entry in asked.context),
    )
