"""The route ``POST /api/quotes/check``: verification of a quote against the corpus."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import JSONResponse

from qa.quote_verification import MAX_QUOTE_LENGTH, QuoteError, check_text
from web.chat.schemas import Language
from web.chat.service import Chat
from web.http.openapi import problem_responses
from web.http.request_cost import limited, quote_cost
from web.http.site import StateOf

router = APIRouter(prefix="/api/quotes", tags=["quotes"])

_PROBLEMS = problem_responses(
    _404="An act in `acts` is not in the corpus.",
    _413="The body is larger than 64 KiB.",
    _422="The quote is empty, too long or no text, or a field is wrong; `at` names it.",
    _429="More than the limit allows; `Retry-After` says how many seconds to wait.",
)


class QuoteRequest(BaseModel):
    """A quote."""

    model_config = ConfigDict(extra="forbid", strict=True)

    quote: Annotated[str, Field(description=f"1 to {MAX_QUOTE_LENGTH:,} characters of text.")]
    ui: Annotated[Language, Field(description="The language of the labels.")] = "kk"
    acts: Annotated[
        list[str],
        Field(max_length=100, description="Ids of the acts to search; empty searches them all."),
    ] = []

    @field_validator("quote")
    @classmethod
    def _is_text(cls, quote: str) -> str:
        try:
            check_text(quote)
        except QuoteError as error:
            raise ValueError(error.message) from None
        return quote


async def _cost(asked: QuoteRequest) -> float:
    return quote_cost(asked.quote)


# A plain function: FastAPI runs it in a thread, so that the search does not hold up the event loop.
@router.post(
    "/check",
    operation_id="check_api_quotes_check_post",
    summary="Check a quote",
    responses=_PROBLEMS,
    dependencies=[Depends(limited(_cost))],
)
def check(site: StateOf, asked: QuoteRequest) -> JSONResponse:
    """White space, case and look-alike letters are forgiven; nothing else is.

    `verdict` is `exact` (with `matches`), `differs` (with `nearest` and a word-level `diff`, whose
    `old` words are in the corpus only and `new` ones in the quote only) or `not_found`.
    """
    for act in asked.acts:
        site.corpus.act(act)
    checker = site.features.get(Chat).quote_checkers.of(site.corpus)
    found = checker.check(asked.quote, asked.ui, asked.acts)
    return JSONResponse(asdict(found), headers={"Cache-Control": "no-store"})
