"""Cache of the proposals of each act, which take seconds to ask."""

from collections.abc import Collection, Sequence
from threading import Lock

from data.model import Act
from data.question_bank import BankQuestion
from qa.answerer import Answering
from qa.proposals.selection import ProposalList, rank_proposals


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
    ) -> ProposalList:
        """Return the proposals for ``act`` as :func:`qa.proposals.selection.rank_proposals`.

        Those that became known or decided since they were asked may be among them.
        """
        with self._lock:
            if self._answering is not answering:
                self._answering, self._lists = answering, {}
            if act.id not in self._lists:
                self._lists[act.id] = rank_proposals(answering, act, known, decided)
            return self._lists[act.id]
