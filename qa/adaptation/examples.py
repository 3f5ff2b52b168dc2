"""Training examples of the adaptation: texts, and the passages in each language that they mean.

Texts are sentences and clauses of provisions, headings of articles, questions of the bank,
examination questions and questions in lay words. An eId names the same provision in each version of
an act, so a text of one language is paired with passages of the others too.
"""

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from data.eid import ancestors, article_of
from data.errors import BaptaError
from data.model import LANGUAGES, Act
from data.passages import sentence_spans, split_passages
from data.question_bank import BankQuestion
from embeddings.adaptation.targets import Centring, Example, Target
from embeddings.encoder import FloatMatrix, FloatVector
from qa.citation import article_title
from qa.retrieval.centering import means_by_language, typical_questions
from qa.retrieval.dense import MEAN_SHARE
from qa.retrieval.indexing import with_headings

MAX_SENTENCES = 150
"""Default of the sentences of one version of an act that become texts."""
_EXAM_COPIES = 2
_MIN_CHARACTERS, _MAX_WORDS = 20, 32
_CLAUSE_SHARE, _LONG = 0.5, 80
# Versions of a provision whose lengths differ more are no translations of each other.
_MAX_LENGTH_RATIO = 2.0
_CLAUSE_END = re.compile(r"[,;:]\s+")
_NUMBER = re.compile(r"^(?:[\s№\d.)-]+|(?:Статья|Article)\s+[\d-]+\.?\s*|[\d-]+-бап\.?\s*)")


class ExamError(BaptaError):
    """A file of questions that cannot be read, or questions about an act that is not there."""


@dataclass(frozen=True)
class Version:
    """The passages of one version of an act: their ``rows`` among all, with the eId of each."""

    act: Act
    rows: range
    eids: tuple[str, ...]

    @cached_property
    def _under(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, eid in zip(self.rows, self.eids, strict=True):
            for above in (eid, *ancestors(eid)):
                rows[above].append(row)
        return dict(rows)

    def eid(self, row: int) -> str:
        """Return the eId of the passage ``row``."""
        return self.eids[row - self.rows.start]

    def under(self, eids: Iterable[str]) -> tuple[int, ...]:
        """Return the rows of the provisions and of those below them, in order."""
        return tuple(sorted({row for eid in eids for row in self._under.get(eid, ())}))

    def above(self, rows: Iterable[int]) -> Iterator[int]:
        """Yield the rows of the provisions above those of ``rows``."""
        for eid in {above for row in rows for above in ancestors(self.eid(row))}:
            yield from (row for row in self._under[eid] if self.eid(row) == eid)


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """A question with the provisions that answer it, of ``act`` and of its versions."""

    question: str
    language: str
    act: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """The indexed ``texts`` of all passages, and the examples."""

    texts: tuple[str, ...]
    examples: tuple[Example, ...]


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file, a gzip if its name ends in ``.gz``; raises ExamError."""
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ExamError(f"{path.name} cannot be read.") from error
    return text.splitlines()


def read_exam(path: Path) -> tuple[ExamQuestion, ...]:
    """Read JSON Lines of ``{"question", "language", "act", "gold"}``; raises ExamError.

    A file whose name ends in ``.gz`` is a gzip of them.
    """
    questions = []
    for number, line in enumerate(read_lines(path), start=1):
        try:
            value = json.loads(line)
            fields = value["question"], value["language"], value["act"], tuple(value["gold"])
        except (ValueError, KeyError, TypeError) as error:
            raise ExamError(f"{path.name} cannot be read at line {number}.") from error
        if fields[1] not in LANGUAGES:
            raise ExamError(f"{path.name} names the unknown language {fields[1]} in line {number}.")
        questions.append(ExamQuestion(*fields))
    return tuple(questions)


def training_set(
    acts: Sequence[Act],
    bank: Sequence[BankQuestion] = (),
    exam: Sequence[ExamQuestion] = (),
    questions: Sequence[ExamQuestion] = (),
    *,
    max_articles: int,
    max_sentences: int = MAX_SENTENCES,
    seed: int,
) -> TrainingSet:
    """Return the examples for ``acts``, of each of which ``max_articles`` are used.

    Articles that answer a question of the ``exam`` or a lay one of ``questions`` are used in any
    case. ``max_sentences`` of each version become texts. Out-of-scope entries
    of the ``bank`` have no target and are left out, as are those of the exam about other acts.
    Raises ExamError for lay questions about an act that is not among ``acts``.
    """
    roots = {act.id: act.work for act in acts}
    exam, questions = ([_of_work(one, roots) for one in asked] for asked in (exam, questions))
    if unknown := {one.act for one in questions} - set(roots.values()):
        raise ExamError(
            f"The questions name the act {min(unknown)}, but no folder of acts to train on has it."
        )
    needed: dict[str, set[str]] = defaultdict(set)
    for one in (*exam, *questions):
        needed[one.act].update(map(article_of, one.gold))
    random_choice = random.Random(seed)  # noqa: S311
    texts: list[str] = []
    works: dict[str, list[Version]] = defaultdict(list)
    for act in acts:
        work = roots[act.id]
        works[work].append(_add_version(act, texts, needed[work], max_articles))
    examples: list[Example] = []
    for versions in works.values():
        for version in versions:
            examples += _headings(version, versions)
            if len(versions) > 1:
                examples += _sentences(version, versions, random_choice, max_sentences)
    examples += _bank_examples(bank, works)
    examples += [each for each in _exam_examples(exam, works) for _ in range(_EXAM_COPIES)]
    examples += _exam_examples(questions, works)
    return TrainingSet(tuple(texts), tuple(examples))


def question_centring() -> Centring:
    """Return the centring of questions in the dense channel, where there is no bank."""
    languages, texts = zip(*typical_questions(), strict=True)

    def shifts(rows: FloatMatrix) -> dict[str, FloatVector]:
        means = means_by_language(rows, languages)
        return {language: MEAN_SHARE * mean for language, mean in means.items()}

    return Centring(texts, shifts)


def _of_work(question: ExamQuestion, roots: Mapping[str, str]) -> ExamQuestion:
    """Return the question about the work of its act."""
    return replace(question, act=roots.get(question.act, question.act))


def _add_version(act: Act, texts: list[str], needed: set[str], max_articles: int) -> Version:
    """Append the texts of the chosen articles, the same in each version, to ``texts``."""
    passages = split_passages(act)
    articles = sorted(dict.fromkeys(article_of(each.eid) for each in passages), key=_digest)
    chosen = needed.union(articles[:max_articles])
    used = [passage for passage in passages if article_of(passage.eid) in chosen]
    rows = range(len(texts), len(texts) + len(used))
    texts += [with_headings(act, act.by_eid[each.eid], each.text) for each in used]
    return Version(act, rows, tuple(passage.eid for passage in used))


def _digest(eid: str) -> bytes:
    return sha256(eid.encode()).digest()


def _example(
    text: str, language: str, versions: Iterable[Version], eids: Iterable[str]
) -> Iterator[Example]:
    """Yield the example unless no version has a passage under ``eids``."""
    targets = []
    for version in versions:
        gold = version.under(eids)
        neutral = frozenset(version.above(gold)) - set(gold)
        if gold and len(gold) + len(neutral) < len(version.rows):
            names = {row: version.eid(row) for row in gold}
            targets.append(Target(version.act.language, version.rows, names, neutral))
    if targets:
        yield Example(text, language, tuple(targets))


def _headings(version: Version, versions: Sequence[Version]) -> Iterator[Example]:
    for article in dict.fromkeys(map(article_of, version.eids)):
        heading = _NUMBER.sub("", article_title(version.act, article)).strip()
        if len(heading) >= _MIN_CHARACTERS // 2:
            yield from _example(heading, version.act.language, versions, [article])


def _sentences(
    version: Version, versions: Sequence[Version], choice: random.Random, limit: int
) -> Iterator[Example]:
    shared = [eid for eid in dict.fromkeys(version.eids) if _is_aligned(eid, versions)]
    for eid in choice.sample(shared, min(limit, len(shared))):
        if text := _sentence(version.act.by_eid[eid].text, choice):
            yield from _example(text, version.act.language, versions, [eid])


def _is_aligned(eid: str, versions: Sequence[Version]) -> bool:
    if not all(eid in version.act.by_eid for version in versions):
        return False
    lengths = [len(version.act.by_eid[eid].text) for version in versions]
    return min(lengths) > _MIN_CHARACTERS and max(lengths) < _MAX_LENGTH_RATIO * min(lengths)


def _sentence(text: str, choice: random.Random) -> str:
    """Return a sentence of ``text``, often only a clause of it, or "" if it is too short."""
    spans = list(sentence_spans(text))
    start, end = choice.choice(spans) if spans else (0, 0)
    sentence = _NUMBER.sub("", text[start:end])
    clauses = [part for part in _CLAUSE_END.split(sentence) if len(part) > _MIN_CHARACTERS]
    if len(sentence) > _LONG and clauses and choice.random() < _CLAUSE_SHARE:
        sentence = choice.choice(clauses)
    sentence = " ".join(sentence.split()[:_MAX_WORDS])
    return sentence if len(sentence) > _MIN_CHARACTERS else ""


def _bank_examples(
    bank: Sequence[BankQuestion], works: Mapping[str, Sequence[Version]]
) -> Iterator[Example]:
    versions = {each.act.id: each for group in works.values() for each in group}
    for entry in bank:
        if entry.eids and entry.act in versions:
            version = versions[entry.act]
            yield from _example(entry.question, entry.language, [version], entry.eids)


def _exam_examples(
    exam: Sequence[ExamQuestion], works: Mapping[str, Sequence[Version]]
) -> Iterator[Example]:
    for one in exam:
        yield from _example(one.question, one.language, works.get(one.act, ()), one.gold)
