"""What the cards of one act are made from: its provisions, lists, norms and questions."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from scipy.sparse import csr_matrix

from data.eid import ancestors
from data.glossary import Term
from data.model import Act, Kind, Provision, Span
from data.norms import Norm, find_norms
from data.passages import sentence_spans, with_lead_in_only
from data.question_bank import BankQuestion
from qa.drills.card import CardKind
from qa.query.normalization import split_words
from qa.query.stemming import stem

_DIGITS = 10
# Provisions whose nearness to each other is kept: 2,000 take 16 MB.
_MAX_PAIRED = 2000


@dataclass(frozen=True, slots=True)
class PointList:
    """A list: its points in order, and the slices that govern each."""

    parent: str
    points: tuple[Provision, ...]
    lead_in: Span | None
    closing: Span | None


class CardSource:
    """The provisions of an act that can be drilled, and how near they are to each other."""

    def __init__(
        self, act: Act, bank: Sequence[BankQuestion] = (), glossary: Sequence[Term] = ()
    ) -> None:
        """Cards are made of ``act`` and of the questions of ``bank`` that it answers."""
        self.act = act
        self.bank = tuple(question for question in bank if question.eids)
        self.glossary = tuple(glossary)
        self._stems: dict[str, list[str]] = {}

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """Those with words of their own that are in force, in document order."""
        return tuple(
            each
            for each, lead_in_only in with_lead_in_only(self.act)
            if each.text.strip() and not each.repealed and not lead_in_only
        )

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each provision among ``provisions``."""
        return {each.eid: place for place, each in enumerate(self.provisions)}

    @cached_property
    def lineage(self) -> dict[str, tuple[str, ...]]:
        """Each provision with what stands above it."""
        return {each.eid: (each.eid, *ancestors(each.eid)) for each in self.provisions}

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """The norms of the act."""
        return find_norms(self.act)

    @cached_property
    def lists(self) -> tuple[PointList, ...]:
        """Every list of three points or more, in document order."""
        by_parent: dict[str, list[Provision]] = defaultdict(list)
        for each in self.provisions:
            if each.kind is Kind.POINT and each.parent:
                by_parent[each.parent].append(each)
        return tuple(
            PointList(parent, tuple(points), points[0].lead_in, points[0].closing)
            for parent, points in by_parent.items()
            if len(points) > 2
        )

    @cached_property
    def sentences(self) -> frozenset[tuple[str, ...]]:
        """The folded words of every sentence of the act."""
        return frozenset(
            tuple(split_words(each.text[start:end]))
            for each in self.act.provisions
            for start, end in sentence_spans(each.text)
        )

    @cached_property
    def asked(self) -> Mapping[str, tuple[BankQuestion, ...]]:
        """The questions that each provision answers."""
        questions: dict[str, list[BankQuestion]] = defaultdict(list)
        for question in self.bank:
            for eid in question.eids:
                questions[eid].append(question)
        return {eid: tuple(each) for eid, each in questions.items()}

    def stems(self, text: str) -> list[str]:
        """The stems of the words of ``text``, in order."""
        if text not in self._stems:
            self._stems[text] = [stem(word, self.act.language) for word in split_words(text)]
        return self._stems[text]

    @cached_property
    def _vectors(self) -> csr_matrix:
        """One row a provision: stems weighted by rarity, of length one."""
        counts = [Counter(self.stems(each.text)) for each in self.provisions]
        spread = Counter(word for each in counts for word in each)
        column = {word: number for number, word in enumerate(spread)}
        rows, columns, weights = [], [], []
        for row, each in enumerate(counts):
            for word, count in each.items():
                rows.append(row)
                columns.append(column[word])
                weights.append(count * np.log(1 + len(counts) / spread[word]))
        shape = (len(counts), len(column))
        matrix = csr_matrix((weights, (rows, columns)), shape=shape, dtype=np.float64)
        lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
        scale = csr_matrix((1 / np.maximum(lengths, 1e-12), (range(len(counts)),) * 2))
        return csr_matrix(scale @ matrix)

    def nearness(self, eids: Iterable[str]) -> np.ndarray:
        """How near every provision is to the nearest of ``eids``: shape (provisions,), 0 to 1."""
        rows = [self.place[eid] for eid in eids if eid in self.place]
        if not rows:
            return np.zeros(len(self.provisions))
        if self._near is not None:
            return np.asarray(self._near[rows].max(axis=0))
        near = self._vectors[rows] @ self._vectors.T
        return np.asarray(near.max(axis=0).todense()).ravel()

    @cached_property
    def _near(self) -> np.ndarray | None:
        """How near each provision is to each, where there are not too many for the memory."""
        if len(self.provisions) > _MAX_PAIRED:
            return None
        return np.asarray((self._vectors @ self._vectors.T).todense(), dtype=np.float32)

    def key(self, kind: CardKind, eid: str, detail: str, provisions: Iterable[Provision]) -> str:
        """The key of a card: it changes exactly when the words that it stands on change."""
        digest = sha256()
        for each in provisions:
            for span in (each.lead_in, each.closing):
                digest.update(f"{span.text if span else ''}\0".encode())
            digest.update(f"{each.text}\1".encode())
        return f"{kind}:{eid}:{detail}:{digest.hexdigest()[:_DIGITS]}"


def shuffled(key: str, seed: str) -> random.Random:
    """The source of chance for one card of one session."""
    return random.Random(f"{seed}\0{key}")


def context_lines(provision: Provision, sentence: Span) -> tuple[Span, ...]:
    """The lead-in, the sentence and the closing: how a sentence of a point is always shown."""
    first = not provision.text[: sentence.start].strip()
    around = (provision.lead_in, sentence, provision.outer_closing) if first else (sentence,)
    return tuple(span for span in around if span is not None)


def slice_span(span: Span, gaps: Iterable[Span]) -> tuple[Span | None, ...]:
    """``span`` in pieces, with ``None`` in place of each gap that lies in it."""
    pieces: list[Span | None] = []
    done = span.start
    for gap in sorted(set(gaps), key=lambda gap: gap.start):
        if gap.eid != span.eid or gap.start < done or gap.end > span.end:
            continue
        if gap.start > done:
            pieces.append(span.slice(done - span.start, gap.start - span.start))
        pieces.append(None)
        done = gap.end
    if done < span.end:
        pieces.append(span.slice(done - span.start, len(span.text)))
    return tuple(pieces)
