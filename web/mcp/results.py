"""Results of the MCP tools; each states the verbatim contract."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from web.api.schemas import ActModel, NormModel, ProvisionModel
from web.chat.schemas import ChatAnswer, CitationModel

CONTRACT = (
    "The texts in the fields quote, text, lead_in, closing and sentence are verbatim slices of "
    "the act, text[start:end] in code points of the provision named by eid, whose UTF-8 text has "
    "the given sha256. Nothing else here is the law: labels, messages, everything under "
    "translation, and whatever an assistant writes around a quote are not. Quote whole slices, "
    "unchanged, with their citation; verify each with check_quote. The text is as supplied and "
    "not checked against the law in force."
)

Contract = Annotated[str, Field(description="The rule for whoever passes the quotes on.")]


class AskResult(BaseModel):
    """The answer to a question."""

    contract: Contract = CONTRACT
    answer: ChatAnswer


class ShowResult(BaseModel):
    """A provision and all below it, in document order."""

    contract: Contract = CONTRACT
    provisions: list[ProvisionModel]


class ActsResult(BaseModel):
    """The acts that can be asked about."""

    contract: Contract = CONTRACT
    acts: list[ActModel]


class NormsResult(BaseModel):
    """Norms of an act from ``offset`` on; ``total`` counts all that were selected."""

    contract: Contract = CONTRACT
    norms: list[NormModel]
    total: int
    offset: int


class MatchModel(BaseModel):
    """A slice of a provision that equals the quote, or is nearest to it."""

    citation: CitationModel
    quote: str
    start: int
    end: int
    sha256: str


class DiffModel(BaseModel):
    """A run of words: kept, old (in the act only) or new (in the quote only)."""

    kind: Literal["kept", "old", "new"]
    text: str


class CheckResult(BaseModel):
    """The check of a quote: exact with matches, or the nearest provision and what differs."""

    contract: Contract = CONTRACT
    verdict: Literal["exact", "differs", "not_found"]
    matches: list[MatchModel]
    nearest: MatchModel | None
    diff: list[DiffModel]
