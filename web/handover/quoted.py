"""The provisions that answer a case: the words of the edition that was quoted, found again."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.corpus import Corpus
from data.errors import ActError
from data.model import Act, Provision
from qa.answer import Quote
from qa.quotes import whole_quote
from web.desk.named import label_of
from web.desk.staleness import as_quoted, digest_of, present_of
from web.handover.case import KeptQuote
from web.turns import Card, card_of


@dataclass(frozen=True, slots=True)
class Quoted:
    """A provision of an answer as it is shown.

    ``card`` is None where no edition that is kept holds the words that were quoted; ``changed``
    when the present edition says otherwise, ``gone`` when it has no such provision.
    """

    name: str
    card: Card | None
    changed: bool
    gone: bool
    changes: str | None


def quoted(corpus: Corpus, quotes: Sequence[KeptQuote], ui: str) -> tuple[Quoted, ...]:
    """The provisions of an answer, labels in ``ui``, in the order of the answer."""
    return tuple(_quoted(corpus, each, ui) for each in quotes)


def _quoted(corpus: Corpus, kept: KeptQuote, ui: str) -> Quoted:
    present = present_of(corpus, kept)
    changed = present is None or digest_of(present) != kept.digest
    found = _in_its_edition(corpus, kept) or as_quoted(corpus, kept)
    if found is None:
        name = label_of(corpus, kept.act, kept.eid, ui)
        return Quoted(name, None, changed, present is None, None)
    act, provision = found
    quote: Quote = whole_quote(act, provision, ui, corpus.address(act))
    older = act.edition_id != corpus.act(act.id).edition_id
    changes = f"/acts/{corpus.address(act)}/changes" if changed and older else None
    return Quoted(quote.citation.label, card_of(quote), changed, present is None, changes)


def _in_its_edition(corpus: Corpus, kept: KeptQuote) -> tuple[Act, Provision] | None:
    try:
        act = corpus.edition(kept.act, kept.edition)
    except ActError:
        return None
    provision = act.by_eid.get(kept.eid)
    if provision is None or digest_of(provision) != kept.digest:
        return None
    return act, provision
