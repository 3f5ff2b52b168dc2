"""The source of the cards of one act: provisions, lists, norms, questions and similarity."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from scipy.sparse import csr_matrix

from data.glossary import Term
from data.model import Act, Kind, Provision, Span
from data.norms import Norm, find_norms
from data.passages import sentence_spans, with_lead_in_only
from data.question_bank import BankQuestion
from qa.drills.card import CardKind
from qa.query.normalization import split_words
from qa.query.stemming import stem

_DIGITS = 10
# The similarity matrix of so many provisions takes 16 MB.
_MAX_PAIRED = 2000


@dataclass(frozen=True, slots=True)
class PointList:
    """A list: its points in order, with the lead-in and the closing of all."""

    parent: str
    points: tuple[Provision, ...]
    lead_in: Span | None
    closing: Span | None


class CardSource:
    """The provisions of an act that can be drilled, with lazy properties derived from them."""

    def __init__(
        self, act: Act, bank: Sequence[BankQuestion] = (), glossary: Sequence[Term] = ()
    ) -> None:
        self.act = act
        self.bank = tuple(question for question in bank if question.eids)
        self.glossary = tuple(glossary)
        self._stems: dict[str, list[str]] = {}

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """Return the provisions in force that have own words, in document order."""
        return tuple(
            provision
            for provision, lead_in_only in with_lead_in_only(self.act)
            if provision.text.strip() and not provision.repealed and not lead_in_only
        )

    @cached_property
    def position(self) -> dict[str, int]:
        """Return the index of each provision in ``provisions``, by eId."""
        return {provision.eid: row for row, provision in enumerate(self.provisions)}

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        return find_norms(self.act)

    @cached_property
    def lists(self) -> tuple[PointList, ...]:
        """Return every list of three points or more, in document order."""
        by_parent: dict[str, list[Provision]] = defaultdict(list)
        for provision in self.provisions:
            if provision.kind is Kind.POINT and provision.parent:
                by_parent[provision.parent].append(provision)
        return tuple(
            PointList(parent, tuple(points), points[0].lead_in, points[0].closing)
            for parent, points in by_parent.items()
            if len(points) > 2
        )

    @cached_property
    def sentences(self) -> frozenset[tuple[str, ...]]:
        """Return the folded words of every sentence of the act."""
        return frozenset(
            tuple(split_words(provision.text[start:end]))
            for provision in self.act.provisions
            for start, end in sentence_spans(provision.text)
        )

    @cached_property
    def questions(self) -> Mapping[str, tuple[BankQuestion, ...]]:
        """Return the bank's questions by the eId of the provision that answers them."""
        by_eid: dict[str, list[BankQuestion]] = defaultdict(list)
        for question in self.bank:
            for eid in question.eids:
                by_eid[eid].append(question)
        return {eid: tuple(questions) for eid, questions in by_eid.items()}

    def stems(self, text: str) -> list[str]:
        """Return the stems of the words of ``text``, in order."""
        if text not in self._stems:
            self._stems[text] = [stem(word, self.act.language) for word in split_words(text)]
        return self._stems[text]

    def similarity(self, eids: Iterable[str]) -> np.ndarray:
        """Return the cosine of each provision to the nearest of ``eids``: shape (provisions,)."""
        rows = [self.position[eid] for eid in eids if eid in self.position]
        if not rows:
            return np.zeros(len(self.provisions))
        if self._similarities is not None:
            return np.asarray(self._similarities[rows].max(axis=0))
        cosines = self._vectors[rows] @ self._vectors.T
        return np.asarray(cosines.max(axis=0).todense()).ravel()

    @cached_property
    def _similarities(self) -> np.ndarray | None:
        """Return the cosines of all pairs, None if there are too many for the memory."""
        if len(self.provisions) > _MAX_PAIRED:
            return None
        return np.asarray((self._vectors @ self._vectors.T).todense(), dtype=np.float32)

    @cached_property
    def _vectors(self) -> csr_matrix:
        """Return the TF-IDF vectors of stems, of length one: shape (provisions, stems)."""
        counts = [Counter(self.stems(provision.text)) for provision in self.provisions]
        document_counts = Counter(word for count in counts for word in count)
        column = {word: number for number, word in enumerate(document_counts)}
        rows, columns, weights = [], [], []
        for row, count in enumerate(counts):
            for word, times in count.items():
                rows.append(row)
                columns.append(column[word])
                weights.append(times * np.log(1 + len(counts) / document_counts[word]))
        shape = (len(counts), len(column))
        matrix = csr_matrix((weights, (rows, columns)), shape=shape, dtype=np.float64)
        lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
        scale = csr_matrix((1 / np.maximum(lengths, 1e-12), (range(len(counts)),) * 2))
        return csr_matrix(scale @ matrix)

    def key(self, kind: CardKind, eid: str, detail: str, provisions: Iterable[Provision]) -> str:
        """Return the key of a card; it changes exactly when the words of ``provisions`` change."""
        digest = sha256()
        for provision in provisions:
            for span in (provision.lead_in, provision.closing):
                digest.update(f"{span.text if span else ''}\0".encode())
            digest.update(f"{provision.text}\1".encode())
        return f"{kind}:{eid}:{detail}:{digest.hexdigest()[:_DIGITS]}"


def seeded_random(key: str, seed: str) -> random.Random:
    """Return the random generator of one card of one session."""
    return random.Random(f"{seed}\0{key}")  # noqa: S311 - repeatable, not secret


def context_lines(provision: Provision, sentence: Span) -> tuple[Span, ...]:
    """Return the sentence; the first one of a provision comes with lead-in and closing."""
    if provision.text[: sentence.start].strip():
        return (sentence,)
    spans = (provision.lead_in, sentence, provision.outer_closing)
    return tuple(span for span in spans if span is not None)


def slice_span(span: Span, gaps: Iterable[Span]) -> tuple[Span | None, ...]:
    """Return ``span`` in pieces, with ``None`` in place of each of ``gaps`` within it."""
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
