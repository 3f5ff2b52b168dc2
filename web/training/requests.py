"""Request context of the training pages: learner, act, deck and progress."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from data.corpus import Corpus
from data.model import Act
from data.reading_aids import AidsLibrary
from qa.citation import label, url
from qa.drills.card import Card
from qa.drills.deck import Deck
from qa.drills.exam_paper import SubmittedAnswer
from qa.drills.scheduler import Memory
from web.accounts.auth import optional_account
from web.accounts.roles import Account
from web.http.pages import page, prefs_of
from web.http.requests import root_of
from web.http.site import AppState, state_of
from web.training.card_view import Answered, answered
from web.training.progress import read_progress
from web.training.service import Training


@dataclass(frozen=True, slots=True)
class Learner:
    """Visitor who trains on one act; ``account`` is None for an anonymous one."""

    request: Request = field(repr=False)
    site: AppState = field(repr=False)
    account: Account | None
    act: Act

    @property
    def training(self) -> Training:
        return self.site.features.get(Training)

    @property
    def corpus(self) -> Corpus:
        return self.site.corpus

    def deck(self, address: str = "") -> Deck:
        """Return the deck of the act, or of the ``address`` of an edition. Raises ActError."""
        return self.training.shelf.deck(self.corpus, address or self.corpus.address(self.act))

    def left_out(self) -> frozenset[str]:
        """Return the keys of the act's cards that instructors struck out."""
        return self.training.reports.left_out(self.act.id)

    @property
    def language(self) -> str:
        """Return the language of the interface."""
        return prefs_of(self.request).language

    @property
    def now(self) -> int:
        """Return the time in seconds since 1970."""
        return int(self.training.clock().timestamp())

    def memories(self, progress: str) -> dict[str, Memory]:
        """Return the account's memories or, without one, those in ``progress``.

        Raises ProgressError, DatabaseError.
        """
        if self.account is not None:
            return self.training.memories.of(self.account.id, self.act.id)
        return read_progress(progress, self.act)

    def view(self, card: Card, given: SubmittedAnswer, right: bool | None) -> Answered:
        """Return the view of an answered card, with reading aids in the learner's language."""
        library = self.site.features.find(AidsLibrary)
        return answered(self.corpus, self.act, card, given, right, self.language, library=library)

    def show(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
        """Render a training page; the browser may cache it only for an anonymous visitor."""
        shared = {
            "act": self.act,
            "account": self.account,
            "label": partial(label, self.act, language=self.language),
            "path": partial(url, self.corpus.address(self.act)),
            "here": f"/train/{self.act.id}",
            "exam_script": root_of(self.request) + self.site.assets.path("exam.js"),
            "training_script": root_of(self.request) + self.site.assets.path("training.js"),
        }
        response = page(self.request, template, {**shared, **context}, status=status)
        response.headers["Cache-Control"] = "no-store" if self.account else "private, no-cache"
        return response

    def refuse(self, code: str, status: int = 422) -> Response:
        """Render the refusal whose message ``code`` names."""
        return self.show("training/refused.html", {"code": code}, status=status)


def learner(
    request: Request, account: Annotated[Account | None, Depends(optional_account)], act: str = ""
) -> Learner:
    """Return the visitor as a learner of the path's act, by default the site's first.

    HTTPException (404) for the address of an edition: training uses the edition in force.
    """
    site = state_of(request)
    if "@" in act:
        raise HTTPException(404)
    return Learner(request, site, account, site.corpus.act(act) if act else site.corpus.default)


LearnerOf = Annotated[Learner, Depends(learner)]
