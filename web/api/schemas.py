"""The JSON shapes of acts, provisions and norms, as programs see them."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from web.chat.schemas import CitationModel, SpanModel

MAX_PAGE = 500
"""The most items of one page of a list."""
Item = TypeVar("Item")


class EditionModel(BaseModel):
    """An edition of an act; ``address`` names it in paths."""

    id: str
    name: str | None
    address: str


class ActModel(BaseModel):
    """An act in its current edition; ``sha256`` is the digest of its whole content."""

    id: str
    title: str
    language: str
    kind: str | None
    parallel_of: str | None
    edition: EditionModel
    past_editions: list[EditionModel]
    articles: int
    provisions: int
    sha256: str
    url: str


class ProvisionModel(BaseModel):
    """A provision in its own words: ``text`` is complete, and ``sha256`` is of its UTF-8 bytes.

    ``lead_in`` and ``closing`` are slices of the act's text that govern a point.
    """

    citation: CitationModel
    edition_id: str
    kind: str
    number: str | None
    heading: str
    text: str
    start: Annotated[int, Field(description="Always 0: the text is whole.")] = 0
    end: Annotated[int, Field(description="The length of the text in code points.")]
    language: str
    lead_in: SpanModel | None
    closing: SpanModel | None
    sha256: str
    repealed: bool
    errata: bool


class NormModel(BaseModel):
    """A right, duty, prohibition, competence or time limit: a sentence and its modal words."""

    kind: Literal["right", "duty", "prohibition", "competence", "time"]
    bearer: Annotated[str | None, Field(description="Class of whom it concerns, null if unnamed.")]
    sentence: SpanModel
    marks: list[SpanModel]
    citation: CitationModel
    edition_id: str
    language: str
    sha256: Annotated[str, Field(description="SHA-256 of the text of the whole provision.")]


class Page(BaseModel, Generic[Item]):
    """A page of a list; ``next`` is the path of the next one."""

    items: list[Item]
    total: int
    next: str | None = None


class ActPage(Page[ActModel]):
    """A page of the list of acts; ``next`` is the path of the next one."""


class ProvisionPage(Page[ProvisionModel]):
    """A page of provisions in document order; ``next`` is the path of the next one."""


class NormPage(Page[NormModel]):
    """A page of norms in document order; ``next`` is the path of the next one."""
