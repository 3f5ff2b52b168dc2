"""Whether what a canned reply quotes still stands as it was approved, and how it differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from data.act import Act, Provision
from data.corpus import Corpus
from data.differences import Words, word_diff
from data.errors import ActError
from web.desk.tables import CannedQuoteRow


@dataclass(frozen=True, slots=True)
class StaleQuote:
    """A provision that no longer stands as approved.

    ``words`` are the differences; empty where the approved text is in no edition that is kept.
    ``now`` is None where the provision is gone or repealed.
    """

    act: str
    eid: str
    now: str | None
    words: tuple[Words, ...]


def shown(provision: Provision) -> str:
    """What a reply shows of a provision: lead-in, text, closing."""
    spans = (provision.lead_in, provision.closing)
    lead, end = (span.text if span else "" for span in spans)
    return "\n".join(part for part in (lead, provision.text, end) if part)


def digest_of(provision: Provision) -> str:
    """The digest of what a reply shows of a provision."""
    return sha256(shown(provision).encode()).hexdigest()


def stale_quotes(corpus: Corpus, quotes: Sequence[CannedQuoteRow]) -> tuple[StaleQuote, ...]:
    """Those of ``quotes`` that differ from the acts in their present editions."""
    return tuple(stale for quote in quotes if (stale := _stale(corpus, quote)) is not None)


def _stale(corpus: Corpus, quote: CannedQuoteRow) -> StaleQuote | None:
    editions = _editions(corpus, quote.act)
    present = editions[0].by_eid.get(quote.eid) if editions else None
    if present is not None and present.repealed:
        present = None
    if present is not None and digest_of(present) == quote.digest:
        return None
    before = _as_approved(editions, quote)
    now = shown(present) if present else None
    if before is None:
        return StaleQuote(quote.act, quote.eid, now, ())
    return StaleQuote(quote.act, quote.eid, now, word_diff(shown(before), now or ""))


def _editions(corpus: Corpus, act_id: str) -> tuple[Act, ...]:
    try:
        return corpus.editions(act_id)
    except ActError:
        return ()


def _as_approved(editions: Sequence[Act], quote: CannedQuoteRow) -> Provision | None:
    """The provision as it was approved, from whichever edition has it so."""
    found = (act.by_eid.get(quote.eid) for act in editions)
    return next((one for one in found if one and digest_of(one) == quote.digest), None)
