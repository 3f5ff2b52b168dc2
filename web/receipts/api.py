"""The routes ``/api/receipts``: receipts of answers, their check, and the public keys."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from qa.query.validation import check_question
from web.chat.api import chat_question
from web.chat.schemas import ChatRequest
from web.chat.service import scoped
from web.http.openapi import problem_responses
from web.http.request_cost import admit, limited
from web.http.site import StateOf, state_of
from web.receipts.receipt import Receipt
from web.receipts.service import (
    CHECK_COST,
    Receipts,
    make_receipt,
    public_keys,
    receipt_cost,
    verify,
)
from web.receipts.verification import Seal, Standing

router = APIRouter(prefix="/api/receipts", tags=["receipts"])

_NO_STORE = {"Cache-Control": "no-store"}
_PROBLEMS = problem_responses(
    _413="The body is too large.",
    _422="The question or the receipt cannot be used; `at` names the field.",
    _429="More than the limit allows; `Retry-After` says how many seconds to wait.",
    _503="The search or the key of receipts is away.",
)


class ReceiptRequest(ChatRequest):
    """A question whose answer is to be signed."""

    include_question: Annotated[
        bool, Field(description="Put the text of the question into the receipt.")
    ] = False


class PassageCheck(BaseModel):
    """The standing of a quote today; `unchanged` if the current text has the same words."""

    act: str
    edition_id: str
    eid: str
    standing: Literal["current", "older", "differs", "unknown"]
    unchanged: bool


class CheckAnswer(BaseModel):
    """The check of a receipt; `standing` means nothing unless `signature` is `valid`."""

    signature: Literal["valid", "invalid", "unknown_key"]
    key: str
    time: str
    older_edition: bool
    passages: list[PassageCheck]


class PublicKeyModel(BaseModel):
    """A public key as PEM; `current` for the one that signs now."""

    id: str
    pem: str
    current: bool


class PublicKeys(BaseModel):
    """Every key that has signed receipts of this site."""

    keys: list[PublicKeyModel]


async def _cost(request: Request, asked: ReceiptRequest) -> float:
    """Return the cost of the question; an invalid one is refused before it is counted."""
    check_question(asked.question)
    site = state_of(request)
    for act in asked.acts:
        site.corpus.act(act)
    return receipt_cost(site, scoped(request, site, chat_question(asked), asked.session))


@router.post(
    "",
    operation_id="make_receipt",
    summary="Ask a question and get the answer as a signed statement",
    responses={200: {"model": Receipt}, **_PROBLEMS},
    dependencies=[Depends(limited(_cost))],
)
async def make(request: Request, site: StateOf, asked: ReceiptRequest) -> JSONResponse:
    """Sign act, edition, eIds, digests, quotes and time of the answer with Ed25519."""
    question = scoped(request, site, chat_question(asked), asked.session)
    work = partial(make_receipt, site, question, with_question=asked.include_question)
    receipt = await admit(request, site, work)
    return JSONResponse(receipt.model_dump(mode="json"), headers=_NO_STORE)


@router.post(
    "/check",
    operation_id="check_receipt",
    summary="Check a receipt",
    responses={200: {"model": CheckAnswer}, **_PROBLEMS},
    dependencies=[Depends(limited(CHECK_COST))],
)
def check(site: StateOf, receipt: Receipt) -> JSONResponse:
    """Check the signature by the keys of this site, the quotes by its present acts."""
    found = verify(site, receipt.model_dump_json().encode())
    answer = CheckAnswer(
        signature=Seal(found.seal).value,
        key=receipt.signature.key,
        time=receipt.statement.time,
        older_edition=found.is_older,
        passages=[
            PassageCheck(
                act=each.passage.act,
                edition_id=each.passage.edition_id,
                eid=each.passage.eid,
                standing=Standing(each.standing).value,
                unchanged=each.is_unchanged,
            )
            for each in found.passages
        ],
    )
    return JSONResponse(answer.model_dump(mode="json"), headers=_NO_STORE)


@router.get("/keys", operation_id="receipt_keys", summary="The public keys of receipts")
def keys(site: StateOf) -> PublicKeys:
    """Return old keys too, so that receipts from before a rotation can be checked."""
    from web.receipts.keys import public_pem

    current = site.features.get(Receipts).keys.current_id()
    return PublicKeys(
        keys=[
            PublicKeyModel(id=id_, pem=public_pem(key), current=id_ == current)
            for id_, key in public_keys(site).items()
        ]
    )
