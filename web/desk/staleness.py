"""Comparison of the quotes of canned replies with the present text of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from data.corpus import Corpus
from data.edition_diff import WordRun, word_diff
from data.errors import ActError
from data.model import Act, Provision


class QuoteMark(Protocol):
    """Stored reference to a quoted provision; ``digest`` is :func:`digest_of` its text then."""

    @property
    def act(self) -> str: ...

    @property
    def eid(self) -> str: ...

    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StaleQuote:
    """Quoted provision whose text differs from the approved one.

    ``words`` holds the word differences, empty if no stored edition has the approved text.
    ``now`` is None if the provision is deleted or repealed.
    """

    act: str
    eid: str
    now: str | None
    words: tuple[WordRun, ...]


def current_quote(provision: Provision) -> str:
    """Return the text that a reply shows of a provision: lead-in, text, closing."""
    spans = (provision.lead_in, provision.closing)
    lead, end = (span.text if span else "" for span in spans)
    return "\n".join(part for part in (lead, provision.text, end) if part)


def digest_of(provision: Provision) -> str:
    """Return the SHA-256 of :func:`current_quote`, as hexadecimal digits."""
    return sha256(current_quote(provision).encode()).hexdigest()


def quote_marks(corpus: Corpus, act_id: str, eid: str) -> dict[str, str]:
    """Return the columns stored for a provision that is quoted in its present text.

    Raises UnknownActError, UnknownProvisionError.
    """
    provision = corpus.provision(act_id, eid)
    return {
        "act": act_id,
        "edition": corpus.act(act_id).edition_id,
        "eid": eid,
        "sha256": provision.sha256,
        "digest": digest_of(provision),
    }


def stale_quotes(corpus: Corpus, quotes: Sequence[QuoteMark]) -> tuple[StaleQuote, ...]:
    """Return the ``quotes`` that differ from the present editions."""
    return tuple(stale for quote in quotes if (stale := _stale(corpus, quote)) is not None)


def present_quotes(corpus: Corpus, quote: QuoteMark) -> Provision | None:
    """Return the provision in the present edition, None if deleted or repealed."""
    editions = _editions(corpus, quote.act)
    present = editions[0].by_eid.get(quote.eid) if editions else None
    return None if present is None or present.repealed else present


def quoted_text(corpus: Corpus, quote: QuoteMark) -> tuple[Act, Provision] | None:
    """Return the provision from the newest edition that has the quoted text, or None."""
    for act in _editions(corpus, quote.act):
        provision = act.by_eid.get(quote.eid)
        if provision is not None and digest_of(provision) == quote.digest:
            return act, provision
    return None


def _stale(corpus: Corpus, quote: QuoteMark) -> StaleQuote | None:
    present = present_quotes(corpus, quote)
    if present is not None and digest_of(present) == quote.digest:
        return None
    before = quoted_text(corpus, quote)
    now = current_quote(present) if present else None
    if before is None:
        return StaleQuote(quote.act, quote.eid, now, ())
    return StaleQuote(quote.act, quote.eid, now, word_diff(current_quote(before[1]), now or ""))


def _editions(corpus: Corpus, act_id: str) -> tuple[Act, ...]:
    try:
        return corpus.editions(act_id)
    except ActError:
        return ()
