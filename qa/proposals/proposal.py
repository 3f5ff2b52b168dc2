"""Questions proposed for an act: templates filled with its headings, terms and norms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from data.eid import ancestors
from data.model import Act, Kind, Provision
from data.norms import Norm, NormKind, find_norms
from data.passages import with_lead_in_only
from data.question_bank import BankQuestion, normalize_question
from qa.proposals.templates import Patterns, Template, fill_template, patterns

MAX_WORDS_LENGTH = 160
"""Characters of the law's words in a question; longer words are no question of a person."""
MAX_PROVISIONS = 12
"""Provisions that one question may have; a question with more is too broad to answer."""
_MAX_SCATTERED = 5
"""Provisions with a norm of one kind in an article, beyond which its heading is no question."""
_MAX_SUBJECT_WORDS = 8
_MIN_NORM_WORDS = 4
_ENDS = " \t\n.;:,"
_TERM = re.compile(r"^([^–—(;:,?]{2,80}?)\s*(?:\([^()]*\)\s*)?\s[–—-]\s")
_TEMPLATE_OF = {
    NormKind.RIGHT: Template.RIGHT,
    NormKind.DUTY: Template.DUTY,
    NormKind.PROHIBITION: Template.PROHIBITION,
    NormKind.TIME: Template.TIME,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Entry proposed for the bank, with its template and the ``words`` of the law in it."""

    entry: BankQuestion
    template: Template
    words: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of act, language and normalized question."""
        return proposal_digest(self.entry)


def proposal_digest(entry: BankQuestion) -> str:
    """Return the SHA-256 (hex) by which a decision on a proposed question is remembered."""
    fields = (entry.act, entry.language, normalize_question(entry.question))
    return sha256("\x1f".join(fields).encode()).hexdigest()


def propose_questions(act: Act) -> tuple[Proposal, ...]:
    """Return the questions of all templates in the order of the articles, each text once.

    An act without headings has only those about terms, powers and subjects of lists.
    """
    source = _Source(act)
    found: dict[str, Proposal] = {}
    for article in articles_of(act):
        for proposal in source.of(article):
            found.setdefault(normalize_question(proposal.entry.question), proposal)
    return tuple(found.values())


def articles_of(act: Act) -> tuple[Provision, ...]:
    """Return the articles that are in force."""
    return tuple(article for article in act.articles if not article.repealed)


def article_id(act: Act, eid: str) -> str | None:
    """Return the eId of the article that ``eid`` is or is in, None outside articles."""
    for one in (eid, *ancestors(eid)):
        provision = act.by_eid.get(one)
        if provision is not None and provision.kind is Kind.ARTICLE:
            return one
    return None


class _Source:
    """Provisions and norms of one act, by article."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._patterns = patterns(act.language)
        self._provisions: dict[str, list[Provision]] = {}
        for provision, lead_in_only in with_lead_in_only(act):
            article = article_id(act, provision.eid)
            if article and provision.quotable and not lead_in_only and _is_norm(provision):
                self._provisions.setdefault(article, []).append(provision)
        self._norms: dict[str, list[Norm]] = {}
        for norm in find_norms(act):
            article = article_id(act, norm.eid)
            if article and _is_norm(act.by_eid[norm.eid]):
                self._norms.setdefault(article, []).append(norm)

    def of(self, article: Provision) -> Iterator[Proposal]:
        heading = _clean(article.heading)
        provisions = self._provisions.get(article.eid, [])
        norms = self._norms.get(article.eid, [])
        if heading:
            yield from self._made(Template.HEADING, heading, _main(article, provisions))
        yield from self._definitions(heading, provisions)
        yield from self._powers(norms)
        used: set[tuple[NormKind, str]] = set()
        for kind, words, eids in self._subjects(norms):
            used.update((kind, eid) for eid in eids)
            yield from self._made(_TEMPLATE_OF[kind], words, eids)
        if heading:
            for kind, template in _TEMPLATE_OF.items():
                rest = [one.eid for one in norms if one.kind is kind]
                eids = list(dict.fromkeys(eid for eid in rest if (kind, eid) not in used))
                if len(eids) <= _MAX_SCATTERED:
                    yield from self._made(template, heading, eids)

    def _made(self, template: Template, words: str, eids: Iterable[str]) -> Iterator[Proposal]:
        """Yield the question, unless its words or its provisions are too many or missing."""
        cited = tuple(eids)
        if 0 < len(cited) <= MAX_PROVISIONS and 0 < len(words) <= MAX_WORDS_LENGTH:
            question = fill_template(template, self._act.language, words)
            entry = BankQuestion(question, self._act.language, self._act.id, cited)
            yield Proposal(entry, template, words)

    def _definitions(self, heading: str, provisions: Iterable[Provision]) -> Iterator[Proposal]:
        if not self._patterns.definitions.search(heading.lower()):
            return
        for provision in provisions:
            if term := _TERM.match(provision.text):
                yield from self._made(
                    Template.DEFINITION, _clean(term[1]).strip('«»“”"'), (provision.eid,)
                )

    def _powers(self, norms: Iterable[Norm]) -> Iterator[Proposal]:
        for norm in norms:
            provision = self._act.by_eid[norm.eid]
            words = _clean(norm.sentence.text)
            # The lead-in names the body, so that the point has no subject of its own.
            if (
                norm.kind is NormKind.COMPETENCE
                and provision.kind is Kind.POINT
                and provision.lead_in is not None
                and provision.lead_in.text.rstrip().endswith(":")
                and norm.sentence.text == provision.text
                and words[:1].islower()
                and "?" not in words
                and _has_predicate(words, self._patterns)
            ):
                yield from self._made(Template.POWER, words, (norm.eid,))

    def _subjects(self, norms: Iterable[Norm]) -> Iterator[tuple[NormKind, str, list[str]]]:
        """Yield kind, subject and points of each list whose lead-in or closing has the norm."""
        lists: dict[tuple[NormKind, str], list[str]] = {}
        for norm in norms:
            words = _subject(self._act.by_eid[norm.eid], norm, self._patterns)
            if words is not None and norm.kind in _TEMPLATE_OF:
                lists.setdefault((norm.kind, words), []).append(norm.eid)
        for (kind, words), eids in lists.items():
            yield kind, words, eids


def _is_norm(provision: Provision) -> bool:
    """Return whether the text can be a norm and no note on an amendment, as "(from 1 May 2026)"."""
    if provision.lead_in is not None:
        return True
    return len(provision.text.split()) >= _MIN_NORM_WORDS and provision.text[0] not in "(№"


def _main(article: Provision, provisions: list[Provision]) -> list[str]:
    """Return the article itself and its children, or all below it if it is one list."""
    depth = article.eid.count("__") + 1
    top = [one.eid for one in provisions if one.eid.count("__") <= depth]
    return top or [one.eid for one in provisions]


def _subject(provision: Provision, norm: Norm, rules: Patterns) -> str | None:
    """Return the words before the modal words of the lead-in of a point, or None."""
    lead_in, closing = provision.lead_in, provision.closing
    governing = [span for span in (lead_in, closing) if span is not None]
    if lead_in is None or not any(span.contains(mark) for span in governing for mark in norm.marks):
        return None
    text = lead_in.text.strip()
    modal = rules.subject.search(text.lower())
    if modal is not None:
        text = text[: modal.start()]
    elif closing is None or not rules.subject_closing.search(closing.text.strip().lower()):
        return None
    words = _clean(text)
    is_subject = (
        0 < len(words.split()) <= _MAX_SUBJECT_WORDS
        and words[0].isupper()
        and "," not in words
        and not rules.not_subject.search(words.lower())
    )
    return words if is_subject else None


def _has_predicate(words: str, rules: Patterns) -> bool:
    text = words.lower()
    return bool(rules.power.search(text)) and not rules.not_power.search(text)


def _clean(words: str) -> str:
    """Return ``words`` on one line without the stops at their end."""
    return " ".join(words.split()).strip(_ENDS)
