"""Cache of the proposals of each act, which take seconds to ask."""

from collections.abc import Collection, Sequence
from threading import Lock

from data.model import Act
from data.question_bank import BankQuestion
from qa.answerer import Answering
from qa.proposals.selection import (
    ProposalList,
    RankedProposal,
    rank_proposals,
    without_decided,
)

MAX_ASKED = 100
"""Proposals that are asked while a page waits for them."""


class ProposalCache:
    """Proposals by act for one answerer. Threads may share it.

    A hot reload brings another answerer, which evicts all of them. One act is asked at a time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._answering: Answering | None = None
        self._lists: dict[str, ProposalList] = {}

    def proposals(
        self,
        answering: Answering,
        act: Act,
        known: Sequence[BankQuestion],
        decided: Collection[str],
    ) -> tuple[RankedProposal, ...]:
        """Return the proposals for ``act`` that are neither ``known`` nor ``decided``.

        They are in the order of :func:`qa.proposals.selection.rank_proposals`, which asked them
        once; raises as it does. Another editor's decision counts at once.
        """
        found = self._asked(answering, act, known, decided)
        return without_decided(found.ranked, known, decided)

    def _asked(
        self,
        answering: Answering,
        act: Act,
        known: Sequence[BankQuestion],
        decided: Collection[str],
    ) -> ProposalList:
        with self._lock:
            if self._answering is not answering:
                self._answering, self._lists = answering, {}
            if act.id not in self._lists:
                self._lists[act.id] = rank_proposals(answering, act, known, decided, most=MAX_ASKED)
            return self._lists[act.id]
