"""Form of a group page, its parsing, and the entries that it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form

from data.corpus import Corpus
from data.question_bank import BankQuestion
from web.teaching.entry_validation import (
    EntryProblem,
    InvalidEntryError,
    parse_provisions,
    validate_entries,
)
from web.teaching.group_queries import Phrasing

_MAX_LINES = 60

Text = Annotated[str, Form(max_length=20_000)]
Texts = Annotated[list[Annotated[str, Form(max_length=20_000)]], Form(max_length=_MAX_LINES)]
Numbers = Annotated[list[int], Form(max_length=_MAX_LINES)]


@dataclass(frozen=True, slots=True)
class GroupForm:
    """Submitted form: ``use`` are the line numbers of ``wording`` that become entries.

    ``asked`` has the key of each line's phrasing, ``tongue`` its language.
    """

    use: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    tongue: tuple[str, ...] = ()
    picks: tuple[str, ...] = ()
    provision: str = ""
    act: str = ""
    clean: bool = False
    teach: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Form line of a phrasing: its wording for the bank, and the problem with it."""

    phrasing: Phrasing
    wording: str
    tongue: str
    use: bool
    wrong: EntryProblem | None = None


def parse_group_form(
    use: Numbers = [],  # noqa: B006
    asked: Texts = [],  # noqa: B006
    wording: Texts = [],  # noqa: B006
    tongue: Texts = [],  # noqa: B006
    pick: Texts = [],  # noqa: B006
    provision: Text = "",
    act: Text = "",
    clean: Text = "",
    teach: Text = "",
    reason: Text = "",
) -> GroupForm:
    """Return the form of a request (a dependency)."""
    return GroupForm(
        tuple(dict.fromkeys(use)),
        tuple(asked),
        tuple(wording),
        tuple(tongue),
        tuple(dict.fromkeys(pick)),
        provision,
        act,
        bool(clean),
        bool(teach),
        reason,
    )


def entry_lines(
    phrasings: Sequence[Phrasing], form: GroupForm | None, wrong: Sequence[EntryProblem]
) -> tuple[EntryLine, ...]:
    """Return a line for each phrasing, with the wording of ``form`` if that has one.

    Without a form the most frequent phrasing is selected.
    """
    if form is None:
        return tuple(
            EntryLine(each, each.text, each.language, n == 0) for n, each in enumerate(phrasings)
        )
    line_of = {key: n for n, key in enumerate(form.asked[: len(form.wording)])}
    problem_of = {each.line: each for each in wrong}
    lines = []
    for each in phrasings:
        n = line_of.get(each.key, len(form.tongue))
        if n < len(form.tongue):
            used = n in form.use
            lines.append(EntryLine(each, form.wording[n], form.tongue[n], used, problem_of.get(n)))
        else:
            lines.append(EntryLine(each, each.text, each.language, False))
    return tuple(lines)


def linked_entries(
    form: GroupForm, corpus: Corpus, bank: Sequence[BankQuestion]
) -> tuple[BankQuestion, ...]:
    """Return the entries of the form for its provisions.

    Raises InvalidEntryError with all problems.
    """
    wrong: list[EntryProblem] = [] if form.clean else [EntryProblem("not_clean")]
    act = form.act or corpus.default.id
    eids: tuple[str, ...] = ("",)
    try:
        act, eids = parse_provisions(corpus, act, form.picks, form.provision)
    except InvalidEntryError as error:
        wrong += error.wrong
    return _entries(form, act, eids, bank, wrong)


def outside_entries(
    form: GroupForm, corpus: Corpus, bank: Sequence[BankQuestion]
) -> tuple[BankQuestion, ...]:
    """Return the form's out-of-scope entries, if it asks for any. Raises InvalidEntryError."""
    if not form.teach:
        return ()
    wrong: list[EntryProblem] = [] if form.clean else [EntryProblem("not_clean")]
    act = form.act or corpus.default.id
    if all(each.id != act for each in corpus.acts):
        wrong.append(EntryProblem("unknown_provision", act))
    return _entries(form, act, (), bank, wrong)


def _entries(
    form: GroupForm,
    act: str,
    eids: tuple[str, ...],
    bank: Sequence[BankQuestion],
    wrong: list[EntryProblem],
) -> tuple[BankQuestion, ...]:
    lines = range(min(len(form.wording), len(form.tongue)))
    wordings = [(n, form.wording[n], form.tongue[n]) for n in form.use if n in lines]
    entries: tuple[BankQuestion, ...] = ()
    try:
        entries = validate_entries(wordings, act, eids, bank)
    except InvalidEntryError as error:
        wrong += error.wrong
    if wrong:
        raise InvalidEntryError(wrong)
    return entries
