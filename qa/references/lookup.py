"""Lookup of the provisions that a question names, before any search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.model import Act
from qa.references.act_catalog import ActCatalog, ActGroup
from qa.references.act_mention import (
    ActMention,
    MissingAct,
    find_act_mention,
    split_by_act,
)
from qa.references.parser import Reference, inserted_after, references_in, resolve


@dataclass(frozen=True, slots=True)
class ActChoice:
    """An act that has the provision of a question that names no act."""

    act: Act
    eid: str


@dataclass(frozen=True, slots=True)
class ReferencedProvisions:
    """The act that a question names and its provisions.

    ``eids`` are in the order of the question; ``missing`` are references without a provision.
    There is no act if the question names another one (``is_other_act``), if several acts have the
    provision (``choices``), or if none has. With ``names_acts`` the question names several acts,
    and the choices are its provisions in each; ``missing_acts`` are those that the corpus does not
    have.
    """

    act: Act | None
    eids: tuple[str, ...]
    missing: tuple[Reference, ...]
    choices: tuple[ActChoice, ...] = ()
    is_other_act: bool = False
    names_acts: bool = False
    missing_acts: tuple[MissingAct, ...] = ()


def find_referenced_provisions(
    texts: Sequence[str],
    catalog: ActCatalog,
    acts: Sequence[str] = (),
    language: str | None = None,
) -> tuple[str, ReferencedProvisions] | None:
    """Return the first of ``texts`` (variants of one question) with references, and its provisions.

    The act is the one that the text names, or else the only one of ``acts`` (by default of all)
    that has the provision. Of several languages of an act, ``language`` is preferred. A text that
    cites an act that the corpus does not have is found without a reference too.
    """
    for text in dict.fromkeys(texts):
        mention = find_act_mention(text, catalog)
        references = references_in(mention.text)
        of_each = _of_each_act(text, catalog, language) if references else None
        if of_each is not None:
            return text, of_each
        if mention.is_other and (references or mention.is_cited):
            other = ReferencedProvisions(None, (), references, is_other_act=True)
            return text, other
        if references:
            named = _look_up(references, _candidates(mention, catalog, acts), language)
            # "3/4" and "24/7" are references only where there is such a provision.
            if not mention.is_fraction or named.eids or named.choices:
                return text, named
    return None


def _of_each_act(
    text: str, catalog: ActCatalog, language: str | None
) -> ReferencedProvisions | None:
    """Return the provisions of a text that names several acts, each with its own.

    The result is None for any other text. A question is answered from one act, so that the
    provisions are choices, those that exist even where others are missing.
    """
    found: list[ReferencedProvisions] = []
    missing_acts: list[MissingAct] = []
    has_other = False
    for part in split_by_act(text, catalog):
        mention = find_act_mention(part.text, catalog)
        references = references_in(mention.text)
        if not references or mention.is_other == bool(mention.groups):
            return None
        if mention.is_other:
            has_other = True
            missing_acts += [] if part.missing is None else [part.missing]
            found.append(ReferencedProvisions(None, (), references))
        else:
            found.append(_look_up(references, mention.groups, language))
    choices = dict.fromkeys(choice for one in found for choice in _choices(one))
    if not found or (has_other and not choices):
        return None
    missing = tuple(reference for one in found for reference in one.missing)
    return ReferencedProvisions(
        None,
        (),
        missing,
        tuple(choices),
        names_acts=True,
        missing_acts=tuple(dict.fromkeys(missing_acts)),
    )


def _choices(named: ReferencedProvisions) -> tuple[ActChoice, ...]:
    """Return the provisions with their act, of several acts those of each."""
    if named.act is None:
        return named.choices
    return tuple(ActChoice(named.act, eid) for eid in named.eids)


def _candidates(
    mention: ActMention, catalog: ActCatalog, acts: Sequence[str]
) -> tuple[ActGroup, ...]:
    """Return the acts that the references may mean; none for a kind that the corpus lacks."""
    if mention.groups:
        return mention.groups
    groups = tuple(_restricted(catalog.groups, acts) if acts else catalog.groups)
    if mention.kind is None:
        return groups
    return tuple(group for group in groups if group.kind == mention.kind)


def _restricted(groups: Sequence[ActGroup], acts: Sequence[str]) -> Iterator[ActGroup]:
    """Yield the acts with a version in ``acts``, and of them these versions alone."""
    for group in groups:
        versions = tuple(act for act in group.versions if act.id in acts)
        if versions:
            yield ActGroup(versions, group.kind)


def _look_up(
    references: tuple[Reference, ...], groups: Sequence[ActGroup], language: str | None
) -> ReferencedProvisions:
    if not groups:
        return ReferencedProvisions(None, (), references, is_other_act=True)
    resolved = [_in_group(references, group, language) for group in groups]
    found = [one for one in resolved if one.eids]
    complete = [one for one in found if not one.missing]
    having = complete or found
    if len(groups) == 1 or len(having) == 1:
        return (having or resolved)[0]
    choices = tuple(ActChoice(one.act, one.eids[0]) for one in having if one.act is not None)
    return ReferencedProvisions(None, (), references, choices)


def _in_group(
    references: Sequence[Reference], group: ActGroup, language: str | None
) -> ReferencedProvisions:
    """Return the provisions in the version that has most of them, by default the preferred one."""
    resolved = [_in_act(references, act) for act in group.in_language(language)]
    return min(resolved, key=lambda one: len(one.missing))


def _in_act(references: Sequence[Reference], act: Act) -> ReferencedProvisions:
    resolved = [(reference, resolve(reference, act)) for reference in references]
    eids: dict[str, None] = {}
    for reference, eid in resolved:
        if eid is not None:
            eids[eid] = None
            eids |= dict.fromkeys(inserted_after(eid, act) if reference.is_open else ())
    missing = tuple(dict.fromkeys(reference for reference, eid in resolved if eid is None))
    return ReferencedProvisions(act, tuple(eids), missing)
