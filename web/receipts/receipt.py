"""The receipt: the statement of an answer, its canonical bytes, and its signature.

The signed bytes are :data:`DOMAIN` and the statement as JSON in UTF-8 with sorted keys and without
white space. The statement has only text, whole numbers, lists and null, and ASCII keys, so that
these are the canonical bytes of RFC 8785.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.corpus import Corpus
from data.model import Span
from qa.answer import Answer, Quote
from web.receipts.errors import ReceiptError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

FORMAT: Final = "bapta-receipt/1"
DOMAIN = b"bapta-receipt/1\n"
MAX_RECEIPT_BYTES = 1024 * 1024
MAX_PASSAGES = 1000

Text = Annotated[str, Field(max_length=100_000)]
Offset = Annotated[int, Field(ge=0, le=10**9)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SpanStatement(_Strict):
    """A verbatim slice: ``text[start:end]`` of the provision ``eid``."""

    eid: Text
    start: Offset
    end: Offset
    text: Text


class PassageStatement(_Strict):
    """A quote of an answer: act, edition, eId, slice, words, and SHA-256 of the provision."""

    act: Text
    act_title: Text
    edition: Text | None
    edition_id: Text
    eid: Text
    label: Text
    language: Text
    start: Offset
    end: Offset
    quote: Text
    lead_in: SpanStatement | None
    closing: SpanStatement | None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Statement(_Strict):
    """The facts that are signed; ``time`` is in UTC (ISO 8601).

    ``passages`` are those of every part of an answer to several questions, with their versions in
    other languages, and ``status`` is that of the first part.
    ``question`` is null unless the asker asked for it.
    """

    answer_id: Text
    status: Literal["answered", "closest", "not_covered"]
    time: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$")]
    question: Text | None
    passages: Annotated[tuple[PassageStatement, ...], Field(max_length=MAX_PASSAGES, strict=False)]


class Signature(_Strict):
    """An Ed25519 signature in Base64, and the id of its key."""

    algorithm: Literal["Ed25519"]
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    value: Annotated[str, Field(max_length=100)]


class Receipt(_Strict):
    """A statement with its signature."""

    format: Literal["bapta-receipt/1"]
    statement: Statement
    signature: Signature


def state_answer(
    answer: Answer, corpus: Corpus, time: datetime, *, with_question: bool
) -> Statement:
    """Return the statement of an answer that was made from ``corpus`` at ``time`` (UTC)."""
    return Statement(
        answer_id=answer.answer_id,
        status=answer.status.value,
        time=time.isoformat(timespec="seconds"),
        question=answer.question if with_question else None,
        passages=tuple(_passage(quote, corpus) for quote in _quotes(answer)),
    )


def sign(statement: Statement, key: "Ed25519PrivateKey") -> Receipt:
    """Return the receipt of a statement."""
    # Imported where a receipt is signed or checked: the package takes long.
    from web.receipts.keys import key_id

    value = b64encode(key.sign(signed_bytes(statement))).decode("ascii")
    signature = Signature(algorithm="Ed25519", key=key_id(key.public_key()), value=value)
    return Receipt(format=FORMAT, statement=statement, signature=signature)


def is_signed_by(receipt: Receipt, key: "Ed25519PublicKey") -> bool:
    """Return whether ``key`` signed this very statement."""
    from cryptography.exceptions import InvalidSignature

    try:
        signature = b64decode(receipt.signature.value, validate=True)
        key.verify(signature, signed_bytes(receipt.statement))
    except (InvalidSignature, Base64Error, ValueError):
        return False
    return True


def signed_bytes(statement: Statement) -> bytes:
    """Return the bytes that are signed."""
    plain = statement.model_dump(mode="json")
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Lone surrogates, which JSON can state, are no text and have no bytes.
    return DOMAIN + text.encode(errors="surrogatepass")


def read_receipt(content: bytes) -> Receipt:
    """Return the receipt in a file. Raises ReceiptError."""
    if len(content) > MAX_RECEIPT_BYTES:
        raise ReceiptError("The file is too large for a receipt.")
    try:
        return Receipt.model_validate_json(content)
    except ValidationError as error:
        raise ReceiptError("The file is not a receipt of Bapta.") from error


def receipt_json(receipt: Receipt) -> str:
    """Return the receipt as indented JSON."""
    return json.dumps(receipt.model_dump(mode="json"), ensure_ascii=False, indent=2)


def _quotes(answer: Answer) -> Iterable[Quote]:
    """Return the quotes of an answer, or of its parts, each once and in order.

    The versions in other languages follow their quote: a page may show either of them first.
    """
    parts = answer.answers or (answer,)
    quotes = (quote for part in parts for quote in part.passages)
    return dict.fromkeys(version for quote in quotes for version in (quote, *quote.parallel))


def _passage(quote: Quote, corpus: Corpus) -> PassageStatement:
    cited = quote.citation
    return PassageStatement(
        act=cited.act,
        act_title=cited.act_title,
        edition=cited.edition,
        edition_id=corpus.act(cited.act).edition_id,
        eid=cited.eid,
        label=cited.label,
        language=quote.language,
        start=quote.start,
        end=quote.end,
        quote=quote.quote,
        lead_in=_span(quote.lead_in),
        closing=_span(quote.outer_closing),
        sha256=quote.sha256,
    )


def _span(span: Span | None) -> SpanStatement | None:
    return None if span is None else SpanStatement(**asdict(span))
