"""The pages of receipts: making one from an answer, to print or to keep, and checking one."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from starlette.responses import Response

from qa.answer import Question
from qa.query.validation import check_question
from web.chat.conversation import ChatForm, form_question
from web.chat.service import scoped
from web.http.pages import page, prefs_of, qr_code
from web.http.request_cost import admit, limited
from web.http.requests import Text, site_url
from web.http.site import StateOf, state_of
from web.receipts.receipt import MAX_RECEIPT_BYTES, Receipt, receipt_json
from web.receipts.service import CHECK_COST, make_receipt, receipt_cost, verify

router = APIRouter(include_in_schema=False)

FILE_NAME = "bapta-receipt.json"
Asked = Annotated[ChatForm, Depends()]


def _question(request: Request, typed: ChatForm) -> Question:
    asked = form_question(prefs_of(request), typed.question, typed.earlier, exact=typed.exact)
    return scoped(request, state_of(request), asked, typed.session)


async def _cost(request: Request, typed: Asked) -> float:
    check_question(typed.question)
    return receipt_cost(state_of(request), _question(request, typed))


@router.post("/receipts", dependencies=[Depends(limited(_cost))])
async def make_page(
    request: Request,
    site: StateOf,
    typed: Asked,
    include_question: Text = "",
    download: Text = "",
) -> Response:
    """Show the receipt of an answer to print, or return it as a file."""
    question = _question(request, typed)
    work = partial(make_receipt, site, question, with_question=bool(include_question))
    receipt = await admit(request, site, work)
    if download:
        return _file(receipt)
    context = {
        "receipt": receipt,
        "json": receipt_json(receipt),
        "typed": typed,
        "include_question": bool(include_question),
        **_address(request),
    }
    shown = partial(page, request, "receipts/receipt.html", context)
    return await admit(request, site, shown)


@router.get("/receipt")
def check_page(request: Request) -> Response:
    """Show the form to check a receipt with."""
    return page(request, "receipts/check.html", {"check": None})


@router.post("/receipt", dependencies=[Depends(limited(CHECK_COST))])
def checked_page(
    request: Request,
    site: StateOf,
    text: Annotated[str, Form(max_length=MAX_RECEIPT_BYTES)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Show the check of the receipt that was pasted or chosen as a file."""
    uploaded = file.file.read(MAX_RECEIPT_BYTES + 1) if file is not None else b""
    content = uploaded or text.encode(errors="replace")
    return page(request, "receipts/check.html", {"check": verify(site, content)})


def _file(receipt: Receipt) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
    }
    return Response(receipt_json(receipt), media_type="application/json", headers=headers)


def _address(request: Request) -> dict[str, str]:
    """Return the address of the page that checks receipts, and its QR code as a data URI."""
    address = f"{site_url(request)}/receipt"
    return {"address": address, "code": qr_code(address)}
