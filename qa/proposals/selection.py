"""Choice of the proposals to show: without known questions, unanswered ones first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.model import Act
from data.question_bank import BankQuestion, normalize_question
from embeddings.encoder import Progress
from qa.answer import Question
from qa.answerer import Answering
from qa.proposals.asking import first_provisions, spread
from qa.proposals.proposal import Proposal, article_id, propose_questions
from qa.retrieval.question_similarity import QuestionVectors, nearest_question

MAX_ASKED = 200
"""Proposals of an act that are asked, so that a large act takes seconds too."""
_MAX_COMPARED = 300
"""Known questions that are encoded and compared with the proposals."""


@dataclass(frozen=True, slots=True)
class RankedProposal:
    """A proposal, and whether the law answers it with one of its provisions first already."""

    proposal: Proposal
    is_answered: bool


@dataclass(frozen=True, slots=True)
class ProposalList:
    """The proposals of an act that were asked, unanswered ones first, and how many there are."""

    ranked: tuple[RankedProposal, ...]
    total: int


def rank_proposals(
    answering: Answering,
    act: Act,
    known: Sequence[BankQuestion],
    decided: Collection[str] = (),
    *,
    most: int = MAX_ASKED,
    batch: int = 1,
    progress: Progress | None = None,
) -> ProposalList:
    """Return the proposals for ``act`` that no ``known`` question resembles, without ``decided``.

    They are asked, at most ``most`` spread over the act: those that the law does not
    answer first come first, else in the order of the act. ``decided`` are digests of proposals;
    ``batch`` and ``progress`` are as in :func:`qa.proposals.asking.first_provisions`. Raises
    UnknownActError.
    """
    new = tuple(_undecided(propose_questions(act), known, decided))
    asked = tuple(_unlike(answering, act, spread(new, most), known))
    questions = [(one.entry.question, one.entry.language) for one in asked]
    answers = first_provisions(answering, act.id, questions, batch=batch, progress=progress)
    ranked = [
        RankedProposal(one, first[:1] != () and first[0] in one.entry.eids)
        for one, first in zip(asked, answers, strict=True)
    ]
    ranked.sort(key=lambda one: one.is_answered)
    return ProposalList(tuple(ranked), len(new))


def without_decided(
    ranked: Sequence[RankedProposal], known: Sequence[BankQuestion], decided: Collection[str]
) -> tuple[RankedProposal, ...]:
    """Return the ranked proposals without decided ones and without the texts of ``known``."""
    left = set(_undecided([one.proposal for one in ranked], known, decided))
    return tuple(one for one in ranked if one.proposal in left)


def _undecided(
    proposals: Sequence[Proposal], known: Sequence[BankQuestion], decided: Collection[str]
) -> Iterator[Proposal]:
    texts = {normalize_question(entry.question) for entry in known}
    for one in proposals:
        if one.digest not in decided and normalize_question(one.entry.question) not in texts:
            yield one


def _unlike(
    answering: Answering, act: Act, proposals: Sequence[Proposal], known: Sequence[BankQuestion]
) -> Iterator[Proposal]:
    """Yield the proposals that resemble no known question about an article of theirs."""
    articles = {one: _articles(act, one.entry) for one in proposals}
    about = {entry: _articles(act, entry) for entry in known if entry.act == act.id}
    concerned = set[str]().union(*articles.values())
    near = [entry for entry, its in about.items() if not its.isdisjoint(concerned)]
    encoded = {entry: _encode(answering, entry) for entry in spread(near, _MAX_COMPARED)}
    for one in proposals:
        same = [vectors.rows for entry, vectors in encoded.items() if about[entry] & articles[one]]
        if same:
            own = _encode(answering, one.entry)
            rows = np.concatenate(same)
            if nearest_question(rows, own.rows[0], own.min_cosines) is not None:
                continue
        yield one


def _encode(answering: Answering, entry: BankQuestion) -> QuestionVectors:
    """Return the vectors of one question: of several at once, visitors would wait for the last."""
    return answering.encode_questions([Question(entry.question, language=entry.language)])


def _articles(act: Act, entry: BankQuestion) -> frozenset[str]:
    found = (article_id(act, eid) for eid in entry.eids if entry.act == act.id)
    return frozenset(article for article in found if article is not None)
