"""The shapes of ``POST /api/chat``, as programs see them."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.query.validation import MAX_QUESTION_LENGTH
from web.chat.context import Context

EXAMPLE_ANSWER = Path(__file__).with_name("example_answer.json")
"""A real answer, shown in the OpenAPI document."""
Language = Literal["kk", "ru", "en"]

EXAMPLE_QUESTION = {
    "question": "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?",
    "language": "auto",
    "ui": "ru",
    "top_k": 1,
}


class ChatRequest(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[str, Field(description=f"1 to {MAX_QUESTION_LENGTH:,} characters of text.")]
    language: Annotated[
        Literal["auto", "kk", "ru", "en"],
        Field(description="The language of the question; `auto` finds out."),
    ] = "auto"
    ui: Annotated[
        Language | None,
        Field(description="The language of labels and messages; by default the question's."),
    ] = None
    top_k: Annotated[int, Field(ge=1, le=10, description="The most passages to give.")] = 5
    acts: Annotated[
        list[str],
        Field(max_length=100, description="Ids of the acts to search; empty searches them all."),
    ] = []
    exact: Annotated[
        bool, Field(description="Search the question as written, with no repair of it.")
    ] = False
    context: Context = []
    session: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Joins the questions of one tab."),
    ] = None


class SpanModel(BaseModel):
    """A verbatim slice of a provision's text: `text[start:end]`, in code points."""

    text: str
    eid: str
    start: int
    end: int


class CitationModel(BaseModel):
    """Citation of a quote."""

    act: str
    act_title: str
    edition: str | None
    eid: str
    article_title: str
    label: str
    url: str


class TranslationModel(BaseModel):
    """An unofficial translation of the whole provision, in the language of the labels.

    It is no part of the quote, and not the words of the law. The lead-in may hold the words of the
    closing, which is null then.
    """

    language: str
    text: str
    lead_in: str | None
    closing: str | None
    article_title: str | None
    official: Literal[False]


class PassageModel(BaseModel):
    """A verbatim quote with its citation."""

    quote: str
    start: int
    end: int
    language: str
    lead_in: SpanModel | None
    closing: SpanModel | None
    highlight: tuple[int, int] | None
    citation: CitationModel
    confidence: Literal["high", "medium", "low"]
    sha256: str
    errata: bool
    parallel: "list[PassageModel]"
    translation: TranslationModel | None


class SeeAlsoModel(BaseModel):
    """A provision worth opening beside the answer."""

    eid: str
    label: str
    url: str
    act: str
    act_title: str


class ChoiceModel(BaseModel):
    """The provision in one of several acts that a question without an act may mean."""

    act: str
    act_title: str
    language: str
    label: str
    url: str


class ContactModel(BaseModel):
    """A line to call: words, and the number as in a `tel:` link."""

    label: str
    tel: str


class NoticeModel(BaseModel):
    """A notice to show before the answer, which it never replaces."""

    kind: Literal["danger"]
    text: str
    contacts: list[ContactModel]


class PartAnswerModel(BaseModel):
    """The answer to one question of several; `asked` is a verbatim slice of the message."""

    asked: str
    status: Literal["answered", "closest", "not_covered"]
    reason: (
        Literal["out_of_scope", "no_such_provision", "other_act", "which_act", "several_acts"]
        | None
    )
    message: str | None
    searched_as: str | None
    language: str
    passages: list[PassageModel]
    see_also: list[SeeAlsoModel]
    choices: list[ChoiceModel]
    one_of: int | None


class ChatAnswer(BaseModel):
    """The answer: verbatim provisions of the law, or a plain message that there is none.

    `notice` is given when the message speaks of danger now, whatever the status. `nearest` are at
    most three provisions, given when nothing was found; they are no answer. `answers` is given when
    the message asks more than one thing: an answer to each question, the first of which is also the
    answer itself. `not_searched` are its questions beyond the fourth. `one_of` is the number of the
    first passages that are about equally likely, null when the first one stands out.
    `message_languages` are the languages of the lines of `message` where they are not those of the
    labels: a message in another language is told which languages are understood.
    """

    answer_id: str
    status: Literal["answered", "closest", "not_covered"]
    reason: (
        Literal[
            "out_of_scope",
            "no_such_provision",
            "other_act",
            "which_act",
            "several_acts",
            "greeting",
            "other_language",
        ]
        | None
    )
    message: str | None
    contacts: str | None
    question: str
    searched_as: str | None
    language: str
    passages: list[PassageModel]
    see_also: list[SeeAlsoModel]
    choices: list[ChoiceModel]
    notice: NoticeModel | None
    nearest: list[PassageModel]
    answers: list[PartAnswerModel] | None
    not_searched: list[str]
    message_languages: list[str]
    one_of: int | None
