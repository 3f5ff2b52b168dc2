"""The source of the cards of one act: provisions, lists, norms, questions and similarity."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from data.glossary import Term
from data.model import LANGUAGES, Act, Kind, Provision, Span
from data.norms import Norm, find_norms
from data.passages import sentence_spans, with_lead_in_only
from data.question_bank import BankQuestion
from qa.drills.card import CardKind
from qa.drills.suitability import (
    MAX_CHARACTERS,
    is_catch_all,
    is_definition,
    is_fragment,
    is_transitional,
    refers_back,
    shown_length,
)
from qa.query.normalization import split_words
from qa.query.stemming import stem
from qa.query.vocabulary import everyday_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Words with so many first letters in common are one word, also in two languages.
HEAD_LETTERS = 5
_DIGITS = 10
# Questions with so great a share of their words in common ask the same.
_SAME_QUESTION = 0.5
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
        self.bank = tuple(q for q in bank if q.eids and not q.is_colloquial)
        self.glossary = tuple(glossary)
        self._stems: dict[str, list[str]] = {}
        self._heads: dict[str, list[str]] = {}
        self._content: dict[BankQuestion, frozenset[str]] = {}

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
    def catch_alls(self) -> frozenset[str]:
        """Return the eIds of the provisions that only name "other powers"."""
        return frozenset(each.eid for each in self.provisions if is_catch_all(self.act, each))

    @cached_property
    def unfit(self) -> frozenset[str]:
        """Return the eIds of the provisions that no card is about.

        They only name "other powers", say when the act comes into force, or are understood only
        with another provision.
        """
        return self.catch_alls | frozenset(
            each.eid
            for each in self.provisions
            if is_transitional(self.act, each) or is_fragment(self.act, each)
        )

    @cached_property
    def definitions(self) -> frozenset[str]:
        """Return the eIds of the points that say what a word means."""
        return frozenset(each.eid for each in self.provisions if is_definition(each))

    @cached_property
    def showable(self) -> frozenset[str]:
        """Return the eIds of the provisions that state something and are short enough to show."""
        return frozenset(
            each.eid
            for each in self.provisions
            if shown_length(each) <= MAX_CHARACTERS and each.eid not in self.unfit
        )

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        return find_norms(self.act)

    @cached_property
    def norms_of(self) -> Mapping[str, tuple[Norm, ...]]:
        """Return the norms of each provision that has some, by eId."""
        found: dict[str, list[Norm]] = defaultdict(list)
        for norm in self.norms:
            found[norm.eid].append(norm)
        return {eid: tuple(norms) for eid, norms in found.items()}

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

    @cached_property
    def asked_alike(self) -> Mapping[str, frozenset[str]]:
        """Return the eIds of the provisions that questions in nearly the same words ask for."""
        found: dict[str, set[str]] = defaultdict(set)
        for language in LANGUAGES:
            questions = [q for q in self.bank if q.language == language and self.content(q)]
            for one, other in _alike([self.content(question) for question in questions]):
                for eid in questions[one].eids:
                    found[eid].update(questions[other].eids)
        return {eid: frozenset(others) for eid, others in found.items()}

    def content(self, question: BankQuestion) -> frozenset[str]:
        """Return the stems of a question's words in its language, without everyday words."""
        if question not in self._content:
            self._content[question] = self._content_stems(question.question, question.language)
        return self._content[question]

    def title_stems(self, eid: str) -> frozenset[str]:
        """Return the stems of the heading of ``eid``, without everyday words."""
        return self.content_stems(self.act.by_eid[eid].heading)

    def content_stems(self, text: str) -> frozenset[str]:
        """Return the stems of the words of ``text`` of the act, without everyday words."""
        return self._content_stems(text, self.act.language)

    def _content_stems(self, text: str, language: str) -> frozenset[str]:
        everyday = self._everyday[language]
        return frozenset(stem(word, language) for word in split_words(text) if word not in everyday)

    def share_of_provisions(self, word: str) -> float:
        """Return the share of the provisions that have the stem ``word``."""
        return self._document_counts[word] / max(1, len(self.provisions))

    def share_of_heads(self, head: str) -> float:
        """Return the share of the provisions with a word that begins with the letters ``head``."""
        return self._head_counts[head] / max(1, len(self.provisions))

    def heads(self, text: str) -> list[str]:
        """Return the beginnings of the folded words of ``text``, in order."""
        if text not in self._heads:
            self._heads[text] = [word[:HEAD_LETTERS] for word in split_words(text)]
        return self._heads[text]

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
    def _everyday(self) -> Mapping[str, frozenset[str]]:
        return everyday_words()

    @cached_property
    def _similarities(self) -> np.ndarray | None:
        """Return the cosines of all pairs, None if there are too many for the memory."""
        if len(self.provisions) > _MAX_PAIRED:
            return None
        return np.asarray((self._vectors @ self._vectors.T).todense(), dtype=np.float32)

    @cached_property
    def _stem_counts(self) -> list[Counter[str]]:
        return [Counter(self.stems(provision.text)) for provision in self.provisions]

    @cached_property
    def _document_counts(self) -> Counter[str]:
        return Counter(word for count in self._stem_counts for word in count)

    @cached_property
    def _head_counts(self) -> Counter[str]:
        texts = (each.text for each in self.provisions)
        return Counter(head for text in texts for head in set(self.heads(text)))

    @cached_property
    def _vectors(self) -> "csr_matrix":
        """Return the TF-IDF vectors of stems, of length one: shape (provisions, stems)."""
        # Its import takes as long as that of the rest of training.
        from scipy.sparse import csr_matrix

        counts = self._stem_counts
        document_counts = self._document_counts
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


def _alike(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of numbers of sets that have most of their words in common."""
    if not sets:
        return
    from scipy.sparse import csr_matrix

    column = {word: number for number, word in enumerate(sorted(frozenset().union(*sets)))}
    rows = [row for row, words in enumerate(sets) for _ in words]
    columns = [column[word] for words in sets for word in words]
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(column)))
    shared = (matrix @ matrix.T).tocoo()
    sizes = np.array([len(words) for words in sets])
    share = shared.data / (sizes[shared.row] + sizes[shared.col] - shared.data)
    close = share >= _SAME_QUESTION
    yield from zip(shared.row[close].tolist(), shared.col[close].tolist(), strict=True)


def seeded_random(key: str, seed: str) -> random.Random:
    """Return the random generator of one card of one session."""
    return random.Random(f"{seed}\0{key}")  # noqa: S311 - repeatable, not secret


def context_lines(language: str, provision: Provision, sentence: Span) -> tuple[Span, ...]:
    """Return the sentence; the first one of a provision comes with lead-in and closing.

    A sentence that refers to those before it comes with them.
    """
    before = len(provision.text[: sentence.start].rstrip())
    spans: tuple[Span | None, ...] = (provision.lead_in, sentence, provision.outer_closing)
    if before:
        if not refers_back(language, sentence.text):
            return (sentence,)
        spans = (provision.lead_in, provision.whole.slice(0, before), sentence)
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
