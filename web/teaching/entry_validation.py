"""Parsing and validation of the entries that an editor submits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.corpus import Corpus
from data.eid import is_eid, split_reference
from data.errors import ActError, EidError
from data.model import LANGUAGES, Act
from data.question_bank import BankQuestion, normalize_question
from qa.query.validation import MAX_QUESTION_LENGTH, QuestionError, check_question
from qa.references.act_catalog import read_catalog
from qa.references.lookup import find_referenced_provisions

MAX_EIDS = 12
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """Problem with the message ``problem.CODE``; ``place`` fills it, ``line`` is the form line."""

    code: str
    place: str = ""
    line: int | None = None


class InvalidEntryError(Exception):
    """Entries that cannot be added to the draft, with all problems in ``wrong``."""

    def __init__(self, wrong: Sequence[EntryProblem]) -> None:
        super().__init__(", ".join(each.code for each in wrong))
        self.wrong = tuple(wrong)


def parse_provisions(
    corpus: Corpus, act_id: str, picks: Sequence[str], named: str
) -> tuple[str, tuple[str, ...]]:
    """Return the act and the eIds of ``picks`` (``act:eId``) and of ``named``.

    ``named`` has eIds with or without their act, or a citation as "24-бап 3-тармақ"; ``act_id``
    is the default act. Raises InvalidEntryError for a provision without text, for provisions of
    several acts, and if there are none.
    """
    places = dict.fromkeys([*map(_split_pick, picks), *_parse_named(corpus, act_id, named)])
    wrong = [each for place in places if (each := _provision_problem(corpus, *place))]
    if not places:
        wrong.append(EntryProblem("no_provisions"))
    if len({act for act, _ in places}) > 1:
        wrong.append(EntryProblem("acts_mixed"))
    if len(places) > MAX_EIDS:
        wrong.append(EntryProblem("many_provisions"))
    if wrong:
        raise InvalidEntryError(wrong)
    ((act, _), *_) = places
    return act, tuple(eid for _, eid in places)


def validate_entries(
    wordings: Sequence[tuple[int, str, str]],
    act: str,
    eids: tuple[str, ...],
    bank: Sequence[BankQuestion],
) -> tuple[BankQuestion, ...]:
    """Return entries of ``wordings`` (line, text, language) for ``eids`` (empty: out of scope).

    ``bank`` has the published and the draft entries. Raises InvalidEntryError for a wording that
    is no question or a duplicate, and if there is none.
    """
    existing = {normalize_question(each.question): each for each in bank}
    entries, wrong = [], []
    for line, text, language in wordings:
        entry = BankQuestion(" ".join(text.split()), language, act, eids)
        found = _wording_problem(entry, existing)
        if found is None:
            entries.append(entry)
            existing[normalize_question(entry.question)] = entry
        else:
            wrong.append(replace(found, line=line))
    if not wordings:
        wrong.append(EntryProblem("no_wording"))
    if wrong:
        raise InvalidEntryError(wrong)
    return tuple(entries)


def _wording_problem(entry: BankQuestion, known: Mapping[str, BankQuestion]) -> EntryProblem | None:
    try:
        check_question(entry.question)
    except QuestionError as error:
        return EntryProblem(f"question_{error.code}")
    if entry.language not in LANGUAGES:
        return EntryProblem("malformed")
    words = normalize_question(entry.question)
    if not words:
        return EntryProblem("question_empty")
    same = known.get(words)
    if same is None:
        return None
    if same.act == entry.act and set(same.eids) == set(entry.eids):
        return EntryProblem("entry_there")
    if not same.eids:
        return EntryProblem("entry_outside")
    return EntryProblem("entry_differs", ", ".join(f"{same.act}:{eid}" for eid in same.eids))


def _split_pick(pick: str) -> tuple[str, str]:
    try:
        act, eid = split_reference(pick)
    except EidError as error:
        raise InvalidEntryError(
            [EntryProblem("unknown_provision", pick[:MAX_QUESTION_LENGTH])]
        ) from error
    return act or "", eid


def _parse_named(corpus: Corpus, act_id: str, named: str) -> list[tuple[str, str]]:
    words = [word for word in _SEPARATORS.split(named.strip()) if word]
    if not words:
        return []
    if all(is_eid(word.rpartition(":")[2]) for word in words):
        return [(act or act_id, eid) for act, eid in map(_split_pick, words)]
    found = find_referenced_provisions((named,), read_catalog(corpus), (act_id,))
    if found is None or found[1].act is None or found[1].missing or not found[1].eids:
        raise InvalidEntryError(
            [EntryProblem("unknown_provision", named.strip()[:MAX_QUESTION_LENGTH])]
        )
    act = found[1].act
    return [(act.id, eid) for eid in found[1].eids]


def _provision_problem(corpus: Corpus, act_id: str, eid: str) -> EntryProblem | None:
    try:
        act: Act = corpus.act(act_id)
    except ActError:
        return EntryProblem("unknown_provision", f"{act_id}:{eid}")
    provision = act.by_eid.get(eid)
    if provision is None:
        is_chapter = any(chapter.eid == eid for chapter in act.chapters)
        return EntryProblem(
            "empty_provision" if is_chapter else "unknown_provision", f"{act_id}:{eid}"
        )
    if not provision.quotable:
        return EntryProblem("empty_provision", f"{act_id}:{eid}")
    return None
