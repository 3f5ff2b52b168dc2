"""The MCP tools: asking, showing provisions, checking quotes, listing acts and norms."""

import json
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field

from data.norms import NormKind
from embeddings.errors import IndexUnavailableError
from qa.answer import Question
from qa.answerer import Answering
from qa.query.validation import MAX_QUESTION_LENGTH, check_question
from qa.quote_verification import MAX_QUOTE_LENGTH, QuoteChecker
from web.api.law_view import find_provision, select_norms, view_act, view_norm, view_provision
from web.api.schemas import MAX_PAGE
from web.chat.schemas import ChatAnswer, Language
from web.http.site import Reloading
from web.mcp.results import ActsResult, AskResult, CheckResult, NormsResult, ShowResult
from web.reader.edition_cache import EditionCaches
from web.runtime.live_answerer import CorpusCache

Ui = Annotated[Language, Field(description="The language of labels and messages.")]
ActIds = Annotated[
    list[str], Field(max_length=100, description="Ids of the acts to search; empty searches all.")
]
ActAddress = Annotated[
    str, Field(max_length=300, description="Id of an act, or ID@EDITION for one edition.")
]
Eid = Annotated[str, Field(max_length=300, description="eId such as art_24 or art_24__para_3.")]


class LawTools:
    """Tools over one answerer; threads may share them. Each call sees one state of the law."""

    def __init__(self, answerer: Answering) -> None:
        self._answerer = answerer
        self._checkers = CorpusCache(QuoteChecker)
        self._norms = EditionCaches().norms

    @property
    def current(self) -> Answering:
        """Return the answerer of this moment, which no hot reload changes."""
        return self._answerer.current if isinstance(self._answerer, Reloading) else self._answerer

    def ask(
        self,
        question: Annotated[
            str,
            Field(
                max_length=2 * MAX_QUESTION_LENGTH,
                description=f"1 to {MAX_QUESTION_LENGTH:,} characters.",
            ),
        ],
        ui: Ui = "kk",
        top_k: Annotated[int, Field(ge=1, le=10, description="The most passages to give.")] = 5,
        acts: ActIds = [],  # noqa: B006 -- the default of the schema, never changed
    ) -> AskResult:
        """Ask the law a question in Kazakh, Russian or English.

        Gives the best-matching provisions word for word with citations, or says that the law does
        not answer. status is answered, closest (possible matches only) or not_covered.
        """
        check_question(question)
        answerer = self.current
        for act in acts:
            answerer.corpus.act(act)
        try:
            found = answerer.ask(Question(question, ui=ui, top_k=top_k, acts=tuple(acts)))
        except IndexUnavailableError:
            # The message of the error may hold the address of the index.
            raise IndexUnavailableError(
                "The search is unavailable; ask again later.", None
            ) from None
        return AskResult(answer=ChatAnswer.model_validate_json(json.dumps(asdict(found))))

    def show(self, act: ActAddress, eid: Eid, ui: Ui = "kk") -> ShowResult:
        """Show a provision of an act and all below it, word for word."""
        corpus = self.current.corpus
        read = corpus.at(act)
        find_provision(read, eid)
        shown = [view_provision(corpus, read, each, ui) for each in read.under(eid)]
        return ShowResult(provisions=shown)

    def check_quote(
        self,
        quote: Annotated[str, Field(max_length=MAX_QUOTE_LENGTH)],
        ui: Ui = "kk",
        acts: ActIds = [],  # noqa: B006 -- the default of the schema, never changed
    ) -> CheckResult:
        """Check whether a quote is word for word in the current text of the acts.

        White space, case and look-alike letters may differ; nothing else may. diff marks words of
        the act only (old) and of the quote only (new).
        """
        corpus = self.current.corpus
        for act in acts:
            corpus.act(act)
        found = self._checkers.of(corpus).check(quote, ui, acts)
        return CheckResult.model_validate_json(json.dumps(asdict(found)))

    def list_acts(self) -> ActsResult:
        """List the acts that can be asked about, with language, edition and digest."""
        corpus = self.current.corpus
        return ActsResult(acts=[view_act(corpus, act) for act in corpus.acts])

    def norms(
        self,
        act: ActAddress,
        kind: Literal["right", "duty", "prohibition", "competence", "time"] | None = None,
        under: Annotated[
            str | None, Field(max_length=300, description="Only at or below this eId.")
        ] = None,
        ui: Ui = "kk",
        offset: Annotated[int, Field(ge=0)] = 0,
        limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50,
    ) -> NormsResult:
        """List the rights, duties, prohibitions, competences and time limits of an act.

        They are found by fixed rules from modal words; marks are the words that decide.
        """
        corpus = self.current.corpus
        read = corpus.at(act)
        if under is not None:
            find_provision(read, under)
        found = select_norms(self._norms.get(read), NormKind(kind) if kind else None, under)
        page = [view_norm(corpus, read, norm, ui) for norm in found[offset : offset + limit]]
        return NormsResult(norms=page, total=len(found), offset=offset)
