"""The header of a passage: what a reader of the page sees above it, and the passage alone lacks."""

from data.model import Act, Provision
from qa.citation import article_title

_BETWEEN = " · "


def lead_in(provision: Provision) -> str:
    """The words that the provision hangs on, or ""."""
    return provision.lead_in.text if provision.lead_in else ""


def in_list(provision: Provision, text: str) -> str:
    """``text`` between the lead-in and the closing that govern it: a duty reads as a duty."""
    closing = provision.closing.text if provision.closing else ""
    return " ".join(part for part in (lead_in(provision), text, closing) if part)


def titled(act: Act, provision: Provision, text: str) -> str:
    """The same under the titles of the act and the article, each where there is one."""
    titles = (act.title, article_title(act, provision.eid), in_list(provision, text))
    return _BETWEEN.join(part for part in titles if part)
